import fc from 'fast-check'
import { expect, test } from 'vitest'
import { examine, explain, toExplanation } from '../../src/usersig/explain.ts'
import { sign } from '../../src/usersig/sign.ts'
import { verify } from '../../src/usersig/verify.ts'
import { claim, encode, forge, forgeDocument, good, pack } from './forge.ts'

const end = (good.time + good.expire) * 1000

test('of a UserSig that is good there is nothing to say but what it says', () => {
  expect(explain(sign({ ...good, userBuf: 'AAEC' }), claim)).toEqual({
    says: {
      ver: '2.0',
      identifier: 'administrator',
      sdkAppId: 88888888,
      time: 1768469400,
      timeIso: '2026-01-15T09:30:00Z',
      expire: 86400,
      validUntil: 1768555800000,
      validUntilIso: '2026-01-16T09:30:00Z',
      userBuf: 'AAEC',
      sig: forgeDocument({ userBuf: 'AAEC' })['TLS.sig'],
    },
    findings: [],
    ok: true,
    accepted: true,
  })
})

test('what cannot be unpacked says nothing', () => {
  expect(explain('nonsense', claim)).toMatchObject({ says: null, ok: false })
})

test('what is missing in the document is null, and the rest is said', () => {
  const { says } = explain(forge({ shown: { 'TLS.time': undefined, 'TLS.sdkappid': [] } }), claim)
  expect(says).toMatchObject({ identifier: 'administrator', sdkAppId: null, time: null, timeIso: null, expire: 86400 })
  expect(says?.validUntil).toBe(null)
})

test('what is not given is not checked', () => {
  const { findings, ok } = explain(sign(good), { now: claim.now })
  expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['signature-not-checked', 'note']])
  expect(ok).toBe(true)
})

test('a UserSig of the first version is still read', () => {
  const old = { 'TLS.version': '201512300000', 'TLS.sdk_appid': '7', 'TLS.identifier': 'a', 'TLS.expire_after': '60' }
  const { says } = explain(pack(JSON.stringify({ ...old, 'TLS.time': '1768469400' })), claim)
  expect(says).toMatchObject({ ver: null, sdkAppId: 7, identifier: 'a', expire: 60, timeIso: '2026-01-15T09:30:00Z' })
})

test("a field of the first version's in a UserSig of the second is no matter", () => {
  expect(explain(forge({ shown: { 'TLS.version': '201512300000' } }), claim)).toMatchObject({ findings: [], ok: true })
})

test('each of the 23 wrong orders of the lines is found', () => {
  const orders = [0, 1, 2, 3].flatMap(a => [0, 1, 2, 3].flatMap(b => [0, 1, 2, 3].map(c => [a, b, c, 6 - a - b - c])))
  const wrong = orders.filter(order => new Set(order).size === 4 && order.join('') !== '0123')
  expect(wrong.length).toBe(23)
  for (const order of wrong) {
    const text = forge({ text: lines => order.map(at => `${lines[at]}\n`).join('') })
    expect(explain(text, claim).findings.map(finding => finding.code)).toEqual(['fields-in-another-order'])
  }
})

test('all that is wrong is found at once', () => {
  const json = JSON.stringify(forgeDocument({ values: { 'TLS.identifier': 'user1' }, digest: 'sha1' }))
  const text = `"${Buffer.from(json).toString('base64')}"\n`
  const { findings } = explain(text, { ...claim, sdkAppId: 1, now: end })
  expect(findings.map(finding => finding.code)).toEqual([
    'space-around',
    'quotes-around',
    'standard-base64',
    'not-compressed',
    'other-application',
    'other-user',
    'expired',
    'other-digest',
  ])
})

test('two slips at once are both found', () => {
  const text = (lines: string[]) => lines.toReversed().join('\r\n')
  const key = Buffer.from(good.secretKey, 'hex')
  const found = (sig: string) => explain(sig, claim).findings.map(finding => finding.code)
  expect(found(forge({ text, userBuf: 'AAEC' }))).toEqual(['signed-with-another-key'])
  expect(found(forge({ text: lines => `${text(lines)}\r\n` }))).toEqual([
    'fields-in-another-order',
    'lines-end-with-crlf',
  ])
  expect(found(forge({ key, write: mac => mac.toString('hex') }))).toEqual(['key-decoded-from-hex', 'signature-in-hex'])
  expect(found(forge({ key: `${good.secretKey}\n`, digest: 'md5' }))).toEqual([
    'key-with-space-or-quotes',
    'other-digest',
  ])
})

test('no secret key is told, whatever is wrong with it', () => {
  for (const key of [
    good.secretKey,
    `${good.secretKey}\n`,
    good.secretKey.toUpperCase(),
    Buffer.from(good.secretKey),
  ]) {
    const told = JSON.stringify(explain(forge({ key, digest: 'sha1' }), claim)).toLowerCase()
    expect(told).not.toContain(good.secretKey)
  }
})

test('Reports accepted exactly when verify accepts the text', () => {
  const entries = fc.dictionary(
    fc.constantFrom('TLS.ver', 'TLS.time', 'TLS.expire', 'TLS.sdkappid', 'TLS.identifier', 'TLS.userbuf', 'TLS.sig'),
    fc.oneof(fc.jsonValue(), fc.constantFrom('2.0', 86_400, '88888888', undefined)),
    { maxKeys: 2 },
  )
  const alphabet = fc.constantFrom(
    '',
    ' ',
    '"',
    '*',
    '-',
    '_',
    '+',
    '/',
    '=',
    '%2A',
    '%5f',
    '%252A',
    'A',
    '{',
    '\n',
    'é',
  )
  const right = fc.constantFrom(
    sign(good),
    sign({ ...good, userBuf: 'AAEC' }),
    sign({ ...good, time: 1 }),
    sign({ ...good, identifier: 'admin' }),
  )
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    entries.map(shown => forge({ shown })),
    entries.map(values => forge({ values })),
    entries.map(shown => encode(Buffer.from(JSON.stringify(forgeDocument({ shown }))))),
    fc.uint8Array({ maxLength: 60 }).map(bytes => pack(bytes)),
    fc.base64String({ maxLength: 60 }),
    fc
      .tuple(right, fc.nat(250), fc.nat(2), alphabet)
      .map(([text, at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut)),
  )
  const nows = fc.constantFrom(0, claim.now, end - 1, end)
  fc.assert(
    fc.property(texts, nows, (text, now) => {
      // Which mistakes explain a wrong signature is not asked, so they need not be searched for two by two.
      const examination = examine(text, claim, { alone: 0, pairs: 0, last: [] })
      expect(toExplanation(examination, now).accepted).toBe(verify(text, { ...claim, now }).ok)
    }),
    { numRuns: 1500 },
  )
})

test('a text made to unpack to megabytes is not unpacked in any of the ways tried', () => {
  const bomb = pack(Buffer.alloc(2_900_000))
  expect(explain(bomb, claim).findings.map(finding => finding.code)).toEqual(['too-large'])
  expect(explain(bomb.repeat(300), claim).findings.map(finding => finding.code)).toEqual(['too-long'])
})
