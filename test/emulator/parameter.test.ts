import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toError } from '../../src/contracts/errors.ts'
import type { ParameterName } from '../../src/contracts/query.ts'
import { checkParameter } from '../../src/emulator/authorize.ts'
import { explainIssue } from '../../src/emulator/messages.ts'
import { rightQuery, toApiRequest } from './api-request.ts'

const names: readonly ParameterName[] = ['sdkappid', 'contenttype', 'random', 'identifier', 'usersig']

const check = (name: ParameterName, value: string | undefined, repeated: readonly string[] = []) =>
  checkParameter(name, toApiRequest({ [name]: value }, { repeated }))

test.each(names)('Accepts a valid %s', name => {
  expect(check(name, rightQuery[name])).toBeUndefined()
})

test.for<[ParameterName, number, readonly (string | undefined)[]]>([
  ['sdkappid', 60012, [undefined]],
  ['sdkappid', 60006, ['', 'abc', '-1', '1e7', '8888 8888', '9'.repeat(16)]],
  ['contenttype', 60025, [undefined, '', 'JSON', 'xml']],
  ['random', 60002, [undefined, '', '4294967296', '1.5', '-1', '0x10', '٣', '5\n']],
  ['identifier', 60004, [undefined, '']],
  ['usersig', 60004, [undefined, '']],
])('Refuses an invalid %s with %d', ([name, code, values]) => {
  for (const value of values) {
    const refusal = check(name, value)
    expect(refusal && toError(refusal.refuse).code).toBe(code)
    const received = name === 'usersig' ? undefined : value
    expect(refusal?.issue).toEqual({
      code: value === undefined ? 'missing-parameter' : 'invalid-parameter',
      name,
      received,
    })
  }
})

test('Accepts as random exactly the unsigned 32-bit integers', () => {
  fc.assert(fc.property(fc.nat(4294967295), random => check('random', String(random)) === undefined))
  fc.assert(fc.property(fc.bigInt(4294967296n, 2n ** 64n), random => check('random', String(random)) !== undefined))
  expect(check('random', '4294967295')).toBeUndefined()
})

test.for([
  ['sdkappid', 60006],
  ['contenttype', 60025],
  ['random', 60002],
  ['identifier', 60004],
  ['usersig', 60004],
] as const)('Refuses a repeated %s with %d', ([name, code]) => {
  const refusal = check(name, rightQuery[name], [name])
  expect(refusal?.issue).toEqual({ code: 'repeated-parameter', name })
  expect(refusal && toError(refusal.refuse).code).toBe(code)
})

test('Accepts a parameter beside a repeated one', () => {
  expect(check('random', '1', ['usersig', 'x'])).toBeUndefined()
})

test('Names the parameter that was received in another case', () => {
  const apiRequest = toApiRequest({ sdkappid: undefined, SDKAppID: '88888888' })
  expect(checkParameter('sdkappid', apiRequest)?.issue).toEqual({
    code: 'missing-parameter',
    name: 'sdkappid',
    received: 'SDKAppID',
  })
})

test('Does not repeat a UserSig', () => {
  for (const apiRequest of [
    toApiRequest({ usersig: undefined, UserSig: 'eJw-secret' }),
    toApiRequest({ usersig: 'eJw-secret' }, { repeated: ['usersig'] }),
  ]) {
    expect(JSON.stringify(checkParameter('usersig', apiRequest))).not.toContain('eJw-secret')
  }
})

test('Shortens a long value in the message', () => {
  const issue = check('random', '7'.repeat(10_000))?.issue
  expect(issue && explainIssue(issue)).toHaveLength(
    'Invalid random: expected a decimal integer, 0 to 4294967295, got .'.length + 82,
  )
})
