import { replyHeaders } from '../../contracts/envelope.ts'
import type { Requirement } from '../rule.ts'
import { control, findHeader, isAdmitted, parseObject, pick } from './answers.ts'
import { contentTypeSource, driftRules } from './drift.ts'
import { evaluateCode, hasNoDrift, type ServerEvaluation, type ServerRuleRow, toEvaluation } from './evaluate.ts'
import type { ServerContext } from './request.ts'

const general = { page: 68926 }
const callPage = { page: 68932 }

/** The rules that every answer is compared with, by what they are about. */
const driftRows: {
  readonly [About in keyof typeof driftRules]: Pick<Requirement, 'severity' | 'title' | 'reason' | 'source' | 'fix'>
} = {
  status: {
    severity: 'error',
    title: 'Answers every request with HTTP status 200',
    reason: 'ErrorCode alone shows whether a request succeeded; clients treat any other status as a network failure.',
    source: general,
    fix: 'Answer with status 200, refusals included, and put the reason into ErrorCode and ErrorInfo.',
  },
  contentType: {
    severity: 'warning',
    title: 'Sends the Content-Type application/json',
    reason: 'Clients that go by the type do not parse anything else as JSON.',
    source: contentTypeSource,
    fix: 'Send Content-Type: application/json; charset=utf-8 with every answer.',
  },
  json: {
    severity: 'error',
    title: 'Answers with a JSON object and nothing around it',
    reason: 'An answer that cannot be parsed shows neither what happened nor whether to retry.',
    source: general,
    fix: 'Answer with one JSON object, also for internal errors; remove HTML pages and debugging output.',
  },
  envelope: {
    severity: 'error',
    title: 'Sends ErrorCode, ErrorInfo, ActionStatus and RequestId in every answer, each in its type',
    reason: 'Clients read these four fields of every answer: an integer, a string, OK or FAIL, and a string.',
    source: callPage,
    fix: 'Put all four fields into every answer; ErrorCode without quotes.',
  },
  requestId: {
    severity: 'error',
    title: 'Sends a RequestId of the form Id-, 32 hexadecimal digits, -O-Seq- and a number',
    reason: 'The samples of all pages have this form, and clients recognize it in logs.',
    source: callPage,
    fix: 'Make it of Id-, 32 lowercase hexadecimal digits, -O-Seq- and a decimal number.',
  },
  actionStatus: {
    severity: 'error',
    title: 'Sends OK as ActionStatus if ErrorCode is 0, and FAIL otherwise',
    reason: 'Some clients read one of the two fields and some the other, so they must agree.',
    source: general,
    fix: 'Derive ActionStatus from ErrorCode, in one place.',
  },
  errorInfo: {
    severity: 'error',
    title: 'Sends an empty ErrorInfo on success, and the reason of a refusal otherwise',
    reason: 'Clients show it to people, and some treat any text in it as an error.',
    source: general,
    fix: 'Leave ErrorInfo empty if ErrorCode is 0, and put the reason into it otherwise.',
  },
  errorCode: {
    severity: 'error',
    title: 'Returns only the ErrorCodes that are documented for the command',
    reason: 'Clients decide by the code what to do next, and know only those that its page lists.',
    source: general,
    fix: "Return a code that the command's page lists, or one of the platform's.",
  },
  response: {
    severity: 'error',
    title: 'Sends Response if the command has one and succeeded, and not otherwise',
    reason: 'Response holds what was requested; commands that return nothing have none.',
    source: callPage,
    fix: 'Put what was requested into Response, and omit it from refusals.',
  },
  missing: {
    severity: 'error',
    title: 'Sends every field of Response',
    reason: 'A client that reads a missing field fails, or takes it for empty.',
    source: callPage,
    fix: 'Always send the field, empty or 0 if there is no value.',
  },
  type: {
    severity: 'error',
    title: 'Sends every field of Response in its type',
    reason: 'Most languages distinguish a number from the same number in quotes.',
    source: callPage,
    fix: "Send the field in the type that the command's page documents.",
  },
  value: {
    severity: 'error',
    title: 'Sends only documented values in fields of Response',
    reason: 'Clients that compare values have no case for another one.',
    source: callPage,
    fix: 'Send one of the documented values, in the same letter case.',
  },
  extra: {
    severity: 'warning',
    title: 'Sends no fields that the contract does not know',
    reason: 'Clients developed against this server come to rely on fields that the service does not have.',
    source: { assumed: 'no page says that its list of fields is complete' },
    fix: 'Remove the field.',
  },
}

const driftTable = Object.entries(driftRules).map(([name, id]): ServerRuleRow => {
  // The entries of a constant have its keys.
  const about = name as keyof typeof driftRules
  return { id, group: 'answers', ...driftRows[about], evaluate: hasNoDrift(about) }
})

/** The rules on every answer, whatever was requested. */
export const answerRules: readonly ServerRuleRow[] = [
  ...driftTable,
  {
    id: 'RB-P14',
    group: 'answers',
    severity: 'error',
    title: 'Sends a new RequestId with each answer',
    reason: 'The vendor finds a request by it.',
    source: general,
    fix: 'Make a new RequestId for each request, refusals included.',
    evaluate: evaluateRequestIds,
  },
  {
    id: 'RB-P15',
    group: 'answers',
    severity: 'warning',
    title: 'Sends the three Access-Control headers of the sample',
    reason: 'Browsers let a page read an answer only with these headers.',
    source: general,
    fix: 'Send Access-Control-Allow-Origin: *, Access-Control-Allow-Headers: X-Requested-With and Access-Control-Allow-Methods: POST.',
    evaluate: evaluateHeaders,
  },
  {
    id: 'RB-P16',
    group: 'answers',
    severity: 'error',
    title: 'Answers every request',
    reason:
      'The service itself gives up after 3 s and says so; a client without an answer does not know what happened.',
    source: general,
    fix: "Answer every request within 3 s. The server's log may show what happened to these.",
    evaluate: ({ runs }) =>
      runs.flatMap(({ probe, attempts }): ServerEvaluation[] => {
        const silent = attempts.find(({ outcome }) => 'unanswered' in outcome)?.outcome
        if (attempts.length === 0) return []
        return [toEvaluation(probe.id, silent && 'unanswered' in silent ? silent.unanswered : undefined)]
      }),
  },
  {
    id: 'RB-P17',
    group: 'answers',
    severity: 'error',
    title: 'Admits an administrator whose UserSig is valid',
    reason: 'Every other request differs from this one in one respect only.',
    source: general,
    fix: 'If the server is right, the credentials are not: compare --sdkappid, --secret-key, --usersig and --identifier with what it expects.',
    evaluate: context => [
      evaluateCode(context, control, got =>
        toEvaluation(control, isAdmitted(context) ? undefined : { code: 'not-admitted', got }),
      ),
    ],
  },
]

function evaluateRequestIds({ runs }: ServerContext): readonly ServerEvaluation[] {
  const seen = new Map<string, string>()
  let repeated: ServerEvaluation | undefined
  for (const { probe, attempts } of runs) {
    for (const { outcome } of attempts) {
      const got = 'status' in outcome ? pick(parseObject(outcome.text), 'RequestId') : undefined
      if (typeof got !== 'string') continue
      const first = seen.get(got)
      if (first !== undefined)
        repeated ??= toEvaluation(probe.id, { code: 'repeated-request-id', got, first }, 'RequestId')
      seen.set(got, probe.id)
    }
  }
  if (repeated) return [repeated]
  return [seen.size > 1 ? toEvaluation(control, undefined) : { unclear: { code: 'no-request-ids' } }]
}

const expectedHeaders = Object.entries(replyHeaders).filter(([name]) => name.startsWith('Access-Control'))

function evaluateHeaders({ runs }: ServerContext): readonly ServerEvaluation[] {
  for (const { probe, attempts } of runs) {
    for (const { template, outcome } of attempts) {
      if (!('status' in outcome) || template.method === 'OPTIONS') continue
      for (const [field, expected] of expectedHeaders) {
        const name = field.toLowerCase()
        const got = findHeader(outcome, name)
        if (got !== expected) return [toEvaluation(probe.id, { code: 'field', field, expected, got }, name)]
      }
    }
  }
  return runs.some(({ attempts }) => attempts.length > 0) ? [toEvaluation(control, undefined)] : []
}
