import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type PassedExchange, startRecordingProxy } from '../../src/record/recording-proxy.ts'

type Serve = (incoming: IncomingMessage, outgoing: ServerResponse, body: string) => void

/** Starts a server with a handler, and a recording proxy for it. */
async function open(serve: Serve) {
  const seen: { method: string; url: string; rawHeaders: readonly string[]; body: string }[] = []
  let connections = 0
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    seen.push({ method: incoming.method ?? '', url: incoming.url ?? '', rawHeaders: incoming.rawHeaders, body })
    serve(incoming, outgoing, body)
  }).on('connection', () => connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const passed: PassedExchange[] = []
  const refused: number[] = []
  const { port } = server.address() as AddressInfo
  const proxy = await startRecordingProxy({
    port: 0,
    host: '127.0.0.1',
    upstream: new URL(`http://127.0.0.1:${port}`),
    onPassed: one => passed.push(one),
    onRefused: limit => refused.push(limit),
  })
  return {
    seen,
    passed,
    refused,
    server,
    proxy,
    countConnections: () => connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await proxy.close()
    },
  }
}

/** Sends a raw request, and returns everything received until the connection ended. */
async function sendText(port: number, text: string): Promise<{ text: string; isReset: boolean }> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  let back = ''
  let isReset = false
  socket.on('data', chunk => (back += chunk)).on('error', () => (isReset = true))
  socket.write(text)
  await new Promise(resolve => socket.once('close', resolve))
  return { text: back, isReset }
}

const target =
  '/v4/call_engine_http_srv/get_call_info?sdkappid=1&identifier=a%20b&usersig=x*y-z_&random=%37&contenttype=json&&odd'

test('Passes method, path, query, headers, body and answer unchanged', async () => {
  const answer = gzipSync('{"ErrorCode":0}')
  await using setup = await open((_, outgoing) => {
    outgoing.sendDate = false
    outgoing.writeHead(299, 'Fine enough', [
      'X-One',
      '1',
      'x-one',
      '2',
      'Content-Encoding',
      'gzip',
      'Connection',
      'close, x-gone',
      'X-Gone',
      'y',
    ])
    outgoing.end(answer)
  })
  const body = '{"CallId": "ü"}'
  const head = [
    `PUT ${target} HTTP/1.1`,
    'Host: client',
    'X-MiXed: a',
    'x-mixed: b',
    'Accept-Encoding: zstd, gzip;q=0.5',
    'Keep-Alive: 5',
    'Transfer-Encoding: chunked',
    'Connection: close',
  ]
  const { text } = await sendText(
    setup.proxy.port,
    Buffer.from(
      `${head.join('\r\n')}\r\n\r\n${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    ).toString(),
  )
  const [one] = setup.seen
  expect([one?.method, one?.url, one?.body]).toEqual(['PUT', target, body])
  const { host } = new URL(setup.proxy.url)
  expect(one?.rawHeaders.join(' ')).toMatch(
    /^Host 127\.0\.0\.1:\d+ X-MiXed a x-mixed b Accept-Encoding gzip;q=0\.5 Content-Length 16 Connection keep-alive$/,
  )
  expect(one?.rawHeaders).not.toContain(host)
  expect(text).toBe(
    `HTTP/1.1 299 Fine enough\r\nX-One: 1\r\nx-one: 2\r\nContent-Encoding: gzip\r\nContent-Length: ${answer.length}\r\nConnection: close\r\n\r\n${answer.toString('latin1')}`,
  )
  expect(setup.passed[0]?.exchange).toMatchObject({
    ask: { method: 'PUT', target, body: { text: body } },
    answer: { status: 299, text: '{"ErrorCode":0}' },
  })
})

test('Follows no redirection and contacts only its server, whatever host a URL names', async () => {
  await using setup = await open((_, outgoing) =>
    outgoing.writeHead(302, { Location: 'http://127.0.0.1:1/elsewhere' }).end(),
  )
  const { text } = await sendText(setup.proxy.port, 'POST http://127.0.0.1:1/there?a=b HTTP/1.0\r\n\r\n')
  expect(text).toMatch(/^HTTP\/1.1 302 Found\r\nLocation: http:\/\/127\.0\.0\.1:1\/elsewhere\r\n/)
  expect(setup.seen.map(({ url }) => url)).toEqual(['/there?a=b'])
  await sendText(setup.proxy.port, 'CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n')
  expect(setup.seen).toHaveLength(1)
})

test('Resets the connection of the client if the server resets its own', async () => {
  await using setup = await open(({ url, socket }, outgoing) => {
    if (url === '/before') return void socket.resetAndDestroy()
    outgoing.writeHead(200, { 'Content-Length': 100 })
    outgoing.write('a part', () => setTimeout(() => socket.resetAndDestroy(), 20))
  })
  const { port } = setup.proxy
  expect(await sendText(port, 'POST /before HTTP/1.1\r\nHost: x\r\n\r\n')).toEqual({ text: '', isReset: true })
  const within = await sendText(port, 'POST /within HTTP/1.1\r\nHost: x\r\n\r\n')
  expect(within.text).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Length: 100\r\n[\s\S]*a part$/)
  expect(setup.passed.map(({ exchange }) => exchange.answer)).toMatchObject([
    { broken: 'before' },
    { broken: 'during' },
  ])
})

test('Aborts the request of a client that disconnects', async () => {
  let isGivenUp: Promise<unknown> = Promise.resolve()
  await using setup = await open((_, outgoing) => {
    isGivenUp = once(outgoing, 'close')
    pending.destroy()
  })
  const pending = request(`${setup.proxy.url}/slow`, { method: 'POST' }).on('error', () => {})
  pending.end('{}')
  await new Promise(resolve => pending.once('close', resolve))
  while (setup.seen.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  await isGivenUp
  while (setup.passed.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  const { answer, line } = setup.passed[0]?.exchange ?? {}
  expect([answer, line?.abortedAt]).toEqual([{ unseen: true }, expect.any(Number)])
})

test('Opens one server connection per client connection, and ends both together', async () => {
  await using setup = await open((_, outgoing) => outgoing.end('{}'))
  const { port } = setup.proxy
  const socket = connect(port, '127.0.0.1')
  for (const _ of [1, 2, 3]) {
    socket.write('POST / HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(socket, 'data')
  }
  expect([setup.countConnections(), setup.seen.length]).toEqual([1, 3])
  const ended = once(socket, 'end')
  setup.server.closeIdleConnections()
  await ended
  expect(setup.passed.map(({ exchange }) => exchange.line.connection?.number)).toEqual([1, 1, 1])
})

test('Reports exchanges in the order of their requests', async () => {
  await using setup = await open(({ url }, outgoing) => void setTimeout(() => outgoing.end(url), url === '/0' ? 60 : 0))
  const sendRequest = async (path: string) =>
    (await fetch(setup.proxy.url + path, { method: 'POST', body: '{}' })).text()
  const first = sendRequest('/0')
  while (setup.seen.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  expect(await Promise.all([sendRequest('/1'), first])).toEqual(['/1', '/0'])
  expect(setup.passed.map(({ exchange }) => exchange.ask.path)).toEqual(['/0', '/1'])
})

test('Refuses a body that is too large', async () => {
  await using setup = await open((_, outgoing) => outgoing.end())
  const response = await fetch(setup.proxy.url, { method: 'POST', body: new Uint8Array(17 * 1_048_576) }).catch(
    () => undefined,
  )
  expect([response?.status ?? 413, setup.seen.length, setup.refused]).toEqual([413, 0, [16_777_216]])
})
