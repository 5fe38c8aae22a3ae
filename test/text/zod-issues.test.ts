import { expect, test } from 'vitest'
import * as z from 'zod'
import { decimal, duration, expects, integer, list, object, oneOf, text } from '../../src/text/fields.ts'
import { describeFieldIssue, toFieldIssues } from '../../src/text/zod-issues.ts'

const check = (schema: z.ZodType, data: unknown) => {
  const { error } = schema.safeParse(data)
  return error ? toFieldIssues(error, data) : []
}

const call = object('a call', {
  media: oneOf(['audio', 'video']),
  ring: duration({ least: 1, most: 60_000, never: true }).optional(),
  to: list(text('an account', 5), 'accounts', 2).optional(),
  weight: decimal('a weight', 0, 1).optional(),
  room: z.union([text('a room', 5), object('a room', { id: integer('an id', 1, 9) })], expects('a room')).optional(),
})

test.each<[object, object]>([
  [{}, { code: 'missing-field', path: ['media'], expected: 'audio or video' }],
  [{ media: 5 }, { code: 'invalid-field', path: ['media'], expected: 'audio or video', received: 5 }],
  [{ meida: 'audio' }, { code: 'unknown-field', path: ['meida'], of: 'a call', suggestion: 'media' }],
  [
    { media: 'audio', timeout: '3s' },
    { code: 'unknown-field', path: ['timeout'], suggestion: 'ring' },
  ],
  [
    { media: 'audio', to: ['a', 'bcdefg'] },
    { path: ['to', 1], expected: 'an account, 1 to 5 characters' },
  ],
  [
    { media: 'audio', room: { id: 0 } },
    { path: ['room', 'id'], expected: 'an id, 1 to 9' },
  ],
  [
    { media: 'audio', room: 5 },
    { path: ['room'], expected: 'a room' },
  ],
])('Reports one issue for %o', (data, issue) => {
  expect(check(call, data)).toMatchObject([issue])
})

test('Expects what follows from the kind of an issue if its schema says nothing', () => {
  const schema = z.strictObject({
    a: z.int(),
    b: z.string().min(2),
    c: z.enum(['x', 'y']),
    d: z.record(z.enum(['k']), z.int()),
  })
  expect(
    check(schema, { a: 1.5, b: '', c: 'z', d: { k: 1, l: 2 }, e: 1 }).map(issue =>
      'expected' in issue ? issue.expected : issue.path,
    ),
  ).toEqual(['an integer', 'at least 2 characters', '"x" or "y"', ['d', 'l'], ['e']])
})

test('Describes issues of fields as these texts', () => {
  const data = [
    {},
    5,
    { media: 'adio', ring: 30, to: 'user2', weight: '1', room: [] },
    { media: 'audio', ring: '2 sec', to: [5], colour: 1 },
  ]
  expect(data.flatMap(one => check(call, one).map(describeFieldIssue))).toMatchSnapshot()
})
