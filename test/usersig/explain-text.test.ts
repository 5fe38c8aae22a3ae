import { expect, test } from 'vitest'
import { explain } from '../../src/usersig/explain.ts'
import { explainText } from '../../src/usersig/explain-text.ts'
import { sign } from '../../src/usersig/sign.ts'
import { claim, forge, good, pack } from './forge.ts'

test('a good UserSig is what it says, and would be accepted', () => {
  expect(explainText(explain(sign({ ...good, userBuf: 'AAEC' }), claim))).toEqual([
    'Made for "administrator" of application 88888888, 2026-01-15T09:30:00Z, good for 1 day, until 2026-01-16T09:30:00Z.',
    'It carries a user buffer of 3 bytes.',
    'It would be accepted, as far as could be checked.',
  ])
})

test('each finding is a line, and its way out another', () => {
  const lines = explainText(explain(forge({ digest: 'sha1' }), claim))
  expect(lines.slice(1)).toEqual([
    'error: It was signed with HMAC over SHA-1. [other-digest]',
    '  Use HMAC-SHA256.',
    'It would be refused.',
  ])
})

test('what says nothing readable is told so', () => {
  expect(explainText(explain('', claim)).at(-1)).toBe('It would be refused: nothing can be read out of it.')
  expect(explainText(explain(pack('{}'), claim))[0]).toBe('Made for nobody of application none, at no known time.')
})

test('no identifier breaks a line or writes to the terminal', () => {
  const lines = explainText(explain(sign({ ...good, identifier: 'a\n\u001b[31mb' }), claim))
  expect(lines.join('')).toMatch(/^[^\p{Cc}]*$/u)
})
