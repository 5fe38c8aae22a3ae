import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream'
import { ignoreErrors, toRaw } from '../server/raw-http.ts'
import { type FirstBytes, parseFirstBytes } from './first-bytes.ts'
import type { RoutingRefusal } from './messages.ts'
import type { Destination } from './routing.ts'

/** How long connecting to another host may take, in milliseconds. */
const timeoutMs = 10_000

/** Callbacks of a tunnel. */
export interface TunnelEvents {
  /** The destination is connected. */
  readonly done: () => void
  /** The destination cannot be reached. */
  readonly fail: (refusal: RoutingRefusal) => void
  /** Decides by the client's first bytes whether the tunnel is joined. If not, the caller handles the connection. */
  readonly admit: (first: FirstBytes) => boolean
}

/**
 * Opens a tunnel to a destination. Both ends are joined until one of them disconnects, but nothing of the client's is sent
 * before its first bytes have been admitted.
 */
export function tunnel(socket: Socket, place: Destination, { done, fail, admit }: TunnelEvents): void {
  const remote = connect({ ...place, allowHalfOpen: true })
  ignoreErrors(remote)
  const timer = setTimeout(() => remote.destroy(createTimeout()), timeoutMs).unref()
  const failed = (error: Error) => {
    clearTimeout(timer)
    fail(toUnreachable(place, error))
  }
  remote.once('error', failed)
  const leave = () => void remote.destroy()
  socket.once('close', leave)
  remote.once('connect', () => {
    clearTimeout(timer)
    remote.off('error', failed)
    done()
    const end = () => socket.destroySoon()
    // If one end breaks, the other is closed too.
    remote.once('close', end)
    // In some protocols the server speaks first.
    remote.pipe(socket)
    readFirstBytes(socket, first => {
      if (admit(first)) return void socket.pipe(remote)
      remote.unpipe(socket).off('close', end).destroy()
      socket.off('close', leave).resume()
    })
  })
}

/** Reads from a client until its protocol is known, and puts the bytes back. A client that disconnects before is dropped. */
function readFirstBytes(socket: Socket, report: (first: FirstBytes) => void): void {
  let bytes = Buffer.alloc(0)
  const leave = () => void socket.destroy()
  const read = (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    const first = parseFirstBytes(bytes)
    if (first.protocol === 'unknown') return
    socket.off('data', read).off('end', leave).pause()
    socket.unshift(bytes)
    report(first)
  }
  socket.on('data', read).once('end', leave).resume()
}

/** Forwards a request to its destination, and the answer back. */
export function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { host, port, target, authority }: Destination & { readonly target: string; readonly authority: string },
  fail: (refusal: RoutingRefusal) => void,
): void {
  const headers = [...toRaw(incoming.rawHeaders), 'Host', authority, 'Connection', 'close']
  const outbound = request({ host, port, method: incoming.method, path: target, headers, agent: false })
  const timer = setTimeout(() => outbound.destroy(createTimeout()), timeoutMs).unref()
  outbound.once('socket', socket => socket.once('connect', () => clearTimeout(timer)))
  ignoreErrors(outbound)
  outbound.once('error', error => fail(toUnreachable({ host, port }, error)))
  outbound.once('response', answer => {
    try {
      outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, toRaw(answer.rawHeaders))
    } catch (error) {
      // Node parses status lines that it refuses to write.
      outbound.destroy()
      return fail({ code: 'invalid-response', host, error: String(error) })
    }
    pipeline(answer, outgoing, () => {})
  })
  outbound.once('upgrade', (_, socket) => {
    ignoreErrors(socket)
    socket.destroy()
    fail({ code: 'protocol-switch', host })
  })
  outgoing.once('close', () => outbound.destroy())
  pipeline(incoming, outbound, () => {})
}

const createTimeout = () => Object.assign(new Error('Timeout'), { code: 'ETIMEDOUT' })

const toUnreachable = ({ host, port }: Destination, error: NodeJS.ErrnoException): RoutingRefusal => ({
  code: 'unreachable',
  host,
  port,
  error: error.code ?? error.message,
})
