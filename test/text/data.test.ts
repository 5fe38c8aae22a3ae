import { expect, test } from 'vitest'
import { isUrl } from '../../src/text/data.ts'

test.each([
  ['http://127.0.0.1:3000/callback', true],
  ['http://müller.example/ü', true],
  ['/callback', false],
  ['http://', false],
  ['http://a b', false],
])('Recognizes %j as a URL the same way every time', (text, answer) => {
  const answers = new Set(Array.from({ length: 20_000 }, () => isUrl(text)))
  expect([...answers]).toEqual([answer])
})
