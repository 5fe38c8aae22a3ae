import {
  callbackAnswer,
  callbackTimeoutMs,
  callbackTimeoutSource,
  documentedForChat,
} from '../../contracts/callback.ts'
import { explainIssues } from '../../contracts/messages.ts'
import { parseJson } from '../../text/data.ts'
import { formatValue } from '../../text/format.ts'
import type { AnswerChange, ProbeAttempt, ProbeOutcome } from '../probe-runner.ts'
import { explainFailure, skipMessages } from '../probe-runner.ts'
import type { DetailOf, Evaluation, Requirement, Rule } from '../rule.ts'
import type { ReceiverProbeId } from './probes.ts'
import {
  type CallbackTemplate,
  isOtherShapeAccepted,
  type ReceiverContext,
  type ReceiverProbeRun,
  toReading,
} from './request.ts'

/** What a receiver returned, and what is known besides. */
interface Got {
  readonly outcome: ProbeOutcome
  /** Whether nothing has answered since. */
  readonly gone?: boolean | undefined
}

const explainOutcome = (outcome: ProbeOutcome): string =>
  'unanswered' in outcome
    ? explainFailure(outcome.unanswered)
    : `Got HTTP status ${outcome.status} and ${outcome.text === '' ? 'an empty body' : formatValue(parse(outcome.text))}.`

function parse(text: string): unknown {
  const json = parseJson(text)
  return json === undefined ? text : json
}

const explainGot = (expected: string, { outcome, gone }: Got): string =>
  `Expected ${expected}. ${explainOutcome(outcome)}${gone ? ' Nothing has answered since.' : ''}`

const noSign =
  ' No token is configured, so no Sign was sent. If the receiver requires one, pass its token with --token.'

/** Every message of the rules on receivers: violations first, then reasons why a rule was not exercised. */
export const receiverMessages = {
  'not-accepted': (got: Got) => explainGot('the callback to be accepted', got),
  'not-accepted-unsigned': (got: Got) => `${explainGot('the callback to be accepted', got)}${noSign}`,
  'not-refused': (got: Got) => explainGot('the callback to be refused', got),
  status: (got: Got) => explainGot('HTTP status 200', got),
  late: (got: Got) => explainGot('an answer in time', got),
  'not-json': (got: Got) => explainGot('JSON', got),
  fields: ({ sentences }: { readonly sentences: string }) => sentences,
  'not-answered': (got: Got) => explainGot('an answer', got),
  shape: ({ outcome, field }: Got & { readonly field: 'present' | 'absent' }) =>
    `${explainGot('the callback to be accepted', { outcome })} With MediaType ${field} it was accepted.`,

  'no-status-200': () => 'No answer had HTTP status 200.',
  'no-json': () => 'No answer was JSON.',
  'no-answer-in-time': () => 'No answer came in time.',
  'no-answer': ({ outcome }: { readonly outcome: ProbeOutcome }) => explainOutcome(outcome),
  'unknown-refusal': () => 'No answer came in time, so it is unknown whether it was refused.',
  'no-shape': () => 'The receiver accepted neither shape.',
  ...skipMessages,
}

/** A callback of a probe: the probe, the position among its callbacks from 0, and their number. */
export interface ReceiverSubject {
  readonly probe: string
  readonly index: number
  readonly of: number
}

/** A rule on receivers, with an example of a receiver that breaks it. */
interface ReceiverRule extends Rule<ReceiverContext, ReceiverSubject> {
  /** The probes that it evaluates. */
  readonly probes: readonly ReceiverProbeId[]
  readonly example: AnswerChange<ReceiverProbeId>
}

type ReceiverDetail = DetailOf<typeof receiverMessages>

/** What one callback shows about a rule: nothing more if it is kept. */
type Shown = { readonly broken?: ReceiverDetail; readonly unclear?: ReceiverDetail }

interface Row extends Omit<Requirement, 'group' | 'severity'>, Pick<ReceiverRule, 'probes' | 'example'> {
  /** An error if absent. */
  readonly severity?: 'warning'
  /** Whether it compares the shapes of start callbacks; other rules ignore a shape that was refused if the other was accepted. */
  readonly comparesShapes?: true
  readonly evaluateOne: (
    attempt: ProbeAttempt<CallbackTemplate>,
    details: { readonly run: ReceiverProbeRun; readonly index: number; readonly isOtherAccepted: boolean },
  ) => Shown
}

const kept: Shown = {}

const accepted = '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}'

const life = ['start-call', 'member-changed', 'end-call'] as const

const mustBeAccepted: Row['evaluateOne'] = ({ outcome }, { run: { gone } }) =>
  toReading(outcome) === 'accepted' ? kept : { broken: { code: 'not-accepted', outcome, gone } }

/** A connection that is closed without an answer is a refusal, if the receiver survives it. */
const mustBeRefused: Row['evaluateOne'] = ({ outcome }, { run: { gone } }) => {
  const reading = toReading(outcome)
  if (reading === 'late') return { unclear: { code: 'unknown-refusal' } }
  const isRefused = reading === 'refused' || (reading === 'unanswered' && !gone)
  return isRefused ? kept : { broken: { code: 'not-refused', outcome, gone } }
}

/** The refusal of an unsigned callback, which a missing token may explain. */
function toRefusal({ outcome, request }: ProbeAttempt<CallbackTemplate>): ReceiverDetail {
  const isUnsigned = !/[?&]Sign=/.test(request.url)
  const asksForSign =
    'status' in outcome &&
    ((outcome.status >= 400 && outcome.status < 500) || /\bsign(?:ature|ed)?\b/i.test(outcome.text))
  return { code: isUnsigned && asksForSign ? 'not-accepted-unsigned' : 'not-accepted', outcome }
}

/** Why the body of an answer cannot be evaluated; undefined if it can. */
function findNoJson({ outcome }: ProbeAttempt<CallbackTemplate>): Shown | undefined {
  if (!('status' in outcome) || outcome.status !== 200) return { unclear: { code: 'no-status-200' } }
  return parseJson(outcome.text) === undefined ? { unclear: { code: 'no-json' } } : undefined
}

const rows: readonly Omit<Row, 'group'>[] = [
  {
    id: 'RB-W01',
    title: 'Answers the callbacks of a call with HTTP status 200',
    reason: 'A callback that is answered with any other status has failed.',
    source: { page: 34354 },
    fix: 'Answer with status 200 as soon as a callback is stored. If it was 401 or 403, compare --sdkappid and --token with what the receiver expects; if 404 or 405, compare the path, and check that it accepts POST.',
    probes: life,
    example: { probes: ['member-changed'], status: 500 },
    evaluateOne: attempt => {
      const { outcome } = attempt
      if (toReading(outcome) === 'late') return { unclear: { code: 'no-answer-in-time' } }
      if ('status' in outcome && outcome.status === 200) return kept
      const refusal = toRefusal(attempt)
      return { broken: refusal.code === 'not-accepted' ? { code: 'status', outcome } : refusal }
    },
  },
  {
    id: 'RB-W02',
    title: `Answers within ${callbackTimeoutMs / 1_000} s`,
    reason: 'The service waits no longer; then the callback has failed, or is sent again.',
    source: callbackTimeoutSource,
    fix: 'Store the callback, answer, and do the work afterwards. If nothing was answered at all, check whether the address can be reached from here.',
    probes: [...life, 'foreign-app', 'wrong-sign', 'unsigned', 'stale'],
    example: { probes: ['end-call'], unanswered: { code: 'timeout', timeoutMs: callbackTimeoutMs } },
    evaluateOne: ({ outcome }) => {
      const reading = toReading(outcome)
      if (reading === 'late') return { broken: { code: 'late', outcome } }
      return reading === 'unanswered' ? { unclear: { code: 'no-answer', outcome } } : kept
    },
  },
  {
    id: 'RB-W03',
    title: 'Answers with JSON',
    reason: 'An answer that cannot be parsed as JSON has failed.',
    source: { page: 34354 },
    fix: `Answer ${accepted}, and nothing around it.`,
    probes: life,
    example: { probes: ['start-call'], text: '<html>thank you</html>' },
    evaluateOne: attempt => {
      const shown = findNoJson(attempt)
      return shown?.unclear?.code === 'no-json'
        ? { broken: { code: 'not-json', outcome: attempt.outcome } }
        : (shown ?? kept)
    },
  },
  {
    id: 'RB-W04',
    title: 'Answers with ActionStatus, ErrorInfo and ErrorCode, each in its type',
    reason: 'All three are required: ActionStatus is OK or FAIL, ErrorInfo a string, ErrorCode an integer.',
    source: { page: 68941 },
    fix: `Answer ${accepted}; ErrorCode without quotes.`,
    probes: life,
    example: { probes: ['start-call'], text: '{"ActionStatus":"OK","ErrorInfo":""}' },
    evaluateOne: attempt => {
      const shown = findNoJson(attempt)
      if (shown) return shown
      const answer = 'text' in attempt.outcome ? parseJson(attempt.outcome.text) : undefined
      const checked = callbackAnswer.safeParse(answer)
      if (checked.success) return kept
      return { broken: { code: 'fields', sentences: explainIssues(checked.error, answer, { schema: callbackAnswer }) } }
    },
  },
  {
    id: 'RB-W05',
    title: 'Accepts the callbacks of a call',
    reason: 'ActionStatus OK means that a callback was accepted, FAIL that it was not; ErrorCode must be 0.',
    source: { page: 68941 },
    fix: "Compare --sdkappid and --token with what the receiver expects; if they are right, the receiver's log shows why it refuses a valid callback.",
    probes: life,
    example: {
      probes: ['start-call', 'start-call-sample'],
      text: '{"ActionStatus":"FAIL","ErrorInfo":"no","ErrorCode":1}',
    },
    evaluateOne: attempt =>
      findNoJson(attempt) ?? (toReading(attempt.outcome) === 'accepted' ? kept : { broken: toRefusal(attempt) }),
  },
  {
    id: 'RB-W06',
    title: 'Refuses a callback of another application',
    reason: 'The backend must verify that SdkAppid is its own: anyone can post to a public address.',
    source: { page: 68940 },
    fix: 'Compare SdkAppid of the query with your own SDKAppID before anything else, and refuse with status 403 or ActionStatus FAIL.',
    probes: ['foreign-app'],
    example: { probes: ['foreign-app'], text: accepted },
    evaluateOne: mustBeRefused,
  },
  {
    id: 'RB-W07',
    title: 'Refuses a callback whose Sign is wrong or missing',
    reason: 'Sign proves that a callback comes from the service, if the backend computes it too and compares.',
    source: documentedForChat('Sign'),
    fix: 'Compare Sign with the hexadecimal SHA-256 of token and RequestTime, concatenated; refuse if Sign or RequestTime is missing.',
    probes: ['wrong-sign', 'unsigned'],
    example: { probes: ['unsigned'], text: accepted },
    evaluateOne: mustBeRefused,
  },
  {
    id: 'RB-W08',
    severity: 'warning',
    title: 'Refuses a callback whose RequestTime is a day old',
    reason: 'A valid Sign stays valid; anyone who has seen one could send it again.',
    source: {
      assumed:
        "page 34354 does not say how old a RequestTime may be; page 64412, of the vendor's live product with the same Sign, accepts at most a minute of difference",
    },
    fix: 'Refuse a RequestTime that differs from the current time by more than a minute, and keep the clock synchronized.',
    probes: ['stale'],
    example: { probes: ['stale'], text: accepted },
    evaluateOne: mustBeRefused,
  },
  {
    id: 'RB-W09',
    title: 'Accepts a callback by POST if its own address has a query',
    reason: "The service appends its parameters to the configured address, after the address's own.",
    source: { observed: 'applications configure addresses with a query of their own' },
    fix: 'Read parameters by name, not by position, and do not compare the whole query.',
    probes: ['own-query'],
    example: { probes: ['own-query'], status: 404 },
    evaluateOne: mustBeAccepted,
  },
  {
    id: 'RB-W10',
    title: 'Accepts the same callback twice',
    reason: 'With retries enabled, a callback whose answer came too late is sent again.',
    source: documentedForChat('retries'),
    fix: 'Store it by CallId, CallbackCommand and EventTime, and answer OK to one that is already stored.',
    probes: ['duplicate'],
    example: { probes: ['duplicate'], status: 409 },
    evaluateOne: mustBeAccepted,
  },
  {
    id: 'RB-W11',
    title: 'Accepts the end of a call before its beginning',
    reason: 'One callback can overtake another, by a retry or on its own connection; if it is refused, it is lost.',
    source: { assumed: 'no page promises an order' },
    fix: 'Store the content of a callback even if the call is not known yet, and order by EventTime.',
    probes: ['out-of-order'],
    example: { probes: ['out-of-order'], status: 404 },
    evaluateOne: mustBeAccepted,
  },
  {
    id: 'RB-W12',
    title: 'Accepts two callbacks at the same time',
    reason: 'Calls are independent, and so are their callbacks.',
    source: { assumed: 'no page says that callbacks of different calls wait for each other' },
    fix: 'Serve more than one connection at a time, and hold no lock while working.',
    probes: ['at-once'],
    example: { probes: ['at-once'], status: 503 },
    evaluateOne: mustBeAccepted,
  },
  {
    id: 'RB-W13',
    title: 'Accepts fields that it does not know',
    reason: 'Bodies grow with the service, and a receiver that rejects unknown fields fails on that day.',
    source: {
      assumed:
        'no page closes the list of fields; the sample on page 68941 has one already that the table does not have',
    },
    fix: 'Read the fields you need and ignore all others, at every depth.',
    probes: ['unknown-fields'],
    example: { probes: ['unknown-fields'], status: 400 },
    evaluateOne: mustBeAccepted,
  },
  {
    id: 'RB-W14',
    severity: 'warning',
    title: 'Answers an unknown callback with HTTP status 200',
    reason: 'Other callbacks may be configured for the same address one day; all use one address.',
    source: {
      assumed: 'page 68938 has one address for the whole list, and no page says that the list is complete forever',
    },
    fix: 'Log a CallbackCommand that you do not know, and answer OK.',
    probes: ['unknown-word'],
    example: { probes: ['unknown-word'], status: 500 },
    evaluateOne: ({ outcome }, { run: { gone } }) =>
      'status' in outcome && outcome.status === 200 ? kept : { broken: { code: 'status', outcome, gone } },
  },
  {
    id: 'RB-W15',
    title: 'Accepts a body of more than 64 KiB',
    reason: 'UserList has every member, and each of them makes the body longer.',
    source: { assumed: 'no page limits a body, or the number of members' },
    fix: 'Raise the limit for bodies, in the receiver and in any proxy before it, to about 1 MiB.',
    probes: ['huge'],
    example: { probes: ['huge'], status: 413 },
    evaluateOne: mustBeAccepted,
  },
  {
    id: 'RB-W16',
    title: 'Answers a body that is not JSON, and accepts the next valid callback',
    reason: 'Anyone can post anything to a public address, and bodies are truncated in transit.',
    source: { assumed: 'no page mentions a body that is not JSON' },
    fix: 'Catch the error of parsing a body and answer with any status, or with ActionStatus FAIL if it is 200.',
    probes: ['malformed'],
    example: { probes: ['malformed'], unanswered: { code: 'connection-closed', host: '127.0.0.1' } },
    evaluateOne: (attempt, details) => {
      if (details.index > 0) return mustBeAccepted(attempt, details)
      const { outcome } = attempt
      return 'status' in outcome ? kept : { broken: { code: 'not-answered', outcome, gone: details.run.gone } }
    },
  },
  {
    id: 'RB-W17',
    severity: 'warning',
    title: 'Accepts the start of a call with CallMediaType alone and with MediaType too',
    reason:
      'The sample names the field CallMediaType, the table MediaType, and nothing public shows which of them the service sends.',
    source: { page: 68941 },
    fix: 'Read either name and ignore fields that you do not know. To test the receiver as it is, start ringback with --callback-shape sample.',
    probes: ['start-call', 'start-call-sample'],
    example: { probes: ['start-call-sample'], status: 400 },
    comparesShapes: true,
    evaluateOne: ({ outcome }, { run, isOtherAccepted }) => {
      if (isOtherAccepted)
        return { broken: { code: 'shape', outcome, field: run.probe.id === 'start-call' ? 'absent' : 'present' } }
      return toReading(outcome) === 'accepted' ? kept : { unclear: { code: 'no-shape' } }
    },
  },
]

/** Every rule on receivers, in the order of its id. */
export const receiverRules: readonly ReceiverRule[] = rows.map(({ evaluateOne, comparesShapes, ...row }) => ({
  severity: 'error',
  ...row,
  group: 'callbacks',
  messages: receiverMessages,
  evaluate: function* (context): Generator<Evaluation<ReceiverSubject, ReceiverDetail>> {
    for (const probe of row.probes) {
      const run = context.find(probe)
      const isOtherAccepted = isOtherShapeAccepted(context, probe)
      if (!run || (isOtherAccepted && !comparesShapes)) continue
      if (run.skipped) yield { unclear: run.skipped }
      for (const [index, attempt] of run.attempts.entries()) {
        const subject = { probe, index, of: run.attempts.length }
        const { broken, unclear } = evaluateOne(attempt, { run, index, isOtherAccepted })
        yield unclear ? { unclear } : broken ? { subject, broken } : { subject }
      }
    }
  },
}))
