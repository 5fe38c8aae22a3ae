import fc from 'fast-check'
import { expect, test } from 'vitest'
import { longestDuration, parseDuration, toDurationText } from '../../src/text/duration.ts'

const tenYears = 10 * 365 * 24 * 60 * 60 * 1000

test('Parses what it writes', () => {
  const duration = fc.oneof(fc.integer({ min: 0, max: tenYears }), fc.nat(200_000))
  fc.assert(fc.property(duration, ms => parseDuration(toDurationText(ms)) === ms))
})

test.for([
  ['500ms', 500],
  ['3s', 3_000],
  ['2m30s', 150_000],
  ['1h', 3_600_000],
  ['1d', 86_400_000],
  ['1h0m5s', 3_605_000],
  ['1d2h3m4s5ms', 93_784_005],
  ['90m', 5_400_000],
  ['5m7ms', 300_007],
  ['0s', 0],
  ['0ms', 0],
  ['1.5s', 1_500],
  ['0.5h', 1_800_000],
  ['2.25m', 135_000],
  ['1.1s', 1_100],
  ['2.3s', 2_300],
  ['1.0006s', 1_001],
  ['3650d', tenYears],
] as const)('Parses %s as %d milliseconds', ([text, ms]) => {
  expect(parseDuration(text)).toBe(ms)
})

test('Parses never as infinity', () => {
  expect(parseDuration('never')).toBe(Number.POSITIVE_INFINITY)
  expect(toDurationText(Number.POSITIVE_INFINITY)).toBe('never')
})

test('Refuses durations of more than ten years', () => {
  expect(longestDuration).toBe(tenYears)
  expect(parseDuration('3650d1ms')).toBeUndefined()
  expect(parseDuration('87601h')).toBeUndefined()
  expect(parseDuration(`${'9'.repeat(38)}d`)).toBeUndefined()
})

test.for([
  '',
  ' ',
  '5',
  's',
  'ms',
  '-3s',
  '+3s',
  '3 s',
  ' 3s',
  '3s ',
  '3s\n',
  '3S',
  '3sec',
  '3y',
  '30s2m',
  '1s1s',
  '5ms1s',
  '1,5s',
  '.5s',
  '1.s',
  '1.5ms',
  '1e3s',
  '0x10s',
  '٣s',
  'Never',
  'nevers',
  'Infinity',
  'NaN',
])('Refuses %j as a duration', text => {
  expect(parseDuration(text)).toBeUndefined()
})

test('Refuses long texts quickly', () => {
  expect(parseDuration(`${'0'.repeat(39)}s`)).toBe(0)
  expect(parseDuration(`${'0'.repeat(40)}s`)).toBeUndefined()
  expect(parseDuration('1'.repeat(1_000_000))).toBeUndefined()
})

test('Parses any text as an integer, infinity or undefined', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9.dhms]{0,12}$/))
  fc.assert(
    fc.property(text, text => {
      const ms = parseDuration(text)
      if (ms === undefined || text === 'never') return
      expect(Number.isInteger(ms) && ms >= 0 && ms <= tenYears).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test.for([
  [0, '0s'],
  [1, '1ms'],
  [999, '999ms'],
  [1_000, '1s'],
  [150_000, '2m30s'],
  [3_605_000, '1h5s'],
  [93_784_005, '1d2h3m4s5ms'],
  [0.4, '0s'],
  [1_500.6, '1s501ms'],
] as const)('Writes %d milliseconds as %s', ([ms, text]) => {
  expect(toDurationText(ms)).toBe(text)
})
