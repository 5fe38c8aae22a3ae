import type { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'
import type { ControlIssue } from '../control/messages.ts'
import { Problem, toProblemDocument } from '../control/problem.ts'

/** How long the other end has to close after a refusal, in milliseconds. */
const closeTimeout = 1_000

/** A response that is written to a socket, without Node's HTTP server. */
export interface RawResponse {
  /** Such as `501 Not Implemented`. */
  readonly status: string
  readonly headers: { readonly [name: string]: string }
  readonly text: string
}

/** Keeps an emitter's `error` events from ending the process. For sockets: a `close` event always follows. */
export const ignoreErrors = (emitter: EventEmitter): void => void emitter.on('error', () => {})

/** Sends a last response over a socket and closes it. */
export function refuse(socket: Duplex, { status, headers, text }: RawResponse): void {
  // Node takes its own listener off a socket that it hands over, and the other end may reset the connection at any time.
  ignoreErrors(socket)
  if (!socket.writable) return void socket.destroy()
  const all = { ...headers, 'Content-Length': `${Buffer.byteLength(text)}`, Connection: 'close' }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  endSocket(socket, `HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${text}`)
}

/** Sends the last bytes over a socket and closes it, at the latest after a second. What still arrives is discarded. */
export function endSocket(socket: Duplex, last: string | Buffer): void {
  socket.end(last)
  socket.resume()
  setTimeout(() => socket.destroy(), closeTimeout).unref()
}

/** Refuses CONNECT with a problem document. The reason is in the status line too: many clients show nothing else. */
export function refuseConnect(socket: Duplex, issue: ControlIssue): void {
  const document = toProblemDocument(new Problem(issue))
  refuse(socket, {
    status: `${document.status} Not Implemented - ${document.title}: ${document.detail}`,
    headers: { 'Content-Type': 'application/problem+json' },
    text: `${JSON.stringify(document)}\n`,
  })
}

/**
 * Headers in turn with their values, as Node has them raw, without those that concern one connection alone, those that
 * these name, and Host; and without others, in lowercase.
 */
export function toRaw(raw: readonly string[], without: readonly string[] = []): string[] {
  const pairs: (readonly [string, string])[] = []
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? '', raw[at + 1] ?? ''])
  const named = pairs.flatMap(([name, value]) => (name.toLowerCase() === 'connection' ? value.split(',') : []))
  const left = new Set([...ownLine, ...without, ...named.map(name => name.trim().toLowerCase())])
  return pairs.filter(([name]) => !left.has(name.toLowerCase())).flat()
}

const ownLine = [
  'host',
  'connection',
  'proxy-connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-authenticate',
  'te',
  'trailer',
  'upgrade',
]

/** The value of a header, as Node has them raw; `name` is in lowercase. Node's own object of headers costs more to build. */
export function findRaw(raw: readonly string[], name: string): string | undefined {
  for (let at = 0; at + 1 < raw.length; at += 2) if (raw[at]?.toLowerCase() === name) return raw[at + 1]
  return undefined
}
