import type { Instant } from '../call/call.ts'
import { describeRejection } from '../call/messages.ts'
import { toError } from '../contracts/errors.ts'
import { type Body, findOperation, type OperationName, operations } from '../contracts/operations.ts'
import type { ApiRequest } from '../contracts/parse-request.ts'
import { findOtherCommand, type Scope, toScope } from '../contracts/scope.ts'
import { findLikelyMistakes } from '../contracts/validate.ts'
import { corruptReply, type RawReply } from '../faults/corrupt-reply.ts'
import { toFailureModes } from '../faults/failure-modes.ts'
import type { FaultTarget } from '../faults/match.ts'
import type { Mask } from '../text/redact.ts'
import { type AppliedFaults, applyFaults, noFaults } from './active-faults.ts'
import { catchUp, skip } from './advance.ts'
import { type AuthContext, authorize } from './authorize.ts'
import { applyAction, openCall } from './calls.ts'
import type { EmulatorCallEvent } from './event.ts'
import { type Exchange, type RequestTiming, toKept } from './exchange.ts'
import { explainIssue, type Refusal, type RefusalIssue } from './messages.ts'
import type { Action, Handler } from './operations/handlers.ts'
import { handlers } from './operations/handlers.ts'
import { checkRateLimit } from './rate-limiter.ts'
import { emptyReply, preflightReply, type Reply, type ServiceResult, toRawReply } from './reply.ts'
import type { RunLog } from './run-log.ts'
import type { Application } from './state.ts'
import { checkBody, type Json, readBody } from './validate-body.ts'

/** What handling a request needs besides its application. */
export interface Dependencies extends AuthContext {
  /** The holder of requests that name no known application. */
  readonly unassigned: Application
  /** Accepted requests a second for each application and command, instead of what application and contract say. */
  readonly rateLimit: number | 'off' | undefined
  readonly runLog: RunLog
  /** Masks secrets in what a refusal repeats of its request: clients log it. */
  readonly mask: Mask
}

/** Handles one request of the vendor surface, from the parsed query and body bytes to the reply and its entry in the run log. */
export function handleRequest(
  request: ApiRequest,
  app: Application,
  deps: Dependencies,
  timing: RequestTiming | undefined,
): Reply {
  const now = catchUp(app)
  const info = parseInfo(request)

  // Transport faults. Something in front of the service answers, or nothing does: the service never sees the request.
  // Requests outside the Call API, such as readiness probes, use up no fault.
  const transport = info.scope === 'call-api' ? applyFaults(app, 'transport', info, now) : noFaults
  const isLost = transport.effect.http !== undefined || transport.effect.drop === 'before'
  const isPreflight = request.method === 'OPTIONS'

  // Callbacks that the request causes are held until its reply has been sent.
  app.outbox.hold()
  let onSent: Reply['onSent']
  let served = toServed(undefined, transport)
  try {
    if (!isLost && !isPreflight) served = serve(request, info, app, deps, transport, now)
  } finally {
    onSent = app.outbox.release(served.faults.delay > 0)
  }

  const { effect, delay } = served.faults
  const { result } = served
  const requestId = app.nextRequestId()
  const intended = result === undefined ? emptyReply : toRawReply(requestId, result, deps.mask)
  const raw = isPreflight ? preflightReply : corruptReply(intended, effect)
  const exchange = toExchange(request, info, app, served, raw, deps, now)
  deps.runLog.add(exchange, timing, app === deps.unassigned ? undefined : app)
  app.emit(
    {
      at: now,
      about: 'request',
      app: app === deps.unassigned ? undefined : app.sdkAppId,
      exchange: exchange.id,
      scope: exchange.scope,
      command: exchange.command,
      call: exchange.callId,
      errorCode: exchange.errorCode,
    },
    { exchange },
  )
  return {
    app,
    status: raw.status,
    type: raw.type,
    text: raw.text,
    sendAt: delay > 0 ? now + delay : undefined,
    drop: effect.drop,
    dribble: effect.dribble,
    exchange,
    onSent,
  }
}

/** What the service made of a request, and the faults that were applied. */
interface Served {
  /** Absent if the service never saw the request. */
  readonly result: ServiceResult | undefined
  readonly faults: AppliedFaults
  /** Whether the request was authorized. */
  readonly isAuthorized: boolean
  /** What lenient validation let pass. */
  readonly tolerated: readonly RefusalIssue[]
  /** Events of calls that it caused. */
  readonly events: readonly EmulatorCallEvent[]
}

/** Spelled out: a spread would cost a fifth of a request. */
const toServed = (
  result: ServiceResult | undefined,
  faults: AppliedFaults,
  isAuthorized = false,
  tolerated: readonly RefusalIssue[] = none,
  events: readonly EmulatorCallEvent[] = none,
): Served => ({ result, faults, isAuthorized, tolerated, events })

function serve(
  request: ApiRequest,
  info: RequestInfo,
  app: Application,
  deps: Dependencies,
  transport: AppliedFaults,
  now: Instant,
): Served {
  // Path, command, application, query, identity and method, in the service's own order.
  const authorized = authorize(request, app === deps.unassigned ? undefined : app, deps, now)
  if ('refuse' in authorized) return toServed(authorized, transport)
  const { operation, tolerated } = authorized

  // The rate limit.
  const exceeded = checkRateLimit(app, operation ?? findOtherCommand(request.path) ?? 'other', deps.rateLimit, now)
  if (exceeded) return toServed(exceeded, transport, true, tolerated)

  // The body: JSON, then the contract of the command.
  if ('refuse' in info.body) return toServed(info.body, transport, true, tolerated)
  if (operation === undefined) return toServed('accepted', transport, true, tolerated)
  const checked = checkBody(operations[operation], info.body.json)
  if ('refuse' in checked) return toServed(checked, transport, true, tolerated)

  // Application faults: the service refuses.
  const faults = applyFaults(app, 'application', info, now, transport)
  const { error, message } = faults.effect
  if (error) {
    const issue = message === undefined ? undefined : ({ code: 'fault-message', text: message } as const)
    return toServed({ refuse: error, issue }, faults, true, tolerated)
  }

  // The operation. checkBody has parsed the body with the contract of this operation.
  const result = handle(operation, checked.body as Body<typeof operation>, app, now)
  if ('refuse' in result) {
    return toServed(addLikelyMistakes(result, operation, info.body.json), faults, true, tolerated)
  }
  return toServed(result, faults, true, tolerated, result.actions && applyActions(app, result.actions, now))
}

/** What a request is about: for faults, the run log and events. */
interface RequestInfo extends FaultTarget {
  readonly scope: Scope
  readonly callId: string | undefined
  readonly body: { readonly json: Json } | Refusal
}

/** The longest call id, in characters. A longer one names no call and is not kept. */
const longestId = 256

function parseInfo(request: ApiRequest): RequestInfo {
  const sdkAppId = Number(request.query.get('sdkappid'))
  const scope = toScope(request.method, request.path)
  const body = readBody(request.body)
  const id = 'json' in body ? body.json.CallId : undefined
  const callId = typeof id === 'string' && id.length <= longestId ? id : undefined
  return {
    scope,
    command: scope === 'call-api' ? findOperation(request.path) : undefined,
    app: Number.isSafeInteger(sdkAppId) ? sdkAppId : undefined,
    identifier: request.query.get('identifier'),
    callId,
    body,
    findCall: () => callId,
  }
}

function handle<Name extends OperationName>(operation: Name, body: Body<Name>, app: Application, now: Instant) {
  const handler: Handler<Name> = handlers[operation]
  return handler(body, {
    now,
    findCall: id => app.calls.get(id)?.call,
    scanEnded: app.records.scan,
    nextCallId: app.nextCallId,
    callback: app.callback,
  })
}

/** Applies the actions of an operation in order; one that is not possible is reported and left out. */
function applyActions(app: Application, actions: readonly Action[], now: Instant): readonly EmulatorCallEvent[] {
  return actions.flatMap(action => {
    if ('callback' in action) {
      app.callback = action.callback
      return []
    }
    const call = 'call' in action ? app.calls.get(action.call) : undefined
    const applied =
      'open' in action
        ? openCall(app, action.open, [], now)
        : call
          ? applyAction(call, action.action, now)
          : ({ code: 'unknown-call' } as const)
    if (!('code' in applied)) return applied.events
    const [id, does] = 'open' in action ? [action.open.id, 'start'] : [action.call, action.action.does]
    skip(app, id, does, describeRejection(applied), now)
    return []
  })
}

/** A refusal that may be caused by a mistake which the contract tolerates mentions it. */
function addLikelyMistakes(refusal: Refusal, operation: OperationName, json: Json): Refusal {
  const mistakes = findLikelyMistakes(operations[operation], json).map(({ issue }) => issue)
  return mistakes.length === 0 ? refusal : { ...refusal, mistakes }
}

const none: readonly never[] = []

/** What the run log keeps. */
function toExchange(
  request: ApiRequest,
  info: RequestInfo,
  app: Application,
  { result, faults, isAuthorized, tolerated, events }: Served,
  raw: RawReply,
  { runLog }: Dependencies,
  now: Instant,
): Exchange {
  const { callId, scope } = info
  const isRefused = typeof result === 'object' && 'refuse' in result
  return {
    id: `${app.name}-${++app.counts.exchanges}`,
    position: runLog.exchanges.count + 1,
    epoch: app.epoch,
    at: now,
    rate: app.clock.rate,
    method: request.method,
    target: toKept(request.target),
    body: 'text' in request.body ? toKept(request.body.text) : '',
    unreadable: 'text' in request.body ? undefined : request.body.unreadable,
    scope: request.isFromAdmin ? 'admin' : scope,
    parameterHeaders: request.parameterHeaders,
    traceparent: request.traceparent,
    test: request.test,
    command: scope === 'other-service' ? findOtherCommand(request.path) : info.command,
    sdkAppId: info.app,
    identifier: info.identifier && toKept(info.identifier),
    callId,
    status: raw.status,
    errorCode: result && (isRefused ? toError(result.refuse).code : 0),
    reply: toKept(raw.text),
    faults: faults.faults,
    failureModes: faults.faults.length === 0 ? none : toFailureModes(faults.effect, faults.delay),
    tolerated: tolerated.length === 0 ? none : tolerated.map(explainIssue),
    delay: faults.delay,
    drop: faults.effect.drop,
    events,
    endedAt: isRefused && callId !== undefined ? app.calls.get(callId)?.call.ending?.at : undefined,
    hasCallback: isAuthorized && app.callback !== undefined,
  }
}
