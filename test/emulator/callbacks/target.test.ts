import fc from 'fast-check'
import { expect, test } from 'vitest'
import { callbackParameters } from '../../../src/contracts/callback.ts'
import { type CallbackAddress, toCallbackSign, toCallbackUrl } from '../../../src/emulator/callbacks/sign.ts'
import { sha256 } from '../../../src/sdk/callback-dispatcher.ts'

const appended =
  'SdkAppid=88888888&CallbackCommand=Call.CallbackAfterEndCall&contenttype=json&ClientIP=127.0.0.1&OptPlatform=RESTAPI'
const signature = { requestTime: 1669872112, sign: '17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061' }

const toAddress = (url: string, changes: Partial<CallbackAddress> = {}): CallbackAddress => ({
  url,
  sdkAppId: 88888888,
  command: 'Call.CallbackAfterEndCall',
  clientIp: '127.0.0.1',
  platform: 'RESTAPI',
  ...changes,
})

test.each([
  ['http://host/callback', '?'],
  ['http://host', '?'],
  ['https://host/', '?'],
  ['http://host/callback?', ''],
  ['http://host/callback?a=1', '&'],
  ['http://host/callback?a=1&', ''],
  ['http://host/callback?a', '&'],
  ['http://host/callback?a=1&a=2&b=', '&'],
  ['http://host/callback?next=/x?y', '&'],
  ['http://host/callback?q=why?', '&'],
  ['http://host/callback??', '&'],
  ['http://host/a%2Fb%20c/%E4%BD%A0?q=%26%3d+x', '&'],
  ['http://host/你好?名=值', '&'],
  ['HTTP://HOST/Callback', '?'],
  ['http://user:pass@host:8080/callback', '?'],
  ['http://[::1]:3000/callback', '?'],
  ['http://[2001:db8::1]?a=1', '&'],
])('Appends the parameters of the service to %s and leaves the URL before them unchanged', (url, separator) => {
  expect(toCallbackUrl(toAddress(url))).toBe(`${url}${separator}${appended}`)
})

test.each([
  ['http://host/callback#top', 'http://host/callback?'],
  ['http://host/callback?a=1#top', 'http://host/callback?a=1&'],
  ['http://host/callback#top?a=1', 'http://host/callback?'],
  ['http://host/callback?a=1&#', 'http://host/callback?a=1&'],
  ['http://host/callback?a=%23b', 'http://host/callback?a=%23b&'],
])('Sends no fragment of %s', (url, before) => {
  expect(toCallbackUrl(toAddress(url))).toBe(`${before}${appended}`)
})

test('Appends time and Sign last to a signed callback', () => {
  expect(toCallbackUrl(toAddress('http://host/'), signature)).toBe(
    `http://host/?${appended}&RequestTime=1669872112&Sign=${signature.sign}`,
  )
})

test('Computes the documented Sign from the documented token and time', () => {
  expect(toCallbackSign('xxxxyyyy', 1669872112, sha256)).toBe(signature.sign)
})

test('Hashes any token as UTF-8', () => {
  // Checksums by sha256sum of coreutils.
  expect(toCallbackSign('', 0, sha256)).toBe('5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9')
  expect(toCallbackSign('密鑰&#', 1, sha256)).toBe('b9a35b459422a35815131fa25ccb691ccc70a7f2694baa5919e58fcad0bad185')
})

test('Appends the parameters of the contract in its order', () => {
  const query = new URL(toCallbackUrl(toAddress('http://host/'), signature)).searchParams
  expect([...query.keys()]).toEqual(Object.keys(callbackParameters))
  for (const [name, { schema }] of Object.entries(callbackParameters)) {
    expect([name, schema.safeParse(query.get(name)).success]).toEqual([name, true])
  }
})

const part = fc.stringMatching(/^[\w.~%&=+/?:@!$'()*,;-]*$/)

test('Lets a receiver read the original and then the appended parameters for any URL', () => {
  fc.assert(
    fc.property(part, fc.option(part), fc.string({ unit: 'binary' }), (path, own, clientIp) => {
      const url = `http://host/${path.replaceAll('?', '')}${own === null ? '' : `?${own}`}`
      const before = [...new URL(url).searchParams]
      const after = [...new URL(toCallbackUrl(toAddress(url, { clientIp }))).searchParams]
      expect(after.slice(0, before.length)).toEqual(before)
      expect(after.slice(before.length)).toEqual([
        ['SdkAppid', '88888888'],
        ['CallbackCommand', 'Call.CallbackAfterEndCall'],
        ['contenttype', 'json'],
        ['ClientIP', clientIp],
        ['OptPlatform', 'RESTAPI'],
      ])
    }),
  )
})
