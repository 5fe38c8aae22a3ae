import { expect, test } from 'vitest'
import { applyChanges } from '../../src/emulator/apply-changes.ts'
import { createOutbox } from '../../src/emulator/callbacks/outbox.ts'
import type { EmulatorEvent } from '../../src/emulator/event.ts'
import { createState, begin as fill } from '../../src/emulator/state.ts'
import { demoApp } from '../../src/scenarios/demo-app.ts'
import { toPlan } from '../../src/scenarios/plan.ts'

const open = { id: 'c', from: 'robot', to: ['user1'], media: 'audio' } as const
const callback = { url: 'http://127.0.0.1/', commands: ['Call.CallbackAfterEndCall'] } as const

function begin() {
  const plan = toPlan({ ringback: 1 })
  const toOutbox = () => createOutbox(10, { schedule() {}, raise() {}, tell() {} })
  const state = fill(createState(plan, 0, toOutbox), {})
  const app = state.apps.get(demoApp.sdkAppId)
  if (!app) throw new Error('The demo application is not there')
  const notes: EmulatorEvent[] = []
  return {
    app,
    notes,
    outbox: state.outbox,
    change: (...changes: Parameters<typeof applyChanges>[2]) =>
      applyChanges(state, app, changes, 5, note => notes.push(note)),
  }
}

test('a command opens a call and does something to it, and both are told of', () => {
  const { app, notes, change } = begin()
  change({ open }, { call: 'c', command: { does: 'end' } })
  expect(app.calls.get('c')?.call.ending).toMatchObject({ at: 5, outcome: 'cancelled' })
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
    { call: 'c', does: 'start', why: 'A call with the id "c" already exists.' },
    { call: 'nobody', does: 'end', why: 'Unknown call.' },
  ])
  expect(app.calls.get('c')?.call.answeredAt).toBe(5)
})

test('a callback is told from when it is set until it is taken away', () => {
  const { app, outbox, change } = begin()
  const end = (id: string) => [{ open: { ...open, id } }, { call: id, command: { does: 'end' } }] as const
  change(...end('before'), { callback }, ...end('between'), { callback: undefined }, ...end('after'))
  expect(outbox.log.since().map(({ call, url }) => [call, url])).toEqual([['between', callback.url]])
  expect(app.callback).toBeUndefined()
})
