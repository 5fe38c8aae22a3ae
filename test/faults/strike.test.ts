import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Effect, Fault } from '../../src/faults/fault.ts'
import { type FaultTarget, matchFaults } from '../../src/faults/match.ts'
import { arm, pass, passAll, toFault, toMark, toRefusal } from './arm.ts'

const requests = (count: number) => Array.from({ length: count }, () => ({}))

/** The texts of the refusals that so many requests meet one after another. */
const textsOf = (effects: readonly Effect[]) => effects.map(effect => effect.message)

test('a request that no fault is about meets nothing', () => {
  expect(matchFaults([], 'application', toMark(), 0, () => 0)).toEqual({ effect: {}, applied: [], counts: [] })
  expect(pass(arm(toFault(toRefusal(), { call: 'other' }))).effect).toEqual({})
})

test('a fault lets its first ones pass, strikes so many, and then no more', () => {
  const { effects, tallies } = passAll(arm(toFault(toRefusal('a'), { skip: 1, times: 2 })), requests(5))
  expect(textsOf(effects)).toEqual([undefined, 'a', 'a', undefined, undefined])
  expect(tallies).toEqual([{ matched: 3, hit: 2 }])
})

test('however many pass and are struck, they are the right ones', () => {
  fc.assert(
    fc.property(fc.nat(5), fc.nat(5), fc.nat(15), (skip, times, count) => {
      const { effects, tallies } = passAll(arm(toFault(toRefusal('a'), { skip, times })), requests(count))
      expect(textsOf(effects)).toEqual(requests(count).map((_, n) => (n >= skip && n < skip + times ? 'a' : undefined)))
      const hit = Math.max(0, Math.min(times, count - skip))
      expect(tallies[0]?.hit).toBe(hit)
    }),
  )
})

test('a fault without a bound strikes for ever', () => {
  const { tallies } = passAll(arm(toFault(toRefusal())), requests(1_000))
  expect(tallies).toEqual([{ matched: 1_000, hit: 1_000 }])
})

test('a fault is awake from its beginning until before its end', () => {
  const armed = arm(toFault(toRefusal('a'), { from: 5_000, until: 60_000 }))
  const at = (elapsed: number) => pass(armed, { elapsed }).effect.message
  expect([4_999, 5_000, 59_999, 60_000].map(at)).toEqual([undefined, 'a', 'a', undefined])
})

test('what comes while a fault sleeps is not counted', () => {
  const { tallies } = passAll(arm(toFault(toRefusal(), { from: 10, skip: 1 })), [
    { elapsed: 0 },
    { elapsed: 10 },
    { elapsed: 11 },
  ])
  expect(tallies).toEqual([{ matched: 2, hit: 1 }])
})

test('a probability is what a draw has to stay below', () => {
  const armed = arm(toFault(toRefusal('a'), { probability: 0.25 }))
  const drawn = (number: number) => pass(armed, { draw: () => number }).effect.message
  expect([0, 0.2499, 0.25, 0.9999].map(drawn)).toEqual(['a', 'a', undefined, undefined])
})

test('a probability of nothing never strikes, and one of one always does', () => {
  const never = arm(toFault(toRefusal(), { probability: 0 }))
  const always = arm(toFault(toRefusal(), { probability: 1 }))
  expect(pass(never, { draw: () => 0 }).struck).toEqual([])
  expect(pass(always, { draw: () => 1 - Number.EPSILON }).struck).toHaveLength(1)
})

test('a fault with a probability counts as hit only what it struck', () => {
  const numbers = [0.9, 0.1, 0.9, 0.1, 0.1]
  const armed = arm(toFault(toRefusal('a'), { probability: 0.5, times: 2 }))
  const { effects, tallies } = passAll(
    armed,
    numbers.map(number => ({ draw: () => number })),
  )
  expect(textsOf(effects)).toEqual([undefined, 'a', undefined, 'a', undefined])
  expect(tallies).toEqual([{ matched: 4, hit: 2 }])
})

test('chance is asked only where it decides, for the fault it is about', () => {
  const armed = arm(
    toFault({ delay: 1 }),
    toFault({ http: 502 }, { probability: 0.5, skip: 1 }),
    toFault({ omit: ['ActionStatus'] }, { probability: 0.5 }),
    toFault({ dribble: 9 }, { probability: 0.5, call: 'other' }),
  )
  const asked: unknown[] = []
  matchFaults(armed, 'transport', toMark(), 0, one => asked.push(one))
  expect(asked).toEqual([armed[2]])
})

test('a fault strikes only the commands it is about', () => {
  const armed = arm(toFault(toRefusal('a'), { on: ['get_call_info'] }))
  expect(pass(armed).effect).toEqual(toRefusal('a'))
  expect(pass(armed, { mark: toMark({ command: 'end_call' }) }).effect).toEqual({})
  expect(pass(armed, { mark: toMark({ command: undefined }) }).effect).toEqual({})
  expect(pass(arm(toFault(toRefusal(), { on: [] }))).effect).toEqual({})
})

test('a fault on all strikes even what is no command', () => {
  const armed = arm(toFault({ http: 502 }))
  expect(pass(armed, { stage: 'transport', mark: toMark({ command: undefined }) }).effect).toEqual({ http: 502 })
})

test.for<[what: string, Partial<Fault>, Partial<FaultTarget>, Partial<FaultTarget>]>([
  ['application', { app: 1 }, { app: 1 }, { app: 2 }],
  ['application', { app: 1 }, { app: 1 }, { app: undefined }],
  ['call', { call: 'x' }, { findCall: () => 'x' }, { findCall: () => 'y' }],
  ['call', { call: 'x' }, { findCall: () => 'x' }, { findCall: () => undefined }],
  ['identifier', { identifier: 'x' }, { identifier: 'x' }, { identifier: 'y' }],
  ['identifier', { identifier: 'x' }, { identifier: 'x' }, { identifier: undefined }],
])('a fault narrowed to one %s counts and strikes only what is about it', ([, narrowing, inside, outside]) => {
  const armed = arm(toFault(toRefusal('a'), { ...narrowing, times: 1 }))
  const { effects, tallies } = passAll(
    armed,
    [outside, inside, inside].map(mark => ({ mark: toMark(mark) })),
  )
  expect(textsOf(effects)).toEqual([undefined, 'a', undefined])
  expect(tallies).toEqual([{ matched: 1, hit: 1 }])
})

test('a request is asked for its call only by faults that are narrowed to one and otherwise fit', () => {
  const findCall = (): string => {
    throw new Error('asked')
  }
  const mark = toMark({ findCall })
  const others = arm(toFault(toRefusal('a'), { app: 1, call: 'c' }), toFault(toRefusal('b')))
  expect(pass(others, { mark }).effect).toEqual(toRefusal('b'))
  expect(() => pass(arm(toFault(toRefusal(), { call: 'c' })), { mark })).toThrow('asked')
})

test('a refusal strikes at the service and everything else on the line', () => {
  const refusal = toFault({ ...toRefusal(), delay: 5 })
  const others = [
    { delay: 1 },
    { http: 502 },
    { drop: 'during' },
    { body: 'empty' },
    { omit: [] },
    { mistype: ['ErrorCode'] },
    { dribble: 1 },
  ] as const
  for (const effect of others) {
    expect(pass(arm(toFault(effect)), { stage: 'transport' }).effect).toEqual(effect)
    expect(pass(arm(toFault(effect)), { stage: 'application' }).effect).toEqual({})
  }
  expect(pass(arm(refusal), { stage: 'transport' }).effect).toEqual({})
  expect(pass(arm(refusal), { stage: 'application' }).effect).toEqual({ ...toRefusal(), delay: 5 })
})

test('a request is struck by one fault and delayed by one more', () => {
  const armed = arm(
    toFault({ delay: 5 }),
    toFault({ body: 'html', dribble: 50 }),
    toFault({ http: 502 }),
    toFault({ delay: 9 }),
  )
  const met = pass(armed, { stage: 'transport' })
  expect(met.effect).toEqual({ delay: 5, body: 'html', dribble: 50 })
  expect(met.armed.map(({ count }) => count.hit)).toEqual([1, 1, 0, 0])
  expect(met.armed.map(({ count }) => count.matched)).toEqual([1, 1, 0, 0])
})

test('strange answers armed after each other come one request each', () => {
  const times = 1
  const armed = arm(
    toFault({ body: 'html' }, { times }),
    toFault({ omit: ['RequestId'] }, { times }),
    toFault({ mistype: ['RequestId'] }, { times }),
    toFault({ http: 502 }, { times }),
  )
  const { effects } = passAll(
    armed,
    requests(5).map(() => ({ stage: 'transport' })),
  )
  expect(effects).toEqual([{ body: 'html' }, { omit: ['RequestId'] }, { mistype: ['RequestId'] }, { http: 502 }, {}])
})

test('what the line has done to a request is not done again by the service, and not counted there', () => {
  const armed = arm(toFault(toRefusal('a'), { times: 1 }))
  const spoilt = matchFaults(armed, 'application', toMark(), 0, () => 0, { body: 'html' })
  expect([spoilt.effect, spoilt.counts]).toEqual([{ body: 'html' }, []])
  const slow = matchFaults(armed, 'application', toMark(), 0, () => 0, { delay: 5 })
  expect(slow.effect).toEqual({ ...toRefusal('a'), delay: 5 })
})

test('of two delays the first counts, also when the second comes with a refusal', () => {
  const armed = arm(toFault({ ...toRefusal('a'), delay: 9 }))
  expect(matchFaults(armed, 'application', toMark(), 0, () => 0, { delay: 5 }).effect).toEqual({
    ...toRefusal('a'),
    delay: 5,
  })
})

test('what an effect leaves open takes nothing from another', () => {
  const armed = arm(toFault({ http: 502, delay: undefined }), toFault({ delay: 5, http: undefined }))
  expect(pass(armed, { stage: 'transport' }).effect).toEqual({ http: 502, delay: 5 })
})

test('two refusals armed after each other strike after each other', () => {
  const armed = arm(toFault(toRefusal('a'), { times: 2 }), toFault(toRefusal('b'), { skip: 1, times: 2 }))
  const { effects, tallies } = passAll(armed, requests(6))
  expect(textsOf(effects)).toEqual(['a', 'a', undefined, 'b', 'b', undefined])
  expect(tallies).toEqual([
    { matched: 2, hit: 2 },
    { matched: 3, hit: 2 },
  ])
})

test('a fault that lets a request pass leaves it to the next one', () => {
  const armed = arm(toFault(toRefusal('a'), { skip: 1, times: 1 }), toFault(toRefusal('b'), { times: 2 }))
  expect(textsOf(passAll(armed, requests(4)).effects)).toEqual(['b', 'a', 'b', undefined])
})
