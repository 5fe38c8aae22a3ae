import { describeRejection } from '../call/messages.ts'
import type { Rejection } from '../call/transition.ts'
import type { Exchange } from '../emulator/exchange.ts'
import { type BodyIssue, explainIssue as explainBodyIssue, type Refusal, toErrorInfo } from '../emulator/messages.ts'
import { keysOf } from '../text/data.ts'
import { toDurationText } from '../text/duration.ts'
import { cut, formatList, formatValue, toCount } from '../text/format.ts'
import type { DocumentIssue, Path } from '../text/zod-issues.ts'
import type { Condition, Word } from './wait-criteria.ts'

/** The HTTP status and the title of each problem of the admin API; the codes are stable. */
export const problemTitles = {
  'no-such-path': [404, 'Unknown path'],
  'wrong-method': [405, 'Method not allowed for this path'],
  'not-json': [400, 'The body is not JSON'],
  'not-valid': [400, 'The request is not valid'],
  'no-such-call': [404, 'Unknown call'],
  'no-such-application': [404, 'Unknown application'],
  'no-such-fault': [404, 'Unknown fault'],
  'no-such-scenario': [404, 'Unknown scenario'],
  'no-such-exchange': [404, 'Unknown exchange'],
  'no-such-webhook': [404, 'Unknown callback'],
  'not-possible': [409, 'The action is not possible in the current state'],
  'not-yet': [408, 'The wait has timed out'],
  'too-large': [413, 'The body is too large'],
  'invalid-host': [400, 'The Host header is missing or invalid'],
  'foreign-host': [403, 'The admin API accepts requests from its own machine only'],
  'foreign-origin': [403, 'The admin API does not accept requests of other origins'],
  'callback-refused': [403, 'The admin API does not accept callbacks'],
  'token-missing': [401, 'The admin API requires its token'],
  internal: [500, 'Internal error'],
  'connect-not-supported': [501, 'This port is not a proxy'],
} as const satisfies { readonly [code: string]: readonly [status: number, title: string] }

/** The stable code of a problem of the admin API. */
export type ProblemCode = keyof typeof problemTitles

/** A name that is not known, the known ones, and the one that was probably meant. */
interface Unknown<Value = string> {
  readonly received: Value
  readonly known: readonly string[]
  readonly suggestion?: string | undefined
}

/** The ids of the first and the last entry of a log that are kept, and the log's capacity. */
interface Kept {
  readonly id: string
  readonly kept?: readonly [first: string | number, last: string | number] | undefined
  readonly capacity: number
}

/** A callback that cannot be sent again. */
interface Redelivery {
  readonly id: string
  readonly app: number
}

/** A wait that has ended too early; `expected` describes what was waited for. */
interface Wait {
  readonly end: 'late' | 'closing' | 'reset' | 'aborted'
  readonly expected: string
  readonly found: number
  /** Real milliseconds. */
  readonly within: number
  /** How the nearest one differs. */
  readonly differs?: readonly string[] | undefined
}

/** How many mistakes one sentence names. */
const mostExplained = 5

/** The problem and the sentence of each mistake, by its code. */
const messages = {
  'invalid-value': [
    'not-valid',
    ({
      field,
      expected,
      received,
    }: {
      readonly field: string
      readonly expected: string
      readonly received: unknown
    }) => `Invalid ${field}: expected ${expected}, got ${formatValue(received)}.`,
  ],
  'unknown-key': [
    'not-valid',
    ({ of, ...unknown }: Unknown & { readonly of: string }) => explainUnknownKey({ of, ...unknown }),
  ],
  'unknown-command': [
    'not-valid',
    ({ received, known, suggestion }: Unknown<unknown>) =>
      `Unknown command ${formatValue(received)}.${suggestOrList(suggestion, 'commands', known)}`,
  ],
  'missing-user': [
    'not-valid',
    ({ action }: { readonly action: string }) => `Missing user: ${action} is an action of one member.`,
  ],
  'missing-users': [
    'not-valid',
    ({ action }: { readonly action: string }) => `Missing users: expected the members that ${action} is about.`,
  ],
  /** Several mistakes in what was sent, each with its own sentence. */
  'invalid-document': [
    'not-valid',
    ({ problems }: { readonly problems: readonly DocumentIssue[] }) => {
      const more = problems.length > mostExplained ? [`And ${problems.length - mostExplained} more.`] : []
      return [...problems.slice(0, mostExplained).map(({ message }) => message), ...more].join(' ')
    },
  ],
  /** A scenario or a snapshot; `message` is that of its error. */
  'invalid-scenario': ['not-valid', ({ message }: { readonly message: string }) => message],
  'invalid-snapshot': ['not-valid', ({ message }: { readonly message: string }) => message],
  'snapshot-not-json': ['not-json', ({ message }: { readonly message: string }) => message],
  'unreadable-snapshot': [
    'not-json',
    ({ why }: { readonly why: string }) =>
      `Invalid body: expected a snapshot as GET /_ringback/snapshot returns it, got a body that is ${why}.`,
  ],
  'invalid-body': ['not-json', ({ issue }: { readonly issue: BodyIssue }) => explainBodyIssue(issue)],
  'body-too-large': ['too-large', ({ most }: { readonly most: string }) => `Invalid body: expected at most ${most}.`],
  'invalid-request': ['not-valid', ({ error }: { readonly error: string }) => error],
  'internal-error': ['internal', ({ error }: { readonly error: string }) => error],
  'unknown-call': [
    'no-such-call',
    ({ id, suggestion }: { readonly id: unknown; readonly suggestion?: string | undefined }) =>
      `Unknown call ${formatValue(id)}.${suggest(suggestion)}`,
  ],
  'unknown-action': [
    'no-such-path',
    ({ received, known, suggestion }: Unknown) =>
      `Unknown action ${formatValue(received)}.${suggest(suggestion)} Known actions: ${known.join(', ')}.`,
  ],
  'action-rejected': [
    'not-possible',
    ({ rejection, allowed }: { readonly rejection: Rejection; readonly allowed?: string | undefined }) =>
      `${describeRejection(rejection)}${allowed === undefined ? '' : ` ${allowed}`}`,
  ],
  'unknown-application': [
    'no-such-application',
    ({
      received,
      known,
      more,
    }: {
      readonly received: unknown
      readonly known: readonly number[]
      readonly more: number
    }) =>
      `Unknown sdkAppId ${formatValue(received)}. Known applications: ${known.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
  ],
  'too-many-applications': [
    'not-possible',
    ({ most }: { readonly most: number }) => `There are ${most} applications, the maximum. Remove some first.`,
  ],
  'duplicate-application': [
    'not-possible',
    ({ sdkAppId }: { readonly sdkAppId: number }) =>
      `Application ${sdkAppId} exists already. Use another id, or none to get a free one.`,
  ],
  'last-application': [
    'not-possible',
    () => 'The last application cannot be removed. Create another one first, or reset this one.',
  ],
  'unknown-fault': [
    'no-such-fault',
    ({ id, known }: { readonly id: string; readonly known: readonly string[] }) =>
      `Unknown fault ${formatValue(id)}. ${known.length === 0 ? 'No fault is armed.' : `Known faults: ${known.slice(0, 20).join(', ')}.`}`,
  ],
  'unknown-scenario': [
    'no-such-scenario',
    ({ received, known, suggestion }: Unknown) =>
      `Unknown scenario ${formatValue(received)}.${suggestOrList(suggestion, 'scenarios', known)}`,
  ],
  'unknown-exchange': [
    'no-such-exchange',
    ({ id, kept, capacity }: Kept) =>
      `Unknown exchange ${cut(id)}. ${kept ? `Positions ${kept[0]} to ${kept[1]} are kept` : 'None is kept'} (--journal ${capacity}).`,
  ],
  'unknown-callback': [
    'no-such-webhook',
    ({ id, kept, capacity, total }: Kept & { readonly total: number }) =>
      `Unknown callback ${formatValue(id)}. ${kept ? `${kept[0]} to ${kept[1]} are kept` : 'None is kept'}, of ${total} (--journal ${capacity}).`,
  ],
  'request-not-kept': [
    'not-possible',
    ({ id }: { readonly id: string }) =>
      `The journal keeps only a part of the request ${id}. Send a new one, or give the whole body in change.`,
  ],
  'callback-of-removed-application': [
    'not-possible',
    ({ id, app }: Redelivery) => `Application ${app} was removed, so ${id} cannot be sent again.`,
  ],
  'callback-of-reset-application': [
    'not-possible',
    ({ id, app }: Redelivery) => `Application ${app} was reset, so ${id} cannot be sent again.`,
  ],
  'callback-not-settled': [
    'not-possible',
    ({ id, state }: { readonly id: string; readonly state: string }) =>
      `${id} is ${state}. Redeliver it when it is delivered or failed.`,
  ],
  'too-many-deliveries': [
    'not-possible',
    ({ callbacks, times, most }: { readonly callbacks: number; readonly times: number; readonly most: number }) =>
      `${toCount(callbacks, 'callback')} sent ${toCount(times, 'time')} are more than ${most} deliveries, the maximum. Begin later, or filter by command.`,
  ],
  'time-has-passed': [
    'not-possible',
    ({ now }: { readonly now: number }) =>
      `It is ${new Date(now).toISOString()} already. A clock does not go back; a reset restarts it.`,
  ],
  'no-journal': [
    'not-possible',
    () => 'The journal keeps nothing, so nothing can be found in it. Start with --journal 1000.',
  ],
  'no-environment': [
    'not-possible',
    () => 'This emulator was created by a program, which knows its address. Only "ringback start" lists variables.',
  ],
  'console-not-built': ['not-possible', () => 'The console is not built. Run "npm run build", then try again.'],
  'not-found-in-time': ['not-yet', (wait: Wait) => explainWait(wait)],
  'wrong-method': [
    'wrong-method',
    ({
      path,
      expected,
      received,
    }: {
      readonly path: string
      readonly expected: readonly string[]
      readonly received: string
    }) => `Invalid method for ${cut(path)}: expected ${formatList(expected)}, got ${received}.`,
  ],
  'unknown-path': [
    'no-such-path',
    ({ received, known, suggestion }: Unknown) =>
      `Unknown path ${cut(received) || '/'}.${suggest(suggestion)} Known paths: ${known.join(' ')}`,
  ],
  'callback-received': [
    'callback-refused',
    () => 'This request is a callback. Point the callback URL at your own receiver.',
  ],
  'foreign-origin': [
    'foreign-origin',
    ({ host, received }: { readonly host: string; readonly received: string }) =>
      `Invalid Origin header: expected none or http://${host}, got ${formatValue(received)}.`,
  ],
  'cross-site': [
    'foreign-origin',
    () => 'The request was sent by a page of another site (Sec-Fetch-Site: cross-site).',
  ],
  'missing-token': [
    'token-missing',
    () => 'Send the header "Authorization: Bearer TOKEN", with the token given or printed at the start.',
  ],
  'connect-without-https': [
    'connect-not-supported',
    () => 'Start ringback with --https, or listen({ https: true }), to use this port as a proxy.',
  ],
  'connect-to-recorder': [
    'connect-not-supported',
    () => 'The recorder forwards plain HTTP to one server. Send requests to its own URL.',
  ],
  'invalid-host': ['invalid-host', (host: { readonly received: string }) => explainHost(host)],
  'foreign-host': ['foreign-host', (host: { readonly received: string }) => explainHost(host)],
} as const satisfies { readonly [code: string]: readonly [problem: ProblemCode, explain: (data: never) => string] }

type Messages = typeof messages

/** A mistake of the caller as a code and data. */
export type ControlIssue = {
  readonly [Code in keyof Messages]: { readonly code: Code } & (Parameters<Messages[Code][1]> extends readonly [
    infer Data,
  ]
    ? Data
    : object)
}[keyof Messages]

/** The problem of a mistake, and its sentence. */
export function explainControlIssue(issue: ControlIssue): { readonly problem: ProblemCode; readonly message: string } {
  const [problem, explain] = messages[issue.code]
  // Sound: the row of a code takes the data of that code.
  return { problem, message: (explain as (issue: ControlIssue) => string)(issue) }
}

/** The sentence about an unknown key of an object. */
export const explainUnknownKey = ({ received, of, known, suggestion }: Unknown & { readonly of: string }): string =>
  `Unknown key ${formatValue(received)} in ${of}.${suggestOrList(suggestion, 'keys', known)}`

const suggest = (suggestion: string | undefined) => (suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`)

const suggestOrList = (suggestion: string | undefined, noun: string, known: readonly string[]) =>
  suggest(suggestion) || ` Known ${noun}: ${known.join(', ')}.`

const explainHost = ({ received }: { readonly received: string }) =>
  `Invalid Host header: expected localhost or 127.0.0.1, got ${received === '' ? 'none' : formatValue(received)}.`

function explainWait({ end, expected, found, within, differs }: Wait): string {
  const count = found === 0 ? 'none was found' : `${found} found`
  const nearest = differs ? ` Nearest: ${differs.join('; ')}.` : ''
  switch (end) {
    case 'late':
      return `Waited ${toDurationText(within)} for ${expected}: ${count}.${nearest}`
    case 'closing':
      return `The emulator was closed while waiting for ${expected}: ${count}.${nearest}`
    case 'reset':
      return `The application was reset or removed while waiting for ${expected}.${nearest}`
    case 'aborted':
      return `The wait for ${expected} was aborted.`
  }
}

/** Parts of an input that contradict each other or its place, as data. */
export type Inconsistency =
  | { readonly kind: 'other-application'; readonly path: Path; readonly expected: number; readonly received: unknown }
  /** None or several of request, webhook and call. */
  | { readonly kind: 'condition-count'; readonly path: Path; readonly received: readonly string[] }
  | { readonly kind: 'outcome-of-live-call'; readonly path: Path; readonly received: string }
  | { readonly kind: 'member-of-ended-call'; readonly path: Path; readonly received: string }

/** An inconsistency with its sentence. */
export const toInconsistency = (issue: Inconsistency): DocumentIssue => ({
  code: 'inconsistent',
  path: issue.path,
  message: explainInconsistency(issue),
})

function explainInconsistency(issue: Inconsistency): string {
  switch (issue.kind) {
    case 'other-application':
      return `Invalid app: expected ${issue.expected} or none, got ${formatValue(issue.received)}.`
    case 'condition-count':
      return issue.received.length === 0
        ? 'Missing condition: expected one of request, webhook and call.'
        : `Too many conditions: expected one of request, webhook and call, got ${formatList(issue.received, 'and')}. Wait for each of them separately.`
    case 'outcome-of-live-call':
      return `Invalid outcome: a live call has none, got ${issue.received}.`
    case 'member-of-ended-call':
      return `Invalid member.state: an ended call has no members, got ${issue.received}. Give the user only.`
  }
}

/** A condition as a phrase, such as `command end_call` or `position above 4`. */
export const describeCondition = ({ name, relation, expected }: AnyCondition): string =>
  [name, relation === 'above' ? 'above' : '', cut(`${expected}`)].filter(Boolean).join(' ')

/** How a thing does not meet a condition, such as `command is get_call_info, expected end_call`. */
export function describeMiss({ name, relation, expected }: AnyCondition, received: Word | readonly string[]): string {
  const shown = Array.isArray(received) ? received.join(', ') : `${received ?? 'none'}`
  const verb = relation === 'includes' ? 'are' : 'is'
  return `${name} ${verb} ${cut(shown)}, expected ${relation === 'above' ? 'above ' : ''}${cut(`${expected}`)}`
}

type AnyCondition = Omit<Condition<never>, 'read'>

const unknown = 'unknown'

/** What a check that a request passed has shown; for the other outcomes see `explainCheck`. */
const passedChecks = {
  'transport-fault': () => 'No fault was applied before the service received the request.',
  path: (path: string) => `${path} is a command that is served.`,
  sdkappid: (id: string) => `${formatValue(id)} is a decimal integer.`,
  application: (id: string) => `Application ${id} is known.`,
  contenttype: () => 'contenttype is json.',
  random: (random: string) => `${random} is an integer from 0 to 4294967295.`,
  identifier: () => 'identifier is present.',
  usersig: (expires: string) =>
    expires === unknown
      ? 'UserSigs are not checked.'
      : `The UserSig was made for this identifier with the key of the application. It expires at ${expires}.`,
  administrator: (identifier: string) => `${formatValue(identifier)} is an administrator of the application.`,
  method: () => 'The method is POST.',
  'rate-limit': () => 'The request is within the rate limit.',
  body: () => 'The body is a JSON object with valid fields.',
  fault: () => 'No fault refused the request.',
  command: () => 'The command was executed.',
} satisfies { readonly [name: string]: (received: string) => string }

/** The name of a check of a request. */
export type CheckName = keyof typeof passedChecks

/** The checks of a request, in the order of the service. */
export const checkNames = keysOf(passedChecks)

/**
 * The outcome of a check: the request passed it, it decided the reply, lenient validation let a mistake pass, a fault was
 * applied that did not decide the reply, or the request did not get so far.
 */
export type CheckOutcome = 'passed' | 'failed' | 'tolerated' | 'applied' | 'not reached'

/** A check and its outcome, as data. */
export interface Check {
  readonly name: CheckName
  readonly outcome: CheckOutcome
  /** What was received, without secrets. */
  readonly received?: string | undefined
  /** The reason for which the request is refused. */
  readonly refusal?: Refusal | undefined
  /** Ids of faults. */
  readonly faults?: readonly string[] | undefined
}

/** The outcome of a check of a request, as sentences. */
export function explainCheck({ name, outcome, received = unknown, refusal, faults = [] }: Check): string {
  const reason = refusal ? toErrorInfo(refusal).replace(/[^.]$/, '$&.') : ''
  if (outcome === 'not reached') return 'The request was answered before this check.'
  if (outcome === 'applied') return `${formatList(faults, 'and')} changed the reply or delayed it.`
  if (outcome === 'tolerated') return `${reason} Lenient validation accepts it.`
  if (outcome === 'passed') return passedChecks[name](received)
  if (name === 'transport-fault') return `${formatList(faults, 'and')} kept the service from answering.`
  return faults.length > 0 ? `${formatList(faults, 'and')} refused the request.` : reason
}

/** Why a request was answered as it was, as one or two sentences; `decisive` is the check that decided the reply. */
export function explainReply({ errorCode }: Pick<Exchange, 'errorCode'>, decisive: Check | undefined): string {
  if (!decisive)
    return errorCode === undefined
      ? 'A preflight is answered before any check.'
      : 'All checks passed, and the command was executed.'
  const text = explainCheck(decisive)
  if (decisive.name === 'command') return `All checks passed, but the command refused the request. ${text}`
  if (decisive.name === 'fault')
    return `All checks passed. ${text.replace(/\.$/, '')} with ${errorCode}, so the command was not executed.`
  if (decisive.name === 'transport-fault') return `${text} No check was made.`
  return `The request did not pass the check ${decisive.name}. ${text}`
}

/** The comment of a saved scenario about changes that it does not contain; empty if there are none. */
export const explainLeftOut = (count: number): string =>
  count === 0
    ? ''
    : `# Without ${count} ${count === 1 ? 'change' : 'changes'} of generated calls, which have no entry of their own.\n`
