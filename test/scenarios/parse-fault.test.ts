import { expect, test } from 'vitest'
import { parseFault } from '../../src/scenarios/parse-yaml.ts'

const read = (text: string) => parseFault(text, { file: 'fault' })

test('a fault reads the same as YAML and as JSON', () => {
  const fault = read('{ on: get_call_info, skip: 1, times: 1, http: 502 }')
  expect(fault).toMatchObject({ on: ['get_call_info'], skip: 1, times: 1, effect: { http: 502 } })
  expect(read('{"on":"get_call_info","skip":1,"times":1,"http":502}')).toEqual(fault)
  expect(read('on: get_call_info\nskip: 1\ntimes: 1\nhttp: 502\n')).toEqual(fault)
})

test('everything wrong with a fault is said at once, with its place', () => {
  expect(() => read('{ on: get_cal_info, htp: 502, drop: after }')).toThrow(
    /^fault:1:7 {2}on is "get_cal_info".*\nfault:1:21 {2}"htp" is not a key of a fault\. Did you mean "http"\?\nfault:1:37 {2}drop is "after".*$/,
  )
})

test.each([
  ['', 'fault:1:1  This is empty: want a fault such as { on: get_call_info, times: 1, http: 502 }.'],
  ['{ on: all }', 'Missing effect'],
  ['{ on: all', 'fault:1:10'],
  [`{ on: all, message: ${'x'.repeat(70_000)} }`, 'This has 70022 characters: want 65536 at most.'],
])('%.20j is no fault', (text, words) => {
  expect(() => read(text)).toThrow(words)
})
