import { expect, test } from 'vitest'
import {
  createOutbox,
  mostAttempts,
  mostWaiting,
  reorderTimeoutMs,
  toRetryPause,
} from '../../../src/emulator/callbacks/outbox.ts'
import type { OutgoingCallback } from '../../../src/emulator/callbacks/outgoing-callback.ts'

function createCallback(number: number, changes: Partial<OutgoingCallback> = {}): OutgoingCallback {
  return {
    id: `1-${number}`,
    position: number,
    epoch: 1,
    at: 0,
    app: 1,
    call: 'one',
    command: 'Call.CallbackAfterEndCall',
    url: 'http://127.0.0.1/',
    body: '{}',
    platform: 'RESTAPI',
    faults: [],
    attempts: [],
    state: 'waiting',
    code: undefined,
    reason: undefined,
    sendAt: 0,
    copies: 1,
    retries: 0,
    flaw: undefined,
    ...changes,
  }
}

/** An outbox with the times it has scheduled. */
function open() {
  const scheduled: { readonly at: number; readonly id: string }[] = []
  const emitted: string[] = []
  const logged: string[] = []
  const outbox = createOutbox({
    schedule: (at, { id }) => scheduled.push({ at, id }),
    onReady: () => {},
    log: ({ id }) => logged.push(id),
    emit: ({ id, state }) => emitted.push(`${id} ${state}`),
  })
  const take = () => outbox.take().map(({ id }) => id)
  const settle = (callback: OutgoingCallback, status: number | undefined, now = 0) =>
    outbox.settle(
      callback,
      status === undefined ? { unanswered: { code: 'connection-closed', host: 'receiver' } } : { status, text: '{}' },
      { at: now, target: callback.url, body: callback.body, took: 1 },
      now,
    )
  return { outbox, scheduled, emitted, logged, take, settle }
}

test('Fails a callback when the outbox is full, and accepts one again when another is settled', () => {
  const { outbox, settle } = open()
  const first = createCallback(1, { call: 'first' })
  outbox.post(first, 0)
  // Each callback has its own call, so that none waits for another.
  for (let number = 2; number <= mostWaiting; number++) outbox.post(createCallback(number, { call: `${number}` }), 0)
  const refused = createCallback(mostWaiting + 1, { call: 'refused' })
  outbox.post(refused, 0)
  expect(refused).toMatchObject({ state: 'failed', code: 'queue-full' })
  outbox.take()
  settle(first, 200)
  const next = createCallback(mostWaiting + 2, { call: 'next' })
  outbox.post(next, 0)
  expect(next.state).toBe('waiting')
})

test('Sends the callbacks of a call one after the other', () => {
  const { outbox, take, settle } = open()
  const [first, second] = [createCallback(1), createCallback(2)]
  outbox.post(first, 0)
  outbox.post(second, 0)
  expect(take()).toEqual(['1-1'])
  expect(take()).toEqual([])
  settle(first, 200)
  expect(take()).toEqual(['1-2'])
  settle(second, 500)
  expect([first.state, second.state, outbox.isEmpty]).toEqual(['delivered', 'failed', true])
})

test('Sends at most 32 callbacks of an application at once', () => {
  const { outbox, take, settle } = open()
  const callbacks = Array.from({ length: 40 }, (_, index) => createCallback(index + 1, { call: `${index}` }))
  for (const callback of callbacks) outbox.post(callback, 0)
  expect(take()).toHaveLength(32)
  for (const callback of callbacks.slice(0, 3)) settle(callback, 200)
  expect(take()).toEqual(['1-33', '1-34', '1-35'])
})

test('Retries an unanswered callback after a doubling pause and keeps its call waiting', () => {
  const { outbox, scheduled, take, settle } = open()
  const [first, second] = [createCallback(1, { retries: 2 }), createCallback(2)]
  outbox.post(first, 0)
  outbox.post(second, 0)
  take()
  settle(first, undefined, 0)
  expect(scheduled).toEqual([{ at: 1_000, id: '1-1' }])
  outbox.expire(first, 999)
  expect(take()).toEqual([])
  outbox.expire(first, 1_000)
  expect(take()).toEqual(['1-1'])
  settle(first, undefined, 1_000)
  expect(scheduled.at(-1)).toEqual({ at: 3_000, id: '1-1' })
  outbox.expire(first, 3_000)
  take()
  settle(first, undefined, 3_000)
  expect(first).toMatchObject({ state: 'failed', code: 'connection-closed' })
  expect(take()).toEqual(['1-2'])
})

test('Keeps the last attempts of a callback that is sent very often', () => {
  const { outbox, take, settle } = open()
  const callback = createCallback(1, { copies: mostAttempts + 2 })
  outbox.post(callback, 0)
  for (let sent = 0; sent < mostAttempts + 2; sent++) {
    expect(take()).toEqual(['1-1'])
    settle(callback, 200, sent)
  }
  expect(callback.attempts).toHaveLength(mostAttempts)
  expect(callback.attempts[0]?.at).toBe(2)
  expect(callback.state).toBe('delivered')
})

test('Lets the next callback of the call overtake a reordered one', () => {
  const { outbox, take, settle } = open()
  const [first, second] = [createCallback(1, { flaw: 'reorder' }), createCallback(2)]
  outbox.post(first, 0)
  expect(take()).toEqual([])
  outbox.post(second, 10)
  expect(take()).toEqual(['1-2'])
  settle(second, 200, 10)
  expect(take()).toEqual(['1-1'])
})

test('Sends a reordered callback that nothing overtakes after five seconds', () => {
  const { outbox, scheduled, take } = open()
  const callback = createCallback(1, { flaw: 'reorder' })
  outbox.post(callback, 100)
  expect(scheduled).toEqual([{ at: 100 + reorderTimeoutMs, id: '1-1' }])
  outbox.expire(callback, 99 + reorderTimeoutMs)
  expect(take()).toEqual([])
  outbox.expire(callback, 100 + reorderTimeoutMs)
  expect(take()).toEqual(['1-1'])
})

test('Holds callbacks back until the reply has been sent', () => {
  const { outbox, take } = open()
  outbox.hold()
  outbox.post(createCallback(1), 0)
  expect(take()).toEqual([])
  const sent = outbox.release(false)
  expect([take(), outbox.isIdle]).toEqual([[], false])
  sent?.()
  expect(take()).toEqual(['1-1'])
})

test('Is idle while callbacks wait for a reply that a fault delays', () => {
  const { outbox, take } = open()
  outbox.hold()
  outbox.post(createCallback(1), 0)
  const sent = outbox.release(true)
  expect(outbox.isIdle).toBe(true)
  sent?.()
  expect(take()).toEqual(['1-1'])
})

test('Releases nothing if nothing was held back', () => {
  const { outbox } = open()
  outbox.hold()
  expect(outbox.release(false)).toBeUndefined()
})

test('Drops everything that waits or is being sent', () => {
  const { outbox, emitted, take, settle } = open()
  const all = [createCallback(1, { retries: 3, copies: 2 }), createCallback(2), createCallback(3, { call: 'two' })]
  const [sending] = all
  for (const callback of all) outbox.post(callback, 0)
  outbox.hold()
  expect(take()).toEqual(['1-1', '1-3'])
  outbox.drop(0)
  expect(all.map(({ state, code }) => [state, code])).toEqual(all.map(() => ['dropped', 'application-closed']))
  expect(emitted.slice(-3)).toEqual(['1-1 dropped', '1-2 dropped', '1-3 dropped'])
  if (sending) settle(sending, undefined)
  expect([take(), sending?.state, sending?.attempts]).toEqual([[], 'dropped', []])
})

test('Does not release a held callback that was dropped meanwhile', () => {
  const { outbox, take } = open()
  outbox.hold()
  outbox.post(createCallback(1), 0)
  const sent = outbox.release(false)
  outbox.drop(0)
  sent?.()
  expect([take(), outbox.isIdle]).toEqual([[], true])
})

test('Sends a settled callback again, without faults and retries', () => {
  const { outbox, take, settle } = open()
  const callback = createCallback(1, { flaw: 'malformed' })
  outbox.post(callback, 0)
  take()
  settle(callback, 500)
  expect(callback.state).toBe('failed')
  outbox.redeliver(callback, 5)
  expect(callback).toMatchObject({ state: 'waiting', flaw: undefined, copies: 1, retries: 0, sendAt: 5 })
  expect(take()).toEqual(['1-1'])
})

test('Doubles the pause with each attempt, up to a minute', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 100, 1_100, 1e9].map(toRetryPause)
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, ...Array(5).fill(60_000)])
})

test('Logs a callback that a fault has dropped and never sends it', () => {
  const { outbox, logged, take } = open()
  const callback = createCallback(1, { state: 'dropped' })
  outbox.post(callback, 0)
  expect([take(), outbox.isEmpty, logged]).toEqual([[], true, ['1-1']])
})

test('Lists what is not settled and resumes it in another outbox, in order', () => {
  const { outbox: one } = open()
  for (const callback of [createCallback(1), createCallback(2), createCallback(3, { call: 'later', sendAt: 50 })])
    one.post(callback, 0)
  const { outbox, take, settle } = open()
  const listed = one.list(0)
  outbox.resume(listed, 0)
  expect(take()).toEqual(['1-1'])
  const [first, , third] = listed
  if (first) settle(first, 200)
  expect(take()).toEqual(['1-2'])
  if (third) outbox.expire(third, 50)
  expect(take()).toEqual(['1-3'])
})
