import type { CallEvent, MemberEvent } from '../call/call.ts'
import { describeRejection } from '../call/messages.ts'
import { faultMessages } from '../faults/messages.ts'
import { shareInstances } from '../text/data.ts'
import { toDurationText } from '../text/duration.ts'
import { formatValue } from '../text/format.ts'
import { type DocumentIssue, fieldMessages, type Path, toPathText } from '../text/zod-issues.ts'
import type { StepIssue } from './simulate.ts'

type StepMessages = {
  readonly [Code in StepIssue['code']]: (issue: Extract<StepIssue, { readonly code: Code }>) => string
}

const stepMessages: StepMessages = {
  'step-after-end': ({ at, endedAt, cause, outcome, ring, later }) => {
    const why = cause
      ? outcome === 'unanswered'
        ? `nobody answered within ${toDurationText(ring)}`
        : describeEvent(cause, ring)
      : outcome === 'interrupted'
        ? 'it was interrupted'
        : 'it was cancelled or ended'
    const others = later === 0 ? '' : ` The same applies to the ${later === 1 ? 'next step' : `next ${later} steps`}.`
    return `Invalid at: expected a time before the end of the call at ${toDurationText(endedAt)} (${why}), got ${toDurationText(at)}.${others}`
  },
  'step-not-possible': ({ at, rejection }) => `Not possible at ${toDurationText(at)}: ${describeRejection(rejection)}`,
  'user-has-left': ({ at, user, event, ring }) =>
    `Invalid at: ${formatValue(user)} is no longer in the call at ${toDurationText(at)} (${describeEvent(event, ring)}).`,
  'user-not-yet-in-call': ({ at, user, enters }) =>
    `Invalid at: ${formatValue(user)} is not yet in the call at ${toDurationText(at)}, but enters at ${toDurationText(enters)}.`,
  'unknown-user': ({ user, members, suggestion }) =>
    `Unknown user ${formatValue(user)}. ${
      suggestion === undefined
        ? `Members of the call: ${members.map(member => formatValue(member)).join(', ')}.`
        : `Did you mean ${formatValue(suggestion)}?`
    }`,
}

const events: { readonly [What in MemberEvent]: string } = {
  answered: 'answered',
  rejected: 'rejected',
  unanswered: 'did not answer',
  busy: 'was busy',
  'hung-up': 'hung up',
  'went-offline': 'went offline',
  joined: 'joined',
  invited: 'was invited',
  uninvited: 'was uninvited',
}

function describeEvent(event: CallEvent, ring: number): string {
  if (!('user' in event)) return 'the call ended'
  const when = event.what === 'unanswered' ? `within ${toDurationText(ring)}` : `at ${toDurationText(event.at)}`
  return `${formatValue(event.user)} ${events[event.what]} ${when}`
}

/** How many actions, users or applications a sentence names. */
const mostNamed = 10

/** The sentences about scenarios, by the code of the issue. */
const messages = {
  ...fieldMessages,
  ...faultMessages,
  ...stepMessages,
  'unknown-action': ({ received, known, suggestion }: UnknownAction) =>
    `Unknown action ${formatValue(received)}. ${
      suggestion === undefined ? `Known actions: ${known.join(', ')}.` : `Did you mean "${suggestion}"?`
    }`,
  'duplicate-app': ({ sdkAppId, first }: { readonly sdkAppId: number; readonly first: number }) =>
    `Duplicate sdkAppId ${sdkAppId}, used by apps[${first}]. Give each application its own.`,
  'duplicate-call': ({ id, first }: { readonly id: string; readonly first: number }) =>
    `Duplicate id ${formatValue(id)}, used by calls[${first}]. Give each call of an application its own.`,
  'incomplete-callback': ({ missing }: { readonly missing: 'url' | 'commands' }) =>
    `Missing ${missing}: url and commands go together. Without both, a client sets them with set_callback.`,
  'unknown-app': ({ app, known }: { readonly app: number; readonly known: readonly number[] }) =>
    `Unknown app ${app}. Known applications: ${known.slice(0, mostNamed).join(', ')}.`,
  'unknown-reference': ({ field, received, suggestion }: UnknownReference) =>
    `Unknown ${field} ${formatValue(received)}. Did you mean ${formatValue(suggestion)}?`,
  'self-call': ({ user }: { readonly user: string }) =>
    `Invalid to: expected users other than the caller, got ${formatValue(user)}.`,
  'duplicate-user': ({ user }: { readonly user: string }) =>
    `Duplicate user ${formatValue(user)} in to. List each user once.`,
  'no-weight': ({ field }: { readonly field: string }) => `Invalid ${field}: expected at least one weight above 0.`,
  'too-many-generated-calls': ({ total, most }: { readonly total: number; readonly most: number }) =>
    `Too many generated calls: expected at most ${most} in all entries together, got ${total}.`,
  'too-long': ({
    length,
    most,
    isScenario,
  }: {
    readonly length: number
    readonly most: number
    readonly isScenario: boolean
  }) =>
    `Too long: expected at most ${most} characters, got ${length}.${isScenario ? ' Use generate for many calls.' : ''}`,
  empty: ({ expected }: { readonly expected: string }) => `Empty: expected ${expected}.`,
  'too-deep': ({ most }: { readonly most: number }) => `Too deep: expected at most ${most} levels of nesting.`,
  'second-document': () => 'A second document begins here. Write one scenario in each file, without "---" in between.',
  'yaml-version': () => 'Scenarios are YAML 1.2. Remove the %YAML line.',
  'unknown-tag': ({ tag }: { readonly tag: string }) =>
    `Unknown tag ${formatValue(tag)}. Write the value without a tag.`,
  'bad-escape': () => 'Unknown escape in double quotes. Use single quotes for a text with backslashes.',
  'bad-first-character': () => 'A text without quotes cannot begin with this character. Put it in quotes.',
  'nested-in-line': () =>
    'A map or a list begins within a line. Put it on its own line, or put a text with ": " in quotes.',
  'non-text-key': () => 'Invalid key: expected a text.',
  'tab-indent': () => 'YAML is not indented with tabs. Use spaces.',
  'invalid-yaml': ({ reason }: { readonly reason: string }) => `Invalid YAML: ${reason}.`,
  'merge-key': () => 'Merge keys (<<) are not supported. Write the keys out.',
  'duplicate-key': ({ key }: { readonly key: string }) => `Duplicate key ${formatValue(key)}. Write it once.`,
  'too-precise': ({ written }: { readonly written: string }) =>
    `${written} has more digits than a number keeps. Put it in quotes.`,
  'unknown-alias': ({ alias }: { readonly alias: string }) =>
    `Unknown alias *${alias}. Define &${alias} at a value before it.`,
  'circular-alias': ({ alias }: { readonly alias: string }) =>
    `Alias *${alias} refers to a value that contains it. Write the value out.`,
  'too-many-aliases': ({ alias, most }: { readonly alias: string; readonly most: number }) =>
    `Too many aliases: expected aliases of at most ${most} values together, exceeded at *${alias}.`,
} as const

interface UnknownAction {
  readonly received: unknown
  readonly known: readonly string[]
  readonly suggestion?: string | undefined
}

interface UnknownReference {
  readonly field: 'call' | 'identifier'
  readonly received: string
  readonly suggestion: string
}

type Messages = typeof messages

/** A mistake in a scenario, as a code and data; `describeIssue` makes the sentence. */
export type DetectedIssue = {
  readonly [Code in keyof Messages]: { readonly code: Code; readonly path: Path } & Omit<
    Parameters<Messages[Code]> extends readonly [infer Data] ? Data : object,
    'code' | 'path'
  > &
    Pick<DocumentIssue, 'line' | 'column'>
}[keyof Messages]

/** A mistake in a scenario: a stable code, where it is, and a sentence that says how to fix it. */
export interface ScenarioIssue extends DocumentIssue {
  readonly code: DetectedIssue['code']
}

/** The sentence about a mistake. */
function describeIssue(issue: DetectedIssue): string {
  // The entry of a code takes the issues of that code.
  const describe = messages[issue.code] as (issue: DetectedIssue) => string
  return describe(issue)
}

/** Mistakes with their sentences. */
export const explainIssues = (issues: readonly DetectedIssue[]): readonly ScenarioIssue[] =>
  issues.map(issue => {
    const { code, path, line, column } = issue
    const position = line === undefined || column === undefined ? {} : { line, column }
    return { code, path, message: describeIssue(issue), ...position }
  })

/**
 * A scenario is not valid. `problems` has every mistake, and the message has a line for each:
 * `file:line:column  sentence`, or `calls[0].media  sentence` for a scenario that was not read from a text.
 */
export class ScenarioError extends Error {
  static {
    shareInstances(ScenarioError, 'ScenarioError')
  }

  override readonly name = 'ScenarioError'
  readonly code = 'invalid-scenario'
  readonly problems: readonly ScenarioIssue[]

  constructor(problems: readonly ScenarioIssue[], file = 'scenario') {
    super(problems.map(problem => `${toPlaceText(problem, file)}  ${problem.message}`).join('\n'))
    this.problems = problems
  }
}

const toPlaceText = ({ path, line, column }: ScenarioIssue, file: string): string =>
  line === undefined ? toPathText(path) || file : `${file}:${line}:${column}`

/** The most issues of a document that its error message names. */
const mostExplained = 3

/** The first issues of a document, each with its path, as one text. */
export function explainDocument(problems: readonly DocumentIssue[]): string {
  const sentences = problems
    .slice(0, mostExplained)
    // The sentence names the last key itself.
    .map(({ path, message }) => (path.length > 1 ? `${toPathText(path)}: ${message}` : message))
  const more = problems.length > mostExplained ? ` And ${problems.length - mostExplained} more.` : ''
  return `${sentences.join(' ')}${more}`
}
