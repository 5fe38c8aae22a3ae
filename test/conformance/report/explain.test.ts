import { expect, test } from 'vitest'
import { judge } from '../../../src/conformance/client/judge.ts'
import { explainHowMany } from '../../../src/conformance/report/outline.ts'
import { toJournal } from '../client/journal.ts'

test('rules and cases are counted apart', () => {
  const { findings } = judge([{ journal: toJournal([{}]) }], {}, [])
  expect(explainHowMany(findings)).toMatch(/^41 rules and \d+ cases$/)
  expect(explainHowMany(findings.slice(0, 1))).toBe('1 rule')
  expect(explainHowMany(findings.slice(-1))).toBe('1 case')
})
