import { randomInt } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { findErrorName, toError } from '../../../../src/contracts/errors.ts'
import { toPath } from '../../../../src/contracts/operation.ts'
import { type OperationName, operations } from '../../../../src/contracts/operations.ts'
import { sign } from '../../../../src/usersig/sign.ts'

/** In whose name a client asks. */
export interface Account {
  readonly sdkAppId: number
  readonly secretKey: string
  readonly identifier: string
}

/** The query as a good client has it. */
export interface Query {
  readonly sdkappid: string
  readonly identifier: string
  readonly usersig: string
  readonly random: string
  readonly contenttype: string
}

/** What a client makes of what came back: an answer it believes, one it does not, or none. */
export type Outcome =
  | { readonly is: 'answer'; readonly code: number; readonly response: unknown }
  | { readonly is: 'spoilt' }
  | { readonly is: 'lost' }

/** Everything a client decides. A seeded client is the good one with one of these replaced. */
export interface Hooks {
  /** Makes a UserSig; `time` is in Unix seconds. */
  readonly sign: (account: Account, time: number) => string
  readonly randomValue: () => string
  readonly toQuery: (query: Query, account: Account) => string
  readonly toBody: (body: object, query: Query, account: Account) => string | Uint8Array
  readonly method: string
  readonly path: (command: OperationName) => string
  /** The `Host` header; that of the address if absent. */
  readonly host: string | undefined
  /** Called before each request. */
  readonly agent: () => Agent
  /** How many requests are under way at once, at most. */
  readonly slots: number
  /** How long an answer is waited for, and how long before the next attempt, in milliseconds. */
  readonly timeout: number
  readonly pause: number
  /** How long all requests rest once they came too often, in milliseconds. */
  readonly rest: number
  readonly attempts: number
  readonly decide: (outcome: Outcome) => 'take' | 'immediate' | 'backoff'
  readonly read: (status: number, text: string, command: OperationName) => Outcome
}

/** A client of the API. */
export interface Client {
  ask(command: OperationName, body: object): Promise<Outcome>
}

/** Where a client finds the service, and what time it is there in Unix milliseconds. */
export interface Place {
  readonly port: number
  now(): number
}

/** What a good client decides. */
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
export function createClient(account: Account, place: Place, replaced: Partial<Hooks> = {}): Client {
  const pool = new Agent({ keepAlive: true, maxSockets: replaced.slots ?? goodHooks.slots })
  const hooks: Hooks = { ...goodHooks, agent: () => pool, ...replaced }
  const slots = createSlots(hooks.slots)
  let restsUntil = 0

  async function attempt(command: OperationName, body: object): Promise<Outcome> {
    await slots.take()
    try {
      while (performance.now() < restsUntil) await pause(restsUntil - performance.now())
      const came = await send(account, place, hooks, command, body)
      const outcome: Outcome = came ? hooks.read(came.status, came.text, command) : { is: 'lost' }
      if (hooks.decide(outcome) === 'backoff') restsUntil = performance.now() + hooks.rest
      return outcome
    } finally {
      slots.give()
    }
  }

  return {
    async ask(command, body) {
      for (let left = hooks.attempts - 1; ; left--) {
        const outcome = await attempt(command, body)
        const next = hooks.decide(outcome)
        if (next === 'take' || left <= 0) return outcome
        if (next === 'immediate') await pause(hooks.pause)
      }
    },
  }
}

function send(account: Account, { port, now }: Place, hooks: Hooks, command: OperationName, fields: object) {
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

/** Takes what may pass again, what takes a pause, and what nothing comes of, apart. */
function decide(outcome: Outcome): 'take' | 'immediate' | 'backoff' {
  if (outcome.is !== 'answer') return 'immediate'
  const name = outcome.code === 0 ? undefined : findErrorName(outcome.code)
  const retry = name === undefined ? 'never' : toError(name).retry
  return retry === 'never' ? 'take' : retry
}

/** Believes an answer if its status, its two verdicts and, where there must be one, its `Response` are as documented. */
function read(status: number, text: string, command: OperationName): Outcome {
  const json = parse(text)
  if (status !== 200 || !isObject(json)) return { is: 'spoilt' }
  const { ErrorCode: code, ActionStatus: verdict, Response: response } = json
  if (typeof code !== 'number' || verdict !== (code === 0 ? 'OK' : 'FAIL')) return { is: 'spoilt' }
  if (code === 0 && 'response' in operations[command] && !isObject(response)) return { is: 'spoilt' }
  return { is: 'answer', code, response }
}

/** A text as JSON; undefined if it is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether something has fields to look into. */
export const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null

/** The id a started call got, if it got one. */
export function findCallId(outcome: Outcome): string | undefined {
  const response = outcome.is === 'answer' ? outcome.response : undefined
  return isObject(response) && typeof response.CallId === 'string' ? response.CallId : undefined
}

/** So many may go on at once, the others wait: an agent alone would send those that wait while all should rest. */
function createSlots(count: number) {
  const waiting: (() => void)[] = []
  let free = count
  return {
    async take() {
      if (free > 0) free--
      else await new Promise<void>(resolve => waiting.push(resolve))
    },
    give() {
      const next = waiting.shift()
      if (next) next()
      else free++
    },
  }
}
