import { expect, test } from 'vitest'
import { callbackCommands } from '../../src/contracts/callbacks.ts'
import { createCore, faultless, request } from './actions.ts'

const begin = () => {
  const core = createCore({ ...faultless, calls: [] })
  return {
    core,
    app: core.defaultApp,
    logged: () => core.callbacks.since().map(({ call, command }) => [call, command]),
  }
}

test('An operation opens a call and acts on it, and its events are in the exchange', () => {
  const { core, app } = begin()
  const started = request(core, app, 'start_call_by_robot', 0)
  const ended = request(core, app, 'end_call', 0)
  const [id] = app.calls.keys()
  expect(started).toMatchObject({ entry: { events: [{ call: id, what: 'started' }] } })
  expect(ended).toMatchObject({ entry: { events: [{ call: id, what: 'ended', outcome: 'cancelled' }] } })
  expect(app.calls.get(id ?? '')?.call.ending).toMatchObject({ outcome: 'cancelled' })
})

test('Callbacks are sent from set_callback until delete_callback', () => {
  const { core, app, logged } = begin()
  request(core, app, 'delete_callback', 0)
  request(core, app, 'start_call_by_robot', 0)
  expect([logged(), app.callback]).toEqual([[], undefined])
  request(core, app, 'set_callback', 1)
  request(core, app, 'end_call', 0)
  expect(app.callback).toEqual({ url: 'http://127.0.0.1:4000/1', commands: callbackCommands.slice(1) })
  const [id] = app.calls.keys()
  expect(logged()).toEqual([[id, 'Call.CallbackAfterEndCall']])
  request(core, app, 'delete_callback', 0)
  request(core, app, 'start_call_by_robot', 0)
  expect(logged()).toHaveLength(1)
})

test('A refused operation has no events and changes nothing', () => {
  const { core, app } = begin()
  expect(request(core, app, 'end_call', 0)).toMatchObject({ entry: { errorCode: 101004, events: [] } })
  expect([app.calls.size, core.callbacks.count]).toEqual([0, 0])
})
