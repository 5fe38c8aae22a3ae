import fc from 'fast-check'
import { expect, test } from 'vitest'
import { callbackCommands } from '../../src/contracts/callbacks.ts'
import { operationNames } from '../../src/contracts/operations.ts'
import type { Effect, Fault, Phase } from '../../src/faults/fault.ts'
import type { FaultTarget } from '../../src/faults/match.ts'
import { arm, pass, passAll, toFault, toMark, toRefusal } from './arm.ts'

/** A fault on every callback, unless told otherwise. */
const toCallbackFault = (effect: Effect, rest: Partial<Fault> = {}) => toFault(effect, { on: 'callbacks', ...rest })

/** A callback of a call's end, unless told otherwise. */
const toCallback = (rest: Partial<FaultTarget> = {}) => ({
  stage: 'callback' as const,
  mark: toMark({ command: 'Call.CallbackAfterEndCall', identifier: undefined, ...rest }),
})

const callbacks = (count: number) => Array.from({ length: count }, () => toCallback())

/** What befalls so many callbacks one after another. */
const befalls = (effects: readonly Effect[]) => effects.map(effect => effect.callback)

test('a fault on callbacks lets its first ones pass, strikes so many, and then no more', () => {
  const { effects, tallies } = passAll(arm(toCallbackFault({ callback: 'drop' }, { skip: 1, times: 2 })), callbacks(5))
  expect(befalls(effects)).toEqual([undefined, 'drop', 'drop', undefined, undefined])
  expect(tallies).toEqual([{ matched: 3, hit: 2 }])
})

test('a fault on callbacks is awake from its beginning until before its end', () => {
  const armed = arm(toCallbackFault({ callback: 'drop' }, { from: 5_000, until: 60_000 }))
  const at = (elapsed: number) => pass(armed, { ...toCallback(), elapsed }).effect.callback
  expect([4_999, 5_000, 59_999, 60_000].map(at)).toEqual([undefined, 'drop', 'drop', undefined])
})

test('a fault on callbacks with a probability counts as hit only what it struck', () => {
  const armed = arm(toCallbackFault({ callback: 'malformed' }, { probability: 0.5, times: 2 }))
  const { effects, tallies } = passAll(
    armed,
    [0.9, 0.1, 0.5, 0.4, 0.1].map(number => ({ ...toCallback(), draw: () => number })),
  )
  expect(befalls(effects)).toEqual([undefined, 'malformed', undefined, 'malformed', undefined])
  expect(tallies).toEqual([{ matched: 4, hit: 2 }])
})

test('faults on callbacks armed after each other come one callback each', () => {
  const kinds: readonly NonNullable<Effect['callback']>[] = [
    'drop',
    'duplicate',
    'reorder',
    'wrong-signature',
    'malformed',
  ]
  const { effects, tallies } = passAll(
    arm(...kinds.map(callback => toCallbackFault({ callback }, { times: 1 }))),
    callbacks(6),
  )
  expect(befalls(effects)).toEqual([...kinds, undefined])
  expect(tallies).toEqual(kinds.map(() => ({ matched: 1, hit: 1 })))
})

test('a callback is struck by one fault and delayed by one more', () => {
  const armed = arm(
    toCallbackFault({ delay: 5 }),
    toCallbackFault({ callback: 'duplicate' }),
    toCallbackFault({ callback: 'malformed' }),
    toCallbackFault({ delay: 9 }),
  )
  const met = pass(armed, toCallback())
  expect(met.effect).toEqual({ delay: 5, callback: 'duplicate' })
  expect(met.armed.map(({ count }) => count)).toEqual([
    { matched: 1, hit: 1 },
    { matched: 1, hit: 1 },
    { matched: 0, hit: 0 },
    { matched: 0, hit: 0 },
  ])
})

test('of two delays of a callback the first counts, also when the second comes with more', () => {
  const armed = arm(toCallbackFault({ delay: 5 }), toCallbackFault({ callback: 'reorder', delay: 9 }))
  expect(pass(armed, toCallback()).effect).toEqual({ delay: 5, callback: 'reorder' })
})

test('a fault is about one callback, several or all of them', () => {
  const meets = (on: Fault['on']) =>
    callbackCommands.map(
      command => pass(arm(toFault({ callback: 'drop' }, { on })), toCallback({ command })).struck.length,
    )
  expect(meets('callbacks')).toEqual([1, 1, 1])
  expect(meets(['Call.CallbackAfterMemberChanged'])).toEqual([0, 1, 0])
  expect(meets(['Call.CallbackAfterStartCall', 'Call.CallbackAfterEndCall'])).toEqual([1, 0, 1])
  expect(meets('all')).toEqual([0, 0, 0])
  expect(meets([])).toEqual([0, 0, 0])
})

test.for<[what: string, Partial<Fault>, Partial<FaultTarget>]>([
  ['application', { app: 1 }, { app: 2 }],
  ['call', { call: 'x' }, { findCall: () => 'y' }],
])('a fault on callbacks narrowed to one %s counts and strikes only what is about it', ([, narrowing, outside]) => {
  const inside: Partial<FaultTarget> = { app: 1, findCall: () => 'x' }
  const armed = arm(toCallbackFault({ callback: 'drop' }, { ...narrowing, times: 1 }))
  const { effects, tallies } = passAll(armed, [toCallback(outside), toCallback(inside), toCallback(inside)])
  expect(befalls(effects)).toEqual([undefined, 'drop', undefined])
  expect(tallies).toEqual([{ matched: 1, hit: 1 }])
})

test('a fault on callbacks that only delays belongs to callbacks all the same', () => {
  const armed = arm(toCallbackFault({ delay: 5 }), toFault({ delay: 7 }))
  expect(pass(armed, { stage: 'transport' }).effect).toEqual({ delay: 7 })
  expect(pass(armed, { stage: 'application' }).effect).toEqual({})
  expect(pass(armed, toCallback()).effect).toEqual({ delay: 5 })
})

const limits = {
  skip: fc.nat(2),
  times: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY),
  probability: fc.constantFrom(undefined, 0.5, 1),
}
const ofRequests = fc
  .record({
    ...limits,
    on: fc.oneof(fc.constant('all' as const), fc.subarray(operationNames)),
    effect: fc.constantFrom<Effect>(toRefusal('a'), { http: 502 }, { drop: 'before' }, { delay: 1 }),
  })
  .map(({ effect, ...rest }) => ({ kind: 'request', fault: toFault(effect, rest) }))
const ofCallbacks = fc
  .record({
    ...limits,
    on: fc.oneof(fc.constant('callbacks' as const), fc.subarray(callbackCommands, { minLength: 1 })),
    effect: fc.constantFrom<Effect>({ callback: 'drop' }, { callback: 'reorder', delay: 2 }, { delay: 3 }),
  })
  .map(({ effect, ...rest }) => ({ kind: 'callback', fault: toFault(effect, rest) }))
const faults = fc.array(fc.oneof(ofRequests, ofCallbacks), { maxLength: 6 })

const draw = fc.constantFrom(0, 0.49, 0.5, 0.99).map(number => () => number)
// A request that names a callback's word is a request all the same.
const command = fc.constantFrom(undefined, ...operationNames, ...callbackCommands)
const request = fc
  .record({ command, draw, stage: fc.constantFrom<Phase>('transport', 'application') })
  .map(({ command, ...rest }) => ({ kind: 'request', passing: { mark: toMark({ command }), ...rest } }))
const callback = fc
  .record({ command: fc.constantFrom(...callbackCommands), draw })
  .map(({ command, draw }) => ({ kind: 'callback', passing: { ...toCallback({ command }), draw } }))
const passings = fc.array(fc.oneof(request, callback), { maxLength: 12 })

test.each(['request', 'callback'])('a %s meets and counts what it would without the other kind', kind => {
  const isOfKind = (one: { readonly kind: string }) => one.kind === kind
  fc.assert(
    fc.property(faults, passings, (faults, passings) => {
      const together = passAll(
        arm(...faults.map(({ fault }) => fault)),
        passings.map(({ passing }) => passing),
      )
      const alone = passAll(
        arm(...faults.filter(isOfKind).map(({ fault }) => fault)),
        passings.filter(isOfKind).map(({ passing }) => passing),
      )
      expect(together.tallies.filter((_, index) => faults[index]?.kind === kind)).toEqual(alone.tallies)
      expect(together.effects.filter((_, index) => passings[index]?.kind === kind)).toEqual(alone.effects)
    }),
    { numRuns: 300 },
  )
})

test.each(['request', 'callback'])('a %s never counts a fault of the other kind', kind => {
  fc.assert(
    fc.property(faults, passings, (faults, passings) => {
      const { tallies } = passAll(
        arm(...faults.map(({ fault }) => fault)),
        passings.filter(one => one.kind === kind).map(({ passing }) => passing),
      )
      const foreign = tallies.filter((_, index) => faults[index]?.kind !== kind)
      expect(foreign).toEqual(foreign.map(() => ({ matched: 0, hit: 0 })))
    }),
    { numRuns: 300 },
  )
})
