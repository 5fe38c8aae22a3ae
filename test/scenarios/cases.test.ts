import { expect, test } from 'vitest'
import { cases, findProblems, toLines } from './read-cases.ts'

test.each(cases)('$file has exactly the mistakes it lists', ({ text, expected }) => {
  expect(toLines(findProblems(text))).toEqual(expected)
})

test('Finds the cases', () => {
  expect(cases.length).toBeGreaterThan(25)
})
