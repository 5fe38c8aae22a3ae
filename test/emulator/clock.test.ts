import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Clock, type ClockMode, createClock, parseClockMode } from '../../src/emulator/clock.ts'

const beginning = 1_768_469_400_000

/** A clock, and a wall clock that the test moves. */
function create(mode: ClockMode) {
  let wall = 5_000_000
  const clock = createClock(mode, beginning, () => wall)
  return {
    clock,
    /** The milliseconds since the beginning. */
    elapsed: () => clock.now() - beginning,
    /** Moves the wall clock, also backwards. */
    wait(ms: number) {
      wall += ms
    },
  }
}

test.each([
  ['real', 1, 1_500, 1_500],
  ['manual', 0, 86_400_000, 0],
  ['60x', 60, 1_000, 60_000],
  ['2.5x', 2.5, 2, 5],
  // Whole milliseconds.
  ['0.3x', 0.3, 5, 1],
] as const)('A clock in mode %s has the rate %d: %d ms become %d', (mode, rate, ms, expected) => {
  const { clock, elapsed, wait } = create(mode)
  expect([elapsed(), clock.rate]).toEqual([0, rate])
  wait(ms)
  expect(elapsed()).toBe(expected)
})

test('A change of mode keeps the time', () => {
  const { clock, elapsed, wait } = create('real')
  wait(1_000)
  clock.setMode('manual')
  expect([elapsed(), clock.mode, clock.rate]).toEqual([1_000, 'manual', 0])
  wait(5_000)
  clock.setMode('60x')
  expect([elapsed(), clock.mode, clock.rate]).toEqual([1_000, '60x', 60])
  wait(100)
  expect(elapsed()).toBe(7_000)
})

test('A running clock that is moved ahead continues from there, and is not moved back', () => {
  const { clock, elapsed, wait } = create('real')
  wait(1_000)
  clock.moveTo(beginning + 10_000)
  wait(500)
  clock.moveTo(beginning + 999)
  clock.moveTo(Number.NaN)
  expect(elapsed()).toBe(10_500)
  wait(1)
  expect(elapsed()).toBe(10_501)
})

test('A clock stands while the wall clock is behind its latest time', () => {
  const { elapsed, wait } = create('real')
  wait(1_000)
  expect(elapsed()).toBe(1_000)
  wait(-600)
  expect(elapsed()).toBe(1_000)
  wait(601)
  expect(elapsed()).toBe(1_601)
})

test('A change of mode after the wall clock was set back continues at once', () => {
  const { clock, elapsed, wait } = create('real')
  wait(1_000)
  expect(elapsed()).toBe(1_000)
  wait(-3_600_000)
  clock.setMode('real')
  wait(5)
  expect(elapsed()).toBe(1_005)
})

const mode = fc.constantFrom<ClockMode>('real', 'manual', '60x', '0.5x', '100000x')
const action = fc.oneof(
  fc.record({ wait: fc.oneof(fc.integer({ min: -10_000, max: 10_000 }), fc.double({ min: 0, max: 3, noNaN: true })) }),
  fc.record({ mode }),
  fc.record({ ahead: fc.integer({ min: -10_000, max: 10_000 }) }),
)
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never

function perform(clock: Clock, wait: (ms: number) => void, one: Action): void {
  if ('wait' in one) wait(one.wait)
  else if ('mode' in one) clock.setMode(one.mode)
  else clock.moveTo(clock.now() + one.ahead)
}

test('A clock never goes back, shows whole milliseconds, and moves only with the wall clock or when it is moved', () => {
  fc.assert(
    fc.property(mode, fc.array(action, { maxLength: 30 }), (mode, actions) => {
      const { clock, wait } = create(mode)
      for (const one of actions) {
        const before = clock.now()
        perform(clock, wait, one)
        const now = clock.now()
        expect(now).toBeGreaterThanOrEqual(before)
        expect(Number.isInteger(now)).toBe(true)
        if ('mode' in one) expect(now).toBe(before)
        if ('ahead' in one) expect(now).toBe(before + Math.max(0, one.ahead))
      }
    }),
    { numRuns: 500 },
  )
})

test.each(['real', 'manual', '60x', '1x', '0.5x', '100000x', '0.001x'])('Parses the mode %j', text => {
  expect(parseClockMode(text)).toBe(text)
})

test('Parses a mode with a leading zero', () => {
  expect(parseClockMode('060x')).toBe('60x')
})

test.each(['100001x', '1000000x', '0.0001x', '0x', '0.0x', '-1x', 'x', '60', '60 x', '60X', '1e3x', 'Real', ''])(
  'Refuses the mode %j',
  text => {
    expect(parseClockMode(text)).toBeUndefined()
  },
)
