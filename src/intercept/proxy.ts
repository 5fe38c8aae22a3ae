import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { isUnderVendor } from '../contracts/hosts.ts'
import { isLoopback } from '../server/guard.ts'
import { endSocket, ignoreErrors, refuse as refuseSocket } from '../server/raw-http.ts'
import type { Encounter, Notice } from './connection-event.ts'
import type { FirstBytes } from './first-bytes.ts'
import { forward, tunnel } from './forward.ts'
import { chooseWay, type Goal, parseGoal, reviseWay, type Way } from './routing-decision.ts'
import type { Tunnel } from './tls-sniffer.ts'

/** What a proxy needs of its surroundings. */
export interface ProxyOptions {
  /** Where this emulator listens. */
  readonly port: () => number
  readonly allowPassthrough: boolean
  readonly notice: Notice
  /** Whether a connection came through a tunnel that ends here. */
  readonly isInside: (socket: Socket) => boolean
  /** Takes a connection that was meant for the service. */
  enter(socket: Socket, tunnel: Tunnel): void
}

/** Stands between clients and everywhere: what is meant for the service stays here. */
export interface Proxy {
  /** Answers CONNECT. */
  connect(request: IncomingMessage, socket: Socket, head: Buffer): void
  /** Answers a request for a whole URL. Gives whether it is one for here, told as if it had come directly. */
  isForHere(incoming: IncomingMessage, outgoing: ServerResponse): boolean
  /** Ends all tunnels that lead elsewhere. */
  close(): void
}

/** Creates a proxy that lets pass what it is told to, and never anything to the vendor. */
export function createProxy({ port, allowPassthrough, notice, isInside, enter }: ProxyOptions): Proxy {
  const open = new Set<Socket>()
  /** Where plain HTTP in a tunnel goes: each of its requests is looked at. */
  const plain = new WeakMap<Socket, Goal>()

  function choose(text: string, { socket, headers }: IncomingMessage): { readonly way: Way; readonly tunnel: Tunnel } {
    const place = parseGoal(text)
    const agent = headers['user-agent']?.slice(0, 200)
    if (!place)
      return { way: { go: 'no', why: 'Want host:port, such as console.tim.qq.com:443.' }, tunnel: { host: '', agent } }
    const address = socket.remoteAddress?.replace(/^::ffff:/i, '') ?? ''
    const way = chooseWay(place, { port: port(), allowPassthrough, isNear: isLoopback(address) })
    return { way, tunnel: { host: place.host, agent } }
  }

  function tell(way: Way, { host, agent }: Tunnel): void {
    const whats: { readonly [Go in Way['go']]: Encounter['what'] } = { in: 'served', on: 'passed', no: 'refused' }
    notice({ what: whats[way.go], host, agent, ...('why' in way ? { why: way.why } : {}) })
  }

  /** Whether a tunnel to elsewhere is joined as it is. A connection that turns out to mean the service is taken here. */
  function admit(socket: Socket, to: Goal, { agent }: Tunnel, first: FirstBytes): boolean {
    const { host, ...way } = reviseWay(to, first)
    if (first.protocol === 'http' && (way.go !== 'on' || !first.upgrades)) {
      plain.set(socket, to)
      enter(socket, { host, agent })
      return false
    }
    if (way.go === 'on') return true
    tell(way, { host, agent })
    if (way.go === 'in') enter(socket, { host, agent })
    else if (first.protocol === 'tls') endSocket(socket, unrecognizedName)
    else socket.destroy()
    return false
  }

  return {
    connect(request, socket, head) {
      ignoreErrors(socket)
      if (isInside(socket)) return refuse(socket, 403, 'There is no way on from inside a tunnel.')
      const { way, tunnel: meant } = choose(request.url ?? '', request)
      tell(way, meant)
      if (way.go === 'no') return refuse(socket, 403, way.why)
      if (head.length > 0) socket.unshift(head)
      if (way.go === 'in') {
        socket.write(established)
        return enter(socket, meant)
      }
      open.add(socket)
      socket.once('close', () => open.delete(socket))
      tunnel(socket, way.to, {
        done: () => void socket.write(established),
        fail: why => refuse(socket, 502, why),
        admit: first => admit(socket, way.to, meant, first),
      })
    },
    isForHere(incoming, outgoing) {
      const asked = toAsked(incoming, plain.get(incoming.socket))
      if (!asked) return true
      const { goal, scheme, target, authority } = asked
      const { way, tunnel: meant } = choose(goal, incoming)
      if (!plain.has(incoming.socket) || way.go !== 'on') tell(way, meant)
      if (way.go === 'in') {
        toOwn(incoming, target, authority)
        return true
      }
      if (way.go === 'no') answer(outgoing, 403, way.why)
      else if (scheme !== 'http')
        answer(outgoing, 403, `Invalid scheme ${scheme}: expected http. Open a tunnel with CONNECT for anything else.`)
      else forward(incoming, outgoing, { ...way.to, target, authority }, why => answer(outgoing, 502, why))
      return false
    },
    close() {
      for (const socket of open) socket.destroy()
    },
  }
}

const wholeUrl = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is

/** What a request for elsewhere asks for; undefined if it is for here. `inside` is where the tunnel leads that it came by. */
function toAsked({ url = '', headers }: IncomingMessage, inside: Goal | undefined) {
  const [, written, whole, path = ''] = wholeUrl.exec(url) ?? []
  if (whole === undefined && !inside) return undefined
  const scheme = inside ? 'http' : (written ?? '').toLowerCase()
  // Whatever the address is, the vendor may be named in the URL or in the Host header.
  const names = [whole, headers.host].filter(one => one !== undefined)
  const authority = names.find(one => isUnderVendor(one.replace(/:\d+$/, ''))) ?? names[0] ?? ''
  const isVendor = isUnderVendor(authority.replace(/:\d+$/, ''))
  const place = inside ? toText(inside) : addPort(whole ?? '', scheme === 'http' ? 80 : 443)
  return {
    scheme,
    authority,
    goal: isVendor ? place.replace(/^.*(?=:)/, authority.replace(/:\d+$/, '')) : place,
    target: whole === undefined ? url : path.startsWith('/') ? path : `/${path}`,
  }
}

const addPort = (authority: string, port: number) => (/:\d+$/.test(authority) ? authority : `${authority}:${port}`)

const toText = ({ host, port }: Goal) => `${host.includes(':') ? `[${host}]` : host}:${port}`

/** Makes a request one that has come directly, for an authority that says more than its Host header. */
export function toOwn(incoming: IncomingMessage, target: string, authority: string): void {
  incoming.url = target
  incoming.headers.host = authority
  const at = incoming.rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
  if (at < 0) incoming.rawHeaders.push('Host', authority)
  else incoming.rawHeaders[at + 1] = authority
}

/** A fatal alert of TLS 1.2, which every version understands: unrecognized_name (RFC 6066). */
const unrecognizedName = Buffer.from([0x15, 3, 3, 0, 2, 2, 112])

const established = 'HTTP/1.1 200 Connection Established\r\n\r\n'

const headers = { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }

function answer(outgoing: ServerResponse, status: number, why: string): void {
  if (outgoing.headersSent) return void outgoing.destroy()
  // Named, because a status message that Node has just refused would still be used otherwise.
  const head = { ...headers, 'Content-Length': Buffer.byteLength(why) + 1 }
  outgoing.writeHead(status, reasons[status], head).end(`${why}\n`)
}

const reasons: { readonly [status: number]: string } = { 403: 'Forbidden', 502: 'Bad Gateway' }

/** Refuses a tunnel. The reason stands in the status line too: many clients show nothing else. */
function refuse(socket: Socket, status: number, why: string): void {
  const reason = why.replaceAll(/[^\x20-\x7e]/g, ' ')
  refuseSocket(socket, { status: `${status} ${reasons[status]} - ${reason}`, headers, text: `${why}\n` })
}
