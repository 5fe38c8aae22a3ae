import { expect, test } from 'vitest'
import { ScenarioError } from '../../src/scenarios/messages.ts'

test('a problem without a text is at its path, one with a text at its line and column', () => {
  const problems = [
    { path: ['calls', 0, 'then', 1, 'user'], sentence: 'One.' },
    { path: [], sentence: 'Two.' },
    { path: ['name'], sentence: 'Three.', line: 14, column: 7 },
  ]
  const error = new ScenarioError(problems, 'ringing.yaml')
  expect(error.message).toBe('calls[0].then[1].user  One.\nringing.yaml  Two.\nringing.yaml:14:7  Three.')
  expect(error.problems).toBe(problems)
  expect(error).toBeInstanceOf(Error)
  expect(error.name).toBe('ScenarioError')
})
