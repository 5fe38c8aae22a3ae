import { Agent, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps, Agent as TlsAgent } from 'node:https'
import { isIP } from 'node:net'
import packageJson from '../../package.json' with { type: 'json' }
import { type Outcome, type Send, tooSlow } from '../webhooks/answer.ts'
import { explainTooFar, isLocal, lookupLocal, type Reach } from './node-reach.ts'

/** The most of an answer that is read, in bytes; it has three short fields. */
const longestAnswer = 65_536

/** Connections that are kept, each one ready for the next callback. */
const pool = { keepAlive: true, maxFreeSockets: 64, scheduling: 'lifo' } as const

/** Sends over HTTP and HTTPS, connections kept; and the way to let them go. */
export interface Sender {
  readonly send: Send
  close(): void
}

/** Creates what sends callbacks. A certificate that nobody has signed is taken on this machine and private networks. */
export function createSender(reach: Reach): Sender {
  const look = reach === 'local' ? { lookup: lookupLocal } : {}
  const plain = new Agent({ ...pool, ...look })
  const secure = new TlsAgent({ ...pool, ...look, rejectUnauthorized: reach !== 'local' })

  const send: Send = ({ target, body }, patience) =>
    new Promise(resolve => {
      const url = new URL(target)
      const host = url.hostname.replace(/^\[|\]$/g, '')
      // A name is looked at when it is looked up; an address never is.
      if (reach === 'local' && isIP(host) !== 0 && !isLocal(host)) {
        return resolve({ unanswered: explainTooFar(host, host) })
      }
      const [open, agent] = url.protocol === 'https:' ? [requestHttps, secure] : [requestHttp, plain]
      const asking = open(url, {
        method: 'POST',
        agent,
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'Content-Length': Buffer.byteLength(body),
          'User-Agent': `ringback/${packageJson.version}`,
        },
      })
      const finish = (outcome: Outcome) => {
        clearTimeout(timer)
        resolve(outcome)
      }
      const timer = setTimeout(() => {
        finish({ unanswered: tooSlow })
        asking.destroy()
      }, patience)
      asking.on('response', response => read(response, finish))
      asking.on('error', error => finish({ unanswered: explainTrouble(error, url.host) }))
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

function read(response: IncomingMessage, finish: (outcome: Outcome) => void): void {
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

function explainTrouble(error: Error & { readonly code?: string }, host: string): string {
  if (error.code === 'ECONNREFUSED') return `Nothing listens at ${host}.`
  if (error.code === 'ECONNRESET') return `${host} reset the connection.`
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return `There is no address for ${host}.`
  return error.message || error.code || 'The connection failed.'
}
