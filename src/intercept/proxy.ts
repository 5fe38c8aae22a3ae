import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream'
import { isUnderVendor } from '../contracts/hosts.ts'
import { isLoopback } from '../server/guard.ts'
import { endSocket, ignoreErrors, refuse as refuseSocket, toRaw } from '../server/raw-http.ts'
import { explainRefusal, type RoutingRefusal } from './messages.ts'
import { type Destination, parseDestination, type RoutingDecision, route, routeByFirstBytes } from './routing.ts'
import {
  type ConnectionEvent,
  type ConnectionListener,
  type FirstBytes,
  parseFirstBytes,
  type Tunnel,
} from './tls-sniffer.ts'

/** The dependencies of a proxy. */
interface ProxyOptions {
  /** The port of this emulator. */
  readonly port: () => number
  readonly allowPassthrough: boolean
  readonly onEvent: ConnectionListener
  /** Whether a connection came through a tunnel that ends here. */
  readonly isInside: (socket: Socket) => boolean
  /** Accepts a connection that was for the service. */
  accept(socket: Socket, tunnel: Tunnel): void
}

/** An HTTP proxy that intercepts requests for the service. */
interface Proxy {
  /** Handles CONNECT. */
  connect(request: IncomingMessage, socket: Socket, head: Buffer): void
  /** Handles a request with a whole URL. Returns whether the emulator must answer it, changed into a direct request. */
  isForEmulator(incoming: IncomingMessage, outgoing: ServerResponse): boolean
  /** Closes all forwarded tunnels. */
  close(): void
}

interface Decided {
  readonly decision: RoutingDecision
  readonly tunnel: Tunnel
}

const eventTypes: { readonly [Action in RoutingDecision['action']]: ConnectionEvent['type'] } = {
  intercept: 'intercepted',
  forward: 'forwarded',
  refuse: 'refused',
}

/** Creates a proxy. Nothing for the vendor is ever forwarded. */
export function createProxy({ port, allowPassthrough, onEvent, isInside, accept }: ProxyOptions): Proxy {
  const open = new Set<Socket>()
  /** The destinations of tunnels with plain HTTP, whose requests are routed one by one. */
  const plain = new WeakMap<Socket, Destination>()

  function decide(text: string, { socket, headers }: IncomingMessage): Decided {
    const destination = parseDestination(text)
    const agent = headers['user-agent']?.slice(0, 200)
    if (!destination) {
      const refusal = { code: 'invalid-destination' } as const
      return { decision: { action: 'refuse', refusal }, tunnel: { host: '', agent } }
    }
    const address = socket.remoteAddress?.replace(/^::ffff:/i, '') ?? ''
    const decision = route(destination, { port: port(), allowPassthrough, isLocalClient: isLoopback(address) })
    return { decision, tunnel: { host: destination.host, agent } }
  }

  function report(decision: RoutingDecision, { host, agent }: Tunnel): void {
    const why = decision.action === 'refuse' ? { why: explainRefusal(decision.refusal) } : {}
    onEvent({ type: eventTypes[decision.action], host, agent, ...why })
  }

  /** Whether a tunnel to another host is joined. A connection that turns out to be for the service is accepted here. */
  function admit(socket: Socket, to: Destination, { agent }: Tunnel, first: FirstBytes): boolean {
    const { host, ...decision } = routeByFirstBytes(to, first)
    if (first.protocol === 'http' && (decision.action !== 'forward' || !first.upgrades)) {
      plain.set(socket, to)
      accept(socket, { host, agent })
      return false
    }
    if (decision.action === 'forward') return true
    report(decision, { host, agent })
    if (decision.action === 'intercept') accept(socket, { host, agent })
    else if (first.protocol === 'tls') endSocket(socket, unrecognizedName)
    else socket.destroy()
    return false
  }

  return {
    connect(request, socket, head) {
      ignoreErrors(socket)
      if (isInside(socket)) return refuse(socket, 403, { code: 'nested-tunnel' })
      const { decision, tunnel: asked } = decide(request.url ?? '', request)
      report(decision, asked)
      if (decision.action === 'refuse') return refuse(socket, 403, decision.refusal)
      if (head.length > 0) socket.unshift(head)
      if (decision.action === 'intercept') {
        socket.write(established)
        return accept(socket, asked)
      }
      open.add(socket)
      socket.once('close', () => open.delete(socket))
      const { to } = decision
      tunnel(socket, to, {
        done: () => void socket.write(established),
        fail: refusal => refuse(socket, 502, refusal),
        admit: first => admit(socket, to, asked, first),
      })
    },
    isForEmulator(incoming, outgoing) {
      const asked = toProxied(incoming, plain.get(incoming.socket))
      if (!asked) return true
      const { destination, scheme, target, authority } = asked
      const { decision, tunnel: named } = decide(destination, incoming)
      if (!plain.has(incoming.socket) || decision.action !== 'forward') report(decision, named)
      if (decision.action === 'intercept') {
        toDirectRequest(incoming, target, authority)
        return true
      }
      const fail = (status: number, refusal: RoutingRefusal) => respond(outgoing, status, explainRefusal(refusal))
      if (decision.action === 'refuse') fail(403, decision.refusal)
      else if (scheme !== 'http') fail(403, { code: 'invalid-scheme', scheme })
      else forward(incoming, outgoing, { ...decision.to, target, authority }, refusal => fail(502, refusal))
      return false
    },
    close() {
      for (const socket of open) socket.destroy()
    },
  }
}

const wholeUrl = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is

/** The destination of a proxied request; undefined if it is a direct one. `inside` is the destination of its tunnel. */
function toProxied({ url = '', headers }: IncomingMessage, inside: Destination | undefined) {
  const [, written, whole, path = ''] = wholeUrl.exec(url) ?? []
  if (whole === undefined && !inside) return undefined
  const scheme = inside ? 'http' : (written ?? '').toLowerCase()
  // For any address the vendor may be named in the URL or in the Host header.
  const names = [whole, headers.host].filter(one => one !== undefined)
  const authority = names.find(one => isUnderVendor(one.replace(/:\d+$/, ''))) ?? names[0] ?? ''
  const isVendor = isUnderVendor(authority.replace(/:\d+$/, ''))
  const place = inside ? toText(inside) : addPort(whole ?? '', scheme === 'http' ? 80 : 443)
  return {
    scheme,
    authority,
    destination: isVendor ? place.replace(/^.*(?=:)/, authority.replace(/:\d+$/, '')) : place,
    target: whole === undefined ? url : path.startsWith('/') ? path : `/${path}`,
  }
}

const addPort = (authority: string, port: number) => (/:\d+$/.test(authority) ? authority : `${authority}:${port}`)

const toText = ({ host, port }: Destination) => `${host.includes(':') ? `[${host}]` : host}:${port}`

/** Changes a proxied request into a direct one for an authority, which replaces its Host header. */
export function toDirectRequest(incoming: IncomingMessage, target: string, authority: string): void {
  incoming.url = target
  incoming.headers.host = authority
  const at = incoming.rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
  if (at < 0) incoming.rawHeaders.push('Host', authority)
  else incoming.rawHeaders[at + 1] = authority
}

/** A fatal alert that every TLS version understands: unrecognized_name (RFC 6066). */
const unrecognizedName = Buffer.from([0x15, 3, 3, 0, 2, 2, 112])

const established = 'HTTP/1.1 200 Connection Established\r\n\r\n'

const headers = { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }

function respond(outgoing: ServerResponse, status: number, why: string): void {
  if (outgoing.headersSent) return void outgoing.destroy()
  // The reason is explicit: otherwise Node would reuse a status message that it has just refused.
  const head = { ...headers, 'Content-Length': Buffer.byteLength(why) + 1 }
  outgoing.writeHead(status, reasons[status], head).end(`${why}\n`)
}

const reasons: { readonly [status: number]: string } = { 403: 'Forbidden', 502: 'Bad Gateway' }

/** Refuses a tunnel. The status line contains the reason too: many clients show nothing else. */
function refuse(socket: Socket, status: number, refusal: RoutingRefusal): void {
  const why = explainRefusal(refusal)
  const reason = why.replaceAll(/[^\x20-\x7e]/g, ' ')
  refuseSocket(socket, { status: `${status} ${reasons[status]} - ${reason}`, headers, text: `${why}\n` })
}

/** How long connecting to another host may take, in milliseconds. */
const timeoutMs = 10_000

/** Callbacks of a tunnel. */
interface TunnelEvents {
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
function tunnel(socket: Socket, place: Destination, { done, fail, admit }: TunnelEvents): void {
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
function forward(
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
