import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHtml } from '../../../src/conformance/report/to-html.ts'
import { createHostileReport, createReport, hostile, nothing, spotless, unrun } from './fixture.ts'

/** The text of a page. */
const toWords = (page: string) =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll(/\s+/g, ' ')

test('Leads with the verdict, the end of the command, and why', () => {
  const words = toWords(toHtml(createReport()))
  expect(words).toContain(
    ' Command failed; contract report failed COMMAND FAILED: run 1: exit code 1, run 2: ended by SIGKILL. Contract report FAILED: 1205 requests. 1 rule passed, 3 failed, 1 warning, 1 known, 1 not exercised. Errors: RB-Q11, RB-B05, RB-A02. Failure coverage is 35 % (5 of 14); at least 50 % is required.',
  )
  expect(words).toContain('Only the last 1000 of 1204 requests were kept, and checked.')
  expect(toWords(toHtml(unrun))).toContain(' Passed PASSED: 1205 requests. 1 rule passed, 0 failed,')
  expect(toWords(toHtml(nothing))).toContain(' Not exercised NOT EXERCISED: No requests received.')
})

test('Lists failed rules in the order in which to fix them, each with why, the fix and how to reproduce it', () => {
  const page = toHtml(createReport())
  const ids = Array.from(
    page.matchAll(/<article class="finding (\w+)">.*?<code>(RB-\w+)<\/code>/gs),
    ([, kind, id]) => [kind, id],
  )
  expect(ids).toEqual([
    ['error', 'RB-Q11'],
    ['error', 'RB-B05'],
    ['error', 'RB-A02'],
    ['warning', 'RB-Q10'],
    ['known', 'RB-Q01'],
  ])
  const words = toWords(page)
  expect(words).toContain('run 1, request 2, get_call_info, 2026-01-15T12:00:00.000Z The UserSig is cut off.')
  expect(words).toContain('1 more')
  expect(words).toContain('and 33 that are not listed')
  expect(words).toContain('Why A UserSig is JSON, compressed by zlib. Documented on page 34385 .')
  expect(words).toContain('Fix Make it with the library of the vendor')
  expect(words).toContain(
    `Reproduce First run \`npx ringback start --scenario busy\` in another terminal. ${createReport().results[1]?.findings[0]?.reproduction?.curl} `,
  )
  expect(words).toContain('The SDK is old.')
})

test('Shows failure coverage as a matrix that is readable without colours, and as text', () => {
  const words = toWords(toHtml(createReport()))
  expect(words).toContain(
    '101004 The call does not exist, or it has ended. 12 ✓ 9 ↻ 2 ■ 1 times: recovered 9, retried 2, stopped 1 never',
  )
  expect(words).toContain('slow The response takes long. 3 ✕ 3 times: disconnected 3 · cannot happen')
  expect(words).toContain('Failure modes not covered: get_call_info: 101001, reset-before end_call: 101004, http')
})

test('Loads nothing and runs no script', () => {
  const page = toHtml(createReport())
  expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|@import|url\(|\son\w+=/i)
  expect(page).toContain("default-src 'none'")
})

test('Escapes every text, and closes every tag', () => {
  const toTags = (page: string) => Array.from(page.matchAll(/<[^>]*>?/g), ([tag]) => tag.replace(/ style=.*/, ''))
  const isVoid = /^<(?:!doctype|meta|wbr)\b/
  const harmless = toTags(toHtml(createHostileReport('harmless')))
  const opened = harmless.filter(tag => !tag.startsWith('</') && !isVoid.test(tag)).map(tag => /\w+/.exec(tag)?.[0])
  const closed = harmless.filter(tag => tag.startsWith('</')).map(tag => /\w+/.exec(tag)?.[0])
  expect(opened.toSorted()).toEqual(closed.toSorted())
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.constantFrom(...hostile)), text => {
      const page = toHtml(createHostileReport(text))
      expect(toTags(page)).toEqual(harmless)
      expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
    }),
  )
})

test('Contains no undefined values', () => {
  for (const report of [createReport(), nothing, spotless])
    expect(toHtml(report)).not.toMatch(/undefined|\[object Object\]|NaN/)
})
