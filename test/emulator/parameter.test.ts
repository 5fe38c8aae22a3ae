import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toError } from '../../src/contracts/errors.ts'
import type { ParameterName } from '../../src/contracts/query.ts'
import { checkParameter } from '../../src/emulator/authorize.ts'
import { rightQuery, toAsk } from './ask.ts'

const names: readonly ParameterName[] = ['sdkappid', 'contenttype', 'random', 'identifier', 'usersig']

/** The code and the sentence of the refusal, if there is one. */
function check(name: ParameterName, value: string | undefined, repeated: readonly string[] = []) {
  const wrong = checkParameter(name, toAsk({ [name]: value }, { repeated }))
  return wrong && [toError(wrong.refuse).code, wrong.because]
}

test('parameters that are as wanted are not spoken of', () => {
  for (const name of names) expect(check(name, rightQuery[name])).toBeUndefined()
})

test.for<[ParameterName, string | undefined, number, string]>([
  ['sdkappid', undefined, 60012, 'Missing sdkappid: expected the id of an application, a decimal integer.'],
  ['sdkappid', '', 60006, 'Invalid sdkappid: expected the id of an application, a decimal integer, got "".'],
  ['sdkappid', 'abc', 60006, 'Invalid sdkappid: expected the id of an application, a decimal integer, got "abc".'],
  ['sdkappid', '-1', 60006, 'Invalid sdkappid: expected the id of an application, a decimal integer, got "-1".'],
  ['sdkappid', '1e7', 60006, 'Invalid sdkappid: expected the id of an application, a decimal integer, got "1e7".'],
  [
    'sdkappid',
    '8888 8888',
    60006,
    'Invalid sdkappid: expected the id of an application, a decimal integer, got "8888 8888".',
  ],
  [
    'sdkappid',
    '9'.repeat(16),
    60006,
    `Invalid sdkappid: expected the id of an application, a decimal integer, got "${'9'.repeat(16)}".`,
  ],
  ['contenttype', undefined, 60025, 'Missing contenttype: expected json.'],
  ['contenttype', '', 60025, 'Invalid contenttype: expected json, got "".'],
  ['contenttype', 'JSON', 60025, 'Invalid contenttype: expected json, got "JSON".'],
  ['contenttype', 'xml', 60025, 'Invalid contenttype: expected json, got "xml".'],
  ['random', undefined, 60002, 'Missing random: expected a decimal integer, 0 to 4294967295.'],
  ['random', '', 60002, 'Invalid random: expected a decimal integer, 0 to 4294967295, got "".'],
  ['random', '4294967296', 60002, 'Invalid random: expected a decimal integer, 0 to 4294967295, got "4294967296".'],
  ['random', '1.5', 60002, 'Invalid random: expected a decimal integer, 0 to 4294967295, got "1.5".'],
  ['random', '-1', 60002, 'Invalid random: expected a decimal integer, 0 to 4294967295, got "-1".'],
  ['random', '0x10', 60002, 'Invalid random: expected a decimal integer, 0 to 4294967295, got "0x10".'],
  ['random', '٣', 60002, 'Invalid random: expected a decimal integer, 0 to 4294967295, got "٣".'],
  ['random', '5\n', 60002, 'Invalid random: expected a decimal integer, 0 to 4294967295, got "5\\n".'],
  ['identifier', undefined, 60004, 'Missing identifier: expected the account of an app administrator.'],
  ['identifier', '', 60004, 'Invalid identifier: expected the account of an app administrator, got "".'],
  ['usersig', undefined, 60004, "Missing usersig: expected that administrator's UserSig."],
  ['usersig', '', 60004, "Invalid usersig: expected that administrator's UserSig, got an empty value."],
])('%s as %j is refused with %d and a sentence', ([name, value, code, sentence]) => {
  expect(check(name, value)).toEqual([code, sentence])
})

test('any unsigned 32-bit integer is random, and any larger one is not', () => {
  fc.assert(fc.property(fc.nat(4294967295), random => check('random', String(random)) === undefined))
  fc.assert(fc.property(fc.bigInt(4294967296n, 2n ** 64n), random => check('random', String(random)) !== undefined))
  expect(check('random', '4294967295')).toBeUndefined()
})

test('a parameter that comes twice is wrong, whichever it is', () => {
  for (const name of names) {
    const [code, sentence] = check(name, rightQuery[name], [name]) ?? []
    expect(sentence).toMatch(new RegExp(`^Repeated ${name}: expected .+, once\\.$`))
    expect(code).toBe({ sdkappid: 60006, contenttype: 60025, random: 60002, identifier: 60004, usersig: 60004 }[name])
  }
})

test('another parameter that comes twice is of no concern', () => {
  expect(check('random', '1', ['usersig', 'x'])).toBeUndefined()
})

test('a name in another case is missing, and the sentence points at it', () => {
  const ask = toAsk({ sdkappid: undefined, SDKAppID: '88888888' })
  expect(checkParameter('sdkappid', ask)?.because).toBe(
    'Missing sdkappid (received "SDKAppID"; names are case-sensitive): expected the id of an application, a decimal integer.',
  )
})

test('a usersig never stands in a sentence', () => {
  for (const ask of [
    toAsk({ usersig: undefined, UserSig: 'eJw-secret' }),
    toAsk({ usersig: 'eJw-secret' }, { repeated: ['usersig'] }),
  ]) {
    expect(checkParameter('usersig', ask)?.because).not.toContain('eJw-secret')
  }
})

test('a long value is cut in the sentence', () => {
  expect(check('random', '7'.repeat(10_000))?.[1]).toHaveLength(
    'Invalid random: expected a decimal integer, 0 to 4294967295, got .'.length + 82,
  )
})
