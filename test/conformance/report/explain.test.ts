import { expect, test } from 'vitest'
import { toClientReport } from '../../../src/conformance/client/report.ts'
import { explainHowMany } from '../../../src/conformance/report/outline.ts'
import { toJournal } from '../client/journal.ts'

test('Counts rules and cases separately', () => {
  const { results } = toClientReport([{ journal: toJournal([{}]) }], {}, [])
  expect(explainHowMany(results)).toMatch(/^\d+ rules and \d+ cases$/)
  expect(explainHowMany(results.slice(0, 1))).toBe('1 rule')
  expect(explainHowMany(results.slice(-1))).toBe('1 case')
})
