import type { Instant } from '../../call/call.ts'
import type { CallbackShape } from '../../contracts/callback.ts'
import { createRingBuffer, type RingBuffer } from '../ring-buffer.ts'
import type { DeliveryResult } from './delivery-result.ts'
import { type SentRequest, toAttempt } from './delivery-result.ts'
import { canLeave, listDeliveries } from './list-deliveries.ts'
import { type OutgoingCallback, toCallbackNumber } from './outgoing-callback.ts'
import { toRetryPause } from './retry.ts'
import { createTurns } from './turns.ts'

/** Callbacks on their way: those of one call leave one after the other, those of one application a few at a time. */
export interface Outbox {
  /** The latest deliveries, the newest last, whatever became of them. */
  readonly log: RingBuffer<OutgoingCallback>
  /** One by its number, if it is still in the log or not settled yet. */
  find(number: number): OutgoingCallback | undefined
  /** The shape of start callbacks. */
  readonly shape: CallbackShape
  /** Whether all are settled. */
  readonly isEmpty: boolean
  /** Whether none could leave now, and none is on its way. */
  readonly isIdle: boolean
  /** Whether what is posted now is held back until a reply has left. */
  readonly isHolding: boolean
  /** Logs a new delivery, and takes it in unless a fault has dropped it. */
  post(delivery: OutgoingCallback, now: Instant): void
  /** Takes a delivery in: a new one, or one that is to be sent once more. */
  add(delivery: OutgoingCallback, now: Instant): void
  /** Gives up what waits for an application's receiver; what is on its way is not held up. */
  abandon(app: number, reason: string, now: Instant): void
  /** Its moment has come, if it was waiting for one. */
  wake(delivery: OutgoingCallback, now: Instant): void
  /** From now on what could leave is held back. */
  hold(): void
  /**
   * No more; gives the way to let go what was held back, if anything was. What waits for a reply that a fault delays
   * waits for the clock, and is nothing that could leave now.
   */
  release(isDelayed: boolean): (() => void) | undefined
  /** Those that leave now. Each must be settled. */
  take(): readonly OutgoingCallback[]
  /** What came of an attempt. */
  settle(delivery: OutgoingCallback, outcome: DeliveryResult, sent: SentRequest, now: Instant): void
  /** Those that are not settled, call by call, each call's in their order; calls whose first one could leave come first. */
  list(now: Instant): readonly OutgoingCallback[]
  /** Takes in what another outbox has listed: what could leave there, or was on its way, can leave now. */
  resume(listed: readonly OutgoingCallback[], now: Instant): void
}

/** What an outbox tells of, and how its callbacks are made. */
export interface OutboxEvents {
  /** The shape of start callbacks; `both` if absent. */
  readonly shape?: CallbackShape | undefined
  /** A delivery waits for a moment. */
  schedule(at: Instant, delivery: OutgoingCallback): void
  /** One could leave now. */
  raise(): void
  /** Something became of one. */
  tell(delivery: OutgoingCallback, now: Instant): void
}

/** The most callbacks of one application that wait; further ones fail at once, with the reason. */
export const mostWaiting = 100_000

/** How many attempts at one callback are kept. */
export const mostAttempts = 100

/** How long a callback waits to be overtaken, in milliseconds of the emulator's clock. */
export const reorderPatience = 5_000

/** Creates an outbox whose log keeps so many deliveries, or goes on with another's. */
export function createOutbox(
  size: number,
  events: OutboxEvents,
  log = createRingBuffer<OutgoingCallback>(size),
): Outbox {
  const lanes = new Map<string, OutgoingCallback[]>()
  const turns = createTurns()
  /** Those that are not settled, by their numbers, and how many of them each application has. */
  const open = new Map<number, OutgoingCallback>()
  const counts = new Map<number, number>()
  let held: OutgoingCallback[] = []
  let isHolding = false
  let heldBack = 0

  const toLane = ({ app, call }: OutgoingCallback) => `${app} ${call}`

  /** The first of a lane leaves, or waits for its moment. */
  function raise(lane: OutgoingCallback[], now: Instant): void {
    const [first, second] = lane
    if (!first) return
    if (first.flaw === 'reorder') {
      if (second) {
        first.flaw = undefined
        first.leavesAt = now
        lane.splice(0, 2, second, first)
        raise(lane, now)
      } else if (first.leavesAt <= now) {
        first.leavesAt = now + reorderPatience
        events.schedule(first.leavesAt, first)
      } else events.schedule(first.leavesAt, first)
    } else if (first.leavesAt > now) events.schedule(first.leavesAt, first)
    else if (isHolding) held.push(first)
    else offer(first)
  }

  function offer(delivery: OutgoingCallback): void {
    turns.offer(delivery)
    events.raise()
  }

  function enter(delivery: OutgoingCallback): void {
    open.set(toCallbackNumber(delivery.id), delivery)
    counts.set(delivery.app, (counts.get(delivery.app) ?? 0) + 1)
  }

  function leave(delivery: OutgoingCallback): void {
    open.delete(toCallbackNumber(delivery.id))
    const left = (counts.get(delivery.app) ?? 1) - 1
    if (left > 0) counts.set(delivery.app, left)
    else counts.delete(delivery.app)
  }

  function finish(delivery: OutgoingCallback, now: Instant): void {
    const key = toLane(delivery)
    const lane = lanes.get(key)
    // Its application may have been reset meanwhile, and its call may have a namesake.
    if (lane?.[0] !== delivery) return
    lane.shift()
    if (lane.length === 0) lanes.delete(key)
    else raise(lane, now)
  }

  function add(delivery: OutgoingCallback, now: Instant): void {
    if ((counts.get(delivery.app) ?? 0) >= mostWaiting) {
      delivery.state = 'failed'
      delivery.reason = `${mostWaiting} callbacks of its application are waiting already.`
      events.tell(delivery, now)
      return
    }
    enter(delivery)
    const key = toLane(delivery)
    const lane = lanes.get(key)
    if (!lane) {
      const begun = [delivery]
      lanes.set(key, begun)
      raise(begun, now)
    } else if (lane.push(delivery) === 2 && lane[0]?.flaw === 'reorder') {
      // The one before has been waiting for nothing but this.
      raise(lane, now)
    }
  }

  return {
    shape: events.shape ?? 'both',
    log,
    find: number => log.find(number) ?? open.get(number),
    get isEmpty() {
      return open.size === 0
    },
    get isIdle() {
      return heldBack === 0 && turns.isIdle
    },
    get isHolding() {
      return isHolding
    },
    post(delivery, now) {
      log.push(delivery)
      events.tell(delivery, now)
      if (delivery.state !== 'dropped') add(delivery, now)
    },
    add,
    abandon(app, reason, now) {
      const own = [...lanes].filter(([, lane]) => lane[0]?.app === app)
      for (const [key] of own) lanes.delete(key)
      turns.forget(app)
      // In the order in which they were posted, whatever became of them since.
      for (const delivery of own.flatMap(([, lane]) => lane).sort(byNumber)) {
        delivery.copies = 1
        delivery.retries = 0
        if (delivery.state === 'sending') continue
        delivery.state = 'dropped'
        delivery.reason = reason
        events.tell(delivery, now)
        leave(delivery)
      }
      events.raise()
    },
    wake(delivery, now) {
      const lane = lanes.get(toLane(delivery))
      if (lane?.[0] !== delivery || delivery.state !== 'waiting' || delivery.leavesAt > now) return
      if (delivery.flaw === 'reorder') delivery.flaw = undefined
      raise(lane, now)
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
      heldBack += count
      return () => {
        heldBack -= count
        for (const delivery of mine.splice(0)) if (delivery.state === 'waiting') offer(delivery)
        events.raise()
      }
    },
    take() {
      const taken = turns.take()
      for (const delivery of taken) delivery.state = 'sending'
      return taken
    },
    settle(delivery, outcome, sent, now) {
      turns.done(delivery)
      const attempt = toAttempt(delivery, outcome, sent)
      delivery.attempts.push(attempt)
      if (delivery.attempts.length > mostAttempts) delivery.attempts.shift()
      delivery.reason = attempt.reason
      if (attempt.status === undefined && delivery.retries > 0) {
        delivery.retries--
        delivery.state = 'waiting'
        delivery.leavesAt = now + toRetryPause(delivery.attempts.length)
        events.schedule(delivery.leavesAt, delivery)
      } else if (--delivery.copies > 0) {
        delivery.state = 'waiting'
        offer(delivery)
      } else {
        delivery.state = attempt.status === 200 ? 'delivered' : 'failed'
        finish(delivery, now)
      }
      events.tell(delivery, now)
      // Whoever is told may want to look at it.
      if (delivery.state !== 'waiting') leave(delivery)
      events.raise()
    },
    list: now => listDeliveries(lanes.values(), turns.list(), now),
    resume(listed, now) {
      for (const delivery of listed) {
        enter(delivery)
        const key = toLane(delivery)
        const lane = lanes.get(key)
        if (lane) lane.push(delivery)
        else {
          lanes.set(key, [delivery])
          if (canLeave(delivery, now)) offer(delivery)
        }
      }
    },
  }
}

const byNumber = (one: OutgoingCallback, other: OutgoingCallback) =>
  toCallbackNumber(one.id) - toCallbackNumber(other.id)
