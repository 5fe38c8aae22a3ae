import { expect, test } from 'vitest'
import { failure } from '../../src/contracts/envelope.ts'
import { errorNames } from '../../src/contracts/errors.ts'
import { toErrorInfo } from '../../src/contracts/refusal.ts'

test('what is known of a refusal is what ErrorInfo says', () => {
  expect(toErrorInfo({ refuse: 'CallNotFound', because: 'There is no call "a".' })).toBe('There is no call "a".')
})

test('else ErrorInfo says what the service was seen to say', () => {
  expect(toErrorInfo({ refuse: 'HttpParseError' })).toBe('HTTP parse Error')
  expect(toErrorInfo({ refuse: 'TooManyRequests' })).toContain('blocked by quota')
  expect(toErrorInfo({ refuse: 'UserSigExpired' })).toContain('The UserSig in use is expired')
  expect(toErrorInfo({ refuse: 'UserSigOtherUser' })).toContain('does not match the Usersig')
})

test('else it says what the code means', () => {
  expect(toErrorInfo({ refuse: 'CallNotFound', because: undefined })).toBe('The call does not exist, or it has ended.')
})

test('no refusal is without words', () => {
  for (const refuse of errorNames) expect(failure.shape.ErrorInfo.safeParse(toErrorInfo({ refuse })).success).toBe(true)
})
