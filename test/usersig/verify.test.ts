import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readUserSig } from '../../src/usersig/read.ts'
import { sign } from '../../src/usersig/sign.ts'
import { type VerifyOptions, verify } from '../../src/usersig/verify.ts'
import { claim, forge, good } from './forge.ts'

const refusal = (text: string, changed: Partial<VerifyOptions> = {}) => {
  const verdict = verify(text, { ...claim, ...changed })
  return verdict.ok ? 'ok' : verdict.refuse
}

const end = (good.time + good.expire) * 1000

test('Accepts a UserSig for its application and account until its end', () => {
  expect(verify(sign(good), claim)).toEqual({ ok: true, validUntil: end })
  expect(refusal(sign(good), { now: end - 1 })).toBe('ok')
  expect(refusal(sign(good), { now: end })).toBe('UserSigExpired')
})

test('Accepts a UserSig that was created in the future', () => {
  expect(refusal(sign(good), { now: 0 })).toBe('ok')
})

test('Refuses a UserSig at a time that is not a number', () => {
  expect(refusal(sign(good), { now: Number.NaN })).toBe('UserSigExpired')
})

test.each<[string, VerifyOptions, refuse: string, issue: object]>([
  [forge().slice(0, 80), claim, 'UserSigUnreadable', { code: 'usersig-unreadable', issues: [{ code: 'cut-off' }] }],
  [
    sign({ ...good, sdkAppId: 1400188366 }),
    claim,
    'UserSigOtherApp',
    { code: 'usersig-of-another-application', requested: good.sdkAppId, signed: 1400188366 },
  ],
  [
    sign({ ...good, identifier: 'user1' }),
    claim,
    'UserSigOtherUser',
    { code: 'usersig-of-another-user', requested: 'administrator', signed: 'user1' },
  ],
  [sign({ ...good, secretKey: 'another' }), claim, 'UserSigSignatureWrong', { code: 'usersig-signature-wrong' }],
  [
    sign(good),
    { ...claim, now: end + 500 },
    'UserSigExpired',
    { code: 'usersig-expired', validUntil: end, now: end + 500 },
  ],
])('Refuses with a reason (%#)', (text, options, refuse, issue) => {
  expect(verify(text, options)).toEqual({ ok: false, refuse, issue })
})

test('Handles times that are out of range', () => {
  const most = Number.MAX_SAFE_INTEGER
  const past = forge({ values: { 'TLS.time': -most, 'TLS.expire': 5 } })
  expect(refusal(past)).toBe('UserSigExpired')
  expect(refusal(forge({ values: { 'TLS.time': most, 'TLS.expire': most } }))).toBe('ok')
  expect(verify(past, { ...claim, now: Number.POSITIVE_INFINITY })).toMatchObject({ refuse: 'UserSigExpired' })
})

test('Checks the reasons in order', () => {
  const wrong = { sdkAppId: 1, secretKey: 'another', identifier: 'another', now: end }
  const { sdkAppId, secretKey, identifier } = claim
  const text = sign(good)
  expect(refusal(text.slice(4), wrong)).toBe('UserSigUnreadable')
  expect(refusal(text, wrong)).toBe('UserSigOtherApp')
  expect(refusal(text, { ...wrong, sdkAppId })).toBe('UserSigOtherUser')
  expect(refusal(text, { ...wrong, sdkAppId, identifier })).toBe('UserSigSignatureWrong')
  expect(refusal(text, { ...wrong, sdkAppId, identifier, secretKey })).toBe('UserSigExpired')
})

test('Refuses a partly correct signature', () => {
  for (const write of [
    (mac: Buffer) => mac.toString('base64').slice(0, -1),
    (mac: Buffer) => `${mac.toString('base64')}=`,
    (mac: Buffer) => mac.toString('hex'),
    () => '',
    () => '\u{1f642}'.repeat(11),
  ]) {
    expect(refusal(forge({ write }))).toBe('UserSigSignatureWrong')
  }
})

test('Refuses signed lines that imitate other fields', () => {
  const text = (lines: string[]) => lines.map(line => `${line}\n`).join('')
  const identifier = 'administrator\nTLS.sdkappid:88888888'
  const shown = { 'TLS.identifier': 'administrator' }
  expect(refusal(forge({ values: { 'TLS.identifier': identifier }, shown, text }))).toBe('UserSigSignatureWrong')
  expect(refusal(sign({ ...good, identifier }), { identifier })).toBe('ok')
})

const signings = fc.record(
  {
    sdkAppId: fc.integer({ min: 1, max: 2 ** 32 }),
    secretKey: fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }),
    identifier: fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }),
    time: fc.nat(2 ** 32),
    expire: fc.integer({ min: 1, max: 2 ** 40 }),
    userBuf: fc.uint8Array({ maxLength: 100 }),
  },
  { requiredKeys: ['sdkAppId', 'secretKey', 'identifier', 'time', 'expire'] },
)

test('Verifies any signed options until their end, and reads them back', () => {
  fc.assert(
    fc.property(signings, signing => {
      const text = sign(signing)
      const validUntil = (signing.time + signing.expire) * 1000
      const { sdkAppId, secretKey, identifier } = signing
      expect(verify(text, { sdkAppId, secretKey, identifier, now: validUntil - 1 })).toEqual({ ok: true, validUntil })
      expect(verify(text, { sdkAppId, secretKey, identifier, now: validUntil }).ok).toBe(false)
      const { userBuf, secretKey: _, ...claims } = signing
      const buffer = userBuf === undefined ? {} : { userBuf: Buffer.from(userBuf).toString('base64') }
      expect(readUserSig(text)).toMatchObject({ document: { ...claims, ...buffer } })
    }),
    { numRuns: 1000 },
  )
})

test('Accepts no UserSig with one other character, unless it has the same document', () => {
  const text = sign({ ...good, userBuf: 'AAEC' })
  const original = readUserSig(text)
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-_+/=% é'
  let tried = 0
  for (let at = 0; at < text.length; at++) {
    for (const char of alphabet) {
      if (char === text[at]) continue
      const changed = text.slice(0, at) + char + text.slice(at + 1)
      if (verify(changed, claim).ok) expect(readUserSig(changed)).toEqual(original)
      tried++
    }
  }
  expect(tried).toBeGreaterThan(10_000)
})

test('Never throws', () => {
  const claims = fc.record({ sdkAppId: fc.double(), secretKey: fc.string(), identifier: fc.string(), now: fc.double() })
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(sign(good)))
  fc.assert(
    fc.property(texts, claims, (text, claimed) => {
      expect(verify(text, claimed).ok).toBe(false)
    }),
    { numRuns: 3000 },
  )
})
