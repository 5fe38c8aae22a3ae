import { randomInt } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { findErrorName, toError } from '../../../../src/contracts/errors.ts'
import { toPath } from '../../../../src/contracts/operation.ts'
import { type OperationName, operations } from '../../../../src/contracts/operations.ts'
import { isRecord, parseJson } from '../../../../src/text/data.ts'
import { sign } from '../../../../src/usersig/sign.ts'

/** The account that a client sends requests as. */
export interface Account {
  readonly sdkAppId: number
  readonly secretKey: string
  readonly identifier: string
}

/** The query of a good client. */
export interface Query {
  readonly sdkappid: string
  readonly identifier: string
  readonly usersig: string
  readonly random: string
  readonly contenttype: string
}

/** How a client reads a response: as an answer, as damaged, or as lost. */
export type Outcome =
  | { readonly is: 'answer'; readonly code: number; readonly response: unknown }
  | { readonly is: 'damaged' }
  | { readonly is: 'lost' }

/** All decisions of a client. A wrong client is the good one with one decision replaced. */
export interface Hooks {
  /** Makes a UserSig; `time` is in Unix seconds. */
  readonly sign: (account: Account, time: number) => string
  readonly randomValue: () => string
  readonly toQuery: (query: Query, account: Account) => string
  readonly toBody: (body: object, query: Query, account: Account) => string | Uint8Array
  readonly method: string
  readonly path: (command: OperationName) => string
  /** The `Host` header; the address if absent. */
  readonly host: string | undefined
  /** Called before each request. */
  readonly agent: () => Agent
  /** The most requests at the same time. */
  readonly slots: number
  /** The time limit for a response, and the pause before a retry, in milliseconds. */
  readonly timeout: number
  readonly pause: number
  /** The pause of all requests after a refusal for too many requests, in milliseconds. */
  readonly rest: number
  readonly attempts: number
  readonly decide: (outcome: Outcome) => Decision
  readonly read: (status: number, text: string, command: OperationName) => Outcome
}

/** Whether a client returns an outcome, or retries the request after a short pause or after a longer one. */
type Decision = 'return' | 'immediate' | 'backoff'

/** A client of the API. */
export interface Client {
  send(command: OperationName, body: object): Promise<Outcome>
}

/** The port of the service, and its time in Unix milliseconds. */
export interface Server {
  readonly port: number
  now(): number
}

/** The decisions of a good client. */
export const goodHooks = {
  sign: (account, time) => sign({ ...account, time }),
  randomValue: () => `${randomInt(2 ** 32)}`,
  toQuery: query => toText({ ...query }),
  toBody: body => JSON.stringify(body),
  method: 'POST',
  path: command => toPath(operations[command]),
  host: undefined,
  slots: 10,
  timeout: 5_000,
  pause: 150,
  rest: 250,
  attempts: 4,
  decide,
  read,
} as const satisfies Omit<Hooks, 'agent'>

/** Names and values as a query. */
export const toText = (fields: { readonly [name: string]: string }): string => new URLSearchParams(fields).toString()

/** Creates a client; the good one if nothing is replaced. */
export function createClient(account: Account, server: Server, replaced: Partial<Hooks> = {}): Client {
  const pool = new Agent({ keepAlive: true, maxSockets: replaced.slots ?? goodHooks.slots })
  const hooks: Hooks = { ...goodHooks, agent: () => pool, ...replaced }
  const slots = createSlots(hooks.slots)
  let pausedUntil = 0

  async function attempt(command: OperationName, body: object): Promise<Outcome> {
    await slots.take()
    try {
      while (performance.now() < pausedUntil) await pause(pausedUntil - performance.now())
      const response = await post(account, server, hooks, command, body)
      const outcome: Outcome = response ? hooks.read(response.status, response.text, command) : { is: 'lost' }
      if (hooks.decide(outcome) === 'backoff') pausedUntil = performance.now() + hooks.rest
      return outcome
    } finally {
      slots.release()
    }
  }

  return {
    async send(command, body) {
      for (let left = hooks.attempts - 1; ; left--) {
        const outcome = await attempt(command, body)
        const next = hooks.decide(outcome)
        if (next === 'return' || left <= 0) return outcome
        if (next === 'immediate') await pause(hooks.pause)
      }
    },
  }
}

function post(account: Account, { port, now }: Server, hooks: Hooks, command: OperationName, fields: object) {
  const query: Query = {
    sdkappid: `${account.sdkAppId}`,
    identifier: account.identifier,
    usersig: hooks.sign(account, Math.floor(now() / 1_000)),
    random: hooks.randomValue(),
    contenttype: 'json',
  }
  const body = hooks.toBody(fields, query, account)
  const options = {
    host: '127.0.0.1',
    port,
    method: hooks.method,
    path: `${hooks.path(command)}?${hooks.toQuery(query, account)}`,
    agent: hooks.agent(),
    signal: AbortSignal.timeout(hooks.timeout),
    headers: {
      'User-Agent': 'corpus/1',
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      ...(hooks.host === undefined ? {} : { Host: hooks.host }),
    },
  }
  return new Promise<{ readonly status: number; readonly text: string } | undefined>(resolve => {
    const sent = request(options, async incoming => {
      try {
        const chunks: Buffer[] = []
        for await (const chunk of incoming) chunks.push(chunk)
        resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() })
      } catch {
        resolve(undefined)
      }
    })
    sent.on('error', () => resolve(undefined))
    sent.end(body)
  })
}

/** Retries temporary failures and damaged responses. */
function decide(outcome: Outcome): Decision {
  if (outcome.is !== 'answer') return 'immediate'
  const name = outcome.code === 0 ? undefined : findErrorName(outcome.code)
  const retry = name === undefined ? 'never' : toError(name).retry
  return retry === 'never' ? 'return' : retry
}

/** Accepts a response whose status, ErrorCode, ActionStatus and, if the command has one, `Response` are as documented. */
function read(status: number, text: string, command: OperationName): Outcome {
  const json = parseJson(text)
  if (status !== 200 || !isRecord(json)) return { is: 'damaged' }
  const { ErrorCode: code, ActionStatus: verdict, Response: response } = json
  if (typeof code !== 'number' || verdict !== (code === 0 ? 'OK' : 'FAIL')) return { is: 'damaged' }
  if (code === 0 && 'response' in operations[command] && !isRecord(response)) return { is: 'damaged' }
  return { is: 'answer', code, response }
}

/** The id of a call that was started; undefined if it was not. */
export function findCallId(outcome: Outcome): string | undefined {
  const response = outcome.is === 'answer' ? outcome.response : undefined
  return isRecord(response) && typeof response.CallId === 'string' ? response.CallId : undefined
}

/** Limits the requests at the same time; an agent alone would send waiting requests while all should pause. */
function createSlots(count: number) {
  const waiting: (() => void)[] = []
  let free = count
  return {
    async take() {
      if (free > 0) free--
      else await new Promise<void>(resolve => waiting.push(resolve))
    },
    release() {
      const next = waiting.shift()
      if (next) next()
      else free++
    },
  }
}
