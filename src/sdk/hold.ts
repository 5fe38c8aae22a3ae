import type { Reply } from '../emulator/reply.ts'
import type { Switchboard } from '../emulator/switchboard.ts'

/**
 * Waits until an answer that a fault holds back may leave: when the emulator's clock has reached its moment, or when as
 * much real time has passed, whichever comes first; at once when the emulator closes. So an advance frees it, and a clock
 * that nobody moves does not hold it for ever.
 */
export const createHold =
  (switchboard: Switchboard, closing: AbortSignal) =>
  (reply: Reply): Promise<void> =>
    new Promise(resolve => {
      const readyAt = reply.readyAt ?? 0
      const rate = switchboard.clock.rate || 1
      const done = () => {
        forget()
        clearTimeout(timer)
        closing.removeEventListener('abort', done)
        resolve()
      }
      const forget = switchboard.onceReached(readyAt, done)
      const timer = setTimeout(done, closing.aborted ? 0 : Math.max(0, readyAt - reply.exchange.at) / rate)
      closing.addEventListener('abort', done)
    })
