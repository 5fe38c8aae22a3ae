import type { Duration, Instant } from '../../call/call.ts'
import type { CallbackShape } from '../../contracts/callback.ts'
import { createQueue } from '../buffers.ts'
import { type DeliveryResult, type SentRequest, toAttempt, toReason } from './delivery-result.ts'
import type { CallbackChange, DeliveryAttempt, OutgoingCallback } from './outgoing-callback.ts'

/**
 * The callbacks of one application that are not settled. Those of one call are sent one after the other, in order; of
 * different calls at most 32 at once.
 */
export interface Outbox {
  /** The shape of start callbacks. */
  readonly shape: CallbackShape
  /** Whether all are settled. */
  readonly isEmpty: boolean
  /** Whether none could be sent now, and none is being sent. */
  readonly isIdle: boolean
  /** Whether callbacks are held until a reply has been sent. */
  readonly isHolding: boolean
  /** Logs a new callback, and queues it unless a fault has dropped it. */
  post(callback: OutgoingCallback, now: Instant): void
  /** Sends a settled callback again, a number of times, with optional changes, without faults. */
  redeliver(callback: OutgoingCallback, now: Instant, redelivery?: Redelivery): void
  /** The time a callback was waiting for has come. */
  expire(callback: OutgoingCallback, now: Instant): void
  /** Holds callbacks that could be sent from now on. */
  hold(): void
  /**
   * Stops holding. Returns the function that releases what was held, if anything was. What is held for a delayed reply
   * waits for the clock, and does not count as something that could be sent now.
   */
  release(isDelayed: boolean): (() => void) | undefined
  /** Takes the callbacks to send now. Each must be settled. */
  take(): readonly OutgoingCallback[]
  /** Records the result of an attempt. */
  settle(callback: OutgoingCallback, result: DeliveryResult, sent: SentRequest, now: Instant): void
  /** Drops everything that waits: the application was reset or removed. */
  drop(now: Instant): void
  /** Those that are not settled, call by call, in order; calls whose first one could be sent come first. */
  list(now: Instant): readonly OutgoingCallback[]
  /** Queues what another outbox has listed: what could be sent there, or was being sent, can be sent now. */
  resume(listed: readonly OutgoingCallback[], now: Instant): void
}

/** How a callback is sent again. */
export interface Redelivery {
  /** How many times, one after the other; once if absent. */
  readonly times?: number | undefined
  readonly change?: CallbackChange | undefined
}

/** What an outbox needs. */
export interface OutboxContext {
  /** The shape of start callbacks; `both` if absent. */
  readonly shape?: CallbackShape | undefined
  /** Calls `expire` at an instant. */
  schedule(at: Instant, callback: OutgoingCallback): void
  /** Called when one could be sent. */
  onReady(): void
  /** Keeps a new one. */
  log(callback: OutgoingCallback): void
  /** Counts an attempt. */
  logAttempt?(attempt: DeliveryAttempt): void
  /** Called when the state of one has changed. */
  emit(callback: OutgoingCallback, now: Instant): void
}

/** The most callbacks of one application that wait; further ones fail at once. */
export const mostWaiting = 100_000

/** How many deliveries one redelivery may cause. */
export const mostDeliveries = 1_000

/** How many attempts are kept for one callback. */
export const mostAttempts = 100

/** How long a callback waits for the next one of its call to be sent first, in milliseconds of the application's clock. */
export const reorderTimeoutMs = 5_000

/** How many callbacks of one application are sent at once. */
const mostSending = 32

/** Creates an empty outbox. */
export function createOutbox({ shape = 'both', schedule, onReady, log, logAttempt, emit }: OutboxContext): Outbox {
  /** The unsettled callbacks of each call, in order: only the first is sent. */
  const lanes = new Map<string, OutgoingCallback[]>()
  let ready = createQueue<OutgoingCallback>()
  const queued = new Set<OutgoingCallback>()
  let held: OutgoingCallback[] = []
  let isHolding = false
  let heldForReply = 0
  let sending = 0
  let open = 0

  /** Queues the first of a lane, or schedules it. */
  function advanceLane(lane: OutgoingCallback[], now: Instant): void {
    const [first, second] = lane
    if (!first) return
    if (first.flaw === 'reorder') {
      if (second) {
        first.flaw = undefined
        first.sendAt = now
        lane.splice(0, 2, second, first)
        advanceLane(lane, now)
        return
      }
      if (first.sendAt <= now) first.sendAt = now + reorderTimeoutMs
      schedule(first.sendAt, first)
    } else if (first.sendAt > now) schedule(first.sendAt, first)
    else if (isHolding) held.push(first)
    else makeReady(first)
  }

  function makeReady(callback: OutgoingCallback): void {
    if (!queued.has(callback)) {
      queued.add(callback)
      ready.add(callback)
    }
    onReady()
  }

  function add(callback: OutgoingCallback, now: Instant): void {
    if (open >= mostWaiting) {
      callback.state = 'failed'
      Object.assign(callback, toReason({ code: 'queue-full', most: mostWaiting }))
      emit(callback, now)
      return
    }
    open++
    const lane = lanes.get(callback.call)
    if (!lane) {
      const created = [callback]
      lanes.set(callback.call, created)
      advanceLane(created, now)
    } else if (lane.push(callback) === 2 && lane[0]?.flaw === 'reorder') advanceLane(lane, now)
  }

  function finish(callback: OutgoingCallback, now: Instant): void {
    open--
    const lane = lanes.get(callback.call)
    if (lane?.[0] !== callback) return
    lane.shift()
    if (lane.length === 0) lanes.delete(callback.call)
    else advanceLane(lane, now)
  }

  return {
    shape,
    get isEmpty() {
      return open === 0
    },
    get isIdle() {
      return heldForReply === 0 && sending === 0 && queued.size === 0
    },
    get isHolding() {
      return isHolding
    },
    post(callback, now) {
      log(callback)
      emit(callback, now)
      if (callback.state !== 'dropped') add(callback, now)
    },
    redeliver(callback, now, { times = 1, change } = {}) {
      Object.assign(callback, {
        state: 'waiting',
        copies: times,
        retries: 0,
        flaw: undefined,
        change,
        ...toReason(),
        sendAt: now,
      })
      emit(callback, now)
      add(callback, now)
    },
    expire(callback, now) {
      const lane = lanes.get(callback.call)
      if (lane?.[0] !== callback || callback.state !== 'waiting' || callback.sendAt > now) return
      if (callback.flaw === 'reorder') callback.flaw = undefined
      advanceLane(lane, now)
    },
    hold() {
      isHolding = true
    },
    release(isDelayed) {
      isHolding = false
      if (held.length === 0) return undefined
      const mine = held
      held = []
      const count = isDelayed ? 0 : mine.length
      heldForReply += count
      return () => {
        heldForReply -= count
        for (const callback of mine.splice(0)) if (callback.state === 'waiting') makeReady(callback)
        onReady()
      }
    },
    take() {
      const taken: OutgoingCallback[] = []
      while (sending < mostSending) {
        const callback = ready.take()
        if (!callback) break
        queued.delete(callback)
        callback.state = 'sending'
        sending++
        taken.push(callback)
      }
      return taken
    },
    settle(callback, result, sent, now) {
      if (callback.state === 'dropped') return
      sending--
      const attempt = toAttempt(callback, result, sent)
      callback.attempts.push(attempt)
      logAttempt?.(attempt)
      if (callback.attempts.length > mostAttempts) callback.attempts.shift()
      callback.code = attempt.code
      callback.reason = attempt.reason
      if (attempt.status === undefined && callback.retries > 0) {
        callback.retries--
        callback.state = 'waiting'
        callback.sendAt = now + toRetryPause(callback.attempts.length)
        schedule(callback.sendAt, callback)
      } else if (--callback.copies > 0) {
        callback.state = 'waiting'
        makeReady(callback)
      } else {
        callback.state = attempt.status === 200 ? 'delivered' : 'failed'
        finish(callback, now)
      }
      emit(callback, now)
      onReady()
    },
    drop(now) {
      const all = [...lanes.values()].flat().sort((one, other) => one.position - other.position)
      lanes.clear()
      ready = createQueue()
      queued.clear()
      for (const callback of all) {
        callback.state = 'dropped'
        Object.assign(callback, toReason({ code: 'application-closed' }))
        emit(callback, now)
      }
    },
    list: now => listCallbacks(lanes.values(), ready.list(), now),
    resume(listed, now) {
      for (const callback of listed) {
        open++
        const lane = lanes.get(callback.call)
        if (lane) lane.push(callback)
        else {
          lanes.set(callback.call, [callback])
          if (canBeSent(callback, now)) makeReady(callback)
        }
      }
    },
  }
}

/** The pause before the first retry, in milliseconds; it doubles each time. No page documents the pauses: they are ours. */
const firstPause = 1_000

/** The longest pause between retries, in milliseconds. */
const longestPause = 60_000

/** How long an unanswered callback waits after a number of attempts, in milliseconds of the application's clock. */
export const toRetryPause = (attempts: number): Duration =>
  Math.min(longestPause, firstPause * 2 ** Math.max(0, attempts - 1))

const canBeSent = ({ flaw, sendAt }: OutgoingCallback, now: Instant): boolean => flaw !== 'reorder' && sendAt <= now

/**
 * Unsettled callbacks, call by call. First the calls whose first callback could be sent: those being sent, those `ready` in
 * their order, then those held for a reply. Otherwise older ones come first, so that the order depends on the state alone.
 */
function listCallbacks(
  lanes: Iterable<readonly OutgoingCallback[]>,
  ready: readonly OutgoingCallback[],
  now: Instant,
): readonly OutgoingCallback[] {
  const turns = new Map(ready.map((callback, turn) => [callback, turn]))
  const toTurn = (first: OutgoingCallback) => (first.state === 'sending' ? -1 : (turns.get(first) ?? ready.length))
  return [...lanes]
    .flatMap(lane => {
      const [first] = lane
      if (!first) return []
      const isLeaving = canBeSent(first, now)
      return [{ lane, group: isLeaving ? 0 : 1, turn: isLeaving ? toTurn(first) : 0, position: first.position }]
    })
    .sort((one, other) => one.group - other.group || one.turn - other.turn || one.position - other.position)
    .flatMap(({ lane }) => lane)
}
