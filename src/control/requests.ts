import * as z from 'zod'
import { toPath } from '../contracts/operation.ts'
import { operationNames, operations } from '../contracts/operations.ts'
import { type ApiRequest, largestBody, parseRequest } from '../contracts/parse-request.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import type { Exchange } from '../emulator/exchange.ts'
import { longestKept } from '../emulator/exchange.ts'
import type { Application } from '../emulator/state.ts'
import { once } from '../text/data.ts'
import { checkSameApp, createUserSig, findApp } from './apps.ts'
import { getExchange } from './journal.ts'
import { Problem } from './problem.ts'

const body = () =>
  z
    .union([z.record(z.string(), z.unknown()), z.string()])
    .optional()
    .meta({ description: 'JSON; a text is sent as it is.' })
const query = () => z.record(z.string(), z.union([z.string(), z.number(), z.null()])).optional()

/** The schema of a request to send: a command with its body, or an earlier request, with optional changes. */
export const requestSchema = once(() =>
  z.strictObject({
    command: z.enum(operationNames).optional(),
    body: body(),
    query: query().meta({ description: 'Replaces parameters of the query; null leaves one out.' }),
    identifier: z.string().optional().meta({ description: "The application's first administrator if absent." }),
    app: z.int().optional(),
    from: z
      .union([z.string(), z.int()])
      .optional()
      .meta({ description: 'The id or position of an exchange to send again.' }),
    change: z.strictObject({ query: query(), body: body() }).optional().meta({ description: 'What is changed of it.' }),
    sign: z.enum(['fresh', 'original']).optional().meta({
      description: 'Whether it gets a new UserSig (`fresh`, if absent) or keeps that of the exchange.',
    }),
  }),
)

/** A request to send. */
export type RequestInput = z.infer<ReturnType<typeof requestSchema>>

/**
 * Sends a request through the emulator, signed. It uses up limits and faults like any other, and is in the journal with the
 * scope `admin`, which no rule evaluates. Returns its exchange; a delayed reply is not waited for. Throws a Problem for a
 * request that cannot be made.
 */
export function sendRequest(core: EmulatorCore, input: RequestInput, within?: Application): Exchange {
  checkSameApp(within, input.app)
  const request = input.from === undefined ? toNew(core, input, within) : toChanged(core, input.from, input, within)
  const { app, exchange, sendAt, onSent } = core.handle({ ...request, isFromAdmin: true })
  if (sendAt === undefined) setTimeout(() => onSent?.())
  else app.timeline.add(sendAt, { kind: 'reply', reply: { exchange, isSent: false, send: () => onSent?.() } })
  return exchange
}

function toNew(core: EmulatorCore, input: RequestInput, within: Application | undefined): ApiRequest {
  const { command, body: content = {}, query: changed = {}, identifier } = input
  if (command === undefined) throw toInvalid('command', 'a command, or from with the id of an exchange', undefined)
  for (const field of ['change', 'sign'] as const)
    if (input[field] !== undefined) throw toInvalid(field, 'from beside it', input[field])
  const app = within ?? findApp(core, input.app)
  app.usedAt = Date.now()
  const signed = createUserSig(app, { identifier })
  const parameters = new Map<string, string>([
    ['sdkappid', `${app.sdkAppId}`],
    ['identifier', signed.identifier],
    ['usersig', signed.userSig],
    ['random', `${Math.floor(Math.random() * 2 ** 32)}`],
    ['contenttype', 'json'],
  ])
  return toRequest(toPath(operations[command]), change(parameters, changed), toText(content))
}

function toChanged(
  core: EmulatorCore,
  from: string | number,
  { change: changed = {}, sign: signing = 'fresh', ...more }: RequestInput,
  within: Application | undefined,
): ApiRequest {
  for (const field of ['command', 'body', 'query', 'identifier'] as const)
    if (more[field] !== undefined) throw toInvalid(field, 'no such field beside from; use change', more[field])
  const exchange = getExchange(core, `${from}`, within)
  const original = parseRequest(exchange.method, exchange.target, { text: exchange.body })
  const isCut =
    exchange.target.length > longestKept || (changed.body === undefined && exchange.body.length > longestKept)
  if (isCut || (changed.body === undefined && exchange.unreadable !== undefined))
    throw new Problem({ code: 'request-not-kept', id: exchange.id })
  const parameters = change(new Map(original.query), changed.query)
  if (signing === 'fresh' && changed.query?.usersig === undefined) signAgain(core, parameters)
  return { ...toRequest(original.path, parameters, toText(changed.body ?? exchange.body)), method: exchange.method }
}

/** Replaces a UserSig by a new one of the same account; where there is none, or no such application, nothing changes. */
function signAgain(core: EmulatorCore, parameters: Map<string, string>): void {
  const app = core.findApp(Number(parameters.get('sdkappid')))
  const identifier = parameters.get('identifier')
  if (!app || !identifier || !parameters.has('usersig')) return
  parameters.set('usersig', createUserSig(app, { identifier }).userSig)
}

function change(parameters: Map<string, string>, changed: RequestInput['query'] = {}): Map<string, string> {
  for (const [name, value] of Object.entries(changed)) {
    if (value === null) parameters.delete(name)
    else parameters.set(name, `${value}`)
  }
  return parameters
}

const toText = (content: string | object): string => (typeof content === 'string' ? content : JSON.stringify(content))

const toRequest = (path: string, parameters: ReadonlyMap<string, string>, text: string): ApiRequest => {
  const search = new URLSearchParams([...parameters])
  const target = `${path}${search.size === 0 ? '' : '?'}${search}`
  return parseRequest('POST', target, Buffer.byteLength(text) > largestBody ? { unreadable: 'too large' } : { text })
}

const toInvalid = (field: string, expected: string, received: unknown): Problem =>
  new Problem({ code: 'invalid-value', field, expected, received })
