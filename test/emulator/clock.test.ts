import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Clock, type ClockMode, createClock, parseClockMode } from '../../src/emulator/clock.ts'

const beginning = 1_768_469_400_000

/** A clock on a wall that is moved by hand. */
function hang(mode: ClockMode) {
  let wall = 5_000_000
  const clock = createClock(mode, beginning, () => wall)
  return {
    clock,
    /** How far the clock has come. */
    elapsed: () => clock.now() - beginning,
    /** Moves the wall on, or back. */
    wait(ms: number) {
      wall += ms
    },
  }
}

test('a clock begins where it is told, whatever the wall says', () => {
  for (const mode of ['real', 'manual', '60x'] as const) expect(hang(mode).clock.now()).toBe(beginning)
})

test('a real clock passes with the wall', () => {
  const { elapsed, wait } = hang('real')
  wait(1_500)
  expect(elapsed()).toBe(1_500)
})

test('a manual clock stands until it is moved', () => {
  const { clock, elapsed, wait } = hang('manual')
  wait(86_400_000)
  expect(elapsed()).toBe(0)
  clock.moveTo(beginning + 30_000)
  expect(elapsed()).toBe(30_000)
})

test('a fast clock passes so many times as fast, in whole milliseconds', () => {
  const { elapsed, wait } = hang('60x')
  wait(1_000)
  expect(elapsed()).toBe(60_000)
  const slow = hang('0.3x')
  slow.wait(5)
  expect(slow.elapsed()).toBe(1)
})

test('a clock tells how fast it passes', () => {
  expect(hang('real').clock.rate).toBe(1)
  expect(hang('manual').clock.rate).toBe(0)
  expect(hang('60x').clock.rate).toBe(60)
  expect(hang('2.5x').clock.rate).toBe(2.5)
})

test('a change of mode keeps the time and changes how it passes', () => {
  const { clock, elapsed, wait } = hang('real')
  wait(1_000)
  clock.setMode('manual')
  expect([elapsed(), clock.mode, clock.rate]).toEqual([1_000, 'manual', 0])
  wait(5_000)
  clock.setMode('60x')
  expect([elapsed(), clock.mode, clock.rate]).toEqual([1_000, '60x', 60])
  wait(100)
  expect(elapsed()).toBe(7_000)
})

test('a running clock that is put ahead runs on from there', () => {
  const { clock, elapsed, wait } = hang('real')
  wait(1_000)
  clock.moveTo(beginning + 10_000)
  wait(500)
  expect(elapsed()).toBe(10_500)
})

test('a moment that is past leaves the clock where it is', () => {
  const { clock, elapsed, wait } = hang('real')
  wait(1_000)
  clock.moveTo(beginning + 999)
  clock.moveTo(Number.NaN)
  expect(elapsed()).toBe(1_000)
  wait(1)
  expect(elapsed()).toBe(1_001)
})

test('a clock goes on from where it was when the wall is put back', () => {
  const { elapsed, wait } = hang('real')
  wait(1_000)
  expect(elapsed()).toBe(1_000)
  wait(-600)
  expect(elapsed()).toBe(1_000)
  wait(601)
  expect(elapsed()).toBe(1_601)
})

test('a change of mode after the wall was put back goes on at once', () => {
  const { clock, elapsed, wait } = hang('real')
  wait(1_000)
  expect(elapsed()).toBe(1_000)
  wait(-3_600_000)
  clock.setMode('real')
  wait(5)
  expect(elapsed()).toBe(1_005)
})

const mode = fc.constantFrom<ClockMode>('real', 'manual', '60x', '0.5x', '100000x')
const deed = fc.oneof(
  fc.record({ wait: fc.integer({ min: -10_000, max: 10_000 }) }),
  fc.record({ wait: fc.double({ min: 0, max: 3, noNaN: true }) }),
  fc.record({ mode }),
  fc.record({ ahead: fc.integer({ min: -10_000, max: 10_000 }) }),
)

function apply(clock: Clock, wait: (ms: number) => void, next: typeof deed extends fc.Arbitrary<infer T> ? T : never) {
  if ('wait' in next) wait(next.wait)
  else if ('mode' in next) clock.setMode(next.mode)
  else clock.moveTo(clock.now() + next.ahead)
}

test('the clock never goes back, and always shows whole milliseconds', () => {
  fc.assert(
    fc.property(mode, fc.array(deed, { maxLength: 30 }), (mode, deeds) => {
      const { clock, wait } = hang(mode)
      let latest = clock.now()
      for (const next of deeds) {
        apply(clock, wait, next)
        const now = clock.now()
        expect(now).toBeGreaterThanOrEqual(latest)
        expect(Number.isInteger(now)).toBe(true)
        latest = now
      }
    }),
    { numRuns: 500 },
  )
})

test('while the wall stands, only a move ahead changes the time', () => {
  fc.assert(
    fc.property(mode, fc.array(deed, { maxLength: 30 }), (mode, deeds) => {
      const { clock, wait } = hang(mode)
      for (const next of deeds) {
        const before = clock.now()
        apply(clock, wait, next)
        if ('mode' in next) expect(clock.now()).toBe(before)
        if ('ahead' in next) expect(clock.now()).toBe(before + Math.max(0, next.ahead))
      }
    }),
    { numRuns: 500 },
  )
})

test.for([
  ['real', 'real'],
  ['manual', 'manual'],
  ['60x', '60x'],
  ['1x', '1x'],
  ['0.5x', '0.5x'],
  ['060x', '60x'],
  ['100000x', '100000x'],
  ['0.001x', '0.001x'],
  ['100001x', undefined],
  ['999999x', undefined],
  ['1000000x', undefined],
  ['0.0001x', undefined],
  ['0x', undefined],
  ['0.0x', undefined],
  ['-1x', undefined],
  ['x', undefined],
  ['60', undefined],
  ['60 x', undefined],
  ['60X', undefined],
  ['1e3x', undefined],
  ['Real', undefined],
  ['', undefined],
] as const)('the mode %j is read as %j', ([text, mode]) => {
  expect(parseClockMode(text)).toBe(mode)
})
