import { expect, test } from 'vitest'
import { ScenarioError } from '../../src/scenarios/messages.ts'
import { cases, findProblems } from './read-cases.ts'

const more = [
  '',
  `#${'x'.repeat(1_048_576)}`,
  '['.repeat(100),
  `ringback: 1\nname: [&a [${'x, '.repeat(101)}], &b [${'*a, '.repeat(101)}], *b]`,
  'ringback: 1\nname: "\\d"',
  'ringback: 1\ncalls: [{ from: a, to: [b], media: audio, then: [{ at: 1s, user: b, does: explode }] }]',
  'ringback: 1\ncalls: [{ from: a, to: [b], media: audio, then: [{ at: 1s, does: interrupt }, { at: 2s, does: end }] }]',
  'ringback: 1\nfaults: [{ on: all, delay: 2 minutes }]',
]

test('Makes the message of every issue once', () => {
  const problems = [...cases.map(({ text }) => text), ...more].flatMap(text => findProblems(text))
  const hint = /Did you mean|Write|Remove the quotes|Put it in quotes|Add a unit|It cannot/
  const first = new Map(
    problems.map(({ code, message }) => [`${code} ${hint.exec(message)?.[0] ?? ''}`, message] as const).toReversed(),
  )
  expect(Object.fromEntries([...first].sort(([one], [other]) => (one < other ? -1 : 1)))).toMatchSnapshot()
})

test('Names the place of a mistake by its line and column, or else by its path', () => {
  const problems = [
    { code: 'unknown-user', path: ['calls', 0, 'then', 1, 'user'], message: 'One.' },
    { code: 'no-effect', path: [], message: 'Two.' },
    { code: 'missing-field', path: ['name'], message: 'Three.', line: 14, column: 7 },
  ] as const
  const error = new ScenarioError(problems, 'ringing.yaml')
  expect(error.message).toBe('calls[0].then[1].user  One.\nringing.yaml  Two.\nringing.yaml:14:7  Three.')
  expect(error).toMatchObject({ problems, name: 'ScenarioError' })
  expect(error).toBeInstanceOf(Error)
})
