import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDiagnosis, examine, explain, listIssues } from '../../src/usersig/explain.ts'
import { userSigFindingCodes, weighIssue } from '../../src/usersig/messages.ts'
import { sign } from '../../src/usersig/sign.ts'
import { verify } from '../../src/usersig/verify.ts'
import { cases } from './cases.ts'
import { claim, encode, forge, forgeDocument, good, pack } from './forge.ts'

const codes = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code)

const end = (good.time + good.expire) * 1000

test('Reports the claims of a valid UserSig, without findings', () => {
  expect(explain(sign({ ...good, userBuf: 'AAEC' }), claim)).toEqual({
    claims: {
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

test('Reports no claims of an unreadable text', () => {
  expect(explain('nonsense', claim)).toMatchObject({ claims: null, ok: false })
})

test('Reports missing claims as null', () => {
  const { claims } = explain(forge({ shown: { 'TLS.time': undefined, 'TLS.sdkappid': [] } }), claim)
  expect(claims).toMatchObject({
    identifier: 'administrator',
    sdkAppId: null,
    time: null,
    timeIso: null,
    expire: 86400,
  })
  expect(claims?.validUntil).toBe(null)
})

test('Checks only what is passed', () => {
  const { findings, ok } = explain(sign(good), { now: claim.now })
  expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['signature-not-checked', 'note']])
  expect(ok).toBe(true)
})

test('Reads a UserSig of version 1', () => {
  const old = { 'TLS.version': '201512300000', 'TLS.sdk_appid': '7', 'TLS.identifier': 'a', 'TLS.expire_after': '60' }
  const { claims } = explain(pack(JSON.stringify({ ...old, 'TLS.time': '1768469400' })), claim)
  expect(claims).toMatchObject({ ver: null, sdkAppId: 7, identifier: 'a', expire: 60, timeIso: '2026-01-15T09:30:00Z' })
})

test('Ignores a field of version 1 in version 2', () => {
  expect(explain(forge({ shown: { 'TLS.version': '201512300000' } }), claim)).toMatchObject({ findings: [], ok: true })
})

test('Finds each of the 23 wrong orders of the lines', () => {
  const orders = [0, 1, 2, 3].flatMap(a => [0, 1, 2, 3].flatMap(b => [0, 1, 2, 3].map(c => [a, b, c, 6 - a - b - c])))
  const wrong = orders.filter(order => new Set(order).size === 4 && order.join('') !== '0123')
  expect(wrong.length).toBe(23)
  for (const order of wrong) {
    const text = forge({ text: lines => order.map(at => `${lines[at]}\n`).join('') })
    expect(codes(explain(text, claim).findings)).toEqual(['fields-in-another-order'])
  }
})

test('Finds all mistakes at once', () => {
  const json = JSON.stringify(forgeDocument({ values: { 'TLS.identifier': 'user1' }, digest: 'sha1' }))
  const text = `"${Buffer.from(json).toString('base64')}"\n`
  const { findings } = explain(text, { ...claim, sdkAppId: 1, now: end })
  expect(codes(findings)).toEqual([
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

test('Finds two signing mistakes at once', () => {
  const text = (lines: string[]) => lines.toReversed().join('\r\n')
  const key = Buffer.from(good.secretKey, 'hex')
  const found = (sig: string) => codes(explain(sig, claim).findings)
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

test('Keeps the secret key out of findings', () => {
  for (const key of [
    good.secretKey,
    `${good.secretKey}\n`,
    good.secretKey.toUpperCase(),
    Buffer.from(good.secretKey),
  ]) {
    const text = JSON.stringify(explain(forge({ key, digest: 'sha1' }), claim)).toLowerCase()
    expect(text).not.toContain(good.secretKey)
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
  const times = fc.constantFrom(0, claim.now, end - 1, end)
  fc.assert(
    fc.property(texts, times, (text, now) => {
      // The rule checks only acceptance, so the search for pairs of mistakes is skipped.
      const examination = examine(text, claim, { alone: 0, pairs: 0, last: [] })
      expect(listIssues(examination, now).some(issue => weighIssue(issue).isRefused)).toBe(
        !verify(text, { ...claim, now }).ok,
      )
    }),
    { numRuns: 1500 },
  )
})

test('Limits the decompressed size in any format', () => {
  const bomb = pack(Buffer.alloc(2_900_000))
  expect(codes(explain(bomb, claim).findings)).toEqual(['too-large'])
  expect(codes(explain(bomb.repeat(300), claim).findings)).toEqual(['too-long'])
})

test('Checks the lifetime of a cached UserSig', () => {
  const diagnose = createDiagnosis()
  const userSig = sign(good)
  expect(codes(diagnose(userSig, claim))).toEqual([])
  expect(codes(diagnose(userSig, { ...claim, now: (good.time + good.expire) * 1000 }))).toEqual(['expired'])
})

test('Examines a UserSig again for another account', () => {
  const diagnose = createDiagnosis()
  expect(codes(diagnose(sign(good), claim))).toEqual([])
  expect(codes(diagnose(sign(good), { ...claim, identifier: 'admin' }))).toEqual(['other-user'])
})

test('Stops searching for mistakes when the budget is used up', () => {
  const search = { alone: 3, pairs: 2, last: [] }
  for (const time of [1, 2, 3, 4])
    examine(sign({ ...good, time: good.time + time, secretKey: 'another' }), claim, search)
  expect(search).toMatchObject({ alone: 0, pairs: 0 })
})

test('Recognizes a repeated pair of mistakes without a pair search', () => {
  const text = (lines: string[]) => `${lines.toReversed().join('\r\n')}\r\n`
  const search = { alone: 1, pairs: 1, last: [] }
  for (const time of [1, 2, 3]) {
    const { after } = examine(forge({ text, values: { 'TLS.time': good.time + time } }), claim, search)
    expect(codes(after)).toEqual(['fields-in-another-order', 'lines-end-with-crlf'])
  }
})

test('Omits notes', () => {
  expect(createDiagnosis()(sign(good), { now: claim.now })).toEqual([])
})

for (const code of userSigFindingCodes) {
  test.each(cases[code].map((each, at) => [at + 1, each] as const))(
    `Finds ${code} (%i)`,
    (_, { text, also, data, ...given }) => {
      const options = { ...claim, ...given.options }
      const issues = listIssues(examine(text, options), options.now)
      expect(issues.map(issue => issue.code).toSorted()).toEqual([code, ...(also ?? [])].toSorted())
      expect(issues).toContainEqual(expect.objectContaining({ code, ...data }))
      const { sdkAppId, secretKey, identifier, now, isQueryValue } = options
      if (isQueryValue || sdkAppId === undefined || secretKey === undefined || identifier === undefined) return
      expect(explain(text, options).accepted).toBe(verify(text, { sdkAppId, secretKey, identifier, now }).ok)
    },
  )
}
