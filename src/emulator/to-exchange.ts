import type { Ask } from '../contracts/ask.ts'
import { toError } from '../contracts/errors.ts'
import type { Instant } from '../engine/call.ts'
import type { Letter } from '../faults/spoil.ts'
import { type Exchange, toKept } from '../journal/exchange.ts'
import type { Served } from './served.ts'
import type { Subject } from './subject.ts'

const none: readonly string[] = []

/** What the journal keeps of a request. */
export function toExchange(
  id: number,
  at: Instant,
  ask: Ask,
  subject: Subject,
  { answer, mishap, tolerated = none }: Served,
  letter: Letter,
): Exchange {
  return {
    id,
    at,
    method: ask.method,
    target: toKept(ask.target),
    body: 'text' in ask.body ? toKept(ask.body.text) : `(${ask.body.unreadable})`,
    command: subject.command,
    sdkAppId: subject.app,
    identifier: subject.identifier && toKept(subject.identifier),
    callId: subject.findCall(),
    status: letter.status,
    errorCode: answer && ('refuse' in answer ? toError(answer.refuse).code : 0),
    reply: toKept(letter.text),
    faults: mishap.faults,
    tolerated,
    delay: mishap.delay,
    drop: mishap.effect.drop,
  }
}
