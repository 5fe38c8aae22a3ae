import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { UserSigFindingCode } from '../../src/usersig/messages.ts'
import { readUserSig } from '../../src/usersig/read.ts'
import { sign } from '../../src/usersig/sign.ts'
import { encode, forge, forgeDocument, forgeUntil, good, pack } from './forge.ts'

function listIssues(text: string) {
  const read = readUserSig(text)
  return 'issues' in read ? read.issues : []
}

const codes = (text: string) => listIssues(text).map(({ code }) => code)

test('Reads a signed document', () => {
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

test('Omits the user buffer of a document without one', () => {
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

test('Ignores order, spacing and further fields of the JSON', () => {
  const backwards = Object.fromEntries(Object.entries({ ...forgeDocument(), more: { a: [1] } }).reverse())
  expect(readUserSig(pack(JSON.stringify(backwards, null, '\t')))).toEqual(readUserSig(forge()))
})

test('Reads integers in strings', () => {
  const shown = { 'TLS.sdkappid': '88888888', 'TLS.time': '1768469400', 'TLS.expire': '86400' }
  expect(readUserSig(forge({ shown }))).toEqual(readUserSig(forge()))
})

test('Refuses a value that is still percent-encoded after the URL was decoded', () => {
  const text = forgeUntil(text => text.includes('*') && text.endsWith('_'))
  for (const encoded of [text.replaceAll('*', '%2A'), text.replace('*', '%2a'), text.replaceAll('_', '%5F')]) {
    expect(listIssues(encoded)).toMatchObject([{ code: 'outside-alphabet', character: '%', encoded: true }])
  }
})

const randomBytes = Buffer.from(Array.from({ length: 90 }, (_, at) => (at * 89) % 256))

const unreadable: [what: string, text: string, issue: { code: UserSigFindingCode; [data: string]: unknown }][] = [
  ['nothing', '', { code: 'empty' }],
  ['4097 characters', 'A'.repeat(4097), { code: 'too-long', length: 4097 }],
  [
    'a plus',
    `${forge().slice(0, 10)}+${forge().slice(11)}`,
    { code: 'outside-alphabet', position: 11, character: '+', encoded: false },
  ],
  ['a leading space', ` ${forge()}`, { code: 'outside-alphabet', position: 1, character: ' ' }],
  ['an emoji', `eJw🙂${forge()}`, { code: 'outside-alphabet', position: 4, character: '🙂' }],
  ['an underscore inside', 'eJ_xyzab', { code: 'padding-wrong', length: 8 }],
  ['three underscores', 'eJxyz___', { code: 'padding-wrong' }],
  ['padding alone', '____', { code: 'padding-wrong' }],
  ['no padding', 'eJx', { code: 'padding-wrong', length: 3 }],
  ['half of a UserSig', forge().slice(0, 80), { code: 'cut-off' }],
  ['truncated empty data', encode(deflateSync('').subarray(0, 5)), { code: 'cut-off' }],
  ['other bytes', encode(randomBytes), { code: 'not-zlib' }],
  ['raw deflate', encode(deflateRawSync(JSON.stringify(forgeDocument()))), { code: 'not-zlib' }],
  ['gzip', encode(gzipSync(JSON.stringify(forgeDocument()))), { code: 'not-zlib' }],
  ['a dictionary', encode(deflateSync('hello', { dictionary: Buffer.from('hello') })), { code: 'not-zlib' }],
  ['8193 bytes inside', pack('a'.repeat(8193)), { code: 'too-large' }],
  ['8192 bytes inside', pack('a'.repeat(8192)), { code: 'not-json', content: 'text' }],
  ['text', pack('TLS.ver: 2.0'), { code: 'not-json', content: 'text' }],
  ['a byte order mark', pack(`\ufeff${JSON.stringify(forgeDocument())}`), { code: 'not-json', content: 'text' }],
  ['bytes that are not UTF-8', pack(Buffer.from([0x22, 0xff, 0x22])), { code: 'not-json', content: 'binary' }],
  ['an array', pack('[]'), { code: 'not-json', content: 'json' }],
  ['null', pack('null'), { code: 'not-json', content: 'json' }],
  ['a string', pack('"TLS"'), { code: 'not-json', content: 'json' }],
  ['nested arrays', pack(`${'['.repeat(4000)}${']'.repeat(4000)}`), { code: 'not-json', content: 'json' }],
]

test.each(unreadable)('Refuses %s', (_, text, issue) => {
  expect(listIssues(text)).toEqual([expect.objectContaining(issue)])
})

const wrongFields: [what: string, field: string, value: unknown][] = [
  ['no version', 'TLS.ver', undefined],
  ['another version', 'TLS.ver', '1.0'],
  ['a version that is a number', 'TLS.ver', 2],
  ['an identifier that is a number', 'TLS.identifier', 7],
  ['no application', 'TLS.sdkappid', undefined],
  ['a fractional application', 'TLS.sdkappid', 0.5],
  ['a number with a space', 'TLS.sdkappid', ' 1'],
  ['a number with a leading zero', 'TLS.sdkappid', '01'],
  ['a time in hex', 'TLS.time', '0x10'],
  ['a time of null', 'TLS.time', null],
  ['an unsafe integer', 'TLS.expire', 2 ** 53],
  ['an expire that is an array', 'TLS.expire', [86400]],
  ['a user buffer with a line break', 'TLS.userbuf', 'AA\nTLS.x'],
  ['a user buffer of null', 'TLS.userbuf', null],
  ['no signature', 'TLS.sig', undefined],
  ['a signature that is an object', 'TLS.sig', {}],
]

test.each(wrongFields)('Refuses %s', (_, field, value) => {
  const code = value === undefined ? 'field-missing' : 'field-wrong'
  expect(listIssues(forge({ shown: { [field]: value } }))).toMatchObject([
    { code, field, ...(value === undefined ? {} : { value }) },
  ])
})

test('Reports all wrong fields at once', () => {
  expect(listIssues(forge({ shown: { 'TLS.time': undefined, 'TLS.sig': 1 } }))).toMatchObject([
    { code: 'field-missing', field: 'TLS.time' },
    { code: 'field-wrong', field: 'TLS.sig', expected: 'base64', value: 1 },
  ])
})

test('Refuses a megabyte before decoding it', () => {
  const bomb = encode(deflateSync(JSON.stringify(forgeDocument())).subarray(0, 3)).padEnd(2 ** 20, 'A')
  expect(codes(bomb)).toEqual(['too-long'])
})

test('Refuses a short text that decompresses to megabytes', () => {
  const bomb = pack(Buffer.alloc(2_900_000))
  expect(bomb.length).toBeLessThanOrEqual(4096)
  expect(codes(bomb)).toEqual(['too-large'])
})

test('Reads only own fields, not those of a prototype', () => {
  const fields = JSON.stringify(forgeDocument())
  expect(new Set(codes(pack(`{"__proto__":${fields}}`)))).toEqual(new Set(['field-missing']))
  expect(readUserSig(pack(`${fields.slice(0, -1)},"__proto__":{"TLS.time":1}}`))).toEqual(readUserSig(forge()))
  expect(Object.prototype).not.toHaveProperty('TLS.ver')
})

test('Never throws', () => {
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
      expect('document' in read || read.issues.length > 0).toBe(true)
    }),
    { numRuns: 5000 },
  )
})
