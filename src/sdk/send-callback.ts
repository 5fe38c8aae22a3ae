import { Agent, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps, Agent as TlsAgent } from 'node:https'
import { isIP } from 'node:net'
import { TLSSocket } from 'node:tls'
import packageJson from '../../package.json' with { type: 'json' }
import { isVendorHost } from '../contracts/hosts.ts'
import {
  type CallbackRequest,
  type DeliveryResult,
  type SendCallback,
  tooSlow,
} from '../emulator/callbacks/delivery-result.ts'
import { type CallbackScope, explainOutOfScope, isLocal, lookupLocal } from '../server/callback-scope.ts'
import { callbackHeader } from '../server/guard.ts'
import { ignoreErrors } from '../server/raw-http.ts'
import { isUrl } from '../text/data.ts'
import { formatValue } from '../text/format.ts'

/** The most of an answer that is read, in bytes; it has three short fields. */
const longestAnswer = 65_536

/** Connections that are kept, each one ready for the next callback. */
const pool = { keepAlive: true, maxFreeSockets: 64, scheduling: 'lifo' } as const

/** Sends over HTTP and HTTPS, connections kept; and the way to let them go. */
export interface Sender {
  readonly send: SendCallback
  close(): void
}

/** Creates what sends callbacks. A certificate that nobody has signed is taken on this machine and private networks. */
export function createSender(reach: CallbackScope): Sender {
  const look = reach === 'local' ? { lookup: lookupLocal } : {}
  const plain = new Agent({ ...pool, ...look })
  const secure = new TlsAgent({ ...pool, ...look })

  const send: SendCallback = async (parcel, patience, signal) => {
    if (!isUrl(parcel.target) || !/^https?:/i.test(parcel.target)) {
      return { unanswered: `${formatValue(parcel.target, 200)} is no address of http:// or https://.` }
    }
    const { hostname } = new URL(parcel.target)
    if (isVendorHost(hostname)) {
      return { unanswered: `${hostname} is a host of the Call API and never receives callbacks, so nothing was sent.` }
    }
    const deadline = performance.now() + patience
    const first = await sendOnce(parcel, patience, true, signal).catch(explainThrown)
    // The receiver had closed a connection that was kept, and nobody knew: that is not an answer to this callback.
    if (first !== 'stale') return first
    const second = await sendOnce(parcel, deadline - performance.now(), false, signal).catch(explainThrown)
    return second === 'stale'
      ? { unanswered: explainTrouble({ code: 'ECONNRESET' }, new URL(parcel.target).host) }
      : second
  }

  const sendOnce = ({ target, body }: CallbackRequest, patience: number, isKept: boolean, signal?: AbortSignal) =>
    new Promise<DeliveryResult | 'stale'>(resolve => {
      const url = new URL(target)
      const host = url.hostname.replace(/^\[|\]$/g, '')
      // A name is looked at when it is looked up; an address never is.
      if (reach === 'local' && isIP(host) !== 0 && !isLocal(host)) {
        return resolve({ unanswered: explainOutOfScope(host, host) })
      }
      const [open, agent] = url.protocol === 'https:' ? [requestHttps, secure] : [requestHttp, plain]
      const asking = open(url, {
        method: 'POST',
        ...(signal ? { signal } : {}),
        ...(isKept ? { agent } : { agent: false, ...look }),
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'Content-Length': Buffer.byteLength(body),
          'User-Agent': `ringback/${packageJson.version}`,
          [callbackHeader]: '1',
        },
        rejectUnauthorized: reach !== 'local',
      })
      const finish = (outcome: DeliveryResult | 'stale') => {
        clearTimeout(timer)
        resolve(outcome)
      }
      const timer = setTimeout(() => {
        finish({ unanswered: tooSlow })
        asking.destroy()
      }, patience)
      asking.on('response', response => {
        // Once the response has ended, its connection may serve another request.
        const warning = toWarning(response, url)
        read(response, outcome => finish({ ...outcome, ...warning }))
      })
      asking.on('upgrade', ({ statusCode = 101 }, socket) => {
        ignoreErrors(socket)
        socket.destroy()
        finish({ status: statusCode, text: '' })
      })
      asking.on('error', (error: Trouble) => {
        const isStale = isKept && asking.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
        finish(isStale ? 'stale' : { unanswered: explainTrouble(error, url.host) })
      })
      asking.end(body)
    })

  return {
    send,
    close() {
      plain.destroy()
      secure.destroy()
    },
  }
}

function read(response: IncomingMessage, finish: (outcome: DeliveryResult) => void): void {
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
  response.on('error', error => finish({ unanswered: `The receiver broke off its answer: ${error.message}.` }))
}

/** The warning about a certificate that is accepted here alone; nothing for others and for plain HTTP. */
function toWarning({ socket }: IncomingMessage, { host }: URL): { readonly warning?: string } {
  if (!(socket instanceof TLSSocket) || socket.authorized) return {}
  const code = String(socket.authorizationError)
  return {
    warning: `The certificate of ${host} is not trusted (${code}) and was accepted because the receiver is local: the service requires a certificate from a public CA.`,
  }
}

/** Node throws where an address has a login that cannot be decoded. */
const explainThrown = (error: unknown): DeliveryResult => ({
  unanswered: `Nothing can be sent there: ${String(error)}.`,
})

/** What went wrong with a connection: Node's error, as far as it is looked at. */
interface Trouble {
  readonly code?: string
  readonly message?: string
}

function explainTrouble({ code = '', message }: Trouble, host: string): string {
  if (code === 'ECONNREFUSED') return `Nothing listens at ${host}.`
  if (code === 'ECONNRESET' || code === 'EPIPE') return `${host} reset the connection.`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `There is no address for ${host}.`
  if (code === 'EPROTO') return `${host} does not speak TLS: is it an http:// address?`
  if (code.startsWith('HPE_')) return `What ${host} answered is not HTTP.`
  const [line = ''] = (message ?? '').split('\n')
  return line || code || 'The connection failed.'
}
