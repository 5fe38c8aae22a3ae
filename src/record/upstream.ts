import { Agent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps, Agent as TlsAgent } from 'node:https'
import type { Socket } from 'node:net'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { ignoreErrors, toRaw } from '../server/raw-http.ts'

const ways = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync } as const

// The table is a literal, so its keys are exactly the names.
const names = Object.keys(ways) as (keyof typeof ways)[]

/** The value of an Accept-Encoding without what cannot be unpacked here; empty if nothing is left. */
export const toUnpackable = (accepted: string): string =>
  accepted
    .split(',')
    .map(part => part.trim())
    .filter(part => ['identity', ...names].includes(part.split(';')[0]?.trim().toLowerCase() ?? ''))
    .join(', ')

/** A body as text, unpacked as its Content-Encoding says, no more than so many bytes; as it is where that cannot be. */
export function unpack(bytes: Buffer, encoding: string | undefined, largest: number): string {
  const way = names.find(name => name === encoding?.trim().toLowerCase())
  if (way === undefined || bytes.length === 0) return bytes.toString()
  try {
    return ways[way](bytes, { maxOutputLength: largest }).toString()
  } catch {
    return bytes.toString('latin1')
  }
}

/** The largest body that is passed on, in bytes, either way. */
export const largestPassed = 16 * 1_048_576

/** How long a server may say nothing before it is given up, in milliseconds. */
const patience = 120_000

/** What came back, byte for byte; `headers` in turn with their values. */
export interface Returned {
  readonly status: number
  readonly message: string
  readonly headers: readonly string[]
  readonly body: Buffer
  /** Whether the server closes the connection after it. */
  readonly closes: boolean
}

/** That nothing came back, or only a part of it, which is as it came. */
export interface Broken {
  readonly broken: 'before' | 'during'
  readonly why: string
  readonly part?: Returned
}

/** One client's own connection to a server: it lasts as long as both want it to. */
export interface Upstream {
  /** Sends a request on, with its body; `signal` gives it up. Redirections are answers like any other. It never rejects. */
  send(incoming: IncomingMessage, target: string, body: Buffer, signal: AbortSignal): Promise<Returned | Broken>
  close(): void
}

/** Opens the way to a server for one client; `onClosed` is told when the server has closed the connection. */
export function createUpstream(server: URL, onClosed: () => void): Upstream {
  const isSecure = server.protocol === 'https:'
  const agent = isSecure
    ? new TlsAgent({ keepAlive: true, maxSockets: 1 })
    : new Agent({ keepAlive: true, maxSockets: 1 })
  const watched = new WeakSet<Socket>()

  function open(incoming: IncomingMessage, target: string, body: Buffer): ClientRequest {
    const asking = (isSecure ? requestHttps : requestHttp)({
      // Brackets are for URLs.
      host: server.hostname.replace(/^\[|\]$/g, ''),
      port: server.port || (isSecure ? 443 : 80),
      method: incoming.method,
      path: target,
      headers: toHeaders(incoming, server.host, body.length),
      agent,
      timeout: patience,
    })
    asking.on('timeout', () => asking.destroy(new Error(`no answer came within ${patience / 1000} s`)))
    asking.on('socket', socket => {
      if (watched.has(socket)) return
      watched.add(socket)
      socket.once('close', onClosed)
    })
    asking.end(body)
    return asking
  }

  return {
    send: (incoming, target, body, signal) =>
      new Promise(resolve => {
        const breakOff = (error: NodeJS.ErrnoException) =>
          resolve({ broken: 'before', why: error.code ?? error.message })
        try {
          const asking = open(incoming, target, body)
          const giveUp = () => asking.destroy()
          signal.addEventListener('abort', giveUp, { once: true })
          asking.on('close', () => signal.removeEventListener('abort', giveUp))
          // Once an answer has begun, whatever befalls it is heard there.
          asking.on('error', error => asking.listenerCount('response') > 0 && breakOff(error))
          asking.on('upgrade', (_, socket) => {
            ignoreErrors(socket)
            socket.destroy()
            resolve({ broken: 'before', why: 'it switched to another protocol' })
          })
          asking.once('response', answer => read(answer).then(resolve))
        } catch (error) {
          breakOff(error instanceof Error ? error : new Error(String(error)))
        }
      }),
    close: () => agent.destroy(),
  }
}

function toHeaders({ rawHeaders, headers, method }: IncomingMessage, host: string, length: number): string[] {
  const encodings = headers['accept-encoding'] === undefined ? '' : toUnpackable(`${headers['accept-encoding']}`)
  const hasBody = length > 0 || headers['content-length'] !== undefined || method === 'POST'
  return [
    'Host',
    host,
    ...toRaw(rawHeaders, ['content-length', 'transfer-encoding', 'expect', 'accept-encoding']),
    ...(encodings === '' ? [] : ['Accept-Encoding', encodings]),
    ...(hasBody ? ['Content-Length', `${length}`] : []),
  ]
}

async function read(answer: IncomingMessage): Promise<Returned | Broken> {
  const chunks: Buffer[] = []
  let size = 0
  const toReturned = (): Returned => ({
    status: answer.statusCode ?? 0,
    message: answer.statusMessage ?? '',
    headers: answer.rawHeaders,
    body: Buffer.concat(chunks),
    closes: /\bclose\b/i.test(answer.headers.connection ?? ''),
  })
  try {
    for await (const chunk of answer) {
      size += chunk.length
      if (size > largestPassed) throw new Error(`its answer has more than ${largestPassed} bytes`)
      chunks.push(chunk)
    }
    return toReturned()
  } catch (error) {
    return { broken: 'during', why: error instanceof Error ? error.message : String(error), part: toReturned() }
  }
}
