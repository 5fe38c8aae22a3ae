import { type ErrorName, errorNames, findErrorName, toError } from '../contracts/errors.ts'
import { findOperation, operations } from '../contracts/operations.ts'
import { type ApiRequest, parseRequest } from '../contracts/parse-request.ts'
import { type ParameterName, parameters } from '../contracts/query.ts'
import { findRefusalSource } from '../contracts/refusal-order.ts'
import { toPageUrl } from '../contracts/source.ts'
import { lastInstant } from '../emulator/advance.ts'
import { checkIdentity, checkParameter, checkPath } from '../emulator/authorize.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import { type Exchange, longestKept } from '../emulator/exchange.ts'
import type { Entry, Journal } from '../emulator/journal.ts'
import type { Refusal } from '../emulator/messages.ts'
import type { LoggedExchange } from '../emulator/run-log.ts'
import type { Application } from '../emulator/state.ts'
import { checkBody, readBody } from '../emulator/validate-body.ts'
import { isRecord, parseJson } from '../text/data.ts'
import { maskAll } from '../text/redact.ts'
import { getExchange } from './journal.ts'
import { type Check, type CheckName, explainCheck, explainReply } from './messages.ts'
import { toEventView, toIso } from './views.ts'

/** What is known of a request besides its text: the settings of the emulator, and what its UserSig was found to be. */
export interface RequestFacts {
  readonly validation: 'strict' | 'lenient'
  readonly otherCommands: 'refuse' | 'accept'
  /** Whether the application existed. */
  readonly isKnownApp: boolean
  /** Why the identifier and its UserSig are refused, if so. */
  readonly denied: Refusal | undefined
  /** Unix milliseconds; absent if the UserSig cannot be read or is not checked. */
  readonly expires: number | undefined
}

/** An exchange with the reasons for its reply, as the admin API shows them. */
export function explainExchange(core: EmulatorCore, id: string, app?: Application) {
  const { position } = getExchange(core, id, app)
  const logged = core.runLog.get(position)
  // It has just been found.
  if (!logged) throw new Error(`The exchange ${position} is not kept.`)
  const { exchange, credentials } = logged
  const explanation = toExplanation(exchange, toFacts(logged, core), callId => {
    const call = credentials && core.findApp(credentials.sdkAppId)?.calls.get(callId)?.call
    return call && { startedAt: call.startedAt, endedAt: call.ending?.at }
  })
  const { userSig } = core.toJournalEntry(logged)
  return {
    ...explanation,
    ...maskAll({ summary: explanation.summary, checks: explanation.checks }, core.mask),
    userSig: toUserSigView(userSig),
  }
}

/** What a UserSig claims, and what is wrong with it. */
const toUserSigView = (userSig: Entry['userSig']) =>
  userSig ? { claims: userSig.claims ?? null, findings: userSig.findings } : null

/** What is known of a call: when it started and ended, in Unix milliseconds. */
interface CallTimes {
  readonly startedAt: number
  readonly endedAt: number | undefined
}

function toExplanation(exchange: Exchange, facts: RequestFacts, findCall: (id: string) => CallTimes | undefined) {
  const checks = listChecks(exchange, facts)
  const decisive = checks.find(({ outcome }) => outcome === 'failed')
  const error = exchange.errorCode ? findErrorName(exchange.errorCode) : undefined
  return {
    exchange: exchange.id,
    decidedBy: decisive?.name ?? null,
    summary: explainReply(exchange, decisive),
    checks: checks.map(toCheckView),
    /** The call it names, as it was when the request arrived. */
    call: describeCall(exchange, findCall),
    changes: exchange.events.map(toEventView),
    error: error ? toErrorView(exchange, error) : null,
  }
}

const toCheckView = (check: Check) => ({
  name: check.name,
  outcome: check.outcome,
  text: explainCheck(check),
  received: check.received ?? null,
  faults: check.faults ?? [],
})

function toFacts({ exchange, credentials: app }: LoggedExchange, core: EmulatorCore): RequestFacts {
  const { auth, validation, otherCommands } = core.settings
  const { query } = toRequest(exchange)
  const userSig = query.get('usersig') ?? ''
  const tools = { signatures: core.signatures, auth }
  const claims = core.signatures.read(userSig)
  return {
    validation,
    otherCommands,
    isKnownApp: app !== undefined,
    denied: app && checkIdentity(app, query.get('identifier') ?? '', userSig, tools, exchange.at),
    expires: auth === 'off' ? undefined : claims && (claims.time + claims.expire) * 1_000,
  }
}

/** Explains why requests of a journal were answered as they were: as `explainExchange`, but of the checks with those alone that did not pass. */
export function createEntryExplainer(journal: Journal) {
  const calls = new Map(journal.calls?.map(call => [`${call.app} ${call.id}`, call]))
  return (entry: Entry) => {
    const { isCut: _, timing: _t, userSig, isAdministrator: _a, leaks: _l, ...kept } = entry
    const exchange: Exchange = { ...absent, ...kept }
    const explanation = toExplanation(exchange, toEntryFacts(entry, exchange, journal), id => {
      const call = calls.get(`${entry.sdkAppId} ${id}`)
      const endedAt = call?.endedAt ? Date.parse(call.endedAt) : undefined
      return call && { startedAt: Date.parse(call.startedAt), endedAt }
    })
    return {
      ...explanation,
      checks: explanation.checks.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'not reached'),
      userSig: toUserSigView(userSig),
    }
  }
}

/** What an entry may leave out. */
const absent = {
  unreadable: undefined,
  command: undefined,
  sdkAppId: undefined,
  identifier: undefined,
  callId: undefined,
  errorCode: undefined,
  drop: undefined,
  endedAt: undefined,
}

function toEntryFacts(
  { userSig, isAdministrator }: Entry,
  exchange: Exchange,
  { auth, validation }: Journal,
): RequestFacts {
  const { scope, errorCode } = exchange
  const isUnknownCommand = errorCode === toError('ServiceTimeout').code
  const claims = auth === 'off' ? undefined : userSig?.claims
  return {
    validation,
    otherCommands: scope === 'other-service' && !isUnknownCommand ? 'accept' : 'refuse',
    isKnownApp: isAdministrator !== undefined,
    denied: findDenial(userSig, isAdministrator, exchange, auth),
    expires: claims && (claims.time + claims.expire) * 1_000,
  }
}

/** The refusal of an identity; its text is that of the reply, if the request was refused for it. */
function findDenial(
  userSig: Entry['userSig'],
  isAdministrator: boolean | undefined,
  exchange: Exchange,
  auth: Journal['auth'],
): Refusal | undefined {
  if (isAdministrator === undefined) return undefined
  const named = auth === 'off' ? undefined : errorNames.find(name => name === userSig?.refuse)
  const refuse = named ?? (isAdministrator ? undefined : 'NotAdministrator')
  if (!refuse) return undefined
  if (exchange.errorCode === toError(refuse).code) return toRecordedRefusal(exchange)
  return { refuse, issue: named && userSig?.because ? { code: 'fault-message', text: userSig.because } : undefined }
}

/** Every check of a request with its outcome. The checks are made again, on what the run log keeps. */
export function listChecks(exchange: Exchange, facts: RequestFacts): readonly Check[] {
  const checks: Check[] = []
  let isDecided = false
  for (const check of evaluate(exchange, facts)) {
    checks.push(isDecided ? { name: check.name, outcome: 'not reached' } : check)
    isDecided ||= check.outcome === 'failed'
  }
  return checks
}

/** The request of an exchange, as far as it is kept. */
export const toRequest = ({ method, target, body, unreadable }: Exchange): ApiRequest =>
  // Sound: the run log keeps the reason of an unreadable body as it was.
  parseRequest(method, target, unreadable === undefined ? { text: body } : ({ unreadable } as ApiRequest['body']))

function* evaluate(exchange: Exchange, facts: RequestFacts): Generator<Check> {
  const { validation, otherCommands, isKnownApp, expires } = facts
  const request = toRequest(exchange)
  const { query } = request
  const toCheck = (name: CheckName, received: string | undefined, refusal: Refusal | undefined): Check => ({
    name,
    outcome: refusal ? 'failed' : 'passed',
    received,
    refusal,
  })

  if (exchange.errorCode === undefined && exchange.faults.length > 0)
    yield { name: 'transport-fault', outcome: 'failed', faults: exchange.faults }
  yield toCheck('path', request.path, checkPath(request, otherCommands))

  const sdkAppId = query.get('sdkappid') ?? undefined
  yield toCheck('sdkappid', sdkAppId, checkParameter('sdkappid', request))
  yield toCheck('application', sdkAppId, isKnownApp ? undefined : { refuse: 'SdkAppIdInvalid' })
  for (const name of ['contenttype', 'random', 'identifier'] as const) yield toParameterCheck(name, request, validation)

  const denied = checkParameter('usersig', request) ?? facts.denied
  const isNoAdministrator = denied?.refuse === 'NotAdministrator'
  const isDate = expires !== undefined && Math.abs(expires) <= lastInstant
  yield toCheck('usersig', isDate ? new Date(expires).toISOString() : undefined, isNoAdministrator ? undefined : denied)
  yield toCheck('administrator', query.get('identifier') || undefined, isNoAdministrator ? denied : undefined)
  const wrongMethod = request.method === 'POST' ? undefined : ({ refuse: 'ServiceTimeout' } as const)
  yield toCheck('method', request.method, wrongMethod)

  const isByFault = exchange.failureModes.includes('refusal')
  const isThrottled = exchange.errorCode === toError('TooManyRequests').code && !isByFault
  yield toCheck('rate-limit', undefined, isThrottled ? toRecordedRefusal(exchange) : undefined)
  yield toCheck('body', undefined, findBodyRefusal(exchange, request))

  if (isByFault) yield { name: 'fault', outcome: 'failed', faults: exchange.faults }
  else if (exchange.faults.length > 0) yield { name: 'fault', outcome: 'applied', faults: exchange.faults }
  yield toCheck('command', exchange.command, exchange.errorCode ? toRecordedRefusal(exchange) : undefined)
}

function toParameterCheck(name: ParameterName, request: ApiRequest, validation: 'strict' | 'lenient'): Check {
  const refusal = checkParameter(name, request)
  const received = request.query.get(name)
  if (!refusal) return { name, outcome: 'passed', received }
  const isTolerated = validation === 'lenient' && 'tolerated' in parameters[name]
  return { name, outcome: isTolerated ? 'tolerated' : 'failed', received, refusal }
}

/** The refusal of a body; of one that is not kept completely, the recorded one. */
function findBodyRefusal(exchange: Exchange, request: ApiRequest): Refusal | undefined {
  const operation = findOperation(request.path)
  if (exchange.body.length > longestKept) {
    const error = exchange.errorCode ? findErrorName(exchange.errorCode) : undefined
    const isOfBody = error === 'JsonParseError' || (operation !== undefined && error === operations[operation].invalid)
    return isOfBody ? toRecordedRefusal(exchange) : undefined
  }
  const read = readBody(request.body)
  if ('refuse' in read) return read
  if (operation === undefined) return undefined
  const checked = checkBody(operations[operation], read.json)
  return 'refuse' in checked ? checked : undefined
}

/** The refusal that the reply contains. */
function toRecordedRefusal({ errorCode = 0, reply }: Exchange): Refusal | undefined {
  const refuse = findErrorName(errorCode)
  if (!refuse) return undefined
  const json = parseJson(reply)
  const text = isRecord(json) && typeof json.ErrorInfo === 'string' ? json.ErrorInfo : undefined
  return { refuse, issue: text === undefined ? undefined : { code: 'fault-message', text } }
}

function describeCall(exchange: Exchange, findCall: (id: string) => CallTimes | undefined) {
  const { callId, events, endedAt, at } = exchange
  if (callId === undefined) return null
  const call = findCall(callId)
  const endingAt = endedAt ?? call?.endedAt
  const startedHere = events.some(({ what }) => what === 'started')
  const isKnown = call !== undefined || endedAt !== undefined
  const isEnded = endingAt !== undefined && endingAt <= at && !events.some(({ what }) => what === 'ended')
  const state = startedHere || !isKnown || (call && call.startedAt > at) ? 'unknown' : isEnded ? 'ended' : 'live'
  return { id: callId, state, endedAt: isEnded ? toIso(endingAt) : null } as const
}

function toErrorView({ command, errorCode }: Exchange, name: ErrorName) {
  const { meaning, retry, source: ofError } = toError(name)
  const operation = Object.hasOwn(operations, command ?? '')
    ? operations[command as keyof typeof operations]
    : undefined
  const source = operation ? findRefusalSource(operation, name) : ofError
  return { code: errorCode, meaning, retry, page: 'page' in source ? toPageUrl(source.page) : null, source }
}
