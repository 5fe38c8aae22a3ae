import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readUserSig } from '../../src/usersig/read.ts'
import { sign } from '../../src/usersig/sign.ts'
import { encode, forge, forgeDocument, forgeUntil, good, pack } from './forge.ts'

const whyNot = (text: string) => {
  const read = readUserSig(text)
  return 'unreadable' in read ? read.unreadable : { why: 'read', sentence: '' }
}

test('what was signed is read', () => {
  const read = readUserSig(sign({ ...good, userBuf: 'AAEC' }))
  expect(read).toMatchObject({
    document: {
      ver: '2.0',
      identifier: 'administrator',
      sdkAppId: 88888888,
      time: 1768469400,
      expire: 86400,
      userBuf: 'AAEC',
    },
  })
})

test('a document without user buffer has no such key', () => {
  const read = readUserSig(forge())
  expect('document' in read && Object.keys(read.document)).toEqual([
    'ver',
    'identifier',
    'sdkAppId',
    'time',
    'expire',
    'sig',
  ])
})

test('order, spacing and further fields of the JSON do not matter', () => {
  const backwards = Object.fromEntries(Object.entries({ ...forgeDocument(), more: { a: [1] } }).reverse())
  expect(readUserSig(pack(JSON.stringify(backwards, null, '\t')))).toEqual(readUserSig(forge()))
})

test('whole numbers may be strings', () => {
  const shown = { 'TLS.sdkappid': '88888888', 'TLS.time': '1768469400', 'TLS.expire': '86400' }
  expect(readUserSig(forge({ shown }))).toEqual(readUserSig(forge()))
})

test('Refuses a value that is still percent-encoded after the URL was decoded', () => {
  const text = forgeUntil(text => text.includes('*') && text.endsWith('_'))
  for (const encoded of [text.replaceAll('*', '%2A'), text.replace('*', '%2a'), text.replaceAll('_', '%5F')]) {
    expect(whyNot(encoded).why).toBe('alphabet')
  }
})

const junk = Buffer.from(Array.from({ length: 90 }, (_, at) => (at * 89) % 256))

const broken: [what: string, text: string, why: string, sentence: RegExp][] = [
  ['nothing', '', 'empty', /empty/],
  ['4097 characters', 'A'.repeat(4097), 'too-long', /4097 characters; ringback looks at no more than 4096/],
  ['a plus', `${forge().slice(0, 10)}+${forge().slice(11)}`, 'alphabet', /Character 11 is "\+"/],
  ['a space in front', ` ${forge()}`, 'alphabet', /Character 1 is " "/],
  ['an emoji', `eJw🙂${forge()}`, 'alphabet', /Character 4 is "🙂"/],
  ['an underscore inside', 'eJ_xyzab', 'base64', /8 characters are not base64/],
  ['three underscores', 'eJxyz___', 'base64', /base64/],
  ['padding alone', '____', 'base64', /base64/],
  ['no padding', 'eJx', 'base64', /3 characters.*cut off/],
  ['half of it', forge().slice(0, 80), 'cut-off', /ends too early/],
  ['compressed nothing cut short', encode(deflateSync('').subarray(0, 5)), 'cut-off', /ends too early/],
  ['other bytes', encode(junk), 'not-zlib', /not of zlib/],
  ['raw deflate', encode(deflateRawSync(JSON.stringify(forgeDocument()))), 'not-zlib', /not of zlib/],
  ['gzip', encode(gzipSync(JSON.stringify(forgeDocument()))), 'not-zlib', /not of zlib/],
  ['a dictionary', encode(deflateSync('hello', { dictionary: Buffer.from('hello') })), 'not-zlib', /not of zlib/],
  ['8193 bytes inside', pack('a'.repeat(8193)), 'too-large-inflated', /more than 8192 bytes/],
  ['8192 bytes inside', pack('a'.repeat(8192)), 'json', /not JSON/],
  ['no JSON', pack('TLS.ver: 2.0'), 'json', /not JSON/],
  ['a byte order mark', pack(`\ufeff${JSON.stringify(forgeDocument())}`), 'json', /not JSON/],
  ['no UTF-8', pack(Buffer.from([0x22, 0xff, 0x22])), 'json', /not text in UTF-8/],
  ['an array', pack('[]'), 'json', /not an object/],
  ['null', pack('null'), 'json', /not an object/],
  ['a string', pack('"TLS"'), 'json', /not an object/],
  ['arrays in arrays', pack(`${'['.repeat(4000)}${']'.repeat(4000)}`), 'json', /not an object/],
]

test.each(broken)('%s cannot be read', (_, text, why, sentence) => {
  expect(whyNot(text)).toEqual({ why, sentence: expect.stringMatching(sentence) })
})

const wrongFields: [what: string, shown: Record<string, unknown>, sentence: string][] = [
  ['no version', { 'TLS.ver': undefined }, 'TLS.ver is missing.'],
  ['another version', { 'TLS.ver': '1.0' }, 'TLS.ver is "1.0", want the string "2.0".'],
  ['a version that is a number', { 'TLS.ver': 2 }, 'TLS.ver is 2, want the string "2.0".'],
  ['an identifier that is a number', { 'TLS.identifier': 7 }, 'TLS.identifier is 7, want a string.'],
  ['no application', { 'TLS.sdkappid': undefined }, 'TLS.sdkappid is missing.'],
  ['half an application', { 'TLS.sdkappid': 0.5 }, 'TLS.sdkappid is 0.5, want a whole number.'],
  ['a number with a space', { 'TLS.sdkappid': ' 1' }, 'TLS.sdkappid is " 1", want a whole number.'],
  ['a number with a zero in front', { 'TLS.sdkappid': '01' }, 'TLS.sdkappid is "01", want a whole number.'],
  ['a time in hex', { 'TLS.time': '0x10' }, 'TLS.time is "0x10", want Unix seconds, a whole number.'],
  ['a time of null', { 'TLS.time': null }, 'TLS.time is null, want Unix seconds, a whole number.'],
  ['an expire beyond all numbers', { 'TLS.expire': 2 ** 53 }, 'TLS.expire is 9007199254740992, want'],
  ['an expire that is an array', { 'TLS.expire': [86400] }, 'TLS.expire is an array, want'],
  ['a user buffer with a line break', { 'TLS.userbuf': 'AA\nTLS.x' }, 'TLS.userbuf is "AA\\nTLS.x", want base64.'],
  ['a user buffer of null', { 'TLS.userbuf': null }, 'TLS.userbuf is null, want base64.'],
  ['no signature', { 'TLS.sig': undefined }, 'TLS.sig is missing.'],
  ['a signature that is an object', { 'TLS.sig': {} }, 'TLS.sig is an object, want base64.'],
]

test.each(wrongFields)('%s is told by its field', (_, shown, sentence) => {
  const unreadable = whyNot(forge({ shown }))
  expect(unreadable.why).toBe('fields')
  expect(unreadable.sentence).toContain(sentence)
})

test('all wrong fields are told at once', () => {
  const { sentence } = whyNot(forge({ shown: { 'TLS.time': undefined, 'TLS.sig': 1 } }))
  expect(sentence).toBe('TLS.time is missing; TLS.sig is 1, want base64.')
})

test('a megabyte is refused before anything is decoded', () => {
  const bomb = encode(deflateSync(JSON.stringify(forgeDocument())).subarray(0, 3)).padEnd(2 ** 20, 'A')
  expect(whyNot(bomb).why).toBe('too-long')
})

test('a short text that unpacks to megabytes is refused', () => {
  const bomb = pack(Buffer.alloc(2_900_000))
  expect(bomb.length).toBeLessThanOrEqual(4096)
  expect(whyNot(bomb).why).toBe('too-large-inflated')
})

test('fields are the own ones of the document, not those of a prototype', () => {
  const fields = JSON.stringify(forgeDocument())
  expect(whyNot(pack(`{"__proto__":${fields}}`)).why).toBe('fields')
  expect(readUserSig(pack(`${fields.slice(0, -1)},"__proto__":{"TLS.time":1}}`))).toEqual(readUserSig(forge()))
  expect(Object.prototype).not.toHaveProperty('TLS.ver')
})

test('no text makes it throw', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.base64String({ maxLength: 300 }),
    fc.uint8Array({ maxLength: 200 }).map(bytes => encode(Buffer.from(bytes))),
    fc.uint8Array({ maxLength: 200 }).map(bytes => pack(bytes)),
    fc.json().map(json => pack(json)),
    fc
      .dictionary(fc.constantFrom(...Object.keys(forgeDocument()), '__proto__', 'toJSON'), fc.jsonValue())
      .map(shown => forge({ shown })),
  )
  fc.assert(
    fc.property(texts, text => {
      const read = readUserSig(text)
      expect('document' in read || read.unreadable.sentence !== '').toBe(true)
    }),
    { numRuns: 5000 },
  )
})
