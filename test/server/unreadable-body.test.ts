import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { findMessages } from '../surfaces/findings.ts'
import { surfaces } from '../surfaces/surface.ts'

const body = JSON.stringify({ CallId: '055662e1-bc8a-469c-a334-1126c8c17d58' })
const utf16 = Buffer.from(body, 'utf16le')

const bodies: readonly (readonly [string, Uint8Array, string | undefined, RegExp])[] = [
  ['gzip', gzipSync(body), 'gzip', /gzip/],
  ['gzip without its header', gzipSync(body), undefined, /gzip/],
  ['deflate', deflateSync(body), 'deflate', /deflate/],
  ['deflate without its header', deflateSync(body), undefined, /deflate/],
  ['raw deflate', deflateRawSync(body), 'deflate', /deflate/],
  ['Brotli', brotliCompressSync(body), 'br', /\bbr\b/],
  ['an unknown encoding', Buffer.from([0xff, 0x7b, 0x01]), 'X-Mine', /x-mine/],
  ['UTF-16 with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), undefined, /UTF-16/],
  ['UTF-16 without its mark', utf16, undefined, /UTF-16/],
  ['big-endian UTF-16', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()]), undefined, /UTF-16/],
  ['Latin-1', Buffer.from('{"CallId":"für-zwei"}', 'latin1'), undefined, /Latin-1/],
]

for (const { name, open } of surfaces) {
  describe(name, () => {
    test.for(bodies)('Returns 60003 for a body in %s, and names the encoding', async ([, bytes, encoding, hint]) => {
      await using surface = await open()
      const headers = encoding === undefined ? {} : { 'Content-Encoding': encoding }
      const target = surface.emulator.target('get_call_info')
      const { json } = await surface.request(target, { method: 'POST', body: new Uint8Array(bytes), headers })
      expect(json).toMatchObject({ ErrorCode: 60003, ErrorInfo: expect.stringMatching(hint) })
      expect(await findMessages(surface.emulator, 'RB-Q19')).toEqual([json?.ErrorInfo])
    })
  })
}

test('Serves JSON whatever its Content-Encoding says', async () => {
  for (const { open } of surfaces) {
    await using surface = await open()
    const headers = { 'Content-Encoding': 'gzip' }
    const target = surface.emulator.target('get_call_info')
    expect((await surface.request(target, { method: 'POST', body, headers })).json).toMatchObject({ ErrorCode: 0 })
  }
})

test('Repeats in the finding the ErrorInfo of a body longer than the journal keeps', async () => {
  for (const { open } of surfaces) {
    await using surface = await open()
    const long = `{"CallId":"${'x'.repeat(10_000)}",\n}`
    const target = surface.emulator.target('get_call_info')
    const { json } = await surface.request(target, { method: 'POST', body: long })
    expect(json).toMatchObject({ ErrorCode: 60003, ErrorInfo: expect.stringContaining('trailing comma') })
    expect(await findMessages(surface.emulator, 'RB-Q19')).toEqual([json?.ErrorInfo])
  }
})
