import { type ErrorName, errors } from '../../contracts/errors.ts'
import type { OperationName } from '../../contracts/operations.ts'
import { isRecord, type JsonObject } from '../../text/data.ts'
import type { ProbeAnswer, SkipReason } from '../probe-runner.ts'
import { control, findCode, findErrorCode, findResponse, parseObject, pick, pickList } from './answers.ts'
import { type RequestTemplate, type ServerProbe, type ServerRunContext, toTemplate, toUserSig } from './request.ts'

const nobody = 'ringback-nobody'

/** How many records a page is requested to have. */
export const perPage = 5

/** The two callback configurations that a run sets; the host does not exist and never will. */
export const settings = [
  { Url: 'https://ringback.invalid/one', CallbackCommandList: ['Call.CallbackAfterEndCall'] },
  {
    Url: 'https://ringback.invalid/other?verify=1',
    CallbackCommandList: ['Call.CallbackAfterStartCall', 'Call.CallbackAfterMemberChanged'],
  },
] as const

const write = { needs: ['write'] } as const
const key = { needs: ['key'] } as const

/** What a probe requests: a template made from the run, or why it cannot be made. */
type Make = (context: ServerRunContext) => RequestTemplate | SkipReason

/** The request that every probe of the query and the UserSig differs from in one respect. */
const plain: Plain = context => toTemplate(context, 'get_call_info', { CallId: context.target.unknownCallId })

const withQuery =
  (change: (query: RequestTemplate['query']) => RequestTemplate['query']): Make =>
  context => {
    const { query, ...rest } = plain(context)
    return { ...rest, query: change(query) }
  }
const without = (name: string) => withQuery(query => omit(query, name))
const withValue = (name: string, value: string) => withQuery(query => ({ ...query, [name]: value }))
const omit = (query: RequestTemplate['query'], name: string) =>
  Object.fromEntries(Object.entries(query).filter(([other]) => other !== name))

const withUserSig =
  (sig: ToUserSig | RequestTemplate['userSig'], identifier?: string): Plain =>
  context => {
    const request = plain(context)
    const query = identifier === undefined ? request.query : { ...request.query, identifier }
    return { ...request, query, userSig: typeof sig === 'function' ? sig(context) : sig }
  }

type Plain = (context: ServerRunContext) => RequestTemplate

type ToUserSig = (context: ServerRunContext) => RequestTemplate['userSig']

const withBody =
  (command: OperationName, body: string): Make =>
  context => ({ ...toTemplate(context, command, {}), body })

const of =
  (command: OperationName, toBody: (context: ServerRunContext) => object): Make =>
  context =>
    toTemplate(context, command, toBody(context))

const unknownPath = '/v4/call_engine_http_srv/ringback_no_such_command'

/** Each mistake that the method, the path and the query can have, alone. */
const queryProbes = [
  probe(control, 'Requests a call that never existed.', plain),
  probe('get-method', 'Uses the method GET.', c => ({ ...plain(c), method: 'GET', body: '' })),
  probe('unknown-command', 'Uses a path that names no command.', c => ({ ...plain(c), path: unknownPath })),
  probe('preflight', "Sends a browser's preflight for a POST of JSON from another origin.", c => ({
    ...plain(c),
    method: 'OPTIONS',
    query: {},
    userSig: undefined,
    body: '',
    headers: {
      Origin: 'https://ringback.example',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type',
    },
  })),
  probe('no-sdkappid', 'Omits sdkappid.', without('sdkappid')),
  probe('odd-sdkappid', 'Sends an sdkappid that is not an integer.', withValue('sdkappid', 'ringback')),
  probe('no-contenttype', 'Omits contenttype.', without('contenttype')),
  probe('odd-contenttype', 'Sends xml as contenttype.', withValue('contenttype', 'xml')),
  probe('no-random', 'Omits random.', without('random')),
  probe('large-random', 'Sends a random of 33 bits.', withValue('random', '4294967296')),
  probe('no-identifier', 'Omits identifier.', without('identifier')),
  probe('no-usersig', 'Omits usersig.', withUserSig(undefined)),
] as const

const toPast = ({ startedAt }: ServerRunContext) => ({ time: Math.floor(startedAt / 1_000) - 2 * day, expire: day })

const day = 86_400

const toOtherApp = ({ target }: ServerRunContext) => (target.sdkAppId === 1400000001 ? 1400000002 : 1400000001)

const unreadable = { literal: 'ringback' }

/** Each mistake that a UserSig can have, alone. */
const identityProbes = [
  probe('odd-usersig', 'Sends a usersig that is not a UserSig.', withUserSig(unreadable)),
  probe(
    'other-app',
    'Sends a UserSig of another application.',
    withUserSig(c => toUserSig(c, { sdkAppId: toOtherApp(c) })),
    key,
  ),
  probe('other-user', 'Sends an identifier other than the UserSig.', withValue('identifier', nobody)),
  probe(
    'wrong-key',
    'Sends a UserSig made with another key.',
    withUserSig(c => toUserSig(c, { key: 'other' })),
  ),
  probe(
    'expired',
    'Sends a UserSig that expired a day ago.',
    withUserSig(c => toUserSig(c, toPast(c))),
    key,
  ),
  probe(
    'no-administrator',
    'Sends a valid UserSig of an account that is not an administrator.',
    withUserSig(c => toUserSig(c, { identifier: nobody }), nobody),
    key,
  ),
] as const

/** A request with only these parameters and no body. */
const bare = (context: ServerRunContext, query: RequestTemplate['query'] = {}): RequestTemplate => ({
  ...plain(context),
  query,
  userSig: undefined,
  body: '',
})

/** A request without a body, with another UserSig and the identifier of an account that is not an administrator. */
const emptyWith =
  (sig: ToUserSig | RequestTemplate['userSig'], method = 'POST'): Make =>
  context => ({ ...withUserSig(sig, nobody)(context), method, body: '' })

/** Each mistake together with some that the service checks later. `expected` is the refusal of the first, which the probe `alone` has alone. */
export const orderProbes = [
  order('order-command', 'Unknown command, and no query.', 'ServiceTimeout', 'unknown-command', c => ({
    ...bare(c),
    path: unknownPath,
  })),
  order('order-no-sdkappid', 'No query and no body.', 'SdkAppIdMissing', 'no-sdkappid', c => bare(c)),
  order(
    'order-sdkappid',
    'sdkappid is not an integer, and all else is missing.',
    'SdkAppIdInvalid',
    'odd-sdkappid',
    c => bare(c, { sdkappid: 'ringback' }),
  ),
  order('order-contenttype', 'sdkappid is right, and all else is missing.', 'QueryWrong', 'no-contenttype', c =>
    bare(c, { sdkappid: `${c.target.sdkAppId}` }),
  ),
  order('order-random', 'random, identifier, usersig and the body are missing.', 'HttpParseError', 'no-random', c =>
    bare(c, { sdkappid: `${c.target.sdkAppId}`, contenttype: 'json' }),
  ),
  order(
    'order-identifier',
    'identifier and the body are missing, and usersig is not a UserSig.',
    'CredentialsWrong',
    'no-identifier',
    c => ({ ...bare(c, omit(plain(c).query, 'identifier')), userSig: unreadable }),
  ),
  order(
    'order-usersig',
    'usersig is not a UserSig, the method is GET, and the body is missing.',
    'UserSigUnreadable',
    'odd-usersig',
    emptyWith(unreadable, 'GET'),
  ),
  order(
    'order-other-app',
    'The UserSig is of another application, another user and another key, and has expired.',
    'UserSigOtherApp',
    'other-app',
    emptyWith(c => toUserSig(c, { sdkAppId: toOtherApp(c), key: 'other', ...toPast(c) })),
  ),
  order(
    'order-other-user',
    'The UserSig is of another user and another key, and has expired.',
    'UserSigOtherUser',
    'other-user',
    emptyWith(c => toUserSig(c, { key: 'other', ...toPast(c) })),
  ),
  order(
    'order-wrong-key',
    'The UserSig is of another key and of an account that is not an administrator, and has expired.',
    'UserSigSignatureWrong',
    'wrong-key',
    emptyWith(c => toUserSig(c, { key: 'other', identifier: nobody, ...toPast(c) })),
  ),
  order(
    'order-expired',
    'The UserSig has expired and is of an account that is not an administrator, and the body is missing.',
    'UserSigExpired',
    'expired',
    emptyWith(c => toUserSig(c, { identifier: nobody, ...toPast(c) })),
    key,
  ),
  order(
    'order-administrator',
    'The identifier is not an administrator, the method is GET, and the body is missing.',
    'NotAdministrator',
    'no-administrator',
    emptyWith(c => toUserSig(c, { identifier: nobody }), 'GET'),
    key,
  ),
] as const

/** Each mistake that a body can have, alone. */
const bodyProbes = [
  probe('empty-body', 'Sends an empty body.', withBody('get_call_info', '')),
  probe('no-json', 'Sends a truncated body.', withBody('get_call_info', '{"CallId":')),
  probe('array-body', 'Sends an array as the body.', withBody('get_call_info', '[]')),
  probe('no-call-id', 'Omits CallId.', withBody('get_call_info', '{}')),
  probe('number-call-id', 'Sends a number as CallId.', withBody('get_call_info', '{"CallId":1}')),
  probe('record-no-call-id', 'Requests a record and omits CallId.', withBody('get_record_by_callid', '{}')),
  probe(
    'filter-text-page',
    'Requests records and sends a word as NumberPerPage.',
    withBody('get_record_by_filter', '{"NumberPerPage":"ten"}'),
  ),
] as const

/** The call that a run has started; undefined if it has started none. */
export function findStartedCall(context: ServerRunContext): string | undefined {
  const id = pick(findResponse(context, 'start'), 'CallId')
  return typeof id === 'string' ? id : undefined
}

/** The body that a run starts its call with. */
export const toStartBody = ({ target }: Pick<ServerRunContext, 'target'>) => ({
  Robot_Account: target.robot,
  CalleeList_Account: [target.callee],
  Timeout: 60_000,
  CallInfo: { MediaType: 'Video', RoomId: 'ringback-verify', RoomIdType: 2 },
})

const ofStarted =
  (command: OperationName): Make =>
  context => {
    const id = findStartedCall(context)
    return id === undefined ? { code: 'no-call-started' } : toTemplate(context, command, { CallId: id })
  }

const callProbes = [
  probe('known-call', 'Requests the call of --call-id.', c =>
    c.target.callId === undefined
      ? { code: 'needs-call' }
      : toTemplate(c, 'get_call_info', { CallId: c.target.callId }),
  ),
  probe(
    'start-no-callees',
    'Starts a call and omits CalleeList_Account.',
    of('start_call_by_robot', c => ({ ...toStartBody(c), CalleeList_Account: undefined })),
    write,
  ),
  probe(
    'start-short',
    'Starts a call with a Timeout of 9999 ms.',
    of('start_call_by_robot', c => ({ ...toStartBody(c), Timeout: 9_999 })),
    write,
  ),
  probe('start', 'Starts a call.', of('start_call_by_robot', toStartBody), write),
  probe('started-call', 'Requests the call that was started.', ofStarted('get_call_info'), write),
  probe(
    'end-unknown',
    'Ends a call that never existed.',
    of('end_call', ({ target }) => ({ CallId: target.unknownCallId })),
    write,
  ),
  probe('end', 'Ends the call that was started.', ofStarted('end_call'), { ...write, always: true }),
  probe(
    'ended-call',
    'Requests the call that was ended.',
    c => (findCode(c, 'end') === 0 ? ofStarted('get_call_info')(c) : { code: 'no-call-ended' }),
    write,
  ),
] as const

/** The configuration before the run: its settings, or that there was none; undefined if that is not known. */
function findSettingsBefore(context: ServerRunContext): object | 'none' | undefined {
  return findCode(context, 'callback') === errors.CallbackNotSet.code ? 'none' : findResponse(context, 'callback')
}

/** A change of the configuration, made only if the run can restore it. */
const ifRestorable =
  (command: OperationName, body: object): Make =>
  context =>
    findSettingsBefore(context) === undefined ? { code: 'settings-unknown' } : toTemplate(context, command, body)

function restore(context: ServerRunContext): RequestTemplate | SkipReason {
  const before = findSettingsBefore(context)
  const isTouched = ['set-one', 'set-other', 'delete'].some(id => context.find(id)?.attempts.length)
  if (before === undefined || !isTouched) return { code: 'settings-unchanged' }
  if (before !== 'none') return toTemplate(context, 'set_callback', before)
  const isGone = findCode(context, 'get-none') === errors.CallbackNotSet.code
  return isGone ? { code: 'settings-restored' } : toTemplate(context, 'delete_callback', {})
}

const getSettings = of('get_callback', () => ({}))

const callbackProbes = [
  probe('callback', 'Requests the callback configuration.', getSettings),
  probe(
    'set-no-url',
    'Sets a configuration without Url.',
    ifRestorable('set_callback', { CallbackCommandList: settings[0].CallbackCommandList }),
    write,
  ),
  probe('set-one', 'Sets a configuration.', ifRestorable('set_callback', settings[0]), write),
  probe('get-one', 'Requests the configuration that was set.', getSettings, write),
  probe('set-other', 'Sets another configuration.', ifRestorable('set_callback', settings[1]), write),
  probe('get-other', 'Requests the configuration that was set last.', getSettings, write),
  probe('delete', 'Deletes the configuration.', ifRestorable('delete_callback', {}), write),
  probe('get-none', 'Requests the configuration that was deleted.', getSettings, write),
  probe('delete-none', 'Deletes the configuration when none is set.', ifRestorable('delete_callback', {}), write),
  probe('put-back', 'Restores the configuration.', restore, { ...write, always: true }),
] as const

/** The first record that a run has seen; undefined if it has seen none. */
export function findFirstRecord(context: ServerRunContext): JsonObject | undefined {
  const [first] = pickList(findResponse(context, 'records'), 'CallRecordList')
  return isRecord(first) ? first : undefined
}

/** Filters by what the first record holds. */
const likeFirst =
  (toBody: (first: JsonObject) => object): Make =>
  context => {
    const first = findFirstRecord(context)
    return first ? toTemplate(context, 'get_record_by_filter', toBody(first)) : { code: 'no-records' }
  }

/** Calls that begin tomorrow, by the server's own clock if a record shows it: it may be far ahead of ours. */
function toTomorrow(context: ServerRunContext): object {
  const shown = pick(findFirstRecord(context), 'EndTime')
  const now = Math.max(Math.floor(context.startedAt / 1_000), typeof shown === 'number' ? shown : 0)
  return { StartTime: now + day, EndTime: now + 2 * day }
}

const isSuccess = ({ text }: ProbeAnswer): boolean => {
  const json = parseObject(text)
  return json !== undefined && findErrorCode(json) === 0
}

const recordProbes = [
  probe(
    'unknown-record',
    'Requests the record of a call that never existed.',
    of('get_record_by_callid', ({ target }) => ({ CallId: target.unknownCallId })),
  ),
  probe(
    'ended-record',
    'Requests the record of the call that was ended, for up to 8 s.',
    c =>
      findCode(c, 'ended-call') === errors.CallNotFound.code
        ? ofStarted('get_record_by_callid')(c)
        : { code: 'no-call-ended' },
    { needs: ['write'], times: 17, everyMs: 500, until: isSuccess },
  ),
  probe(
    'records',
    `Requests the first ${perPage} records.`,
    of('get_record_by_filter', () => ({ NumberPerPage: perPage, Page: 1 })),
  ),
  probe('record', 'Requests the first of those records by its id.', c => {
    const first = findFirstRecord(c)
    return first ? toTemplate(c, 'get_record_by_callid', { CallId: first.CallId }) : { code: 'no-records' }
  }),
  probe(
    'second-page',
    'Requests the second page of one record each.',
    likeFirst(() => ({ NumberPerPage: 1, Page: 2 })),
  ),
  probe(
    'past-the-end',
    'Requests a page far past the last one.',
    likeFirst(() => ({ NumberPerPage: 1_000, Page: 1_000_000 })),
  ),
  probe(
    'of-one-result',
    'Requests records with the CallResult of the first.',
    likeFirst(({ CallResult }) => ({ CallResult, NumberPerPage: perPage })),
  ),
  probe(
    'of-one-second',
    'Requests records of the second in which the first call began.',
    likeFirst(({ StartTime }) => ({ StartTime, EndTime: StartTime, NumberPerPage: perPage })),
  ),
  probe('of-tomorrow', 'Requests records of calls that begin tomorrow.', of('get_record_by_filter', toTomorrow)),
] as const

/** Twice as many requests as the limit of a second, so that slow connections reach it too. */
const floodProbes = [
  probe('flood', 'Requests a call that never existed 400 times, 50 at a time.', plain, {
    needs: ['write', 'flood'],
    times: 400,
    batch: 50,
  }),
] as const

const all = [
  ...queryProbes,
  ...identityProbes,
  ...orderProbes,
  ...bodyProbes,
  ...callProbes,
  ...callbackProbes,
  ...recordProbes,
  ...floodProbes,
] as const

/** The id of a probe of a server. */
export type ServerProbeId = (typeof all)[number]['id']

/** Every probe of a server, in the order in which they are sent. */
export const serverProbes: readonly ServerProbe[] = all

/** A probe of one request, or of several equal ones. */
function probe<const Id extends string>(
  id: Id,
  title: string,
  make: Make,
  { times = 1, ...rest }: Partial<ServerProbe> & { readonly times?: number } = {},
): ServerProbe & { readonly id: Id } {
  const toRequests: ServerProbe['toRequests'] = context => {
    const made = make(context)
    return 'code' in made ? made : Array.from({ length: times }, () => made)
  }
  return { ...rest, id, title, toRequests }
}

function order<const Id extends string>(
  id: Id,
  title: string,
  expected: ErrorName,
  alone: string,
  make: Make,
  options: Pick<ServerProbe, 'needs'> = {},
) {
  return { ...probe(id, title, make, options), expected, alone }
}
