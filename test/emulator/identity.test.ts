import { expect, test } from 'vitest'
import { checkIdentity, type Signatures } from '../../src/emulator/authorize.ts'
import type { Credentials } from '../../src/emulator/state.ts'

const app: Credentials = { sdkAppId: 88888888, secretKey: 'key', admins: new Set(['administrator', 'admin']) }

const believes: Signatures = { read: () => undefined, verify: () => ({ ok: true }) }
const doubts: Signatures = {
  read: () => undefined,
  verify: () => ({ ok: false, refuse: 'UserSigExpired', issue: { code: 'usersig-expired', validUntil: 0, now: 1 } }),
}

test('Accepts an administrator with a valid UserSig', () => {
  expect(checkIdentity(app, 'admin', 'sig', { signatures: believes, auth: 'verify' }, 5)).toBeUndefined()
})

test('Verifies a UserSig for the application, the account and the time', () => {
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

test('Refuses an invalid UserSig of an administrator by its own reason', () => {
  expect(checkIdentity(app, 'admin', 'sig', { signatures: doubts, auth: 'verify' }, 5)).toEqual({
    refuse: 'UserSigExpired',
    issue: { code: 'usersig-expired', validUntil: 0, now: 1 },
  })
})

test('Accepts any UserSig without verification', () => {
  expect(checkIdentity(app, 'admin', 'sig', { signatures: doubts, auth: 'off' }, 5)).toBeUndefined()
})

test.for(['verify', 'off'] as const)('Refuses an account that is not an administrator, with auth %s', auth => {
  expect(checkIdentity(app, 'mallory', 'sig', { signatures: believes, auth }, 5)).toEqual({
    refuse: 'NotAdministrator',
    issue: {
      code: 'not-an-administrator',
      identifier: 'mallory',
      sdkAppId: 88888888,
      admins: ['administrator', 'admin'],
    },
  })
})

test('Compares accounts case-sensitively', () => {
  const desk = { signatures: believes, auth: 'verify' } as const
  expect(checkIdentity(app, 'Admin', 'sig', desk, 5)).toHaveProperty('refuse', 'NotAdministrator')
})

test('Names the first five of many administrators', () => {
  const many = { ...app, admins: new Set(['a', 'b', 'c', 'd', 'e', 'f']) }
  const refusal = checkIdentity(many, 'mallory', 'sig', { signatures: believes, auth: 'verify' }, 5)
  expect(refusal?.issue).toHaveProperty('admins', ['a', 'b', 'c', 'd', 'e'])
})
