import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toMarkdown } from '../../../src/conformance/report/to-markdown.ts'
import { createHostileReport, createReport, hostile, nothing, passingReport, reportWithoutCommands } from './fixture.ts'

const toLines = (report = createReport()) => toMarkdown(report).split('\n')

test('Starts with the verdict and the end of the command', () => {
  expect(toLines().slice(0, 7)).toEqual([
    '## Command failed; contract report failed',
    '',
    '**COMMAND FAILED: run 1: exit code 1, run 2: ended by SIGKILL. Contract report FAILED: 1205 requests. 1 rule passed, 3 failed, 1 warning, 1 known, 1 not exercised.**',
    '',
    'Errors: RB-Q11, RB-B05, RB-A02.',
    '',
    'Failure coverage is 35 % (5 of 14); at least 50 % is required.',
  ])
  expect(toLines(reportWithoutCommands)[0]).toBe('## Passed')
  expect(toLines(nothing).slice(0, 3)).toEqual([
    '## Not exercised',
    '',
    '**NOT EXERCISED: No requests received. None of 1 rule could be checked.**',
  ])
})

test('Lists failed rules in a table, in the order in which to fix them', () => {
  const rows = toLines().filter(line => /^\| <code>RB-[^|]*\| (error|warning) /.test(line))
  expect(rows.map(row => row.slice(2, 32).trim())).toEqual([
    '<code>RB-Q11</code> | error |',
    '<code>RB-B05</code> | error |',
    '<code>RB-A02</code> | error |',
    '<code>RB-Q10</code> | warning',
  ])
})

test('Shows the reason, the fix and the reproduction of a failed rule', () => {
  const text = toMarkdown(createReport())
  expect(text).toContain('Documented on [page 34385](https://trtc.io/document/34385).')
  expect(text).toContain('**Fix:** Make it with the library of the vendor')
  expect(text).toContain('- and 34 more')
  expect(text).toMatch(/\n\*\*Reproduce:\*\* First run .*\n\n```sh\ncurl -s .*\n```\n/)
})

test('Shows known issues, those that did not occur, and failure coverage', () => {
  const text = toMarkdown(createReport())
  expect(text).toContain('### Known issues, not counted')
  expect(text).toContain('The SDK is old.')
  expect(text).toContain('- RB-Q07 on get&#95;call&#95;info no longer occurs. Remove line 3 from the list.')
  expect(text).toContain(
    '| <code>get&#95;call&#95;info</code> | 801 | 4 of 6 | <code>101001</code> <code>reset-before</code> |',
  )
  expect(text).toContain('| 12 | recovered 9, retried 2, stopped 1 |')
  expect(text).toContain('<summary>Not exercised: 1 rule</summary>')
})

test('Omits a very long line for the shell', () => {
  expect(toMarkdown(createReport({ curl: 'x'.repeat(9_000) }))).toContain('The line is too long for a job summary')
})

test('Escapes every text, so that none is markup, a mention or a cell', () => {
  const shape = (text: string) => ({
    rows: text
      .split('\n')
      .filter(line => line.startsWith('|'))
      .map(line => line.split('|').length),
    headings: text.split('\n').filter(line => line.startsWith('#')),
    details: text.split('<details>').length - text.split('</details>').length,
    tags: [...new Set(Array.from(text.matchAll(/<\/?[a-z!][^>]*>?/g), ([tag]) => tag))].sort(),
  })
  const harmless = shape(toMarkdown(createHostileReport('harmless')))
  expect(harmless.tags).toEqual(['<code>', '</code>', '<details>', '</details>', '<summary>', '</summary>'].sort())
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile)), text => {
      const written = toMarkdown(createHostileReport(text))
      const prose = written.replaceAll(/^(`{3,})sh\n[\s\S]*?\n\1$/gm, '')
      expect(shape(prose)).toEqual(harmless)
      expect(prose.replaceAll(/<code>.*?<\/code>/g, '')).not.toMatch(/@|&#64;\w|#\d+(?![\d;])|`|\*\*\*/)
    }),
  )
})

test('Fences lines for the shell', () => {
  const written = toMarkdown(createReport({ curl: 'echo ```` </details>\n```\n# heading' }))
  expect(written).toContain('`````sh\necho ```` </details>\n```\n# heading\n`````')
})

test('Contains no undefined values', () => {
  for (const report of [createReport(), nothing, passingReport])
    expect(toMarkdown(report)).not.toMatch(/undefined|\[object Object\]|NaN/)
})
