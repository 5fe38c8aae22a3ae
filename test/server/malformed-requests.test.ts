import fc from 'fast-check'
import { expect, test } from 'vitest'
import { failure, success } from '../../src/contracts/envelope.ts'
import { findErrorName } from '../../src/contracts/errors.ts'
import { createEmulator } from '../create-emulator.ts'
import { sendRaw } from '../surfaces/raw.ts'

const path = '/v4/call_engine_http_srv/get_call_info'
const toBody = (raw: string) => raw.slice(raw.indexOf('\r\n\r\n') + 4)

test('Answers any request with HTTP 200 and an envelope with a documented code', async () => {
  await using emulator = createEmulator({ clock: 'manual', rateLimit: 'off' })
  const good = new URL(emulator.target('get_call_info'), 'http://x').search
  const parameter = fc.constantFrom(
    'sdkappid',
    'SdkAppId',
    'identifier',
    'usersig',
    'random',
    'contenttype',
    '__proto__',
    '',
  )
  const piece = fc
    .tuple(parameter, fc.string({ unit: 'binary', maxLength: 30 }))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  const search = fc.oneof(
    fc.constant(good),
    fc.array(piece, { maxLength: 7 }).map(pieces => `?${pieces.join('&')}`),
    fc.webQueryParameters().map(text => `?${text}`),
  )
  const body = fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.uint8Array(), fc.constant('{"CallId":'))
  const method = fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE', 'PATCH')
  const target = fc.oneof(
    fc.constant(path),
    fc.webPath().filter(other => !other.startsWith('//')),
  )
  await fc.assert(
    fc.asyncProperty(method, target, search, body, async (method, target, search, body) => {
      const response = await emulator.fetch(
        `${target || '/'}${search}`,
        method === 'GET' ? { method } : { method, body: typeof body === 'string' ? body : Buffer.from(body) },
      )
      const text = await response.text()
      const { ErrorCode, ErrorInfo } = JSON.parse(text)
      expect(response.status).toBe(200)
      expect((ErrorCode === 0 ? success : failure).safeParse(JSON.parse(text)).success).toBe(true)
      expect(ErrorCode === 0 || findErrorName(ErrorCode) !== undefined).toBe(true)
      expect(ErrorInfo.length).toBeLessThan(1_000)
    }),
    { numRuns: 3_000 },
  )
})

test('Refuses data that is not HTTP and continues to serve', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { port, url } = await emulator.listen()
  const mistakes = [
    'garbage\r\n\r\n',
    '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n`,
    `POST ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
    `POST ${path}?usersig=${'x'.repeat(1_000_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  ]
  for (const mistake of mistakes) {
    const { text } = await sendRaw(port, mistake)
    expect(text.startsWith('HTTP/1.1 200 OK')).toBe(true)
    expect(failure.parse(JSON.parse(toBody(text)))).toMatchObject({ ErrorCode: 60002, ErrorInfo: 'HTTP parse Error' })
  }
  expect((await fetch(`${url}/_ringback/health`)).status).toBe(200)
})

test('Serves a request without a Host header or with an unknown expectation', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { port } = await emulator.listen()
  for (const header of ['X-Nothing: 1', 'Host: x\r\nExpect: the-spanish-inquisition']) {
    const bytes = `POST ${emulator.target('get_call_info')} HTTP/1.1\r\n${header}\r\nConnection: close\r\nContent-Length: 14\r\n\r\n{"CallId":"x"}`
    const { text } = await sendRaw(port, bytes)
    expect(text.startsWith('HTTP/1.1 200 OK')).toBe(true)
    expect(JSON.parse(toBody(text))).toMatchObject({ ErrorCode: 101004 })
  }
})

test('Refuses a body that does not arrive within three seconds', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { port } = await emulator.listen()
  const { text, ended } = await sendRaw(
    port,
    `POST ${emulator.target('get_call_info')} HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{"Cal`,
    8_000,
  )
  expect(ended).toBe('closed')
  expect(JSON.parse(toBody(text))).toMatchObject({ ErrorCode: 60008 })
})

test('Refuses a body of many megabytes and keeps the connection', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { url } = await emulator.listen()
  const response = await fetch(url + emulator.target('get_call_info'), { method: 'POST', body: 'x'.repeat(20_000_000) })
  expect(await response.json()).toMatchObject({
    ErrorCode: 60003,
    ErrorInfo: expect.stringContaining('1048576 bytes'),
  })
})

test('Answers pipelined requests in order, also when the first is delayed', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { port, url } = await emulator.listen()
  await fetch(`${url}/_ringback/faults`, { method: 'POST', body: '{"on":"all","times":1,"delay":"50ms"}' })
  const post = (CallId: string, connection: string) =>
    `POST ${emulator.target('get_call_info')} HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\nContent-Length: 14\r\n\r\n{"CallId":"${CallId}"}`
  const { text, ended } = await sendRaw(port, post('a', 'keep-alive') + post('b', 'keep-alive') + post('c', 'close'))
  expect(ended).toBe('closed')
  expect([...text.matchAll(/Unknown call \\"(\w)\\"/g)].map(([, id]) => id)).toEqual(['a', 'b', 'c'])
})

test('Accepts a whole URL as request target', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { port } = await emulator.listen()
  const target = `http://console.example${emulator.target('get_call_info')}`
  const { text } = await sendRaw(
    port,
    `POST ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 14\r\n\r\n{"CallId":"x"}`,
  )
  expect(JSON.parse(toBody(text))).toMatchObject({ ErrorCode: 101004 })
})
