import type { Reply } from '../emulator/reply.ts'
import type { DelayedReply } from '../emulator/state.ts'

/**
 * Waits until a delayed reply is due: when the application's clock reaches its time or the same real time has passed,
 * whichever comes first; at once when the application is reset or removed, or the emulator closes. So an advance sends it,
 * and a clock that is not moved does not hold it for ever.
 */
export function holdReply({ app, sendAt, exchange }: Reply, closing: AbortSignal): Promise<void> {
  if (sendAt === undefined) return Promise.resolve()
  return new Promise(resolve => {
    const delayed: DelayedReply = {
      isSent: false,
      send() {
        if (delayed.isSent) return
        delayed.isSent = true
        clearTimeout(timer)
        app.closed.removeEventListener('abort', delayed.send)
        closing.removeEventListener('abort', delayed.send)
        resolve()
      },
    }
    const isOver = closing.aborted || app.isClosed
    const timer = setTimeout(delayed.send, isOver ? 0 : Math.max(0, sendAt - exchange.at) / (app.clock.rate || 1))
    if (isOver) return
    app.closed.addEventListener('abort', delayed.send)
    closing.addEventListener('abort', delayed.send)
    app.timeline.add(sendAt, { kind: 'reply', reply: delayed })
  })
}
