import { expect, test } from 'vitest'
import type { Effect, Fault } from '../../src/faults/fault.ts'
import { describeFault } from '../../src/faults/messages.ts'
import { toFault, toRefusal } from './arm.ts'

const explain = (effect: Effect, rest: Partial<Fault> = {}) =>
  describeFault(toFault(effect, rest), { matched: 3, hit: 2 })

test.for<[Effect, string]>([
  [toRefusal(), 'refuses with 101001'],
  [{ http: 502 }, 'responds with HTTP 502'],
  [{ drop: 'before' }, 'resets the connection before the reply'],
  [{ drop: 'during' }, 'resets the connection during the reply'],
  [{ body: 'truncated' }, 'sends half of the body'],
  [{ omit: ['ActionStatus', 'RequestId'] }, 'omits ActionStatus and RequestId'],
  [{ mistype: ['ErrorCode'] }, 'sends ErrorCode as another type'],
  [{ mistype: ['ErrorCode', 'Response'] }, 'sends ErrorCode and Response as another type'],
  [{ dribble: 50 }, 'sends 50 bytes a second'],
  [{ delay: 1_500 }, 'waits 1s500ms'],
  [{ delay: { uniform: [10, 200] } }, 'waits 10ms to 200ms'],
  [{ delay: { lognormal: { median: 80, sigma: 0.5 } } }, 'waits about 80ms'],
  [{ http: 502, delay: 1_000 }, 'waits 1s and responds with HTTP 502'],
])('the effect %j is told in words', ([effect, words]) => {
  expect(explain(effect)).toBe(`every command ${words}: 3 matched, 2 hit.`)
})

test.for<[Effect, string]>([
  [{ callback: 'drop' }, 'is never sent'],
  [{ callback: 'duplicate' }, 'is sent twice'],
  [{ callback: 'reorder' }, "is overtaken by the call's next callback"],
  [{ callback: 'wrong-signature' }, 'has a wrong Sign'],
  [{ callback: 'malformed', delay: 5_000 }, 'waits 5s and has a body that is not JSON'],
])('what befalls a callback by %j is told in words', ([effect, words]) => {
  expect(explain(effect, { on: 'callbacks' })).toBe(`every callback ${words}: 3 matched, 2 hit.`)
})

test('how often and when stands behind a comma, if at all', () => {
  const end = { on: ['Call.CallbackAfterEndCall'], times: 1 } as const
  expect(describeFault(toFault({ callback: 'drop' }, end), { matched: 0, hit: 0 })).toBe(
    'Call.CallbackAfterEndCall is never sent, once: 0 matched, 0 hit.',
  )
  expect(explain({ http: 502 }, { call: 'c', skip: 1, times: 2, until: 60_000 })).toBe(
    'every command for call c responds with HTTP 502, 2 times after letting 1 pass until 1m: 3 matched, 2 hit.',
  )
})

test('whom a fault hits, when and how often is told, and only where it is bounded', () => {
  const bounds = { on: ['get_call_info'], call: 'c', app: 7, identifier: 'admin', skip: 1, times: 2 } as const
  const sentence = explain({ http: 502 }, { ...bounds, from: 5_000, until: 60_000, probability: 0.25 })
  for (const word of [
    'get_call_info',
    'call c',
    'application 7',
    'by admin',
    '2 times',
    'letting 1 pass',
    'in 25 % of',
  ])
    expect(sentence).toContain(word)
  expect(sentence).toContain('from 5s until 1m')
  expect(explain({ http: 502 }, { times: 1 })).toContain(' once')
})

test('a probability is told as a person would write it', () => {
  expect(explain({ http: 502 }, { probability: 0.07 })).toContain('in 7 % of the cases')
})
