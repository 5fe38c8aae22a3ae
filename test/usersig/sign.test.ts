import { createHmac } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { sign } from '../../src/usersig/sign.ts'
import { good } from './forge.ts'

const unpack = (text: string) => {
  const base64 = text.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=')
  return inflateSync(Buffer.from(base64, 'base64')).toString()
}

test('a UserSig is the four lines signed, as JSON, compressed, in an alphabet of its own', () => {
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

test('the same is signed the same', () => {
  expect(sign(good)).toBe(sign({ ...good }))
  expect(sign(good)).not.toBe(sign({ ...good, time: good.time + 1 }))
})

test('a UserSig is good for 180 days unless told otherwise', () => {
  const { expire: _, ...rest } = good
  expect(sign(rest)).toBe(sign({ ...good, expire: 180 * 86_400 }))
})

test('a user buffer is carried and signed in base64, whether it comes as bytes or as base64', () => {
  const text = sign({ ...good, userBuf: new Uint8Array([1, 2, 3, 250]) })
  expect(JSON.parse(unpack(text))).toMatchObject({ 'TLS.userbuf': 'AQID+g==' })
  expect(sign({ ...good, userBuf: 'AQID+g==' })).toBe(text)
})

test('plus, slash and padding are written as asterisk, minus and underscore', () => {
  const texts = Array.from({ length: 50 }, (_, more) => sign({ ...good, time: good.time + more })).join('')
  for (const char of '*-_') expect(texts).toContain(char)
  expect(texts).not.toMatch(/[+/=]/)
})

const slips: [what: string, slip: object, message: RegExp][] = [
  ['an sdkAppId that is no whole number', { sdkAppId: 1.5 }, /^sdkAppId is 1.5: want the application's id/],
  ['an sdkAppId in a string', { sdkAppId: '88888888' }, /^sdkAppId is "88888888": want/],
  ['an sdkAppId of 0', { sdkAppId: 0 }, /^sdkAppId is 0: want/],
  ['an empty key', { secretKey: '' }, /^secretKey is empty: want the application's secret key/],
  ['a key that is no string', { secretKey: 12345 }, /^secretKey is not a string: want/],
  ['an empty identifier', { identifier: '' }, /^identifier is "": want the account/],
  ['half a character in the identifier', { identifier: 'a\ud800' }, /^identifier is .* want a string of whole/],
  ['a time that is no whole number', { time: 1768469400.5 }, /^time is 1768469400.5: want Unix seconds, such as/],
  ['a time in milliseconds', { time: 1768469400000 }, /these look like milliseconds/],
  ['a time before 1970', { time: -1 }, /^time is -1: want/],
  ['no time', { time: undefined }, /^time is undefined: want/],
  ['an expire that is no whole number', { expire: 0.5 }, /^expire is 0.5: want a whole number of seconds/],
  ['an expire below 0', { expire: -1 }, /^expire is -1: want/],
  ['a userBuf that is no base64', { userBuf: 'room 1' }, /^userBuf is "room 1": want bytes, or their base64/],
]

test.each(slips)('%s is refused with what is wanted', (_, slip, message) => {
  // A caller in plain JavaScript may give anything.
  const given = { ...good, ...slip } as typeof good
  expect(() => sign(given)).toThrow(TypeError)
  expect(() => sign(given)).toThrow(message)
})

test('no message tells the secret key', () => {
  expect(() => sign({ ...good, identifier: '' })).not.toThrow(good.secretKey)
  // A caller in plain JavaScript may give anything.
  expect(() => sign({ ...good, secretKey: { key: good.secretKey } as unknown as string })).not.toThrow(good.secretKey)
})

test('nothing is signed that could not be read again', () => {
  const noise = Array.from({ length: 60 }, (_, at) => createHmac('sha512', 'noise').update(`${at}`).digest('base64'))
  expect(() => sign({ ...good, identifier: noise.join('') })).toThrow(/want a shorter identifier or userBuf/)
  expect(() => sign({ ...good, identifier: 'a'.repeat(9000) })).toThrow(/want a shorter identifier or userBuf/)
})
