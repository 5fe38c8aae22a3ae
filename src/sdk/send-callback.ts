import { Agent, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps, Agent as TlsAgent } from 'node:https'
import { isIP } from 'node:net'
import { TLSSocket } from 'node:tls'
import packageJson from '../../package.json' with { type: 'json' }
import { callbackTimeoutMs } from '../contracts/callback.ts'
import { isVendorHost } from '../contracts/hosts.ts'
import type { CallbackRequest, DeliveryResult, SendCallback } from '../emulator/callbacks/delivery-result.ts'
import type { DeliveryIssue } from '../emulator/messages.ts'
import { type CallbackScope, isLocal, lookupLocal, OutOfScopeError } from '../server/callback-scope.ts'
import { callbackHeader } from '../server/guard.ts'
import { ignoreErrors } from '../server/raw-http.ts'
import { isUrl } from '../text/data.ts'
import { toFailure } from './send-request.ts'

/** The most of an answer that is read, in bytes; it has three short fields. */
const longestAnswer = 65_536

/** Connections that are kept, each one ready for the next callback. */
const pool = { keepAlive: true, maxFreeSockets: 64, scheduling: 'lifo' } as const

/** Sends callbacks over HTTP and HTTPS, and keeps the connections until it is closed. */
export interface Sender {
  readonly send: SendCallback
  close(): void
}

/** Creates a sender of callbacks. It accepts untrusted certificates of this machine and private networks. */
export function createSender(scope: CallbackScope): Sender {
  const look = scope === 'local' ? { lookup: lookupLocal } : {}
  const plain = new Agent({ ...pool, ...look })
  const secure = new TlsAgent({ ...pool, ...look })

  const send: SendCallback = async (callback, timeoutMs, signal) => {
    const { target } = callback
    if (!isUrl(target) || !/^https?:/i.test(target)) return { unanswered: { code: 'invalid-target', target } }
    const { host, hostname } = new URL(target)
    if (isVendorHost(hostname)) return { unanswered: { code: 'vendor-host', host: hostname } }
    const toUnanswered = (error: unknown): DeliveryResult => ({ unanswered: toFailure(error, host) })
    const deadline = performance.now() + timeoutMs
    // Node throws for a login in the URL that cannot be decoded.
    const first = await sendOnce(callback, timeoutMs, true, signal).catch(toUnanswered)
    // The receiver has closed a kept connection: that is not an answer to this callback.
    if (first !== 'stale') return first
    const second = await sendOnce(callback, deadline - performance.now(), false, signal).catch(toUnanswered)
    return second === 'stale' ? { unanswered: { code: 'connection-closed', host } } : second
  }

  const sendOnce = ({ target, body }: CallbackRequest, timeoutMs: number, isKept: boolean, signal?: AbortSignal) =>
    new Promise<DeliveryResult | 'stale'>(resolve => {
      const url = new URL(target)
      const host = url.hostname.replace(/^\[|\]$/g, '')
      // A name is checked when it is looked up; an address never is.
      if (scope === 'local' && isIP(host) !== 0 && !isLocal(host)) {
        return resolve({ unanswered: { code: 'out-of-scope', host, address: host } })
      }
      const [open, agent] = url.protocol === 'https:' ? [requestHttps, secure] : [requestHttp, plain]
      const request = open(url, {
        method: 'POST',
        ...(signal ? { signal } : {}),
        ...(isKept ? { agent } : { agent: false, ...look }),
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'Content-Length': Buffer.byteLength(body),
          'User-Agent': `ringback/${packageJson.version}`,
          [callbackHeader]: '1',
        },
        rejectUnauthorized: scope !== 'local',
      })
      const finish = (outcome: DeliveryResult | 'stale') => {
        clearTimeout(timer)
        resolve(outcome)
      }
      const timer = setTimeout(() => {
        finish({ unanswered: { code: 'timeout', timeoutMs: callbackTimeoutMs } })
        request.destroy()
      }, timeoutMs)
      request.on('response', response => {
        // Once the response has ended, its connection may serve another request.
        const warning = toWarning(response, url)
        read(response, url.host, outcome => finish({ ...outcome, ...warning }))
      })
      request.on('upgrade', ({ statusCode = 101 }, socket) => {
        ignoreErrors(socket)
        socket.destroy()
        finish({ status: statusCode, text: '' })
      })
      request.on('error', (error: NodeJS.ErrnoException) => {
        const isStale = isKept && request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
        const failure = error instanceof OutOfScopeError ? error.issue : toFailure(error, url.host)
        finish(isStale ? 'stale' : { unanswered: failure })
      })
      request.end(body)
    })

  return {
    send,
    close() {
      plain.destroy()
      secure.destroy()
    },
  }
}

function read(response: IncomingMessage, host: string, finish: (outcome: DeliveryResult) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  const done = () => finish({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() })
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
    chunks.push(chunk)
    if (size <= longestAnswer) return
    done()
    response.destroy()
  })
  response.on('end', done)
  response.on('error', error => finish({ unanswered: toFailure(error, host) }))
}

/** The warning about a certificate that is accepted here alone; nothing for others and for plain HTTP. */
function toWarning({ socket }: IncomingMessage, { host }: URL): { readonly warning?: DeliveryIssue } {
  if (!(socket instanceof TLSSocket) || socket.authorized) return {}
  return { warning: { code: 'accepted-certificate', host, reason: String(socket.authorizationError) } }
}
