import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHtml } from '../../../../src/conformance/client/report/to-html.ts'
import { createHostileReport, createReport, hostile, nothing, spotless } from './fixture.ts'

/** The words of a page, as they are read from top to bottom. */
const toWords = (page: string) =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll(/\s+/g, ' ')

test('the page leads with the verdict and why', () => {
  const words = toWords(toHtml(createReport(), []))
  expect(words).toContain(
    ' Failed 1205 requests of 2 commands break 4 of 7 rules Broken: RB-Q11, RB-B05, RB-A02. Exposed to 5 of 14 (35 %), and 50 % are wanted.',
  )
  expect(words).toContain('Of 1 run only the latest requests are kept; the rules were judged by those.')
  expect(toWords(toHtml(spotless, []))).toContain(' Passed 1205 requests of 2 commands break none of 2 rules')
  expect(toWords(toHtml(nothing, []))).toContain(' Not exercised No request came. None of 1 rule could be judged.')
})

test('broken rules come in the order in which they are mended, each with why, what to do and the line for the shell', () => {
  const page = toHtml(createReport(), [])
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
  expect(words).toContain('Mend Make it with the library of the vendor')
  expect(words).toContain(`Again ${createReport().findings[1]?.slips[0]?.curl} `)
  expect(words).toContain('The SDK is old.')
})

test('exposure is a matrix that can be read without colours, and sentences', () => {
  const words = toWords(toHtml(createReport(), []))
  expect(words).toContain(
    '101004 The call does not exist, or it has ended. 12 ✓ 9 ↻ 2 ■ 1 times: recovered 9, asked again 2, asked no more 1 never',
  )
  expect(words).toContain('slow The answer takes long. 3 ✕ 3 times: hung up 3 · cannot happen')
  expect(words).toContain('Your client was never exposed to 101001 or reset-before on get_call_info.')
})

test('the page needs nothing from outside and runs nothing', () => {
  const page = toHtml(createReport(), [])
  expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|@import|url\(|\son\w+=/i)
  expect(page).toContain("default-src 'none'")
})

test('whatever was sent is text: as many tags are opened as closed, and none is added', () => {
  const toTags = (page: string) => Array.from(page.matchAll(/<[^>]*>?/g), ([tag]) => tag.replace(/ style=.*/, ''))
  const isVoid = /^<(?:!doctype|meta|wbr)\b/
  const calm = toTags(toHtml(createHostileReport('calm'), []))
  const opened = calm.filter(tag => !tag.startsWith('</') && !isVoid.test(tag)).map(tag => /\w+/.exec(tag)?.[0])
  const closed = calm.filter(tag => tag.startsWith('</')).map(tag => /\w+/.exec(tag)?.[0])
  expect(opened.toSorted()).toEqual(closed.toSorted())
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.constantFrom(...hostile)), text => {
      const page = toHtml(createHostileReport(text), [])
      expect(toTags(page)).toEqual(calm)
      expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
    }),
  )
})

test('nothing but words gets through', () => {
  for (const report of [createReport(), nothing, spotless])
    expect(toHtml(report, [])).not.toMatch(/undefined|\[object Object\]|NaN/)
})
