import type { Ask } from '../contracts/ask.ts'
import { toError } from '../contracts/errors.ts'
import { type Body, type OperationName, operations } from '../contracts/operations.ts'
import type { Refusal } from '../contracts/refusal.ts'
import type { Instant } from '../engine/call.ts'
import { spoil } from '../faults/spoil.ts'
import { joinEffects } from '../faults/strike.ts'
import { admit, type Desk } from '../gates/admit.ts'
import { checkBody } from '../gates/body.ts'
import { createMeter } from '../gates/throttle.ts'
import { type Exchange, toKept } from '../journal/exchange.ts'
import type { Ring } from '../journal/ring.ts'
import type { Handler } from './handler.ts'
import { type Mishap, meet } from './mishap.ts'
import { handlers } from './operations/list.ts'
import { type Reply, toFailureText, toSuccessText } from './reply.ts'
import type { App, State } from './state.ts'
import { type Subject, toSubject } from './subject.ts'

/** What answering needs beside the state. */
export interface Counter {
  readonly state: State
  readonly desk: Desk<App>
  /** Accepted requests a second for each application and command; undefined for what each contract says. */
  readonly rateLimit: number | 'off' | undefined
  readonly journal: Ring<Exchange>
}

/** One request at one moment, from the ask to the reply. */
export function answer(counter: Counter, ask: Ask, now: Instant): Reply {
  const subject = toSubject(ask)
  const line = meet(counter.state, 'line', subject, now)
  // Something in front of the service answers, or nobody does: the service never sees the request.
  const isLost = line.effect.http !== undefined || line.effect.drop === 'before'
  const served = isLost ? undefined : serve(counter, ask, subject, now)
  return post(counter, ask, subject, now, line, served)
}

/** What the service itself made of a request. */
interface Served {
  readonly answer: { readonly respond: object } | Refusal
  readonly tolerated?: readonly string[]
  readonly mishap?: Mishap
}

function serve({ state, desk, rateLimit }: Counter, ask: Ask, subject: Subject, now: Instant): Served {
  const admission = admit(ask, desk, now)
  if ('refuse' in admission) return { answer: admission }

  const { operation, app, tolerated } = admission
  const tooMany = throttle(app, operation, rateLimit, now)
  if (tooMany) return { answer: tooMany, tolerated }

  const read = subject.read()
  if ('refuse' in read) return { answer: read, tolerated }
  const checked = checkBody(operations[operation], read.json)
  if ('refuse' in checked) return { answer: checked, tolerated }

  const mishap = meet(state, 'service', subject, now)
  const { error } = mishap.effect
  if (error)
    return {
      answer: { refuse: error.name, because: error.message },
      tolerated,
      mishap,
    }

  // The gate has just parsed this body with this operation's own contract.
  return {
    answer: handle(operation, checked.body as Body<typeof operation>, app, now),
    tolerated,
  }
}

function throttle(
  app: App,
  operation: OperationName,
  rateLimit: Counter['rateLimit'],
  now: Instant,
): Refusal | undefined {
  if (rateLimit === 'off') return undefined
  const limit = rateLimit ?? operations[operation].perSecond.limit
  let meter = app.meters.get(operation)
  if (!meter) {
    meter = createMeter(limit)
    app.meters.set(operation, meter)
  }
  if (meter.admit(now)) return undefined
  const because = `${operation} is blocked by quota: more than ${limit} requests in one second for application ${app.sdkAppId}.`
  return { refuse: 'TooManyRequests', because }
}

function handle<Name extends OperationName>(operation: Name, body: Body<Name>, app: App, now: Instant) {
  const handler: Handler<Name> = handlers[operation]
  return handler(body, { now, findCall: id => app.calls.get(id)?.call })
}

const none: readonly string[] = []

/** The last line: names become numbers and text, faults have their way with it, and it is written down. */
function post(
  counter: Counter,
  ask: Ask,
  subject: Subject,
  now: Instant,
  line: Mishap,
  served: Served | undefined,
): Reply {
  const { state, journal } = counter
  const requestId = state.nextRequestId()
  const refusal = served && 'refuse' in served.answer ? served.answer : undefined
  const errorCode = served && (refusal ? toError(refusal.refuse).code : 0)
  const effect = served?.mishap ? joinEffects(line.effect, served.mishap.effect) : line.effect
  const delay = line.delay + (served?.mishap?.delay ?? 0)

  let text = ''
  if (refusal) text = toFailureText(requestId, refusal)
  else if (served && 'respond' in served.answer) text = toSuccessText(requestId, served.answer.respond)
  const letter = spoil({ status: 200, type: 'json', text }, effect)

  const exchange: Exchange = {
    id: journal.count + 1,
    at: now,
    method: ask.method,
    target: toKept(ask.target),
    body: 'text' in ask.body ? toKept(ask.body.text) : `(${ask.body.unreadable})`,
    command: subject.command,
    sdkAppId: subject.app,
    identifier: subject.identifier && toKept(subject.identifier),
    callId: subject.findCall(),
    status: letter.status,
    errorCode,
    reply: letter.text,
    faults: served?.mishap ? [...line.faults, ...served.mishap.faults] : line.faults,
    tolerated: served?.tolerated ?? none,
    delay,
    drop: effect.drop,
  }
  journal.push(exchange)
  // Spelt out: a spread here would cost as much as all the rest.
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
