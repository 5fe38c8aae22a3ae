import { createRingBuffer } from '../buffers.ts'
import type { DeliveryAttempt, OutgoingCallback } from './outgoing-callback.ts'

/** The latest callbacks of all applications, in the order in which they were created, whatever became of them. */
export interface CallbackLog {
  /** How many there were since the last reset of the emulator. */
  readonly count: number
  /** Adds a new callback and sets its position. */
  add(callback: OutgoingCallback): void
  /** Those after a position that are kept. */
  since(position?: number): readonly OutgoingCallback[]
  /** A callback by its id, the latest of that id. */
  find(id: string): OutgoingCallback | undefined
  /** How many attempts ended how: `ok`, or the code of the main issue. They are counted across resets. */
  readonly attempts: ReadonlyMap<string, number>
  addAttempt(attempt: DeliveryAttempt): void
  /** Hides everything there is: the emulator was reset. */
  startView(): void
}

/** Creates a log that keeps the latest `size` callbacks. */
export function createCallbackLog(size: number): CallbackLog {
  const ring = createRingBuffer<OutgoingCallback>(size)
  const attempts = new Map<string, number>()
  let start = 0
  const since = (position = 0) => ring.since(Math.max(start, position))
  return {
    get count() {
      return ring.count - start
    },
    add(callback) {
      callback.position = ring.push(callback)
    },
    since,
    find: id => since().findLast(callback => callback.id === id),
    attempts,
    addAttempt({ code = 'ok' }) {
      attempts.set(code, (attempts.get(code) ?? 0) + 1)
    },
    startView() {
      start = ring.count
    },
  }
}
