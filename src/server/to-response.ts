import { preflight, replyHeaders } from '../contracts/envelope.ts'
import type { Reply } from '../emulator/reply.ts'
import { shareInstances } from '../text/share-instances.ts'

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
