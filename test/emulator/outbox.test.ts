import { expect, test } from 'vitest'
import { createOutbox, mostAttempts, mostWaiting, reorderPatience } from '../../src/emulator/callbacks/outbox.ts'
import type { OutgoingCallback } from '../../src/emulator/callbacks/outgoing-callback.ts'

function createCallback(number: number, changes: Partial<OutgoingCallback> = {}): OutgoingCallback {
  return {
    id: `callback-${number}`,
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
    reason: undefined,
    leavesAt: 0,
    copies: 1,
    retries: 0,
    flaw: undefined,
    ...changes,
  }
}

/** An outbox with the times it has scheduled. */
function open(logSize = 1_000) {
  const scheduled: { readonly at: number; readonly id: string }[] = []
  const told: string[] = []
  const outbox = createOutbox(logSize, {
    schedule: (at, { id }) => scheduled.push({ at, id }),
    raise: () => {},
    tell: ({ id, state }) => told.push(`${id} ${state}`),
  })
  const take = () => outbox.take().map(({ id }) => id)
  const settle = (delivery: OutgoingCallback, status: number | undefined, now = 0) =>
    outbox.settle(
      delivery,
      status === undefined ? { unanswered: 'nobody' } : { status, text: '{}' },
      { at: now, target: delivery.url, body: delivery.body, took: 1 },
      now,
    )
  return { outbox, scheduled, told, take, settle }
}

test('Fails a callback beyond the bound of its application and takes those of others', () => {
  const { outbox } = open(0)
  // Each call of its own, so that none waits for another.
  for (let number = 1; number <= mostWaiting; number++) outbox.post(createCallback(number, { call: `${number}` }), 0)
  const over = createCallback(mostWaiting + 1, { call: 'over' })
  outbox.post(over, 0)
  expect(over).toMatchObject({ state: 'failed', reason: expect.stringContaining(`${mostWaiting}`) })
  const other = createCallback(mostWaiting + 2, { app: 2 })
  outbox.post(other, 0)
  expect(other.state).toBe('waiting')
})

test('Accepts a callback again as soon as one of its application is settled', () => {
  const { outbox, settle } = open(0)
  const first = createCallback(1, { call: 'first' })
  outbox.post(first, 0)
  for (let number = 2; number <= mostWaiting; number++) outbox.post(createCallback(number, { call: `${number}` }), 0)
  outbox.take()
  settle(first, 200)
  const next = createCallback(mostWaiting + 1, { call: 'next' })
  outbox.post(next, 0)
  expect(next.state).toBe('waiting')
})

test('Sends the callbacks of a call one after the other', () => {
  const { outbox, take, settle } = open()
  const [first, second] = [createCallback(1), createCallback(2)]
  outbox.post(first, 0)
  outbox.post(second, 0)
  expect(take()).toEqual(['callback-1'])
  expect(take()).toEqual([])
  settle(first, 200)
  expect(take()).toEqual(['callback-2'])
  settle(second, 500)
  expect([first.state, second.state, outbox.isEmpty]).toEqual(['delivered', 'failed', true])
})

test('Sends at most 32 callbacks of an application at once', () => {
  const { outbox, take, settle } = open()
  const callbacks = Array.from({ length: 40 }, (_, index) => createCallback(index + 1, { call: `${index}` }))
  for (const callback of callbacks) outbox.post(callback, 0)
  expect(take()).toHaveLength(32)
  for (const callback of callbacks.slice(0, 3)) settle(callback, 200)
  expect(take()).toEqual(['callback-33', 'callback-34', 'callback-35'])
})

test('Retries an unanswered callback after a doubling pause and keeps its call waiting', () => {
  const { outbox, scheduled, take, settle } = open()
  const [first, second] = [createCallback(1, { retries: 2 }), createCallback(2)]
  outbox.post(first, 0)
  outbox.post(second, 0)
  take()
  settle(first, undefined, 0)
  expect(scheduled).toEqual([{ at: 1_000, id: 'callback-1' }])
  outbox.wake(first, 999)
  expect(take()).toEqual([])
  outbox.wake(first, 1_000)
  expect(take()).toEqual(['callback-1'])
  settle(first, undefined, 1_000)
  expect(scheduled.at(-1)).toEqual({ at: 3_000, id: 'callback-1' })
  outbox.wake(first, 3_000)
  take()
  settle(first, undefined, 3_000)
  expect(first).toMatchObject({ state: 'failed', reason: 'nobody' })
  expect(take()).toEqual(['callback-2'])
})

test('Keeps the last attempts of a callback that is sent very often', () => {
  const { outbox, take, settle } = open()
  const callback = createCallback(1, { copies: mostAttempts + 2 })
  outbox.post(callback, 0)
  for (let sent = 0; sent < mostAttempts + 2; sent++) {
    expect(take()).toEqual(['callback-1'])
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
  expect(take()).toEqual(['callback-2'])
  settle(second, 200, 10)
  expect(take()).toEqual(['callback-1'])
})

test('Sends a reordered callback that nothing overtakes after five seconds', () => {
  const { outbox, scheduled, take } = open()
  const callback = createCallback(1, { flaw: 'reorder' })
  outbox.post(callback, 100)
  expect(scheduled).toEqual([{ at: 100 + reorderPatience, id: 'callback-1' }])
  outbox.wake(callback, 99 + reorderPatience)
  expect(take()).toEqual([])
  outbox.wake(callback, 100 + reorderPatience)
  expect(take()).toEqual(['callback-1'])
})

test('Holds callbacks back until the reply has been sent', () => {
  const { outbox, take } = open()
  outbox.hold()
  outbox.post(createCallback(1), 0)
  expect(take()).toEqual([])
  const sent = outbox.release(false)
  expect([take(), outbox.isIdle]).toEqual([[], false])
  sent?.()
  expect(take()).toEqual(['callback-1'])
})

test('Is idle while callbacks wait for a reply that a fault delays', () => {
  const { outbox, take } = open()
  outbox.hold()
  outbox.post(createCallback(1), 0)
  const sent = outbox.release(true)
  expect(outbox.isIdle).toBe(true)
  sent?.()
  expect(take()).toEqual(['callback-1'])
})

test('Has nothing to release when nothing was held back', () => {
  const { outbox } = open()
  outbox.hold()
  expect(outbox.release(false)).toBeUndefined()
})

test('Drops the waiting callbacks of an application that is abandoned, and ends the one under way', () => {
  const { outbox, told, take, settle } = open()
  const [sending, waiting, other] = [
    createCallback(1, { retries: 3, copies: 2 }),
    createCallback(2),
    createCallback(3, { app: 2 }),
  ]
  for (const callback of [sending, waiting]) outbox.post(callback, 0)
  take()
  outbox.post(other, 0)
  outbox.abandon(1, 'reset', 0)
  expect(waiting).toMatchObject({ state: 'dropped', reason: 'reset' })
  expect(told).toContain('callback-2 dropped')
  expect(take()).toEqual(['callback-3'])
  settle(sending, undefined)
  expect(sending.state).toBe('failed')
  expect(take()).toEqual([])
})

test('Does not release a held callback of an application that was abandoned meanwhile', () => {
  const { outbox, take } = open()
  outbox.hold()
  outbox.post(createCallback(1), 0)
  const sent = outbox.release(false)
  outbox.abandon(1, 'reset', 0)
  sent?.()
  expect([take(), outbox.isIdle]).toEqual([[], true])
})

test('Finds a callback that the log has forgotten as long as it is not settled', () => {
  const { outbox, take, settle } = open(1)
  const [first, second] = [createCallback(1), createCallback(2)]
  outbox.post(first, 0)
  outbox.post(second, 0)
  expect(outbox.find(1)).toBe(first)
  take()
  settle(first, 200)
  expect([outbox.find(1), outbox.find(2)]).toEqual([undefined, second])
})

test('Logs a callback that a fault has dropped and never sends it', () => {
  const { outbox, take } = open()
  const callback = createCallback(1, { state: 'dropped' })
  outbox.post(callback, 0)
  expect([take(), outbox.isEmpty, outbox.find(1)]).toEqual([[], true, callback])
})

test('Resumes the callbacks of another outbox in its order', () => {
  const { outbox: one } = open()
  for (const callback of [createCallback(1), createCallback(2), createCallback(3, { call: 'later', leavesAt: 50 })])
    one.post(callback, 0)
  const { outbox, take, settle } = open()
  const listed = one.list(0)
  outbox.resume(listed, 0)
  expect(take()).toEqual(['callback-1'])
  const [first, , third] = listed
  if (first) settle(first, 200)
  expect(take()).toEqual(['callback-2'])
  if (third) outbox.wake(third, 50)
  expect(take()).toEqual(['callback-3'])
})
