import { expect, test } from 'vitest'
import { examine, explain, listIssues } from '../../src/usersig/explain.ts'
import {
  explainIssue,
  explainReason,
  explainSignIssue,
  explainText,
  formatDuration,
  formatTime,
  userSigFindingCodes,
} from '../../src/usersig/messages.ts'
import { sign } from '../../src/usersig/sign.ts'
import { verify } from '../../src/usersig/verify.ts'
import { cases } from './cases.ts'
import { claim, forge, good, pack } from './forge.ts'

test('Makes the message of every finding', () => {
  const lines = userSigFindingCodes.flatMap(code =>
    cases[code].flatMap(({ text, options: ownOptions }) => {
      const options = { ...claim, ...ownOptions }
      const issue = listIssues(examine(text, options), options.now).find(found => found.code === code)
      if (!issue) return []
      const { severity, ...finding } = explainIssue(issue)
      return [`${severity} ${code}: ${finding.text} | ${finding.fix}`]
    }),
  )
  expect([...new Set(lines)]).toMatchSnapshot()
})

test('Makes the ErrorInfo of every refusal', () => {
  const texts = [
    verify(forge().slice(0, 80), claim),
    verify(forge({ shown: { 'TLS.time': undefined, 'TLS.sig': 1 } }), claim),
    verify(sign({ ...good, sdkAppId: 1400188366 }), { ...claim, sdkAppId: 1400590001 }),
    verify(sign({ ...good, identifier: 'user1' }), claim),
    verify(sign({ ...good, secretKey: 'another' }), claim),
    verify(sign(good), { ...claim, now: (good.time + good.expire) * 1000 + 500 }),
  ].map(result => (result.ok ? '' : explainReason(result.issue)))
  expect(texts).toMatchSnapshot()
})

test('Keeps ErrorInfo short for long names', () => {
  const result = verify(sign({ ...good, identifier: 'a'.repeat(3000) }), { ...claim, identifier: 'b'.repeat(3000) })
  expect(result.ok ? 0 : explainReason(result.issue).length).toBeLessThan(300)
})

test.each([
  ['a valid UserSig', explain(sign({ ...good, userBuf: 'AAEC' }), claim)],
  ['a wrong signature', explain(forge({ digest: 'sha1' }), claim)],
  ['an accepted error', explain(sign({ ...good, time: good.time * 2 }), claim)],
  ['an empty text', explain('', claim)],
  ['an empty document', explain(pack('{}'), claim)],
])('Explains %s', (_, explanation) => {
  expect(explainText(explanation)).toMatchSnapshot()
})

test('Prints no control character of an identifier', () => {
  const lines = explainText(explain(sign({ ...good, identifier: 'a\n\u001b[31mb' }), claim))
  expect(lines.join('')).toMatch(/^[^\p{Cc}]*$/u)
})

test('Formats times as ISO 8601, or in words if out of range', () => {
  expect(formatTime(1_768_469_400_000)).toBe('2026-01-15T09:30:00Z')
  expect(formatTime(1_768_469_400_007)).toBe('2026-01-15T09:30:00.007Z')
  for (const time of [9e15, -9e15, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(formatTime(time)).toBe('a time out of range')
  }
})

test.each([
  [0, '0 s'],
  [0.9, '0 s'],
  [59, '59 s'],
  [-90, '1 min 30 s'],
  [3 * 3600, '3 h'],
  [3 * 3600 + 61, '3 h 1 min'],
  [86_400 + 5, '1 day 5 s'],
  [15_552_000, '180 days'],
  [2 * 31_536_000 + 86_400 * 15 + 7, '2 years 15 days'],
])('Formats %d seconds as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})

test('Makes the message of every option that cannot be signed', () => {
  expect([
    explainSignIssue({ code: 'invalid-option', field: 'time', expected: 'Unix seconds', received: 1.5 }),
    explainSignIssue({ code: 'invalid-secret-key', type: 'string' }),
    explainSignIssue({ code: 'invalid-secret-key', type: 'object' }),
    explainSignIssue({ code: 'too-long', characters: 9_000, bytes: 9_000 }),
  ]).toMatchSnapshot()
})
