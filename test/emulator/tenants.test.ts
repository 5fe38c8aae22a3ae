import { expect, test } from 'vitest'
import { createOutbox } from '../../src/emulator/callbacks/outbox.ts'
import { openCall } from '../../src/emulator/obey.ts'
import { begin, createState } from '../../src/emulator/state.ts'
import { dropApp, makeApp, resetApp } from '../../src/emulator/tenants.ts'

const plan = {
  source: { ringback: 1 },
  name: 'tenants',
  seed: 1,
  apps: [{ sdkAppId: 1, secretKey: 'k', admins: ['administrator'] }],
  calls: [{ app: 1, at: 9_000_000, id: 'scripted', from: 'a', to: ['b'], media: 'audio', then: [] }],
  generate: [],
  faults: [],
} as const
const silent = { schedule: () => {}, raise: () => {}, tell: () => {} }
const open = () =>
  begin(
    createState(plan, 0, () => createOutbox(0, silent)),
    {},
  )

test('what was due for applications that are gone is not kept for ever, though nobody moves the clock', () => {
  const state = open()
  for (let turn = 0; turn < 1_000; turn++) {
    const app = makeApp(state, {}, {})
    if (!app) throw new Error('An id is made up that is free.')
    for (let call = 0; call < 10; call++) {
      openCall(state, app, { id: `${call}`, from: 'a', to: ['b'], media: 'audio' }, [], 0, () => {})
    }
    dropApp(state, app, 0)
  }
  expect(state.timeline.size).toBeLessThan(3_000)
})

test('a thousand resets leave one script on the timeline, not a thousand', () => {
  const state = open()
  for (let turn = 0; turn < 5_000; turn++) {
    const app = state.apps.get(1)
    if (app) resetApp(state, app, {}, 0)
  }
  expect(state.timeline.size).toBeLessThan(3_000)
  expect(state.timeline.list().at(-1)?.item).toMatchObject({ kind: 'open', app: state.apps.get(1) })
})
