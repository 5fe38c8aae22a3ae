import type { Instant } from '../engine/call.ts'
import type { Ring } from '../journal/ring.ts'
import { createRing } from '../journal/ring.ts'
import { explainAnswer, type Outcome } from '../webhooks/answer.ts'
import type { Delivery } from '../webhooks/delivery.ts'
import { toRetryPause } from '../webhooks/retry.ts'
import { canLeave, listDeliveries } from './list-deliveries.ts'
import { listQueue } from './list-queue.ts'
import { createQueue, type Queue } from './queue.ts'

/** Callbacks on their way: those of one call leave one after the other, those of one application a few at a time. */
export interface Outbox {
  /** The latest deliveries, the newest last, whatever became of them. */
  readonly log: Ring<Delivery>
  /** Whether all are settled. */
  readonly isEmpty: boolean
  /** Whether none could leave now, and none is on its way. */
  readonly isIdle: boolean
  /** Whether what is posted now is held back until a reply has left. */
  readonly isHolding: boolean
  /** Logs a new delivery, and takes it in unless a fault has dropped it. */
  post(delivery: Delivery, now: Instant): void
  /** Takes a delivery in: a new one, or one that is to be sent once more. */
  add(delivery: Delivery, now: Instant): void
  /** Its moment has come, if it was waiting for one. */
  wake(delivery: Delivery, now: Instant): void
  /** From now on what could leave is held back. */
  hold(): void
  /**
   * No more; gives the way to let go what was held back, if anything was. What waits for a reply that a fault delays
   * waits for the clock, and is nothing that could leave now.
   */
  release(isDelayed: boolean): (() => void) | undefined
  /** Those that leave now. Each must be settled. */
  take(): readonly Delivery[]
  /** What came of an attempt. */
  settle(delivery: Delivery, outcome: Outcome, sent: Sent, now: Instant): void
  /** Those that are not settled, call by call, each call's in their order; calls whose first one could leave come first. */
  list(now: Instant): readonly Delivery[]
  /** Takes in what another outbox has listed: what could leave there, or was on its way, can leave now. */
  resume(listed: readonly Delivery[], now: Instant): void
}

/** What was sent in an attempt, and how many real milliseconds it took. */
export interface Sent {
  readonly at: Instant
  readonly target: string
  readonly body: string
  readonly took: number
}

/** What an outbox tells of. */
export interface OutboxEvents {
  /** A delivery waits for a moment. */
  schedule(at: Instant, delivery: Delivery): void
  /** One could leave now. */
  raise(): void
  /** Something became of one. */
  tell(delivery: Delivery, now: Instant): void
}

/** How many callbacks of one application are on their way at once. */
const widest = 32

/** How many callbacks wait at most; what comes on top is given up at once, and said to be. */
const mostWaiting = 100_000

/** How long a callback waits to be overtaken, in milliseconds of the emulator's clock. */
const reorderPatience = 5_000

/** How much of a receiver's answer is kept, in characters. */
const longestAnswer = 1_024

/** Creates an outbox whose log keeps so many deliveries, or goes on with another's. */
export function createOutbox(size: number, events: OutboxEvents, log = createRing<Delivery>(size)): Outbox {
  const lanes = new Map<string, Delivery[]>()
  const ready = new Map<number, Queue<Delivery>>()
  const sending = new Map<number, number>()
  let waiting = 0
  let under = 0
  let held: Delivery[] = []
  let isHolding = false
  let heldBack = 0
  let offered = 0

  const toLane = ({ app, call }: Delivery) => `${app} ${call}`

  /** The first of a lane leaves, or waits for its moment. */
  function raise(lane: Delivery[], now: Instant): void {
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
      }
    } else if (first.leavesAt > now) events.schedule(first.leavesAt, first)
    else if (isHolding) held.push(first)
    else offer(first)
  }

  function offer(delivery: Delivery): void {
    let queue = ready.get(delivery.app)
    if (!queue) {
      queue = createQueue()
      ready.set(delivery.app, queue)
    }
    queue.add(delivery)
    offered++
    events.raise()
  }

  function finish(delivery: Delivery, now: Instant): void {
    waiting--
    const key = toLane(delivery)
    const lane = lanes.get(key) ?? []
    lane.shift()
    if (lane.length === 0) lanes.delete(key)
    else raise(lane, now)
  }

  function add(delivery: Delivery, now: Instant): void {
    if (waiting >= mostWaiting) {
      delivery.state = 'failed'
      delivery.reason = `${mostWaiting} callbacks are waiting already.`
      events.tell(delivery, now)
      return
    }
    waiting++
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
    log,
    get isEmpty() {
      return waiting === 0
    },
    get isIdle() {
      return under === 0 && heldBack === 0 && offered === 0
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
        for (const delivery of mine.splice(0)) offer(delivery)
      }
    },
    take() {
      const taken: Delivery[] = []
      for (const [app, queue] of ready) {
        let busy = sending.get(app) ?? 0
        for (; busy < widest; busy++) {
          const delivery = queue.take()
          if (!delivery) break
          offered--
          delivery.state = 'sending'
          under++
          taken.push(delivery)
        }
        sending.set(app, busy)
        // Whose turn it is depends on who has something to send, not on who ever had.
        if (queue.size === 0) ready.delete(app)
      }
      return taken
    },
    settle(delivery, outcome, { at, target, body, took }, now) {
      under--
      sending.set(delivery.app, (sending.get(delivery.app) ?? 1) - 1)
      const reason = explainAnswer(outcome)
      const answered = 'status' in outcome
      delivery.attempts.push({
        at,
        target,
        took,
        reason,
        ...(body === delivery.body ? {} : { sent: body }),
        ...(answered ? { status: outcome.status, answer: outcome.text.slice(0, longestAnswer) } : {}),
      })
      delivery.reason = reason
      const isDelivered = answered && outcome.status === 200
      if (!answered && delivery.retries > 0) {
        delivery.retries--
        delivery.state = 'waiting'
        delivery.leavesAt = now + toRetryPause(delivery.attempts.length)
        events.schedule(delivery.leavesAt, delivery)
      } else if (--delivery.copies > 0) {
        delivery.state = 'waiting'
        offer(delivery)
      } else {
        delivery.state = isDelivered ? 'delivered' : 'failed'
        finish(delivery, now)
      }
      events.tell(delivery, now)
      events.raise()
    },
    list: now => listDeliveries(lanes.values(), [...ready.values()].flatMap(listQueue), now),
    resume(listed, now) {
      for (const delivery of listed) {
        waiting++
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
