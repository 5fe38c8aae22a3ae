import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { decodeBody, parseRequest } from '../contracts/parse-request.ts'
import { createLines, toReachable, toWall } from '../server/connection-tracker.ts'
import { createConnections } from '../server/connections.ts'
import { ignoreErrors, refuse, refuseConnect, toRaw } from '../server/raw-http.ts'
import { createTurns } from './fair-queue.ts'
import type { Answer, Sighting } from './sighting.ts'
import { type Broken, createUpstream, largestPassed, type Returned, type Upstream, unpack } from './upstream.ts'

/** What is told of each exchange, in the order in which requests came. */
export interface Passed {
  readonly sighting: Sighting
  /** Of an answer that came, by name. */
  readonly headers: { readonly [name: string]: string }
}

/** Where a recorder listens, and for whom. */
export interface RecordOptions {
  readonly port: number
  readonly host: string
  /** The server: a URL of http or https, of which only the origin counts. Nothing else is ever asked. */
  readonly upstream: URL
  onPassed(passed: Passed): void
  /** Told of what could not be passed on. */
  onRefused(sentence: string): void
}

/** Where a recorder listens. */
export interface RecordProxy {
  /** Such as `http://127.0.0.1:2255`. */
  readonly url: string
  readonly port: number
  /** Stops listening, and lets answers under way finish for a second. */
  close(): Promise<void>
}

/** A pooled connection outlives the usual pauses of a client; how long it may last is the server's to say. */
const options = { requireHostHeader: false, keepAliveTimeout: 600_000, requestTimeout: 60_000, maxHeaderSize: 65_536 }

/**
 * Listens, passes every request on to one server as it is and its answer back as it is, and tells of both. A connection
 * that the server breaks is broken for the client too. Rejects with Node's error if it cannot listen.
 */
export async function listenForRecord({
  port,
  host,
  upstream,
  onPassed,
  onRefused,
}: RecordOptions): Promise<RecordProxy> {
  const lines = createLines()
  const turns = createTurns(onPassed)
  const ways = new Map<Socket, { readonly far: Upstream; underWay: number }>()

  function findWay(socket: Socket) {
    const known = ways.get(socket)
    if (known) return known
    const far = createUpstream(upstream, () => {
      // A server that has enough of a connection says so by closing it, and the client is to see that.
      if (ways.get(socket)?.underWay === 0) socket.end()
    })
    const way = { far, underWay: 0 }
    ways.set(socket, way)
    socket.once('close', () => {
      far.close()
      ways.delete(socket)
    })
    return way
  }

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const began = performance.now()
    const body = await readAll(incoming)
    if (body === 'gone') return
    if (body === 'too large') {
      onRefused(`A request of more than ${largestPassed} bytes was not passed on.`)
      outgoing.shouldKeepAlive = false
      outgoing.writeHead(413).end()
      return
    }
    const line = lines.toLine(incoming, began)
    const target = toTarget(incoming.url ?? '/')
    const ask = parseRequest(incoming.method ?? '', target, decodeBody(body))
    const turn = turns.take()
    const way = findWay(incoming.socket)
    const leaving = new AbortController()
    const hungUp = () => {
      line.abortedAt ??= toWall(performance.now())
      leaving.abort()
    }
    outgoing.once('close', () => {
      if (!outgoing.writableFinished && line.sentAt === undefined) hungUp()
    })
    const asked = performance.now()
    way.underWay++
    const returned = await way.far.send(incoming, target, body, leaving.signal)
    way.underWay--
    const now = performance.now()
    const answer = line.abortedAt === undefined ? toAnswer(returned) : { unseen: 'the client did not wait for it' }
    line.sentAt ??= line.abortedAt === undefined ? toWall(now) : undefined
    turn({ sighting: { at: toWall(asked), ask, answer, took: now - asked, line }, headers: toRecord(returned) })
    if (line.abortedAt === undefined) give(returned, incoming, outgoing)
  }

  const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    // Node reads status lines that it refuses to write: such a response breaks this connection only.
    pass(incoming, outgoing).catch(() => incoming.socket.resetAndDestroy())
  }
  const connections = createConnections()
  const server = createServer(options, (incoming, outgoing) => connections.serve(incoming, outgoing, handle))
    .on('connection', socket => {
      lines.meet(socket)
      connections.add(socket)
    })
    // HTTP's connections are sockets.
    .on('clientError', (error: NodeJS.ErrnoException, duplex) => {
      const socket = duplex as Socket
      const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      if (isLate && connections.isSilent(socket)) return void socket.destroy()
      const status = isLate ? '408 Request Timeout' : '400 Bad Request'
      connections.afterResponses(socket, () => refuse(socket, { status, headers: {}, text: '' }))
    })
    .on('connect', (_, duplex) => {
      const socket = duplex as Socket
      connections.afterResponses(socket, () => refuseConnect(socket, connectHint))
    })
  server.listen(port, host)
  await once(server, 'listening')
  // A connection that could not be accepted is its client's trouble, not everybody's.
  ignoreErrors(server)
  // A listening TCP server's address is never a pipe's name.
  const address = server.address() as AddressInfo
  return {
    url: `http://${toReachable(address)}:${address.port}`,
    port: address.port,
    close: () => connections.close(server),
  }
}

const connectHint = 'it forwards plain HTTP to one server; send requests to its own URL.'

/** A client that takes this for its proxy sends the whole URL; whatever host is in it, only one is asked. */
const toTarget = (url: string) => (url.startsWith('/') ? url : url.replace(/^[a-z]+:\/\/[^/?]*/i, '') || '/')

async function readAll(incoming: IncomingMessage): Promise<Buffer | 'too large' | 'gone'> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of incoming) {
      size += chunk.length
      if (size > largestPassed) return 'too large'
      chunks.push(chunk)
    }
  } catch {
    return 'gone'
  }
  return Buffer.concat(chunks)
}

function toAnswer(returned: Returned | Broken): Answer {
  if ('broken' in returned) return returned
  const { 'content-type': type = '', 'content-encoding': encoding } = toRecord(returned)
  return { status: returned.status, type, text: unpack(returned.body, encoding, largestPassed) }
}

/** Headers by their names in small letters; of several alike the first. */
function toRecord(returned: Returned | Broken): { readonly [name: string]: string } {
  const found: { [name: string]: string } = {}
  if ('broken' in returned) return found
  for (let at = 0; at + 1 < returned.headers.length; at += 2) {
    found[returned.headers[at]?.toLowerCase() ?? ''] ??= returned.headers[at + 1] ?? ''
  }
  return found
}

function give(returned: Returned | Broken, { socket, method }: IncomingMessage, outgoing: ServerResponse): void {
  if (socket.destroyed) return
  const whole = 'broken' in returned ? returned.part : returned
  if (!whole) return void socket.resetAndDestroy()
  const { status, message, headers, body, closes } = whole
  if (closes) outgoing.shouldKeepAlive = false
  outgoing.sendDate = false
  if ('broken' in returned) {
    // Its length stays as it was announced, so that the client sees that something is missing.
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
