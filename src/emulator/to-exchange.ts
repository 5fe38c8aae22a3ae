import type { Instant } from '../call/call.ts'
import type { ApiRequest } from '../contracts/api-request.ts'
import { toError } from '../contracts/errors.ts'
import { findOtherCommand } from '../contracts/scope.ts'
import type { RawReply } from '../faults/corrupt-reply.ts'
import type { Effect } from '../faults/fault.ts'
import { type Exchange, type FailureMode, toKept } from './exchange.ts'
import type { Mishap } from './mishap.ts'
import type { Served } from './served.ts'
import type { State } from './state.ts'
import type { Subject } from './subject.ts'

const none: readonly never[] = []

/** What the journal keeps of a request. */
export function toExchange(
  id: number,
  at: Instant,
  state: State,
  ask: ApiRequest,
  subject: Subject,
  { answer, app, mishap, tolerated = none, events = none }: Served,
  letter: RawReply,
): Exchange {
  const callId = subject.findCall()
  const isRefused = typeof answer === 'object' && 'refuse' in answer
  return {
    id,
    at,
    method: ask.method,
    target: toKept(ask.target),
    body: 'text' in ask.body ? toKept(ask.body.text) : '',
    parameterHeaders: ask.parameterHeaders,
    unreadable: 'text' in ask.body ? undefined : ask.body.unreadable,
    scope: subject.scope,
    command: subject.scope === 'other-service' ? findOtherCommand(ask.path) : subject.command,
    sdkAppId: subject.app,
    identifier: subject.identifier && toKept(subject.identifier),
    callId,
    status: letter.status,
    errorCode: answer && (isRefused ? toError(answer.refuse).code : 0),
    reply: toKept(letter.text),
    faults: mishap.faults,
    failureModes: mishap.faults.length === 0 ? none : toStumbles(mishap),
    tolerated,
    delay: mishap.delay,
    drop: mishap.effect.drop,
    events,
    endedAt: isRefused && callId !== undefined ? findEnd(state, subject.app, callId) : undefined,
    hasCallback: app?.callback !== undefined,
  }
}

const findEnd = (state: State, sdkAppId: number | undefined, callId: string): Instant | undefined =>
  sdkAppId === undefined ? undefined : state.apps.get(sdkAppId)?.calls.get(callId)?.call.ending?.at

function toStumbles({ effect, delay }: Mishap): readonly FailureMode[] {
  const { error, http, drop, body, omit, mistype, dribble } = effect satisfies Effect
  const met: (FailureMode | undefined)[] = [
    error && 'refusal',
    http === undefined ? undefined : 'http',
    drop && (drop === 'before' ? 'reset-before' : 'reset-during'),
    body,
    omit && 'omitted',
    mistype && 'mistyped',
    delay > 0 ? 'slow' : undefined,
    dribble === undefined ? undefined : 'dribble',
  ]
  return met.filter(stumble => stumble !== undefined)
}
