import { expect, test } from 'vitest'
import { isPart, parsePart } from '../../../src/conformance/sweep/only.ts'

const http = { command: 'get_call_info', meets: { name: 'http', meaning: '', mode: 'http' } } as const
const refused = { command: 'end_call', meets: { name: '101001', meaning: '', errorCode: 101001 } } as const

test.each([
  ['get_call_info', [true, false]],
  ['get_call_info:http', [true, false]],
  ['get_call_info:html', [false, false]],
  ['all:101001', [false, true]],
  ['all', [true, true]],
])('%s takes a part of a sweep', (text, taken) => {
  const read = parsePart(text)
  const parts = 'part' in read ? [read.part] : []
  expect([parts.length, isPart(parts, http), isPart(parts, refused)]).toEqual([1, ...taken])
})

test('without parts everything is taken', () => {
  expect(isPart([], http)).toBe(true)
})

test.each([
  ['', '"" is no part of a sweep: want COMMAND or COMMAND:FAULT'],
  ['get_call_info:', 'is no part of a sweep'],
  ['get_call_info:http:1', 'is no part of a sweep'],
  ['get_cal_info', '"get_cal_info" is not a command. Did you mean "get_call_info"?'],
  ['get_call_info:htp', '"htp" is nothing that befalls get_call_info. Did you mean "http"?'],
  ['get_call_info:101050', '"101050" is nothing that befalls get_call_info. '],
])('%j is none', (text, words) => {
  expect(parsePart(text)).toEqual({ problem: expect.stringContaining(words) })
})
