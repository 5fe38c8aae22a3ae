import { replyHeaders } from '../../contracts/envelope.ts'
import { type ErrorName, toError } from '../../contracts/errors.ts'
import { type OperationName, operations } from '../../contracts/operations.ts'
import { type CommonRefusal, toCommonRefusals } from '../../contracts/refusal-order.ts'
import { keysOf } from '../../text/data.ts'
import { control, findCode, findHeader, isAdmitted, parseObject, pick } from './answers.ts'
import { commandRules } from './command-rules.ts'
import { contentTypeSource, driftRules } from './drift.ts'
import {
  evaluateCode,
  evaluateExpected,
  hasNoDrift,
  refuses,
  type ServerEvaluation,
  type ServerRule,
  type ServerRuleRow,
  toEvaluation,
  toRule,
} from './evaluate.ts'
import { orderProbes, type ServerProbeId } from './probes.ts'
import type { ServerRunContext } from './request.ts'

const general = { page: 68926 }
const callPage = { page: 68932 }

const driftRows: {
  readonly [About in keyof typeof driftRules]: Pick<ServerRule, 'title' | 'reason' | 'source' | 'fix' | 'example'>
} = {
  status: {
    title: 'Answers every request with HTTP status 200',
    reason: 'ErrorCode alone shows whether a request succeeded; clients treat any other status as a network failure.',
    source: general,
    fix: 'Answer with status 200, refusals included, and put the reason into ErrorCode and ErrorInfo.',
    example: { probes: ['unknown-call'], status: 404 },
  },
  contentType: {
    title: 'Sends the Content-Type application/json',
    reason: 'Clients that go by the type do not parse anything else as JSON.',
    source: contentTypeSource,
    fix: 'Send Content-Type: application/json; charset=utf-8 with every answer.',
    example: { headers: { 'content-type': 'text/html' } },
  },
  json: {
    title: 'Answers with a JSON object and nothing around it',
    reason: 'An answer that cannot be parsed shows neither what happened nor whether to retry.',
    source: general,
    fix: 'Answer with one JSON object, also for internal errors; remove HTML pages and debugging output.',
    example: { probes: ['array-body'], text: '<html>Bad Request</html>' },
  },
  envelope: {
    title: 'Sends ErrorCode, ErrorInfo, ActionStatus and RequestId in every answer, each in its type',
    reason: 'Clients read these four fields of every answer: an integer, a string, OK or FAIL, and a string.',
    source: callPage,
    fix: 'Put all four fields into every answer; ErrorCode without quotes.',
    example: { only: 'refusal', json: { RequestId: undefined } },
  },
  requestId: {
    title: 'Sends a RequestId of the form Id-, 32 hexadecimal digits, -O-Seq- and a number',
    reason: 'The samples of all pages have this form, and clients recognize it in logs.',
    source: callPage,
    fix: 'Make it of Id-, 32 lowercase hexadecimal digits, -O-Seq- and a decimal number.',
    example: { probes: ['known-call'], json: { RequestId: '055662e1-bc8a-469c-a334-1126c8c17d58' } },
  },
  actionStatus: {
    title: 'Sends OK as ActionStatus if ErrorCode is 0, and FAIL otherwise',
    reason: 'Some clients read one of the two fields and some the other, so they must agree.',
    source: general,
    fix: 'Derive ActionStatus from ErrorCode, in one place.',
    example: { only: 'success', json: { ActionStatus: 'FAIL' } },
  },
  errorInfo: {
    title: 'Sends an empty ErrorInfo on success, and the reason of a refusal otherwise',
    reason: 'Clients show it to people, and some treat any text in it as an error.',
    source: general,
    fix: 'Leave ErrorInfo empty if ErrorCode is 0, and put the reason into it otherwise.',
    example: { only: 'success', json: { ErrorInfo: 'success' } },
  },
  errorCode: {
    title: 'Returns only the ErrorCodes that are documented for the command',
    reason: 'Clients decide by the code what to do next, and know only those that its page lists.',
    source: general,
    fix: "Return a code that the command's page lists, or one of the platform's.",
    example: {
      probes: ['known-call'],
      json: { ErrorCode: 4_711, ErrorInfo: 'odd', ActionStatus: 'FAIL', Response: undefined },
    },
  },
  response: {
    title: 'Sends Response if the command has one and succeeded, and not otherwise',
    reason: 'Response holds what was requested; commands that return nothing have none.',
    source: callPage,
    fix: 'Put what was requested into Response, and omit it from refusals.',
    example: { only: 'refusal', json: { Response: {} } },
  },
  missing: {
    title: 'Sends every field of Response',
    reason: 'A client that reads a missing field fails, or takes it for empty.',
    source: callPage,
    fix: 'Always send the field, empty or 0 if there is no value.',
    example: { probes: ['known-call'], json: { 'Response.CallInfo.ChatGroupId': undefined } },
  },
  type: {
    title: 'Sends every field of Response in its type',
    reason: 'Most languages distinguish a number from the same number in quotes.',
    source: callPage,
    fix: "Send the field in the type that the command's page documents.",
    example: { probes: ['known-call'], json: { 'Response.CallInfo.RoomIdType': '0' } },
  },
  value: {
    title: 'Sends only documented values in fields of Response',
    reason: 'Clients that compare values have no case for another one.',
    source: callPage,
    fix: 'Send one of the documented values, in the same letter case.',
    example: { probes: ['known-call'], json: { 'Response.UserList.0.Status': 'Ringing' } },
  },
  extra: {
    title: 'Sends no fields that the contract does not know',
    reason: 'Clients developed against this server come to rely on fields that the service does not have.',
    source: { assumed: 'no page says that its list of fields is complete' },
    fix: 'Remove the field.',
    example: { json: { Took: 3 } },
  },
}

const driftTable = keysOf(driftRules).map(
  (about): ServerRuleRow => ({
    id: driftRules[about],
    group: 'answers',
    ...driftRows[about],
    evaluate: hasNoDrift(about),
  }),
)

const answerRules: readonly ServerRuleRow[] = [
  ...driftTable,
  {
    id: 'RB-P14',
    group: 'answers',
    title: 'Sends a new RequestId with each answer',
    reason: 'The vendor finds a request by it.',
    source: general,
    fix: 'Make a new RequestId for each request, refusals included.',
    example: { only: 'refusal', json: { RequestId: `Id-${'0'.repeat(32)}-O-Seq-1` } },
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
    example: { probes: ['known-call'], headers: { 'access-control-allow-origin': undefined } },
    evaluate: evaluateHeaders,
  },
  {
    id: 'RB-P16',
    group: 'answers',
    title: 'Answers every request',
    reason:
      'The service itself gives up after 3 s and says so; a client without an answer does not know what happened.',
    source: general,
    fix: "Answer every request within 3 s. The server's log may show what happened to these.",
    example: { probes: ['array-body'], unanswered: { code: 'timeout', timeoutMs: 5_000 } },
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
    title: 'Admits an administrator whose UserSig is valid',
    reason: 'Every other request differs from this one in one respect only.',
    source: general,
    fix: 'If the server is right, the credentials are not: compare --sdkappid, --secret-key, --usersig and --identifier with what it expects.',
    example: { probes: [control], json: { ErrorCode: 70_009 } },
    evaluate: context => [
      evaluateCode(context, control, got =>
        toEvaluation(control, isAdmitted(context) ? undefined : { code: 'not-admitted', got }),
      ),
    ],
  },
]

function evaluateRequestIds({ runs }: ServerRunContext): readonly ServerEvaluation[] {
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

function evaluateHeaders({ runs }: ServerRunContext): readonly ServerEvaluation[] {
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

/** A rule that restates a refusal of the contract: the code, the condition, the source and the severity follow from it. */
interface DocumentedRefusal {
  readonly id: string
  /** The place of the refusal in the order of the service; of several the first with `observed` or a page counts. */
  readonly order: CommonRefusal['order']
  /** The command whose contract names the refusal; `get_call_info` if absent. */
  readonly command?: OperationName
  readonly probes: readonly [ServerProbeId, ...ServerProbeId[]]
  /** The condition as far as the probes show it, where the contract's goes further. */
  readonly when?: string
  /** Further errors that are accepted. */
  readonly orElse?: readonly ErrorName[]
  readonly reason?: string
  readonly fix?: string
}

const documentedRefusals: readonly DocumentedRefusal[] = [
  {
    id: 'RB-P18',
    order: 14,
    probes: ['get-method'],
    reason: 'The API accepts POST only.',
    fix: 'Return 60008 for every method other than POST, after the identity checks.',
  },
  {
    id: 'RB-P19',
    order: 2,
    probes: ['unknown-command'],
    reason: 'A client must be able to distinguish a mistyped path from a call that does not exist.',
  },
  { id: 'RB-P20', order: 3, probes: ['no-sdkappid'] },
  { id: 'RB-P21', order: 4, probes: ['odd-sdkappid'], when: 'sdkappid is not a decimal integer' },
  { id: 'RB-P22', order: 5, probes: ['no-contenttype', 'odd-contenttype'] },
  {
    id: 'RB-P23',
    order: 6,
    probes: ['no-random', 'large-random'],
    when: 'random is missing or above 4294967295',
    reason: 'Page 68926 requires a random unsigned 32-bit integer.',
  },
  { id: 'RB-P24', order: 7, probes: ['no-identifier', 'no-usersig'], when: 'identifier or usersig is missing' },
  { id: 'RB-P25', order: 8, probes: ['odd-usersig'] },
  {
    id: 'RB-P26',
    order: 9,
    probes: ['other-app'],
    fix: 'Compare TLS.sdkappid of the UserSig with sdkappid, and return 70014 if they differ.',
  },
  {
    id: 'RB-P27',
    order: 10,
    probes: ['other-user'],
    fix: 'Compare TLS.identifier of the UserSig with identifier, and return 70013 if they differ.',
  },
  {
    id: 'RB-P28',
    order: 11,
    probes: ['wrong-key'],
    reason: 'A server that does not check the signature admits everybody.',
    fix: "Compute the signature with the application's key, compare, and return 70009 if they differ.",
  },
  {
    id: 'RB-P29',
    order: 12,
    probes: ['expired'],
    reason: 'A client must renew its UserSig before the service refuses it.',
    fix: 'Return 70001 from TLS.time + TLS.expire on.',
  },
  {
    id: 'RB-P30',
    order: 13,
    probes: ['no-administrator'],
    orElse: ['AccountNotImported'],
    reason: 'Only administrators of the application may call the API.',
    fix: 'Return 60010 if identifier is not an administrator, or 70107 if the account does not exist.',
  },
  { id: 'RB-P32', order: 16, probes: ['empty-body', 'no-json', 'array-body'] },
  {
    id: 'RB-P33',
    order: 17,
    probes: ['no-call-id', 'number-call-id'],
    when: 'CallId is missing or not a string',
    fix: 'Validate the fields before looking for the call, and return 101002.',
  },
  {
    id: 'RB-P34',
    order: 17,
    command: 'get_record_by_filter',
    probes: ['record-no-call-id', 'filter-text-page'],
    when: 'a field of a record command is missing or of the wrong type',
    reason: 'A mistake in a filter must not look like an empty answer.',
    fix: 'Validate the fields before looking for records, and return 101002.',
  },
  {
    id: 'RB-P49',
    order: 17,
    command: 'set_callback',
    probes: ['set-no-url'],
    when: 'a callback configuration has no Url',
    fix: 'Validate Url and CallbackCommandList, and return 100002.',
  },
  {
    id: 'RB-P51',
    order: 17,
    command: 'start_call_by_robot',
    probes: ['start-no-callees', 'start-short'],
    when: 'a call is started without callees or with a Timeout that is too short',
    reason: 'The page requires at least one callee and 10000 to 600000 ms.',
    fix: 'Validate the fields of the body, and return 101002.',
  },
]

function toRefusalRow(row: DocumentedRefusal): ServerRuleRow {
  const { id, order, command = 'get_call_info', probes, orElse = [] } = row
  const all = toCommonRefusals(operations[command]).filter(refusal => refusal.order === order)
  const refusal = all.find(({ source }) => !('assumed' in source)) ?? all[0]
  if (!refusal) throw new Error(`No refusal has the order ${order}.`)
  const { code } = toError(refusal.refuse)
  const when = row.when ?? refusal.when
  return {
    id,
    group: 'refusals',
    title: `Returns ${code} if ${when}`,
    reason: row.reason ?? `The service returns ${code} in this case, and clients decide by the code what to do next.`,
    source: refusal.source,
    fix: row.fix ?? `Return ${code} if ${when}.`,
    example: { probes: [probes[0]], json: { ErrorCode: toError('TooManyRequests').code } },
    evaluate: refuses(probes, refusal.refuse, ...orElse),
  }
}

const refusalRules: readonly ServerRuleRow[] = [
  ...documentedRefusals.map(toRefusalRow),
  {
    id: 'RB-P31',
    group: 'refusals',
    title: 'Reports the first of several mistakes, in the order of the service',
    reason: 'A client that has fixed one mistake must see the next one.',
    source: { assumed: 'no page says in which order the query is checked' },
    fix: 'Check the path, sdkappid, contenttype, random, identifier and usersig first, then the identity, the method and, last, the body.',
    example: { probes: ['order-random'], json: { ErrorCode: 60_007 } },
    evaluate: context =>
      orderProbes.map(({ id, expected: name, alone }) =>
        evaluateCode(context, id, got => {
          const expected = toError(name).code
          // If the first mistake alone is refused with another code, another rule reports it.
          if (got !== expected && findCode(context, alone) !== expected)
            return { unclear: { code: 'alone-differs', alone, expected } }
          return evaluateExpected(context, id, [expected])
        }),
      ),
  },
]

/** Every rule on servers, in the order of its id. */
export const serverRules: readonly ServerRule[] = [...answerRules, ...refusalRules, ...commandRules]
  .map(toRule)
  .toSorted((one, other) => one.id.localeCompare(other.id))
