import { Agent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps, Agent as TlsAgent } from 'node:https'
import type { Socket } from 'node:net'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { ignoreErrors, toRaw } from '../server/raw-http.ts'
import { keysOf } from '../text/data.ts'
import type { BreakReason } from './messages.ts'

const decoders = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync } as const

const encodings = keysOf(decoders)

/** An Accept-Encoding value without the encodings that cannot be decoded here; empty if none is left. */
const toDecodable = (accepted: string): string =>
  accepted
    .split(',')
    .map(part => part.trim())
    .filter(part => ['identity', ...encodings].includes(part.split(';')[0]?.trim().toLowerCase() ?? ''))
    .join(', ')

/** A body as text, decoded by its Content-Encoding to at most `largest` bytes; undecoded if that fails. */
export function decode(bytes: Buffer, encoding: string | undefined, largest: number): string {
  const name = encodings.find(name => name === encoding?.trim().toLowerCase())
  if (name === undefined || bytes.length === 0) return bytes.toString()
  try {
    return decoders[name](bytes, { maxOutputLength: largest }).toString()
  } catch {
    return bytes.toString('latin1')
  }
}

/** The largest body that is passed on, in bytes, either way. */
export const largestBody = 16 * 1_048_576

/** How long a connection may be silent before the request is aborted, in milliseconds. */
const timeoutMs = 120_000

/** An answer, byte for byte; `headers` alternate with their values. */
export interface UpstreamResponse {
  readonly status: number
  readonly message: string
  readonly headers: readonly string[]
  readonly body: Buffer
  /** Whether the server closes the connection after it. */
  readonly closes: boolean
}

/** A connection that broke before or during an answer, with the part that was received. */
export interface BrokenResponse {
  readonly broken: 'before' | 'during'
  readonly why: BreakReason
  readonly part?: UpstreamResponse
}

/** The connection to a server for one client connection. */
export type Upstream = ReturnType<typeof createUpstream>

/** Creates the connection to a server for one client connection; `onClosed` is called when the server closes it. */
export function createUpstream(server: URL, onClosed: () => void) {
  const isSecure = server.protocol === 'https:'
  const agent = isSecure
    ? new TlsAgent({ keepAlive: true, maxSockets: 1 })
    : new Agent({ keepAlive: true, maxSockets: 1 })
  const watched = new WeakSet<Socket>()

  function open(incoming: IncomingMessage, target: string, body: Buffer): ClientRequest {
    const request = (isSecure ? requestHttps : requestHttp)({
      // Only URLs have brackets around IPv6 addresses.
      host: server.hostname.replace(/^\[|\]$/g, ''),
      port: server.port || (isSecure ? 443 : 80),
      method: incoming.method,
      path: target,
      headers: toHeaders(incoming, server.host, body.length),
      agent,
      timeout: timeoutMs,
    })
    request.on('timeout', () => request.destroy(Object.assign(new Error('Timeout'), { code: 'ETIMEDOUT' })))
    request.on('socket', socket => {
      if (watched.has(socket)) return
      watched.add(socket)
      socket.once('close', onClosed)
    })
    request.end(body)
    return request
  }

  return {
    /** Sends a request with its body; `signal` aborts it. Redirections are not followed. Never rejects. */
    send: (incoming: IncomingMessage, target: string, body: Buffer, signal: AbortSignal) =>
      new Promise<UpstreamResponse | BrokenResponse>(resolve => {
        const fail = (error: unknown) => resolve({ broken: 'before', why: toReason(error) })
        try {
          const request = open(incoming, target, body)
          const abort = () => request.destroy()
          signal.addEventListener('abort', abort, { once: true })
          request.on('close', () => signal.removeEventListener('abort', abort))
          // Once an answer has begun, its own errors are handled below.
          request.on('error', error => request.listenerCount('response') > 0 && fail(error))
          request.on('upgrade', (_, socket) => {
            ignoreErrors(socket)
            socket.destroy()
            resolve({ broken: 'before', why: { code: 'protocol-switch' } })
          })
          request.once('response', answer => read(answer).then(resolve))
        } catch (error) {
          fail(error)
        }
      }),
    close: () => agent.destroy(),
  }
}

function toHeaders({ rawHeaders, headers, method }: IncomingMessage, host: string, length: number): string[] {
  const accepted = headers['accept-encoding'] === undefined ? '' : toDecodable(`${headers['accept-encoding']}`)
  const hasBody = length > 0 || headers['content-length'] !== undefined || method === 'POST'
  return [
    'Host',
    host,
    ...toRaw(rawHeaders, ['content-length', 'transfer-encoding', 'expect', 'accept-encoding']),
    ...(accepted === '' ? [] : ['Accept-Encoding', accepted]),
    ...(hasBody ? ['Content-Length', `${length}`] : []),
  ]
}

async function read(answer: IncomingMessage): Promise<UpstreamResponse | BrokenResponse> {
  const chunks: Buffer[] = []
  let size = 0
  const toReturned = (): UpstreamResponse => ({
    status: answer.statusCode ?? 0,
    message: answer.statusMessage ?? '',
    headers: answer.rawHeaders,
    body: Buffer.concat(chunks),
    closes: /\bclose\b/i.test(answer.headers.connection ?? ''),
  })
  try {
    for await (const chunk of answer) {
      size += chunk.length
      if (size > largestBody) {
        return { broken: 'during', why: { code: 'answer-too-large', limit: largestBody }, part: toReturned() }
      }
      chunks.push(chunk)
    }
    return toReturned()
  } catch (error) {
    return { broken: 'during', why: toReason(error), part: toReturned() }
  }
}

/** Node's code of an error, or its message. */
function toReason(error: unknown): BreakReason {
  const { code, message = String(error) }: { readonly code?: string; readonly message?: string } = Object(error)
  return { code: 'connection-failed', error: code ?? message }
}
