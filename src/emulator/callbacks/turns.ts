import { createQueue, type Queue } from '../queue.ts'
import type { OutgoingCallback } from './outgoing-callback.ts'

/** Callbacks that could leave now, application by application: of each a few are on their way at once. */
export interface Turns {
  /** Whether none could leave, and none is on its way. */
  readonly isIdle: boolean
  /** One could leave now; once is enough. */
  offer(delivery: OutgoingCallback): void
  /** Those that leave now. */
  take(): readonly OutgoingCallback[]
  /** One that was taken is back. */
  done(delivery: OutgoingCallback): void
  /** Those of an application do not leave any more. */
  forget(app: number): void
  /** Those that could leave, application by application, in their order. */
  list(): readonly OutgoingCallback[]
}

/** How many callbacks of one application are on their way at once. */
const widest = 32

/** Creates the turns, nobody's so far. */
export function createTurns(): Turns {
  const queues = new Map<number, Queue<OutgoingCallback>>()
  const sending = new Map<number, number>()
  const offered = new Set<OutgoingCallback>()
  let under = 0
  return {
    get isIdle() {
      return under === 0 && offered.size === 0
    },
    offer(delivery) {
      if (offered.has(delivery)) return
      offered.add(delivery)
      const queue = queues.get(delivery.app) ?? createQueue()
      queues.set(delivery.app, queue)
      queue.add(delivery)
    },
    take() {
      const taken: OutgoingCallback[] = []
      for (const [app, queue] of queues) {
        let busy = sending.get(app) ?? 0
        for (; busy < widest; busy++) {
          const delivery = queue.take()
          if (!delivery) break
          offered.delete(delivery)
          taken.push(delivery)
        }
        if (busy > 0) sending.set(app, busy)
        // Whose turn it is depends on who has something to send, not on who ever had.
        if (queue.size === 0) queues.delete(app)
      }
      under += taken.length
      return taken
    },
    done({ app }) {
      under--
      const left = (sending.get(app) ?? 1) - 1
      if (left > 0) sending.set(app, left)
      else sending.delete(app)
    },
    forget(app) {
      for (const delivery of queues.get(app)?.list() ?? []) offered.delete(delivery)
      queues.delete(app)
    },
    list: () => [...queues.values()].flatMap(queue => queue.list()),
  }
}
