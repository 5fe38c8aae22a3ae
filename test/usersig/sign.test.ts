import { createHmac } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { Api } from 'tls-sig-api-v2'
import { expect, test } from 'vitest'
import type { UserSigDocument } from '../../src/usersig/document.ts'
import { readUserSig } from '../../src/usersig/read.ts'
import { sign } from '../../src/usersig/sign.ts'
import { verify } from '../../src/usersig/verify.ts'
import { claim, good } from './forge.ts'

const unpack = (text: string) => {
  const base64 = text.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=')
  return inflateSync(Buffer.from(base64, 'base64')).toString()
}

test('Signs four lines and packs them as compressed JSON in the UserSig alphabet', () => {
  const lines = 'TLS.identifier:administrator\nTLS.sdkappid:88888888\nTLS.time:1768469400\nTLS.expire:86400\n'
  const text = sign(good)
  expect(text).toMatch(/^[A-Za-z0-9*-]+_{0,2}$/)
  expect(JSON.parse(unpack(text))).toEqual({
    'TLS.ver': '2.0',
    'TLS.identifier': 'administrator',
    'TLS.sdkappid': 88888888,
    'TLS.time': 1768469400,
    'TLS.expire': 86400,
    'TLS.sig': createHmac('sha256', good.secretKey).update(lines).digest('base64'),
  })
})

test('Creates equal bytes from equal options', () => {
  expect(sign(good)).toBe(sign({ ...good }))
  expect(sign(good)).not.toBe(sign({ ...good, time: good.time + 1 }))
})

test('Is valid for 180 days by default', () => {
  const { expire: _, ...rest } = good
  expect(sign(rest)).toBe(sign({ ...good, expire: 180 * 86_400 }))
})

test('Signs a user buffer in base64, from bytes or from base64', () => {
  const text = sign({ ...good, userBuf: new Uint8Array([1, 2, 3, 250]) })
  expect(JSON.parse(unpack(text))).toMatchObject({ 'TLS.userbuf': 'AQID+g==' })
  expect(sign({ ...good, userBuf: 'AQID+g==' })).toBe(text)
})

test('Writes asterisk, minus and underscore for plus, slash and padding', () => {
  const texts = Array.from({ length: 50 }, (_, more) => sign({ ...good, time: good.time + more })).join('')
  for (const char of '*-_') expect(texts).toContain(char)
  expect(texts).not.toMatch(/[+/=]/)
})

test.each<[field: string, option: object]>([
  ['sdkAppId', { sdkAppId: 1.5 }],
  ['sdkAppId', { sdkAppId: '88888888' }],
  ['sdkAppId', { sdkAppId: 0 }],
  ['secretKey', { secretKey: '' }],
  ['secretKey', { secretKey: 12345 }],
  ['identifier', { identifier: '' }],
  ['identifier', { identifier: 'a\ud800' }],
  ['time', { time: 1768469400.5 }],
  ['time', { time: 1768469400000 }],
  ['time', { time: -1 }],
  ['time', { time: undefined }],
  ['expire', { expire: 0.5 }],
  ['expire', { expire: -1 }],
  ['userBuf', { userBuf: 'room 1' }],
])('Throws a TypeError that names %s for %j', (field, option) => {
  // A caller in plain JavaScript may pass any value.
  const options = { ...good, ...option } as typeof good
  expect(() => sign(options)).toThrow(TypeError)
  const code = field === 'secretKey' ? { code: 'invalid-secret-key' } : { code: 'invalid-option', field }
  expect(() => sign(options)).toThrow(expect.objectContaining(code))
})

test('Keeps the secret key out of messages', () => {
  expect(() => sign({ ...good, identifier: '' })).not.toThrow(good.secretKey)
  // A caller in plain JavaScript may pass any value.
  expect(() => sign({ ...good, secretKey: { key: good.secretKey } as unknown as string })).not.toThrow(good.secretKey)
})

test('Throws for a UserSig that would be too long to read', () => {
  const noise = Array.from({ length: 60 }, (_, at) => createHmac('sha512', 'noise').update(`${at}`).digest('base64'))
  expect(() => sign({ ...good, identifier: noise.join('') })).toThrow(expect.objectContaining({ code: 'too-long' }))
  expect(() => sign({ ...good, identifier: 'a'.repeat(9000) })).toThrow(expect.objectContaining({ code: 'too-long' }))
})

const vendor = new Api(good.sdkAppId, good.secretKey)

function read(text: string): UserSigDocument {
  const read = readUserSig(text)
  if ('issues' in read) throw new Error(JSON.stringify(read.issues))
  return read.document
}

const vendorFunctions = {
  genUserSig: (who: string) => vendor.genUserSig(who, 86_400),
  'genSig with a buffer': (who: string) => vendor.genSig(who, 60, new Uint8Array([0, 255, 62, 63])),
  'genSig with an empty buffer': (who: string) => vendor.genSig(who, 60, new Uint8Array()),
  genPrivateMapKey: (who: string) => vendor.genPrivateMapKey(who, 86_400, 1434, 255),
  genPrivateMapKeyWithStringRoomID: (who: string) => {
    return vendor.genPrivateMapKeyWithStringRoomID(who, 86_400, 'roomid-1434', 42)
  },
}

for (const [name, make] of Object.entries(vendorFunctions)) {
  test.each(['administrator', 'user_1-2', '管理员', 'a\nb'])(
    `Accepts a UserSig that the vendor's ${name} creates for %j`,
    who => {
      const text = make(who)
      const { time, expire } = read(text)
      expect(verify(text, { ...claim, identifier: who, now: time * 1000 })).toEqual({
        ok: true,
        validUntil: (time + expire) * 1000,
      })
    },
  )

  test(`Creates the same bytes as the vendor's ${name}`, () => {
    const text = make('administrator')
    const { time, expire, userBuf } = read(text)
    expect(sign({ ...good, time, expire, userBuf })).toBe(text)
  })
}

test.each([undefined, '', 'AAECAw=='])("Creates the vendor's signature with the user buffer %j", userBuf => {
  for (const identifier of ['administrator', '管理员', ' ', 'x'.repeat(200)]) {
    const { time, expire, sig } = read(sign({ ...good, identifier, userBuf }))
    expect(sig).toBe(vendor._hmacsha256(identifier, time, expire, userBuf ?? null))
  }
})
