import fc from 'fast-check'
import { expect, test } from 'vitest'
import { callbackCommands } from '../../src/contracts/callbacks.ts'
import { operationNames } from '../../src/contracts/operations.ts'
import { createRandom } from '../../src/emulator/random.ts'
import { type Effect, type FaultInput, longestDelay, toFault } from '../../src/faults/fault.ts'
import { drawDelay, type FaultTarget, matchFaults } from '../../src/faults/match.ts'
import { freeze } from '../call/play.ts'
import { activate, match, matchAll, type Passing, toTarget } from './active.ts'

const refusal = (message: string, rest: Partial<FaultInput> = {}): FaultInput => ({
  on: 'all',
  error: 101001,
  message,
  ...rest,
})
const line = (fields: Partial<FaultInput>): FaultInput => ({ on: 'all', ...fields })
const requests = (count: number): readonly Passing[] => Array.from({ length: count }, () => ({}))
const transport = (count: number) => requests(count).map(() => ({ phase: 'transport' as const }))
const toCallback = (rest: Partial<FaultTarget> = {}) => ({
  phase: 'callback' as const,
  target: toTarget({ command: 'Call.CallbackAfterEndCall', identifier: undefined, ...rest }),
})
/** A value that identifies the effects of these faults. */
const toMarks = (effects: readonly Effect[]) => effects.map(({ message, callback }) => message ?? callback)

/** The two kinds of faults, each with requests or callbacks that it matches. */
const kinds = [
  ['request', (rest: Partial<FaultInput> = {}) => refusal('a', rest), () => ({}), 'a'],
  [
    'callback',
    (rest: Partial<FaultInput> = {}) => ({ on: 'callbacks', callback: 'drop', ...rest }),
    toCallback,
    'drop',
  ],
] as const satisfies readonly (readonly [string, (rest?: Partial<FaultInput>) => FaultInput, () => Passing, string])[]

test('Applies nothing if no fault matches', () => {
  expect(matchFaults([], 'application', toTarget(), 0, () => 0)).toEqual({ effect: {}, applied: [], counts: [] })
  expect(match(activate(refusal('a', { call: 'other' }))).effect).toEqual({})
})

test.each(kinds)('Lets `skip` pass, then acts `times` times, on a %s', (_, toInput, pass, mark) => {
  const { effects, counts } = matchAll(
    activate(toInput({ skip: 1, times: 2 })),
    requests(5).map(() => pass()),
  )
  expect(toMarks(effects)).toEqual([undefined, mark, mark, undefined, undefined])
  expect(counts).toEqual([{ matched: 3, hit: 2 }])
})

test('Acts on exactly the requests between `skip` and `skip + times`', () => {
  fc.assert(
    fc.property(fc.nat(5), fc.integer({ min: 1, max: 5 }), fc.nat(15), (skip, times, count) => {
      const { effects, counts } = matchAll(activate(refusal('a', { skip, times })), requests(count))
      expect(toMarks(effects)).toEqual(requests(count).map((_, n) => (n >= skip && n < skip + times ? 'a' : undefined)))
      expect(counts[0]?.hit).toBe(Math.max(0, Math.min(times, count - skip)))
    }),
  )
})

test('Acts without an end if no `times` is given', () => {
  expect(matchAll(activate(refusal('a')), requests(1_000)).counts).toEqual([{ matched: 1_000, hit: 1_000 }])
})

test.each(kinds)('Acts from `from` until before `until`, on a %s', (_, toInput, pass, mark) => {
  const active = activate(toInput({ from: '5s', until: '1m' }))
  const effects = [4_999, 5_000, 59_999, 60_000].map(elapsed => match(active, { ...pass(), elapsed }).effect)
  expect(toMarks(effects)).toEqual([undefined, mark, mark, undefined])
})

test('Counts nothing before `from`', () => {
  const passings = [0, 10, 11].map(elapsed => ({ elapsed }))
  expect(matchAll(activate(refusal('a', { from: '10ms', skip: 1 })), passings).counts).toEqual([{ matched: 2, hit: 1 }])
})

test.each([
  [0.25, [0, 0.2499, 0.25, 0.9999], ['a', 'a', undefined, undefined]],
  [0, [0], [undefined]],
  [1, [1 - Number.EPSILON], ['a']],
])('Acts with the probability %d if a draw is below it', (probability, draws, marks) => {
  const active = activate(refusal('a', { probability }))
  expect(toMarks(draws.map(drawn => match(active, { draw: () => drawn }).effect))).toEqual(marks)
})

test.each(kinds)('Counts as hits only those that a probability selects, on a %s', (_, toInput, pass, mark) => {
  const passings = [0.9, 0.1, 0.5, 0.1, 0.1].map(drawn => ({ ...pass(), draw: () => drawn }))
  const { effects, counts } = matchAll(activate(toInput({ probability: 0.5, times: 2 })), passings)
  expect(toMarks(effects)).toEqual([undefined, mark, undefined, mark, undefined])
  expect(counts).toEqual([{ matched: 4, hit: 2 }])
})

test('Draws only if a draw decides, and only for the fault that it decides', () => {
  const active = activate(
    line({ delay: '1ms' }),
    line({ http: 502, probability: 0.5, skip: 1 }),
    line({ omit: ['ActionStatus'], probability: 0.5 }),
    line({ dribble: '9B/s', probability: 0.5, call: 'other' }),
  )
  const drawn: unknown[] = []
  matchFaults(active, 'transport', toTarget(), 0, one => drawn.push(one))
  expect(drawn).toEqual([active[2]])
})

test('Acts on the commands it names, or on every request for `all`', () => {
  const one = activate(refusal('a', { on: 'get_call_info' }))
  const targets = ['get_call_info', 'end_call', undefined].map(command => ({ target: toTarget({ command }) }))
  expect(toMarks(targets.map(target => match(one, target).effect))).toEqual(['a', undefined, undefined])
  const all = activate(line({ http: 502 }))
  expect(match(all, { phase: 'transport', target: toTarget({ command: undefined }) }).effect).toEqual({ http: 502 })
})

test.each<[FaultInput['on'], readonly number[]]>([
  ['callbacks', [1, 1, 1]],
  ['Call.CallbackAfterMemberChanged', [0, 1, 0]],
  [
    ['Call.CallbackAfterStartCall', 'Call.CallbackAfterEndCall'],
    [1, 0, 1],
  ],
])('Acts on the callbacks it names: %j', (on, hits) => {
  const active = activate({ on, callback: 'drop' })
  expect(callbackCommands.map(command => match(active, toCallback({ command })).applied.length)).toEqual(hits)
})

test.each<[Partial<FaultInput>, Partial<FaultTarget>, Partial<FaultTarget>]>([
  [{ app: 1 }, { app: 1 }, { app: 2 }],
  [{ app: 1 }, { app: 1 }, { app: undefined }],
  [{ call: 'x' }, { findCall: () => 'x' }, { findCall: () => 'y' }],
  [{ call: 'x' }, { findCall: () => 'x' }, { findCall: () => undefined }],
  [{ identifier: 'x' }, { identifier: 'x' }, { identifier: 'y' }],
  [{ identifier: 'x' }, { identifier: 'x' }, { identifier: undefined }],
])('Acts on and counts only what matches %o', (filter, inside, outside) => {
  const passings = [outside, inside, inside].map(target => ({ target: toTarget(target) }))
  const { effects, counts } = matchAll(activate(refusal('a', { ...filter, times: 1 })), passings)
  expect(toMarks(effects)).toEqual([undefined, 'a', undefined])
  expect(counts).toEqual([{ matched: 1, hit: 1 }])
})

test('Filters callbacks by application and call', () => {
  const inside: Partial<FaultTarget> = { app: 1, findCall: () => 'x' }
  for (const [filter, outside] of [
    [{ app: 1 }, { app: 2 }],
    [{ call: 'x' }, { findCall: () => 'y' }],
  ] as const) {
    const active = activate({ on: 'callbacks', callback: 'drop', times: 1, ...filter })
    const { effects } = matchAll(active, [toCallback(outside), toCallback(inside), toCallback(inside)])
    expect(toMarks(effects)).toEqual([undefined, 'drop', undefined])
  }
})

test('Looks up the call only for faults that name one and match otherwise', () => {
  const target = toTarget({
    findCall() {
      throw new Error('looked up')
    },
  })
  expect(toMarks([match(activate(refusal('a', { app: 1, call: 'c' }), refusal('b')), { target }).effect])).toEqual([
    'b',
  ])
  expect(() => match(activate(refusal('a', { call: 'c' })), { target })).toThrow('looked up')
})

test.each<Partial<FaultInput>>([
  { delay: '1ms' },
  { http: 502 },
  { drop: 'during' },
  { body: 'empty' },
  { omit: ['RequestId'] },
  { mistype: ['ErrorCode'] },
  { dribble: '1B/s' },
])('Acts with %o on the transport, and with an error on accepted requests', fields => {
  const [effect, error] = [toFault(line(fields)).effect, toFault(refusal('a', { delay: '5ms' })).effect]
  expect(match(activate(line(fields)), { phase: 'transport' }).effect).toEqual(effect)
  expect(match(activate(line(fields)), { phase: 'application' }).effect).toEqual({})
  expect(match(activate(refusal('a', { delay: '5ms' })), { phase: 'transport' }).effect).toEqual({})
  expect(match(activate(refusal('a', { delay: '5ms' }))).effect).toEqual(error)
})

test('Keeps delays of callbacks apart from delays of requests', () => {
  const active = activate({ on: 'callbacks', delay: '5ms' }, line({ delay: '7ms' }))
  expect(match(active, { phase: 'transport' }).effect).toEqual({ delay: 7 })
  expect(match(active, { phase: 'application' }).effect).toEqual({})
  expect(match(active, toCallback()).effect).toEqual({ delay: 5 })
})

test('Applies one fault, and one more that only delays', () => {
  const active = activate(
    line({ delay: '5ms' }),
    line({ body: 'html', dribble: '50B/s' }),
    line({ http: 502 }),
    line({ delay: '9ms' }),
  )
  const matched = match(active, { phase: 'transport' })
  expect(matched.effect).toEqual({ delay: 5, body: 'html', dribble: 50 })
  expect(matched.faults.map(({ count }) => count)).toEqual([1, 1, 0, 0].map(hit => ({ matched: hit, hit })))
  const callbacks = activate(
    { on: 'callbacks', delay: '5ms' },
    { on: 'callbacks', callback: 'reorder', delay: '9ms' },
    { on: 'callbacks', callback: 'malformed' },
  )
  expect(match(callbacks, toCallback()).effect).toEqual({ delay: 5, callback: 'reorder' })
})

test.each([
  [
    [line({ body: 'html', times: 1 }), line({ omit: ['RequestId'], times: 1 }), line({ http: 502, times: 1 })],
    transport(4),
  ],
  [
    (['drop', 'duplicate', 'reorder', 'wrong-signature', 'malformed'] as const).map(
      (callback): FaultInput => ({ on: 'callbacks', callback, times: 1 }),
    ),
    requests(6).map(() => toCallback()),
  ],
])('Applies faults with `times: 1` one after another', (inputs, passings) => {
  const { effects, counts } = matchAll(activate(...inputs), passings)
  expect(effects).toEqual([...inputs.map(input => toFault(input).effect), {}])
  expect(counts).toEqual(inputs.map(() => ({ matched: 1, hit: 1 })))
})

test('Applies a second refusal after the first, and counts only what the first does not refuse', () => {
  const after = matchAll(activate(refusal('a', { times: 2 }), refusal('b', { skip: 1, times: 2 })), requests(6))
  expect(toMarks(after.effects)).toEqual(['a', 'a', undefined, 'b', 'b', undefined])
  expect(after.counts).toEqual([
    { matched: 2, hit: 2 },
    { matched: 3, hit: 2 },
  ])
  const between = matchAll(activate(refusal('a', { skip: 1, times: 1 }), refusal('b', { times: 2 })), requests(4))
  expect(toMarks(between.effects)).toEqual(['b', 'a', 'b', undefined])
})

test('Keeps the effect of the earlier phase, and counts no fault that it preempts', () => {
  const active = activate(refusal('a', { times: 1, delay: '9ms' }))
  const matchAfter = (prior: Effect) => matchFaults(active, 'application', toTarget(), 0, () => 0, prior)
  expect(matchAfter({ body: 'html' })).toMatchObject({ effect: { body: 'html' }, counts: [] })
  expect(matchAfter({ delay: 5 }).effect).toEqual({ error: 'InternalError', message: 'a', delay: 5 })
})

const bounds = {
  skip: fc.nat(2),
  times: fc.constantFrom(1, 2, undefined),
  probability: fc.constantFrom(undefined, 0.5, 1),
}
const onRequests = fc
  .record({
    ...bounds,
    on: fc.oneof(fc.constant('all' as const), fc.subarray(operationNames, { minLength: 1 })),
    fields: fc.constantFrom<Partial<FaultInput>>(
      { error: 101001 },
      { http: 502 },
      { drop: 'before' },
      { delay: '1ms' },
    ),
  })
  .map(({ fields, ...rest }) => ({ kind: 'request', fault: { ...rest, ...fields } }))
const onCallbacks = fc
  .record({
    ...bounds,
    on: fc.oneof(fc.constant('callbacks' as const), fc.subarray(callbackCommands, { minLength: 1 })),
    fields: fc.constantFrom<Partial<FaultInput>>(
      { callback: 'drop' },
      { callback: 'reorder', delay: '2ms' },
      { delay: '3ms' },
    ),
  })
  .map(({ fields, ...rest }) => ({ kind: 'callback', fault: { ...rest, ...fields } }))
const faults = fc.array(fc.oneof(onRequests, onCallbacks), { maxLength: 6 })
const draw = fc.constantFrom(0, 0.49, 0.5, 0.99).map(number => () => number)
// A request that names a callback is still a request.
const command = fc.constantFrom(undefined, ...operationNames, ...callbackCommands)
const passings = fc.array(
  fc.oneof(
    fc
      .record({ command, draw, phase: fc.constantFrom('transport' as const, 'application' as const) })
      .map(({ command, ...rest }) => ({ kind: 'request', passing: { target: toTarget({ command }), ...rest } })),
    fc
      .record({ command: fc.constantFrom(...callbackCommands), draw })
      .map(({ command, draw }) => ({ kind: 'callback', passing: { ...toCallback({ command }), draw } })),
  ),
  { maxLength: 12 },
)

test.each(['request', 'callback'])('Treats a %s as if the faults of the other kind did not exist', kind => {
  fc.assert(
    fc.property(faults, passings, (faults, passings) => {
      const run = (isIn: (one: { readonly kind: string }) => boolean) =>
        matchAll(
          activate(...faults.filter(isIn).map(({ fault }) => fault)),
          passings.filter(isIn).map(({ passing }) => passing),
        )
      const together = run(() => true)
      const alone = run(one => one.kind === kind)
      expect(together.counts.filter((_, index) => faults[index]?.kind === kind)).toEqual(alone.counts)
      expect(together.effects.filter((_, index) => passings[index]?.kind === kind)).toEqual(alone.effects)
    }),
    { numRuns: 300 },
  )
})

test('Reports the effects of the applied faults, and counts them', () => {
  const fault = fc
    .record({
      fields: fc.constantFrom<Partial<FaultInput>>(
        { error: 101001 },
        { http: 502 },
        { delay: '1ms', body: 'html' },
        { delay: '2ms' },
        { omit: ['ActionStatus'] },
        { dribble: '9B/s' },
      ),
      skip: fc.nat(2),
      times: fc.constantFrom(1, 2, undefined),
      from: fc.constantFrom('0ms', '2ms', '3ms').map(from => from as NonNullable<FaultInput['from']>),
    })
    .map(({ fields, ...rest }) => line({ ...rest, ...fields }))
  fc.assert(
    fc.property(fc.array(fault, { maxLength: 6 }), fc.constantFrom('transport', 'application'), (inputs, phase) => {
      let active = activate(...inputs)
      for (let elapsed = 0; elapsed < 8; elapsed++) {
        const matched = match(freeze(active), { phase, elapsed })
        const done = matched.applied.flatMap(one => Object.keys(one.fault.effect))
        expect(Object.keys(matched.effect).sort()).toEqual([...new Set(done)].sort())
        expect(done.filter(key => key !== 'delay' && key !== 'message').length).toBeLessThan(2)
        for (const [index, { fault, count }] of active.entries()) {
          const now = matched.faults[index]?.count ?? { matched: Number.NaN, hit: Number.NaN }
          expect(now.hit - count.hit).toBe(matched.applied.some(one => one === active[index]) ? 1 : 0)
          expect([0, 1]).toContain(now.matched - count.matched)
          expect(now.hit).toBeLessThanOrEqual(fault.times)
        }
        active = matched.faults
      }
    }),
    { numRuns: 300 },
  )
})

const drawn = fc.constantFrom(0, 0.25, 0.5, 0.75, 1 - Number.EPSILON / 2)

test('Draws nothing for a fixed delay', () => {
  const draw = () => {
    throw new Error('drawn')
  }
  expect(drawDelay(250, draw)).toBe(250)
})

test.each([
  [[10, 200], 0, 10],
  [[10, 200], 0.5, 105],
  [[10, 200], 1 - Number.EPSILON, 200],
  [[7, 7], 0.9, 7],
] as const)('Draws a uniform delay in %j for %d: %d', (uniform, number, delay) => {
  expect(drawDelay({ uniform }, () => number)).toBe(delay)
})

test('Draws a uniform delay as an integer within its bounds', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), drawn, (min, width, number) => {
      const delay = drawDelay({ uniform: [min, min + width] }, () => number)
      expect(Number.isInteger(delay) && delay >= min && delay <= min + width).toBe(true)
    }),
  )
})

test.each([
  [0.5, 0, 1, 325],
  [0.5, 0.25, 1, 100],
  [0.5, 0.5, 1, 31],
  [0, 0, 1, 100],
  [0.3, 0.3, 0, 100],
  [1 - Number.EPSILON, 0, 5, longestDelay],
])('Draws a lognormal delay from %d and %d with sigma %d: %d', (one, other, sigma, delay) => {
  const numbers = [one, other]
  expect(drawDelay({ lognormal: { median: 100, sigma } }, () => numbers.shift() ?? Number.NaN)).toBe(delay)
})

test('Draws a lognormal delay as an integer of at most ten minutes', () => {
  expect(longestDelay).toBe(600_000)
  const spread = fc.record({
    median: fc.integer({ min: 1, max: 100_000 }),
    sigma: fc.double({ min: 0, max: 50, noNaN: true }),
  })
  fc.assert(
    fc.property(spread, drawn, drawn, (lognormal, one, other) => {
      const numbers = [one, other]
      const delay = drawDelay({ lognormal }, () => numbers.shift() ?? Number.NaN)
      expect(Number.isInteger(delay) && delay >= 0 && delay <= longestDelay).toBe(true)
    }),
  )
})

test('Spreads lognormal delays around the median by sigma, the same for the same seed', () => {
  const drawAll = () => {
    const { next } = createRandom(1, 'delays')
    return Array.from({ length: 20_000 }, () => drawDelay({ lognormal: { median: 100_000, sigma: 0.5 } }, next))
  }
  const delays = drawAll()
  expect(drawAll()).toEqual(delays)
  expect(delays.filter(delay => delay < 100_000).length / delays.length).toBeCloseTo(0.5, 1.5)
  const squares = delays.map(delay => Math.log(delay / 100_000) ** 2)
  expect(Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / delays.length)).toBeCloseTo(0.5, 1.5)
})
