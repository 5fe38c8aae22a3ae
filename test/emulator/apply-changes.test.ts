import { expect, test } from 'vitest'
import { applyChanges } from '../../src/emulator/apply-changes.ts'
import { createState } from '../../src/emulator/state.ts'
import type { Note } from '../../src/journal/note.ts'
import { demoApp } from '../../src/scenarios/demo-app.ts'

const open = { id: 'c', from: 'robot', to: ['user1'], media: 'audio' } as const

function begin() {
  const state = createState({ name: 'x', seed: 1, apps: [demoApp], calls: [], crowds: [], faults: [] }, 0)
  const app = state.apps.get(demoApp.sdkAppId)
  if (!app) throw new Error('The demo application is not there')
  const notes: Note[] = []
  return {
    app,
    notes,
    change: (...changes: Parameters<typeof applyChanges>[2]) =>
      applyChanges(state, app, changes, 5, note => notes.push(note)),
  }
}

test('a command opens a call and does something to it, and both are told of', () => {
  const { app, notes, change } = begin()
  change({ open }, { call: 'c', command: { does: 'end' } })
  expect(app.calls.get('c')?.call.ending).toEqual({ at: 5, outcome: 'cancelled' })
  expect(notes.map(note => 'what' in note && note.what)).toEqual(['started', 'ended'])
})

test('what is not possible is told of, and the rest is done', () => {
  const { app, notes, change } = begin()
  change(
    { open },
    { open },
    { call: 'nobody', command: { does: 'end' } },
    { call: 'c', command: { does: 'answer', user: 'user1' } },
  )
  expect(notes.filter(note => note.about === 'skipped')).toMatchObject([
    { call: 'c', does: 'start', why: 'There is a call "c" already.' },
    { call: 'nobody', does: 'end', why: 'There is no such call.' },
  ])
  expect(app.calls.get('c')?.call.answeredAt).toBe(5)
})
