import type { Instant } from '../call/call.ts'
import type { ApiRequest } from '../contracts/api-request.ts'
import { otherSuccess, preflight } from '../contracts/envelope.ts'
import { toError } from '../contracts/errors.ts'
import { type Body, isOperationName, type OperationName, operations } from '../contracts/operations.ts'
import { type Refusal, toErrorInfo } from '../contracts/refusal.ts'
import { findOtherCommand } from '../contracts/scope.ts'
import { findLikelyMistakes } from '../contracts/validate-request.ts'
import { corruptReply, type RawReply } from '../faults/corrupt-reply.ts'
import type { Mask } from '../text/redact.ts'
import { applyChanges } from './apply-changes.ts'
import { admit, type Desk } from './authorize.ts'
import type { EmulatorCallEvent, EmulatorEvent } from './event.ts'
import type { Exchange } from './exchange.ts'
import { applyFaults, type Mishap, noMishap } from './mishap.ts'
import type { Handler } from './operations/handler.ts'
import { handlers } from './operations/handlers.ts'
import { createRateLimiter } from './rate-limiter.ts'
import { type Reply, toFailureText, toSuccessText } from './reply.ts'
import type { RingBuffer } from './ring-buffer.ts'
import type { Served } from './served.ts'
import type { App, State } from './state.ts'
import { type Subject, toSubject } from './subject.ts'
import { toExchange } from './to-exchange.ts'
import { checkBody, type Json } from './validate-body.ts'

const acceptedText = JSON.stringify(otherSuccess)

/** Requests a second for each command of another service; Chat's pages name 100 or 200. */
const otherLimit = 200

/** For how many commands of one application requests are counted apart. */
const mostMeters = 200

/** What answering needs. */
export interface Means {
  readonly state: State
  readonly desk: Desk<App>
  /** Accepted requests a second for each application and command; undefined for what each contract says. */
  readonly rateLimit: number | 'off' | undefined
  readonly journal: RingBuffer<Exchange>
  /** Told of everything that happens. */
  tell(note: EmulatorEvent): void
  /** Takes secrets out of what a refusal repeats of its request: clients log it. */
  readonly mask: Mask
}

/** One request at one moment, from the ask to the reply. */
export function answer(means: Means, ask: ApiRequest, now: Instant): Reply {
  const { state, journal } = means
  const subject = toSubject(ask)
  // Faults are for the Call API: a readiness probe must not use one up.
  const line = subject.scope === 'call-api' ? applyFaults(state, 'transport', subject, now) : noMishap
  // Something in front of the service answers, or nobody does: the service never sees the request.
  const isLost = line.effect.http !== undefined || line.effect.drop === 'before'
  const served = isLost || ask.method === 'OPTIONS' ? { mishap: line } : serve(means, ask, subject, line, now)

  const { effect, delay } = served.mishap
  const letter =
    ask.method === 'OPTIONS' ? allowance : corruptReply(toLetter(state.nextRequestId(), served, means.mask), effect)
  const exchange = toExchange(journal.count + 1, now, state, ask, subject, served, letter)
  journal.push(exchange)
  // Spelt out: spreading the letter would cost as much as all the rest.
  return {
    status: letter.status,
    type: letter.type,
    text: letter.text,
    readyAt: delay > 0 ? now + delay : undefined,
    drop: effect.drop,
    dribble: effect.dribble,
    exchange,
  }
}

function serve(
  { state, desk, rateLimit, tell }: Means,
  ask: ApiRequest,
  subject: Subject,
  line: Mishap,
  now: Instant,
): Served {
  const admission = admit(ask, desk, now)
  if ('refuse' in admission) return { answer: admission, mishap: line }

  const { operation, app, tolerated } = admission
  const tooMany = throttle(app, operation ?? findOtherCommand(ask.path) ?? 'other', rateLimit, now)
  if (tooMany) return { answer: tooMany, app, tolerated, mishap: line }

  const read = subject.read()
  if ('refuse' in read) return { answer: read, app, tolerated, mishap: line }
  if (operation === undefined) return { answer: 'accepted', app, tolerated, mishap: line }
  const checked = checkBody(operations[operation], read.json)
  if ('refuse' in checked) return { answer: checked, app, tolerated, mishap: line }

  const mishap = applyFaults(state, 'application', subject, now, line)
  const { error, message } = mishap.effect
  if (error) return { answer: { refuse: error, because: message }, app, tolerated, mishap }

  // The gate has just parsed this body with this operation's own contract.
  const answer = addLikelyMistakes(
    handle(operation, checked.body as Body<typeof operation>, app, now),
    operation,
    read.json,
  )
  if (!('respond' in answer && answer.changes)) return { answer, app, tolerated, mishap }
  const events: EmulatorCallEvent[] = []
  applyChanges(state, app, answer.changes, now, note => {
    if (note.about === 'call') events.push(note)
    tell(note)
  })
  return { answer, app, tolerated, mishap, events }
}

/** A refusal that may come of a mistake which the contract lets pass says so too; any other result is left as it is. */
function addLikelyMistakes<Result extends object>(
  result: Result,
  operation: OperationName,
  json: Json,
): Result | Refusal {
  if (!isRefusal(result)) return result
  const mistakes = findLikelyMistakes(operations[operation], json).map(({ sentence }) => sentence)
  if (mistakes.length === 0) return result
  return { refuse: result.refuse, because: [toErrorInfo(result), ...mistakes].join(' ') }
}

const isRefusal = (result: object): result is Refusal => 'refuse' in result

function throttle(app: App, command: string, rateLimit: Means['rateLimit'], now: Instant): Refusal | undefined {
  const limit =
    rateLimit ?? app.rateLimit ?? (isOperationName(command) ? operations[command].perSecond.limit : otherLimit)
  if (limit === 'off') return undefined
  // The names of other services' commands are the client's, so their number is bounded.
  const name = app.meters.has(command) || app.meters.size < mostMeters ? command : 'other'
  let meter = app.meters.get(name)
  if (!meter) {
    meter = createRateLimiter(limit)
    app.meters.set(name, meter)
  }
  if (meter.admit(now)) return undefined
  const { text } = toError('TooManyRequests')
  const because = `${command} is ${text}: more than ${limit} requests in one second for application ${app.sdkAppId}.`
  return { refuse: 'TooManyRequests', because }
}

function handle<Name extends OperationName>(operation: Name, body: Body<Name>, app: App, now: Instant) {
  const handler: Handler<Name> = handlers[operation]
  return handler(body, {
    now,
    findCall: id => app.calls.get(id)?.call,
    scanEnded: app.records.scan,
    nextCallId: app.nextCallId,
    callback: app.callback,
  })
}

/** What a preflight is answered. */
const allowance: RawReply = { status: preflight.status, type: 'none', text: '' }

/** The last line, where names become numbers and text. */
function toLetter(requestId: string, { answer }: Served, mask: Mask): RawReply {
  if (answer === undefined) return { status: 200, type: 'json', text: '' }
  if (answer === 'accepted') return { status: 200, type: 'json', text: acceptedText }
  if (!('refuse' in answer)) return { status: 200, type: 'json', text: toSuccessText(requestId, answer.respond) }
  const { refuse, because } = answer
  const text = toFailureText(requestId, because === undefined ? answer : { refuse, because: mask(because) })
  return { status: 200, type: 'json', text }
}
