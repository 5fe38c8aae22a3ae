import { type ConnectionOptions, connect } from 'node:tls'
import { expect, test } from 'vitest'
import { isUnrelatedToTrust } from '../../src/cli/messages.ts'
import type { ConnectionEvent } from '../../src/intercept/tls-sniffer.ts'
import { parseFirstBytes } from '../../src/intercept/tls-sniffer.ts'
import { createEmulator } from '../create-emulator.ts'
import { captureClientHello } from './client-hello.ts'

const parse = (text: string) => parseFirstBytes(Buffer.from(text, 'latin1'))

test('Reads the server name of a TLS handshake when it is complete', async () => {
  const hello = await captureClientHello('console.tim.qq.com')
  for (let length = 0; length < hello.length; length++)
    expect([length, parseFirstBytes(hello.subarray(0, length))]).toEqual([length, { protocol: 'unknown' }])
  expect(parseFirstBytes(hello)).toEqual({ protocol: 'tls', name: 'console.tim.qq.com' })
})

test('Reads a TLS handshake that is split over several records', async () => {
  const hello = await captureClientHello('vod.qq.com')
  const message = hello.subarray(5)
  const records: Buffer[] = []
  for (let at = 0; at < message.length; at += 20) {
    const part = message.subarray(at, at + 20)
    records.push(Buffer.from([0x16, 3, 1, part.length >> 8, part.length & 255]), part)
  }
  expect(parseFirstBytes(Buffer.concat(records))).toEqual({ protocol: 'tls', name: 'vod.qq.com' })
})

test('Reads a TLS handshake without a server name', async () => {
  expect(parseFirstBytes(await captureClientHello(undefined))).toEqual({ protocol: 'tls', name: undefined })
})

test('Never throws on a damaged TLS handshake, and never finds another name in it', async () => {
  const hello = await captureClientHello('console.tim.qq.com')
  for (let at = 0; at < hello.length; at++) {
    for (const value of [0, 255]) {
      const damaged = Buffer.from(hello)
      damaged[at] = value
      expect(['tls', 'invalid', 'unknown', 'other']).toContain(parseFirstBytes(damaged).protocol)
    }
  }
})

test.for([
  ['POST /v4/x HTTP/1.1\r\nHost: console.tim.qq.com\r\n\r\n', ['console.tim.qq.com']],
  ['\r\nGET / HTTP/1.0\nX: y\nhOST :\t qq.com:8080 \n\nhost: body', ['qq.com']],
  ['GET http://u@vod.qq.com:80/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', ['a', 'b', 'vod.qq.com']],
] as const)('Reads the hosts of an HTTP request: %j', ([text, hosts]) => {
  expect(parse(text)).toEqual({ protocol: 'http', hosts, upgrades: false })
})

test.for([
  ['GET / HTTP/1.1\r\nHost: a\r\n', 'unknown'],
  ['GET', 'unknown'],
  ['', 'unknown'],
  [`GET / HTTP/1.1\r\nX: ${'x'.repeat(70_000)}`, 'invalid'],
  ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'http2'],
  ['SSH-2.0-client\r\n', 'other'],
  ['EHLO localhost\r\n', 'other'],
  ['\0\0\0\x08\x04\xd2\x16\x2f', 'other'],
] as const)('Classifies %j as %s', ([text, protocol]) => {
  expect(parse(text).protocol).toBe(protocol)
})

const clients: readonly (readonly [ConnectionOptions, string, boolean])[] = [
  [{ ALPNProtocols: ['h2'], rejectUnauthorized: false }, 'ERR_SSL_NO_APPLICATION_PROTOCOL', true],
  [{ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' }, 'ERR_SSL_UNSUPPORTED_PROTOCOL', true],
  [{ ciphers: 'ECDHE-RSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' }, 'ERR_SSL_NO_SHARED_CIPHER', true],
  [{}, '', false],
]

test('Distinguishes a distrusted certificate from other failures of a handshake', async () => {
  const seen: ConnectionEvent[] = []
  await using emulator = createEmulator()
  const { port } = await emulator.listen({ https: { onConnection: event => seen.push(event) } })
  for (const [index, [options, reason, isUnrelated]] of clients.entries()) {
    const socket = connect({ port, host: '127.0.0.1', ...options }).on('error', () => {})
    await new Promise(resolve => socket.once('close', resolve))
    await expect.poll(() => seen.length, { interval: 10 }).toBe(index + 1)
    const { why = '' } = seen.at(-1) ?? {}
    expect(why).toContain(reason)
    expect(isUnrelatedToTrust(why)).toBe(isUnrelated)
  }
})
