import { describeRejection } from '../call/messages.ts'
import { recordDelay } from '../call/record.ts'
import type { Rejection } from '../call/transition.ts'
import { type ErrorName, toError } from '../contracts/errors.ts'
import type { SchemaIssue } from '../contracts/field-issues.ts'
import { type ContractIssue, explainIssue as explainContractIssue, explainIssueList } from '../contracts/messages.ts'
import { deepestBody, largestBody, slowestBody, type Unreadable } from '../contracts/parse-request.ts'
import { type ParameterName, parameters } from '../contracts/query.ts'
import { explainDocument } from '../scenarios/messages.ts'
import { keysOf } from '../text/data.ts'
import { formatValue } from '../text/format.ts'
import { describeJsonError, type JsonError } from '../text/json-error.ts'
import type { DocumentIssue, Path } from '../text/zod-issues.ts'
import { explainReason, type UserSigReason } from '../usersig/messages.ts'

/** What is wrong with a parameter of the query. */
export type ParameterIssue =
  | {
      readonly code: 'missing-parameter'
      readonly name: ParameterName
      /** Its name in another case, if the query has that. */
      readonly received: string | undefined
    }
  | { readonly code: 'repeated-parameter'; readonly name: ParameterName }
  /** `received` is absent for a UserSig. */
  | { readonly code: 'invalid-parameter'; readonly name: ParameterName; readonly received: string | undefined }

/** What a body is that is not JSON. */
export type OtherFormat = keyof typeof formats

/** What is wrong with a body before the contract of its command is applied. */
export type BodyIssue =
  | { readonly code: 'unreadable-body'; readonly why: Unreadable }
  | { readonly code: 'body-too-deep' }
  | { readonly code: 'empty-body' }
  /** Another format than JSON; `text` is the beginning of the body. */
  | { readonly code: 'other-format'; readonly format: OtherFormat; readonly text: string }
  | {
      readonly code: 'invalid-json'
      readonly line: number
      readonly column: number
      /** A few characters around the error, without secrets. */
      readonly near: string
      readonly error: JsonError
    }
  | { readonly code: 'not-an-object'; readonly received: unknown }

/** Why the emulator refuses a request, where that is not the contract's or the UserSig's own issue. */
export type EmulatorIssue =
  | ParameterIssue
  | BodyIssue
  | { readonly code: 'invalid-fields'; readonly issues: readonly SchemaIssue[] }
  /** `path` is masked. */
  | { readonly code: 'invalid-path'; readonly path: string }
  | { readonly code: 'invalid-method'; readonly method: string }
  | { readonly code: 'unknown-application'; readonly sdkAppId: string; readonly known: readonly number[] }
  | {
      readonly code: 'not-an-administrator'
      readonly identifier: string
      readonly sdkAppId: number
      readonly admins: readonly string[]
    }
  | {
      readonly code: 'too-many-requests'
      readonly command: string
      readonly limit: number
      readonly sdkAppId: number
    }
  | { readonly code: 'call-not-found' | 'call-has-ended'; readonly id: string }
  /** `left` is the time in milliseconds until the record can be read. */
  | {
      readonly code: 'no-record'
      readonly id: string
      readonly why: 'unknown-call' | 'not-ended' | 'expired' | { readonly left: number }
    }
  | { readonly code: 'no-matching-record' }
  | { readonly code: 'callback-not-set' }
  | { readonly code: 'callee-is-caller'; readonly user: string }
  | { readonly code: 'call-rejected'; readonly rejection: Rejection }
  /** The `message` of a fault. */
  | { readonly code: 'fault-message'; readonly text: string }

/** Why a request is refused, as data. */
export type RefusalIssue = EmulatorIssue | ContractIssue | UserSigReason

/** A refusal of the service: the name of its error, and the reason if more is known than the error's own text. */
export interface Refusal {
  readonly refuse: ErrorName
  readonly issue?: RefusalIssue | undefined
  /** Mistakes of the request that the contract tolerates and that may be the cause. */
  readonly mistakes?: readonly ContractIssue[] | undefined
}

type Messages = { readonly [Code in EmulatorIssue['code']]: (issue: Extract<EmulatorIssue, { code: Code }>) => string }

const emptyObject = 'For a command without fields, send {}.'

/** What a body is that is not JSON, and what to do. */
const formats = {
  form: () => 'a form (name=value). Send the fields as JSON.',
  multipart: () => 'a multipart form. Send the fields as JSON.',
  markup: () => 'HTML or XML. Send the fields as JSON.',
  'printed-object': (text: string) =>
    `${text.slice(0, 40)}, an object printed as text. Serialize it with JSON.stringify.`,
  'null-characters': () => 'a text with null characters, such as UTF-16. Encode the text as UTF-8.',
}

const unreadable: { readonly [Why in Unreadable]?: string } = {
  'too large': `Invalid body: expected at most ${largestBody} bytes.`,
  'too slow': `${toError('ServiceTimeout').text}: the body did not arrive within ${slowestBody} ms.`,
  'not UTF-8':
    'Invalid body: expected JSON in UTF-8, got bytes that are not UTF-8. The text may be in Latin-1, GBK or another encoding: encode it as UTF-8.',
  'UTF-16': 'Invalid body: expected JSON in UTF-8, got UTF-16. Encode the text as UTF-8.',
}

const messages: Messages = {
  'missing-parameter': ({ name, received }) => {
    const other = received === undefined ? '' : ` (received ${formatValue(received)}; names are case-sensitive)`
    return `Missing ${name}${other}: expected ${parameters[name].expected}.`
  },
  'repeated-parameter': ({ name }) => `Repeated ${name}: expected ${parameters[name].expected}, once.`,
  'invalid-parameter': ({ name, received }) =>
    `Invalid ${name}: expected ${parameters[name].expected}, got ${received === undefined ? 'an empty value' : formatValue(received)}.`,
  'unreadable-body': ({ why }) =>
    unreadable[why] ??
    `Invalid body: expected JSON, got data compressed with ${why.replace('encoded: ', '')} (Content-Encoding). Send the body without compression.`,
  'body-too-deep': () => `Invalid body: expected at most ${deepestBody} levels of nesting.`,
  'empty-body': () => `Empty body: expected a JSON object. ${emptyObject}`,
  'other-format': ({ format, text }) => `Invalid body: expected a JSON object, got ${formats[format](text)}`,
  'invalid-json': ({ line, column, near, error }) => {
    const { what, fix } = describeJsonError(error)
    return `Invalid JSON in the body at line ${line}, column ${column}: ${what}, near ${near}. ${fix}`
  },
  'not-an-object': ({ received }) => `Invalid body: expected a JSON object, got ${describeNoObject(received)}`,
  'invalid-fields': ({ issues }) => explainIssueList(issues),
  'invalid-path': ({ path }) =>
    `Invalid path: expected /v4/{servicename}/{command}, got ${path === '' ? 'empty' : formatValue(path, 120)}.`,
  'invalid-method': ({ method }) => `Invalid method: expected POST, got ${method.slice(0, 20)}.`,
  'unknown-application': ({ sdkAppId, known }) =>
    `Unknown sdkappid ${sdkAppId}. Known applications: ${known.slice(0, 5).join(', ')}.`,
  'not-an-administrator': ({ identifier, sdkAppId, admins }) =>
    `${formatValue(identifier)} is not an administrator of application ${sdkAppId}. Administrators: ${admins
      .slice(0, 5)
      .map(name => formatValue(name))
      .join(', ')}.`,
  'too-many-requests': ({ command, limit, sdkAppId }) =>
    `${command} is ${toError('TooManyRequests').text}: more than ${limit} requests in one second for application ${sdkAppId}.`,
  'call-not-found': ({ id }) => `Unknown call ${formatValue(id)}.`,
  'call-has-ended': ({ id }) => `The call ${formatValue(id)} has ended.`,
  'no-record': ({ id, why }) => `There is no record of ${formatValue(id)}: ${describeNoRecord(why)}.`,
  'no-matching-record': () => 'No record matches the filter.',
  'callback-not-set': () => 'No callback is set: set one with set_callback.',
  'callee-is-caller': ({ user }) =>
    `Invalid parameter. Invalid CalleeList_Account: expected users other than Robot_Account, got ${formatValue(user)}.`,
  'call-rejected': ({ rejection }) => `Invalid parameter. ${describeRejection(rejection)}`,
  'fault-message': ({ text }) => text,
}

function describeNoObject(received: unknown): string {
  if (Array.isArray(received)) {
    return received.length === 0
      ? `an empty array []. ${emptyObject} In PHP an empty array becomes []: encode (object)[] instead.`
      : 'an array. Send the object itself, without the brackets [ ] around it.'
  }
  if (typeof received === 'string') {
    return /^\s*[[{]/.test(received)
      ? 'a JSON string that contains JSON. It is encoded twice: encode the object once.'
      : `a JSON string${received === '' ? ' without characters' : ''}. ${emptyObject}`
  }
  return received === null ? `null. ${emptyObject}` : `${formatValue(received, 40)}.`
}

function describeNoRecord(why: Extract<EmulatorIssue, { code: 'no-record' }>['why']): string {
  if (typeof why === 'object') return `it can be read ${recordDelay / 1000} s after the call's end, in ${why.left} ms`
  if (why === 'unknown-call') return 'there is no such call'
  return why === 'not-ended' ? 'the call has not ended' : 'it was kept for 7 days'
}

/** Makes the message of an issue, without the service's own text for the error. */
export function explainIssue(issue: RefusalIssue): string {
  // The compiler cannot see that a code selects the function that takes its data.
  if (issue.code in messages)
    return (messages[issue.code as EmulatorIssue['code']] as (issue: RefusalIssue) => string)(issue)
  return issue.code.startsWith('usersig-')
    ? explainReason(issue as UserSigReason)
    : explainContractIssue(issue as ContractIssue)
}

/** Issues whose message stands alone; the service's own text for the error precedes the others unless they contain it. */
const isWhole = ({ code }: RefusalIssue) => code === 'fault-message' || code.startsWith('usersig-')

/** `ErrorInfo` of a refusal: the service's text for the error, the reason, and mistakes that may be the cause. */
export function toErrorInfo({ refuse, issue, mistakes = [] }: Refusal): string {
  const { text, meaning } = toError(refuse)
  const reason = issue && explainIssue(issue)
  const isAlone = reason === undefined || text === undefined || (issue && isWhole(issue)) || reason.includes(text)
  const info = isAlone ? (reason ?? text ?? meaning) : `${text.replace(/\.$/, '')}. ${reason}`
  return [info, ...mistakes.map(explainContractIssue)].join(' ')
}

interface Host {
  readonly host: string
}

/** Why a request got no answer, by code. */
export const failureMessages = {
  timeout: ({ timeoutMs }: { readonly timeoutMs: number }) => `No answer within ${timeoutMs} ms.`,
  'answer-too-large': ({ limit }: { readonly limit: number }) => `The answer is longer than ${limit} bytes.`,
  'connection-refused': ({ host }: Host) => `Nothing listens at ${host}.`,
  'connection-closed': ({ host }: Host) => `${host} closed the connection.`,
  'unknown-host': ({ host }: Host) => `There is no address for ${host}.`,
  'untrusted-certificate': ({ host, reason }: Host & { readonly reason: string }) =>
    `The certificate of ${host} is not trusted (${reason}). Set NODE_EXTRA_CA_CERTS to the file of its authority.`,
  'wrong-encoding': ({ host }: Host) => `The answer of ${host} does not match its Content-Encoding.`,
  'not-http': ({ host }: Host) => `The answer of ${host} is not HTTP.`,
  'not-tls': ({ host }: Host) => `${host} does not speak TLS. Is it an http:// address?`,
  'request-failed': ({ host, reason }: Host & { readonly reason: string }) =>
    `The request to ${host} failed${reason === '' ? '' : ` (${reason})`}.`,
} as const

/** What is wrong with the delivery of a callback, by code. */
const deliveryMessages = {
  ...failureMessages,
  'invalid-target': ({ target }: { readonly target: string }) =>
    `Invalid callback URL: expected http:// or https://, got ${formatValue(target, 200)}.`,
  'vendor-host': ({ host }: Host) =>
    `Callback to ${host} blocked: hosts of the Call API never receive callbacks. Use the URL of the receiver.`,
  'out-of-scope': ({ host, address }: Host & { readonly address: string }) =>
    `Callback to ${host}${host === address ? '' : ` (${address})`} blocked: addresses outside this machine and private networks require --callbacks anywhere.`,
  'admin-api': () => 'Callback to an admin API blocked. Use the URL of the receiver.',
  'invalid-result': () => 'Invalid result of send: expected a status and a text, or unanswered with a reason.',
  'sender-failed': ({ error }: { readonly error: string }) => error,
  'application-closed': () => 'The application was reset or removed.',
  'dropped-by-fault': () => 'A fault dropped it.',
  'queue-full': ({ most }: { readonly most: number }) => `${most} callbacks of the application are already waiting.`,
  'wrong-status': ({ status }: { readonly status: number }) => `Invalid HTTP status: expected 200, got ${status}.`,
  'answer-not-json': ({ text }: { readonly text: string }) =>
    `Invalid answer: expected JSON, got ${formatValue(text, 60)}.`,
  'invalid-answer': ({ issues }: { readonly issues: readonly SchemaIssue[] }) =>
    `Invalid answer. ${explainIssueList(issues)}`,
  /** The receiver reports a failure, which has no consequence (page 34354). */
  objection: ({ actionStatus, errorCode, errorInfo }: Objection) =>
    `The receiver answered ${actionStatus}, ErrorCode ${errorCode}: ${formatValue(errorInfo, 200)}.`,
  'no-sign': () =>
    'No token is configured, so no Sign was sent. Set it with --callback-token, or as the token of the callback in the scenario.',
  'accepted-certificate': ({ host, reason }: Host & { readonly reason: string }) =>
    `The certificate of ${host} is not trusted (${reason}) and was accepted because the receiver is local: the service requires a certificate from a public CA.`,
} as const

interface Objection {
  readonly actionStatus: string
  readonly errorCode: number
  readonly errorInfo: string
}

type DeliveryMessages = typeof deliveryMessages

/** What is wrong with the delivery of a callback, as a code and data. */
export type DeliveryIssue = {
  readonly [Code in keyof DeliveryMessages]: { readonly code: Code } & (Parameters<
    DeliveryMessages[Code]
  > extends readonly [infer Data]
    ? Data
    : object)
}[keyof DeliveryMessages]

/** Every code of a delivery. */
export const deliveryCodes = keysOf(deliveryMessages)

/** The sentence about a delivery. */
export function explainDelivery(issue: DeliveryIssue): string {
  // Sound: the message of a code takes the data of that code.
  const explain = deliveryMessages[issue.code] as (issue: DeliveryIssue) => string
  return explain(issue)
}

/** The catalogue of messages about journals and snapshots: each code with its sentence. Fields have `fieldMessages`. */
const documentMessages = {
  empty: () => 'Empty list: expected a journal, or a list of journals.',
  'wrong-kind': ({ expected, received }: { readonly expected: string; readonly received: unknown }) =>
    `Invalid ringback: expected "${expected}", got ${formatReceived(received)}.${hints.get(received) ?? ''}`,
  'wrong-version': ({ expected, received }: { readonly expected: number; readonly received: unknown }) =>
    `Invalid version: expected ${expected}, got ${formatReceived(received)}. Another version of ringback wrote this document.`,
  duplicate: ({ field, value }: Field) => `Duplicate ${field}: ${formatValue(value)} occurs twice.`,
  unknown: ({ field, value }: Field) => `Unknown ${field} ${formatValue(value)}.`,
  'too-early': ({ field, value, after }: Field & { readonly after: unknown }) =>
    `Invalid ${field}: expected more than ${formatValue(after)}, got ${formatValue(value)}.`,
  'too-large': ({ field, value, most }: Field & { readonly most: unknown }) =>
    `Invalid ${field}: expected at most ${formatValue(most)}, got ${formatValue(value)}.`,
  inconsistent: ({ field, value, expected }: Field & { readonly expected: unknown }) =>
    `Invalid ${field}: expected ${formatValue(expected)}, got ${formatValue(value)}.`,
  missing: ({ field, value }: Field) => `Missing ${field} for ${formatValue(value)}.`,
} as const satisfies { readonly [code: string]: (data: never) => string }

interface Field {
  readonly field: string
  readonly value: unknown
}

const hints: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ['snapshot', ' This is a snapshot: the state of an emulator.'],
  ['journal', ' This is a journal: what clients did.'],
  [1, ' This is a scenario.'],
])

/** Objects are not printed: they may be deep or long. */
const formatReceived = (value: unknown): string =>
  value === undefined ? 'none' : typeof value === 'object' ? 'an object' : formatValue(value)

/** Creates an issue from its code and data. */
export function toDocumentIssue<Code extends keyof typeof documentMessages>(
  code: Code,
  path: Path,
  data: Parameters<(typeof documentMessages)[Code]>[0],
): DocumentIssue {
  // Sound: each message takes the data of its own code.
  const describe = documentMessages[code] as (data: unknown) => string
  return { code, path, message: describe(data) }
}

/** The message of a JournalError or a SnapshotError. */
export const explainInvalidDocument = (kind: 'journal' | 'snapshot', problems: readonly DocumentIssue[]): string =>
  `Invalid ${kind}. ${explainDocument(problems)} Save another one with ${
    kind === 'journal'
      ? '--report journal=FILE or GET /_ringback/report?format=journal'
      : 'GET /_ringback/snapshot or --export-on-exit'
  }.`
