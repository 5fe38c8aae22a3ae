import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { decodeBody, parseRequest } from '../contracts/parse-request.ts'
import { createConnectionTracker, toReachable, toWallTime } from '../server/connection-tracker.ts'
import { createConnections } from '../server/connections.ts'
import { ignoreErrors, refuse, refuseConnect, toRaw } from '../server/raw-http.ts'
import type { RecordedExchange, RecordedResponse } from './exchange.ts'
import {
  type BrokenResponse,
  createUpstream,
  decode,
  largestBody,
  type Upstream,
  type UpstreamResponse,
} from './upstream.ts'

/** An exchange that was passed on. */
export interface PassedExchange {
  readonly exchange: RecordedExchange
  /** The headers of its answer by lowercase name. */
  readonly headers: { readonly [name: string]: string }
}

/** The address and the server of a recording proxy. */
interface RecordingProxyOptions {
  readonly port: number
  readonly host: string
  /** The server: an http or https URL, of which only the origin is used. No other server is contacted. */
  readonly upstream: URL
  /** Called for each exchange, in the order of the requests. */
  onPassed(passed: PassedExchange): void
  /** Called for each request that was not forwarded because its body has more bytes than the limit. */
  onRefused(limit: number): void
}

/** A running recording proxy. */
export type RecordingProxy = Awaited<ReturnType<typeof startRecordingProxy>>

/** The proxy does not close a pooled connection in the pauses of a client; the server decides how long it lasts. */
const options = { requireHostHeader: false, keepAliveTimeout: 600_000, requestTimeout: 60_000, maxHeaderSize: 65_536 }

/**
 * Listens, and passes every request to one server and its answer back, unchanged. A connection that the server breaks is
 * broken for the client too. Rejects with Node's error if it cannot listen.
 */
export async function startRecordingProxy({ port, host, upstream, onPassed, onRefused }: RecordingProxyOptions) {
  const lines = createConnectionTracker()
  const queue = createFairQueue(onPassed)
  const upstreams = new Map<Socket, { readonly upstream: Upstream; pending: number }>()

  function findUpstream(socket: Socket) {
    const known = upstreams.get(socket)
    if (known) return known
    const own = createUpstream(upstream, () => {
      // The client must see that the server closed its connection.
      if (upstreams.get(socket)?.pending === 0) socket.end()
    })
    const entry = { upstream: own, pending: 0 }
    upstreams.set(socket, entry)
    socket.once('close', () => {
      own.close()
      upstreams.delete(socket)
    })
    return entry
  }

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const began = performance.now()
    const body = await readAll(incoming)
    if (body === 'aborted') return
    if (body === 'too large') {
      onRefused(largestBody)
      outgoing.shouldKeepAlive = false
      outgoing.writeHead(413).end()
      return
    }
    const line = lines.toTiming(incoming, began)
    const target = toTarget(incoming.url ?? '/')
    const ask = parseRequest(incoming.method ?? '', target, decodeBody(body))
    const report = queue.reserve()
    const entry = findUpstream(incoming.socket)
    const abandoned = new AbortController()
    const abort = () => {
      line.abortedAt ??= toWallTime(performance.now())
      abandoned.abort()
    }
    outgoing.once('close', () => {
      if (!outgoing.writableFinished && line.sentAt === undefined) abort()
    })
    const asked = performance.now()
    entry.pending++
    const returned = await entry.upstream.send(incoming, target, body, abandoned.signal)
    entry.pending--
    const now = performance.now()
    const answer = line.abortedAt === undefined ? toAnswer(returned) : { unseen: true as const }
    line.sentAt ??= line.abortedAt === undefined ? toWallTime(now) : undefined
    report({ exchange: { at: toWallTime(asked), ask, answer, took: now - asked, line }, headers: toRecord(returned) })
    if (line.abortedAt === undefined) respond(returned, incoming, outgoing)
  }

  const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    // Node parses status lines that it refuses to write: such a response breaks only this connection.
    pass(incoming, outgoing).catch(() => incoming.socket.resetAndDestroy())
  }
  const connections = createConnections()
  const server = createServer(options, (incoming, outgoing) => connections.serve(incoming, outgoing, handle))
    .on('connection', socket => {
      lines.meet(socket)
      connections.add(socket)
    })
    // The connections of an HTTP server are sockets.
    .on('clientError', (error: NodeJS.ErrnoException, duplex) => {
      const socket = duplex as Socket
      const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      if (isLate && connections.isSilent(socket)) return void socket.destroy()
      const status = isLate ? '408 Request Timeout' : '400 Bad Request'
      connections.afterResponses(socket, () => refuse(socket, { status, headers: {}, text: '' }))
    })
    .on('connect', (_, duplex) => {
      const socket = duplex as Socket
      connections.afterResponses(socket, () => refuseConnect(socket, { code: 'connect-to-recorder' }))
    })
  server.listen(port, host)
  await once(server, 'listening')
  // A connection that cannot be accepted must not affect the others.
  ignoreErrors(server)
  // A listening TCP server's address is never a pipe's name.
  const address = server.address() as AddressInfo
  return {
    /** Such as `http://127.0.0.1:2255`. */
    url: `http://${toReachable(address)}:${address.port}`,
    port: address.port,
    /** Stops listening; pending answers have a second to finish. */
    close: () => connections.close(server),
  }
}

/** The path of a request. A client that uses this address as its proxy sends a whole URL, whose host is ignored. */
const toTarget = (url: string) => (url.startsWith('/') ? url : url.replace(/^[a-z]+:\/\/[^/?]*/i, '') || '/')

async function readAll(incoming: IncomingMessage): Promise<Buffer | 'too large' | 'aborted'> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of incoming) {
      size += chunk.length
      if (size > largestBody) return 'too large'
      chunks.push(chunk)
    }
  } catch {
    return 'aborted'
  }
  return Buffer.concat(chunks)
}

function toAnswer(returned: UpstreamResponse | BrokenResponse): RecordedResponse {
  if ('broken' in returned) return returned
  const { 'content-type': type = '', 'content-encoding': encoding } = toRecord(returned)
  return { status: returned.status, type, text: decode(returned.body, encoding, largestBody) }
}

/** Headers by lowercase name; the first of several with the same name. */
function toRecord(returned: UpstreamResponse | BrokenResponse): { readonly [name: string]: string } {
  const found: { [name: string]: string } = {}
  if ('broken' in returned) return found
  for (let at = 0; at + 1 < returned.headers.length; at += 2) {
    found[returned.headers[at]?.toLowerCase() ?? ''] ??= returned.headers[at + 1] ?? ''
  }
  return found
}

function respond(
  returned: UpstreamResponse | BrokenResponse,
  { socket, method }: IncomingMessage,
  outgoing: ServerResponse,
): void {
  if (socket.destroyed) return
  const whole = 'broken' in returned ? returned.part : returned
  if (!whole) return void socket.resetAndDestroy()
  const { status, message, headers, body, closes } = whole
  if (closes) outgoing.shouldKeepAlive = false
  outgoing.sendDate = false
  if ('broken' in returned) {
    // The announced length stays, so that the client sees that the body is incomplete.
    outgoing.writeHead(status, message, toRaw(headers, ['transfer-encoding']))
    outgoing.flushHeaders()
    outgoing.write(body, () => socket.resetAndDestroy())
    return
  }
  const isHead = method === 'HEAD' || status === 204 || status === 304
  const length = isHead ? [] : ['Content-Length', `${body.length}`]
  const without = isHead ? ['transfer-encoding'] : ['transfer-encoding', 'content-length']
  outgoing.writeHead(status, message, [...toRaw(headers, without), ...length])
  outgoing.end(isHead ? undefined : body)
}

/** Delivers items in the order in which places were reserved for them, in whatever order they are put. */
function createFairQueue<Item>(deliver: (item: Item) => void) {
  const places: { item?: Item }[] = []
  return {
    /** Reserves the next place; the returned function puts the item there. */
    reserve(): (item: Item) => void {
      const place: { item?: Item } = {}
      places.push(place)
      return item => {
        place.item = item
        for (let first = places[0]; first?.item !== undefined; first = places[0]) {
          places.shift()
          deliver(first.item)
        }
      }
    },
  }
}
