import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { isLoopback } from '../server/guard.ts'
import type { Encounter, Notice } from './encounter.ts'
import type { Tunnel } from './node-doorway.ts'
import { forward, tunnel } from './node-pass.ts'
import { ignoreErrors, refuse as refuseSocket } from './node-refuse.ts'
import { chooseWay, parseGoal, type Way } from './way.ts'

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
      })
    },
    isForHere(incoming, outgoing) {
      const [, scheme, authority, path] = wholeUrl.exec(incoming.url ?? '') ?? []
      if (scheme === undefined || authority === undefined) return true
      const isPlain = scheme.toLowerCase() === 'http'
      const place = /:\d+$/.test(authority) ? authority : `${authority}:${isPlain ? 80 : 443}`
      const { way, tunnel: meant } = choose(place, incoming)
      tell(way, meant)
      const target = path?.startsWith('/') ? path : `/${path ?? ''}`
      if (way.go === 'in') {
        toOwn(incoming, target, authority)
        return true
      }
      if (way.go === 'no') answer(outgoing, 403, way.why)
      else if (!isPlain) answer(outgoing, 403, `For ${scheme} want a tunnel, by CONNECT.`)
      else forward(incoming, outgoing, { ...way.to, target, authority }, why => answer(outgoing, 502, why))
      return false
    },
    close() {
      for (const socket of open) socket.destroy()
    },
  }
}

const wholeUrl = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is

/** Makes a request one that has come directly, for an authority that says more than its Host header. */
export function toOwn(incoming: IncomingMessage, target: string, authority: string): void {
  incoming.url = target
  incoming.headers.host = authority
  const at = incoming.rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
  if (at < 0) incoming.rawHeaders.push('Host', authority)
  else incoming.rawHeaders[at + 1] = authority
}

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
