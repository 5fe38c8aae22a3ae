import { expect, test } from 'vitest'
import { checkIdentity, type Signatures } from '../../src/emulator/authorize.ts'
import type { Credentials } from '../../src/emulator/state.ts'

const app: Credentials = { sdkAppId: 88888888, secretKey: 'key', admins: new Set(['administrator', 'admin']) }

const believes: Signatures = { read: () => undefined, verify: () => ({ ok: true }) }
const doubts: Signatures = {
  read: () => undefined,
  verify: () => ({ ok: false, refuse: 'UserSigExpired', because: { code: 'usersig-expired', validUntil: 0, now: 1 } }),
}

test('an administrator with a UserSig that holds may come in', () => {
  expect(checkIdentity(app, 'admin', 'sig', { signatures: believes, auth: 'verify' }, 5)).toBeUndefined()
})

test('a UserSig is verified for this application, this account and this moment', () => {
  let seen: unknown
  const signatures: Signatures = {
    read: () => undefined,
    verify(...all) {
      seen = all
      return { ok: true }
    },
  }
  checkIdentity(app, 'admin', 'sig', { signatures, auth: 'verify' }, 5)
  expect(seen).toEqual(['sig', { sdkAppId: 88888888, secretKey: 'key', identifier: 'admin', now: 5 }])
})

test('a UserSig that does not hold is refused for its own reason, even from an administrator', () => {
  expect(checkIdentity(app, 'admin', 'sig', { signatures: doubts, auth: 'verify' }, 5)).toEqual({
    refuse: 'UserSigExpired',
    because: expect.stringMatching(/expired/),
  })
})

test('with verification off any UserSig will do', () => {
  expect(checkIdentity(app, 'admin', 'sig', { signatures: doubts, auth: 'off' }, 5)).toBeUndefined()
})

test.for(['verify', 'off'] as const)('with auth %s, whoever is no administrator is refused and told who is', auth => {
  expect(checkIdentity(app, 'mallory', 'sig', { signatures: believes, auth }, 5)).toEqual({
    refuse: 'NotAdministrator',
    because: '"mallory" is not an administrator of application 88888888: want "administrator" or "admin".',
  })
})

test('accounts are case-sensitive', () => {
  const desk = { signatures: believes, auth: 'verify' } as const
  expect(checkIdentity(app, 'Admin', 'sig', desk, 5)).toHaveProperty('refuse', 'NotAdministrator')
})

test('of many administrators only the first five are named', () => {
  const many = { ...app, admins: new Set(['a', 'b', 'c', 'd', 'e', 'f']) }
  const refusal = checkIdentity(many, 'mallory', 'sig', { signatures: believes, auth: 'verify' }, 5)
  expect(refusal?.because).toContain('want "a" or "b" or "c" or "d" or "e".')
})
