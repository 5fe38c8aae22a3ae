import { preflight, replyHeaders } from '../contracts/envelope.ts'
import type { Reply } from '../emulator/reply.ts'
import type { DelayedReply } from '../emulator/state.ts'
import { shareInstances } from '../text/data.ts'

/**
 * Waits until a delayed reply is due: when the application's clock reaches its time or the same real time has passed,
 * whichever comes first; at once when the application is reset or removed, or the emulator closes. So an advance sends it,
 * and a clock that is not moved does not hold it indefinitely.
 */
export function holdReply({ app, sendAt, exchange }: Reply, closing: AbortSignal): Promise<void> {
  if (sendAt === undefined) return Promise.resolve()
  return new Promise(resolve => {
    const delayed: DelayedReply = {
      exchange,
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

/** A fetch rejects with this if a fault resets its connection. */
export class ConnectionReset extends TypeError {
  static {
    shareInstances(ConnectionReset, 'ConnectionReset')
  }

  constructor() {
    super('fetch failed: the connection was reset by a fault')
    this.name = 'ConnectionReset'
  }
}

/** The headers of a reply. An HTML page comes from something in front of the service and has none of the service's. */
export const toHeaders = (reply: Pick<Reply, 'type'>): { readonly [name: string]: string } => headers[reply.type]

const headers = { json: replyHeaders, html: { 'Content-Type': 'text/html' }, none: preflight.headers }

/** A reply as a Response. One with a reset connection throws, at once or while its body is read. */
export function toResponse(reply: Reply): Response {
  if (reply.drop === 'before') throw new ConnectionReset()
  const init = { status: reply.status, headers: toHeaders(reply) }
  if (reply.drop === undefined && reply.dribble === undefined)
    return new Response(reply.type === 'none' ? null : reply.text, init)
  const bytes = new TextEncoder().encode(reply.text)
  return new Response(toStream(reply, bytes), {
    ...init,
    headers: { ...init.headers, 'Content-Length': `${bytes.length}` },
  })
}

function toStream(reply: Reply, bytes: Uint8Array): ReadableStream<Uint8Array> {
  const end = reply.drop === 'during' ? Math.floor(bytes.length / 2) : bytes.length
  let sent = 0
  return new ReadableStream({
    async pull(controller) {
      const { count, wait } = toChunk(reply.dribble, end - sent)
      if (count > 0) {
        controller.enqueue(bytes.slice(sent, sent + count))
        sent += count
        if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait))
      }
      if (sent < end) return
      if (reply.drop === 'during') controller.error(new ConnectionReset())
      else controller.close()
    },
  })
}

/** The size of the next chunk of a body at `rate` bytes a second, and the pause after it in milliseconds; at most ten chunks a second. */
export function toChunk(rate: number | undefined, left: number): { readonly count: number; readonly wait: number } {
  if (rate === undefined) return { count: left, wait: 0 }
  const count = Math.min(left, Math.max(1, Math.ceil(rate / 10)))
  return { count, wait: count === left ? 0 : (count / rate) * 1000 }
}
