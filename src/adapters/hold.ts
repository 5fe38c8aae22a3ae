import type { Reply } from '../emulator/reply.ts'
import type { Switchboard } from '../emulator/switchboard.ts'

/**
 * Waits until an answer that a fault holds back may leave: when the emulator's clock has reached its moment, or when as
 * much real time has passed, whichever comes first. So an advance frees it at once, and a clock that nobody moves does
 * not hold it for ever.
 */
export const createHold =
  (switchboard: Switchboard) =>
  (reply: Reply): Promise<void> =>
    new Promise(resolve => {
      const readyAt = reply.readyAt ?? 0
      const rate = switchboard.clock.rate || 1
      const done = () => {
        cancel()
        clearTimeout(timer)
        resolve()
      }
      const cancel = switchboard.onceReached(readyAt, done)
      const timer = setTimeout(done, Math.max(0, readyAt - reply.exchange.at) / rate)
    })
