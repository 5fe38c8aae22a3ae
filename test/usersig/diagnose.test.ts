import { expect, test } from 'vitest'
import { createDiagnosis } from '../../src/usersig/diagnose.ts'
import { examine } from '../../src/usersig/explain.ts'
import { sign } from '../../src/usersig/sign.ts'
import { claim, forge, good } from './forge.ts'

const codesOf = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code)

test('Looks at the lifetime again where a UserSig comes a second time', () => {
  const diagnose = createDiagnosis()
  const userSig = sign(good)
  expect(codesOf(diagnose(userSig, claim))).toEqual([])
  expect(codesOf(diagnose(userSig, { ...claim, now: (good.time + good.expire) * 1000 }))).toEqual(['expired'])
})

test('Examines a UserSig again for another account', () => {
  const diagnose = createDiagnosis()
  expect(codesOf(diagnose(sign(good), claim))).toEqual([])
  expect(codesOf(diagnose(sign(good), { ...claim, identifier: 'admin' }))).toEqual(['other-user'])
})

test('Searches for mistakes only until the budget is used up', () => {
  const search = { alone: 3, pairs: 2, last: [] }
  for (const time of [1, 2, 3, 4])
    examine(sign({ ...good, time: good.time + time, secretKey: 'another' }), claim, search)
  expect(search).toMatchObject({ alone: 0, pairs: 0 })
})

test('Recognizes a pair of mistakes again without a pair search', () => {
  const text = (lines: string[]) => `${lines.toReversed().join('\r\n')}\r\n`
  const search = { alone: 1, pairs: 1, last: [] }
  for (const time of [1, 2, 3]) {
    const { after } = examine(forge({ text, values: { 'TLS.time': good.time + time } }), claim, search)
    expect(codesOf(after)).toEqual(['fields-in-another-order', 'lines-end-with-crlf'])
  }
})

test('Leaves notes out', () => {
  expect(createDiagnosis()(sign(good), { now: claim.now })).toEqual([])
})
