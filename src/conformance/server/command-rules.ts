import { preflight } from '../../contracts/envelope.ts'
import { errors } from '../../contracts/errors.ts'
import type { ProbeAnswer, ProbeAttempt } from '../probe-runner.ts'
import {
  findAnswer,
  findCode,
  findErrorCode,
  findHeader,
  findResponse,
  isAdmitted,
  parseObject,
  pick,
  pickList,
} from './answers.ts'
import {
  evaluateCode,
  evaluateExpected,
  findUnclear,
  refuses,
  returns,
  type ServerEvaluation,
  type ServerRuleRow,
  toEvaluation,
} from './evaluate.ts'
import type { ServerDetail } from './messages.ts'
import { findFirstRecord, findStartedCall, perPage, type ServerProbeId, settings, toStartBody } from './probes.ts'
import type { RequestTemplate, ServerRunContext } from './request.ts'

const notFound = errors.CallNotFound.code

const refusal = (ErrorCode: number) => ({ ErrorCode, ErrorInfo: 'refused', ActionStatus: 'FAIL', Response: undefined })

/** A value that differs from the expected one, as the detail of a violation; undefined if it does not. */
const compare = (field: string, expected: unknown, got: unknown): ServerDetail | undefined =>
  got === expected ? undefined : { code: 'field', field, expected, got }

/** The rules on what each command does. */
export const commandRules: readonly ServerRuleRow[] = [
  {
    id: 'RB-P35',
    group: 'calls',
    title: 'Returns 101004 if get_call_info names a call that does not exist',
    reason: 'Clients learn by this code that a call is over.',
    source: { page: 68932 },
    fix: 'Return 101004 for the id of a call that does not exist or has ended.',
    example: { probes: ['unknown-call'], json: { ErrorCode: 101_001 } },
    evaluate: context =>
      isAdmitted(context) ? refuses(['unknown-call'], 'CallNotFound')(context) : [{ unclear: { code: 'not-let-in' } }],
  },
  {
    id: 'RB-P36',
    group: 'calls',
    title: 'Returns the call that was requested',
    reason: 'CallInfo.CallId is the id that was requested; a client may track many calls at once.',
    source: { page: 68932 },
    fix: 'Look the call up by CallId, and send its id back.',
    example: { probes: ['known-call'], json: { 'Response.CallInfo.CallId': 'another-call' } },
    evaluate: context => [
      ...returns('known-call', ({ target }) => compareCallId(context, 'known-call', target.callId))(context),
      ...returns('started-call', () => compareCallId(context, 'started-call', findStartedCall(context)))(context),
    ],
  },
  {
    id: 'RB-P37',
    group: 'records',
    title: 'Returns 101050 if get_record_by_callid names a call without a record',
    reason: 'A client that requests a record too early learns by this code to wait.',
    source: { page: 68930 },
    fix: 'Return 101050 for the id of a call that has no record.',
    example: { probes: ['unknown-record'], json: { ErrorCode: 101_001 } },
    evaluate: refuses(['unknown-record'], 'RecordNotFound'),
  },
  {
    id: 'RB-P38',
    group: 'records',
    title: 'Returns the same record by its id as in a list',
    reason: 'Both commands return the same record.',
    source: { page: 68930 },
    fix: 'Read both from the same place.',
    example: { probes: ['record'], json: { 'Response.CallRecord.EndTime': 1 } },
    evaluate: returns('record', findRecordDifference),
  },
  {
    id: 'RB-P39',
    group: 'records',
    title: 'Lists records by StartTime, the oldest first',
    reason: 'Clients that read page by page rely on one order.',
    source: { assumed: 'no page names the order; the sample is in this one' },
    fix: 'Sort by StartTime before cutting a page.',
    example: { probes: ['records'], json: { 'Response.CallRecordList.1.StartTime': 1 } },
    evaluate: evaluateRecordOrder,
  },
  {
    id: 'RB-P40',
    group: 'records',
    title: 'Returns the page of records that was requested',
    reason: 'NumberPerPage is the most records of a page, and Page is its number.',
    source: { page: 68931 },
    fix: 'Skip (Page - 1) times NumberPerPage records, send at most NumberPerPage, and send Page back.',
    example: { probes: ['second-page'], json: { 'Response.CallRecordList': [] } },
    evaluate: context => [
      ...returns('records', findFirstPageMistake)(context),
      ...returns('second-page', findSecondPageMistake)(context),
    ],
  },
  {
    id: 'RB-P41',
    group: 'records',
    title: 'Returns an empty page with Page 0 past the last page',
    reason: 'Clients that read page by page must notice the end.',
    source: { assumed: 'page 68931 says that there is data if Page is above 0, and no more' },
    fix: 'Return Page 0 and an empty CallRecordList if a page has no records.',
    example: { probes: ['past-the-end'], json: { 'Response.Page': 1 } },
    evaluate: returns('past-the-end', context => {
      const response = findResponse(context, 'past-the-end')
      const { length } = pickList(response, 'CallRecordList')
      if (length > 0) return { code: 'page-length', expected: '0', got: length }
      return compare('Page', 0, pick(response, 'Page'))
    }),
  },
  {
    id: 'RB-P42',
    group: 'records',
    title: 'Returns 101050 if no record matches the filter',
    reason: 'The code is documented for records that do not exist.',
    source: { page: 68931 },
    fix: 'Return 101050 if no record matches the filter.',
    example: { probes: ['of-tomorrow'], json: { ErrorCode: 101_001 } },
    evaluate: refuses(['of-tomorrow'], 'RecordNotFound'),
  },
  {
    id: 'RB-P43',
    group: 'records',
    title: 'Lists only records that match the filter',
    reason: 'StartTime, EndTime and CallResult select the calls.',
    source: { page: 68931 },
    fix: 'Leave out records that do not match before cutting a page.',
    example: { probes: ['of-one-result'], json: { 'Response.CallRecordList.0.CallResult': 'Offline' } },
    evaluate: context => [
      ...returns('of-one-result', () => findUnfiltered(context, 'of-one-result', 'CallResult'))(context),
      ...returns('of-one-second', () => findUnfiltered(context, 'of-one-second', 'StartTime'))(context),
    ],
  },
  {
    id: 'RB-P44',
    group: 'callbacks',
    title: 'Returns 100301 if no callback is configured',
    reason: 'The code is documented for this case.',
    source: { page: 68937 },
    fix: 'Return 100301 for get_callback if no callback is configured.',
    example: { probes: ['callback'], json: { ErrorCode: 100_001 } },
    evaluate: context =>
      (['callback', 'get-none'] as const).map(probe =>
        findCode(context, probe) === 0
          ? { unclear: { code: 'callback-configured' } }
          : evaluateExpected(context, probe, [errors.CallbackNotSet.code]),
      ),
  },
  {
    id: 'RB-P45',
    group: 'callbacks',
    title: 'Returns the configuration that was set',
    reason: 'get_callback returns what set_callback was given.',
    source: { page: 68938 },
    fix: 'Store Url and CallbackCommandList as they are, and return both.',
    example: { probes: ['get-one'], json: { 'Response.Url': 'https://ringback.invalid/one/' } },
    evaluate: evaluateSettings('set-one', 'get-one', 0),
  },
  {
    id: 'RB-P46',
    group: 'callbacks',
    title: 'Replaces the configuration with the next one that is set',
    reason: 'An application has one configuration; the last one counts.',
    source: { page: 68938 },
    fix: 'Overwrite both fields of the previous configuration.',
    example: { probes: ['get-other'], json: { 'Response.CallbackCommandList': settings[0].CallbackCommandList } },
    evaluate: evaluateSettings('set-other', 'get-other', 1),
  },
  {
    id: 'RB-P47',
    group: 'callbacks',
    title: 'Deletes the configuration',
    reason: 'No callback is sent from then on.',
    source: { page: 68939 },
    fix: 'Delete the configuration; get_callback returns 100301 from then on.',
    example: { probes: ['get-none'], json: { ErrorCode: 0, ErrorInfo: '', ActionStatus: 'OK', Response: settings[1] } },
    evaluate: context => [
      evaluateCode(context, 'delete', deleted =>
        deleted === 0
          ? evaluateCode(context, 'get-none', code =>
              toEvaluation('get-none', code === 0 ? { code: 'settings-kept' } : undefined),
            )
          : evaluateExpected(context, 'delete', [0]),
      ),
    ],
  },
  {
    id: 'RB-P48',
    group: 'callbacks',
    title: 'Accepts the deletion of a configuration that does not exist',
    reason: 'A client that cleans up does not have to look first.',
    source: { assumed: 'page 68939 lists no code for it' },
    fix: 'Return success if there is nothing to delete.',
    example: { probes: ['delete-none'], json: refusal(100_001) },
    evaluate: context => {
      // If the first deletion is refused, or has no effect, the second shows nothing.
      if (findCode(context, 'delete') !== 0)
        return [{ unclear: context.find('delete')?.skipped ?? { code: 'nothing-deleted' } }]
      return [evaluateExpected(context, 'delete-none', [0])]
    },
  },
  {
    id: 'RB-P50',
    group: 'calls',
    title: 'Starts the call that was requested',
    reason: 'The call exists at once, with the robot in it, of the requested media type and in the requested room.',
    source: {
      assumed:
        'the page starts a call and returns its id; that get_call_info returns it at once, with the robot in it, follows from no sentence',
    },
    fix: 'Create the call before answering, so that get_call_info returns it.',
    example: { probes: ['started-call'], json: { 'Response.CallInfo.MediaType': 'Audio' } },
    evaluate: context => [
      evaluateCode(context, 'start', code =>
        code === 0 ? evaluateStarted(context) : evaluateExpected(context, 'start', [0]),
      ),
    ],
  },
  {
    id: 'RB-P52',
    group: 'calls',
    title: 'Ends a call',
    reason: 'The call does not exist from then on.',
    source: { page: 74506 },
    fix: 'End the call before answering, and return 101004 for get_call_info from then on.',
    example: { probes: ['end'], json: refusal(101_001) },
    evaluate: context => {
      // A call that does not exist right after its start is reported by another rule.
      if (findCode(context, 'started-call') === notFound) return [{ unclear: { code: 'no-call-to-end' } }]
      return [
        evaluateCode(context, 'end', code =>
          code === 0 ? evaluateExpected(context, 'ended-call', [notFound]) : evaluateExpected(context, 'end', [0]),
        ),
      ]
    },
  },
  {
    id: 'RB-P53',
    group: 'calls',
    title: 'Returns 101004 if end_call names a call that does not exist',
    reason: 'The code is documented for a call that does not exist.',
    source: { page: 74506 },
    fix: 'Return 101004 for the id of a call that does not exist or has ended.',
    example: { probes: ['end-unknown'], json: { ErrorCode: 101_001 } },
    evaluate: refuses(['end-unknown'], 'CallNotFound'),
  },
  {
    id: 'RB-P54',
    group: 'records',
    title: 'Keeps a record of a call that has ended',
    reason: 'It can be requested five seconds after the end.',
    source: { page: 68930 },
    fix: 'Write the record when the call ends; it may become available 5 s later.',
    example: { probes: ['ended-record'], json: refusal(101_050) },
    evaluate: context => [
      evaluateCode(context, 'ended-record', got => {
        if (got !== 0) return toEvaluation('ended-record', { code: 'record-late', got, seconds: 8 })
        const id = pick(findResponse(context, 'ended-record'), 'CallRecord', 'CallId')
        return toEvaluation('ended-record', compare('CallRecord.CallId', findStartedCall(context), id))
      }),
    ],
  },
  {
    id: 'RB-P55',
    group: 'limits',
    title: 'Accepts 200 requests in one second and refuses the rest',
    reason: 'A client that never meets the limit here meets it in production first.',
    source: { page: 68932 },
    fix: 'Count the accepted requests of each application and command, and return 60007 beyond 200 in one second.',
    example: { probes: ['flood'], json: { ErrorCode: 101_004 } },
    evaluate: evaluateLimit,
  },
  {
    id: 'RB-P56',
    group: 'browsers',
    title: "Allows a browser's preflight for a POST of JSON",
    reason: 'A page cannot post application/json across origins otherwise.',
    source: preflight.source,
    fix: 'Answer OPTIONS with 204, Access-Control-Allow-Origin: *, and Content-Type among Access-Control-Allow-Headers, before any other check.',
    example: { probes: ['preflight'], status: 405 },
    evaluate: context => {
      const answer = findAnswer(context, 'preflight')
      return [
        answer
          ? evaluatePreflight(answer)
          : { unclear: context.find('preflight')?.skipped ?? { code: 'no-preflight' } },
      ]
    },
  },
]

const compareCallId = (context: ServerRunContext, probe: ServerProbeId, expected: string | undefined) =>
  compare('CallInfo.CallId', expected, pick(findResponse(context, probe), 'CallInfo', 'CallId'))

function findRecordDifference(context: ServerRunContext): ServerDetail | undefined {
  const byId = pick(findResponse(context, 'record'), 'CallRecord')
  const other = Object.entries(findFirstRecord(context) ?? {}).find(
    ([name, value]) => JSON.stringify(pick(byId, name)) !== JSON.stringify(value),
  )
  return other && { code: 'records-differ', field: other[0], got: pick(byId, other[0]), listed: other[1] }
}

function evaluateRecordOrder(context: ServerRunContext): readonly ServerEvaluation[] {
  const times = pickList(findResponse(context, 'records'), 'CallRecordList').map(record =>
    Number(pick(record, 'StartTime')),
  )
  if (new Set(times).size < 2) return [{ unclear: { code: 'one-second' } }]
  const wrong = times.findIndex((time, index) => time < (times[index - 1] ?? time))
  const detail = { code: 'record-order', earlier: times[wrong], later: times[wrong - 1] } as const
  return [toEvaluation('records', wrong === -1 ? undefined : detail, 'Response.CallRecordList[].StartTime')]
}

function findFirstPageMistake(context: ServerRunContext): ServerDetail | undefined {
  const response = findResponse(context, 'records')
  const { length } = pickList(response, 'CallRecordList')
  if (length > perPage) return { code: 'page-length', expected: `at most ${perPage}`, got: length }
  const expected = Math.min(perPage, Number(pick(response, 'TotalNum')))
  return (
    compare('Page', 1, pick(response, 'Page')) ??
    (length >= expected ? undefined : { code: 'page-length', expected: `${expected}`, got: length })
  )
}

function findSecondPageMistake(context: ServerRunContext): ServerDetail | undefined {
  const list = pickList(findResponse(context, 'second-page'), 'CallRecordList')
  const second = pickList(findResponse(context, 'records'), 'CallRecordList')[1]
  // With one record there is no second page; what is past the end is another rule's matter.
  if (second === undefined) return undefined
  if (list.length !== 1) return { code: 'page-length', expected: '1', got: list.length }
  return compare('first CallId of the second page', pick(second, 'CallId'), pick(list[0], 'CallId'))
}

function findUnfiltered(context: ServerRunContext, probe: ServerProbeId, field: string): ServerDetail | undefined {
  const expected = findFirstRecord(context)?.[field]
  const list = pickList(findResponse(context, probe), 'CallRecordList')
  const other = list.find(record => pick(record, field) !== expected)
  if (other !== undefined) return { code: 'list-field', field, expected, got: pick(other, field) }
  return list.length > 0 ? undefined : { code: 'page-length', expected: 'at least 1', got: 0 }
}

/** Compares a configuration that was read with the one that was set before; the order of its commands is free. */
function evaluateSettings(set: ServerProbeId, get: ServerProbeId, index: 0 | 1): ServerRuleRow['evaluate'] {
  const { Url, CallbackCommandList } = settings[index]
  const evaluate = returns(get, context => {
    const response = findResponse(context, get)
    const list = pickList(response, 'CallbackCommandList')
    const isSame = list.length === CallbackCommandList.length && CallbackCommandList.every(word => list.includes(word))
    return (
      compare('Url', Url, pick(response, 'Url')) ??
      (isSame ? undefined : { code: 'field', field: 'CallbackCommandList', expected: CallbackCommandList, got: list })
    )
  })
  return context =>
    findCode(context, set) === 0
      ? evaluate(context)
      : [{ unclear: context.find(set)?.skipped ?? { code: 'nothing-set' } }]
}

function evaluateStarted(context: ServerRunContext): ServerEvaluation {
  return evaluateCode(context, 'started-call', code => {
    if (code !== 0) return evaluateExpected(context, 'started-call', [0])
    const response = findResponse(context, 'started-call')
    const { CallInfo, Robot_Account } = toStartBody(context)
    // A number in quotes is another rule's matter.
    const other = Object.entries(CallInfo).find(([name, value]) => `${pick(response, 'CallInfo', name)}` !== `${value}`)
    if (other) {
      const [name, expected] = other
      return toEvaluation('started-call', compare(`CallInfo.${name}`, expected, pick(response, 'CallInfo', name)))
    }
    const isThere = pickList(response, 'UserList').some(member => pick(member, 'User_Account') === Robot_Account)
    return toEvaluation('started-call', isThere ? undefined : { code: 'robot-missing', robot: Robot_Account })
  })
}

const { TooManyRequests, AppTooFrequent, TooFrequent60018, TooFrequent60019 } = errors
const tooMany = new Set<number>(
  [TooManyRequests, AppTooFrequent, TooFrequent60018, TooFrequent60019].map(({ code }) => code),
)

function evaluateLimit(context: ServerRunContext): readonly ServerEvaluation[] {
  const { attempts = [] } = context.find('flood') ?? {}
  const requests = attempts.length
  if (requests === 0) return [{ unclear: findUnclear(context, 'flood') ?? { code: 'not-sent' } }]
  const codes = attempts.map(({ outcome }) =>
    'status' in outcome ? findErrorCode(parseObject(outcome.text)) : undefined,
  )
  const refused = codes.filter(code => code !== undefined && tooMany.has(code)).length
  const accepted = requests - refused
  if (refused > 0) {
    const isLow = accepted < 200
    return [toEvaluation('flood', isLow ? { code: 'limit-too-low', accepted, requests } : undefined)]
  }
  if (isClockFast(context)) return [{ unclear: { code: 'fast-clock' } }]
  const milliseconds = toSpan(attempts)
  // Spread over a second or more, there need not have been too many in any one second.
  if (milliseconds >= 1_000) return [{ unclear: { code: 'slow-connection', requests, milliseconds } }]
  return [toEvaluation('flood', { code: 'no-limit', requests })]
}

/** Whether the call of the run lasted longer by the server's clock, in whole seconds, than by ours. */
function isClockFast(context: ServerRunContext): boolean {
  const record = pick(findResponse(context, 'ended-record'), 'CallRecord')
  const lasted = Number(pick(record, 'EndTime')) - Number(pick(record, 'StartTime'))
  const attempts = ['start', 'end'].flatMap(id => context.find(id)?.attempts ?? [])
  return (lasted - 1) * 1_000 > toSpan(attempts)
}

/** The time from the first request to the last answer, in milliseconds. */
const toSpan = (attempts: readonly ProbeAttempt<RequestTemplate>[]) =>
  Math.max(...attempts.map(({ sentAt, took }) => sentAt + took)) - Math.min(...attempts.map(({ sentAt }) => sentAt))

function evaluatePreflight(answer: ProbeAnswer): ServerEvaluation {
  const { status } = answer
  if (status < 200 || status > 299)
    return toEvaluation('preflight', { code: 'status', expected: '204 or another 2xx', got: status }, 'status')
  const origin = findHeader(answer, 'access-control-allow-origin')
  if (origin !== '*')
    return toEvaluation(
      'preflight',
      { code: 'field', field: 'Access-Control-Allow-Origin', expected: '*', got: origin },
      'access-control-allow-origin',
    )
  const got = findHeader(answer, 'access-control-allow-headers')
  const names = (got ?? '').split(',').map(name => name.trim().toLowerCase())
  if (names.includes('content-type') || names.includes('*')) return toEvaluation('preflight', undefined)
  return toEvaluation(
    'preflight',
    { code: 'header-value', field: 'Access-Control-Allow-Headers', expected: 'Content-Type', got },
    'access-control-allow-headers',
  )
}
