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
async function talk(port: number, text: string): Promise<{ text: string; isReset: boolean }> {
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
  await using world = await open((_, outgoing) => {
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
  const { text } = await talk(
    world.proxy.port,
    Buffer.from(
      `${head.join('\r\n')}\r\n\r\n${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    ).toString(),
  )
  const [one] = world.seen
  expect([one?.method, one?.url, one?.body]).toEqual(['PUT', target, body])
  const { host } = new URL(world.proxy.url)
  expect(one?.rawHeaders.join(' ')).toMatch(
    /^Host 127\.0\.0\.1:\d+ X-MiXed a x-mixed b Accept-Encoding gzip;q=0\.5 Content-Length 16 Connection keep-alive$/,
  )
  expect(one?.rawHeaders).not.toContain(host)
  expect(text).toBe(
    `HTTP/1.1 299 Fine enough\r\nX-One: 1\r\nx-one: 2\r\nContent-Encoding: gzip\r\nContent-Length: ${answer.length}\r\nConnection: close\r\n\r\n${answer.toString('latin1')}`,
  )
  expect(world.passed[0]?.exchange).toMatchObject({
    ask: { method: 'PUT', target, body: { text: body } },
    answer: { status: 299, text: '{"ErrorCode":0}' },
  })
})

test('Follows no redirection and contacts only its server, whatever host a URL names', async () => {
  await using world = await open((_, outgoing) =>
    outgoing.writeHead(302, { Location: 'http://127.0.0.1:1/elsewhere' }).end(),
  )
  const { text } = await talk(world.proxy.port, 'POST http://127.0.0.1:1/there?a=b HTTP/1.0\r\n\r\n')
  expect(text).toMatch(/^HTTP\/1.1 302 Found\r\nLocation: http:\/\/127\.0\.0\.1:1\/elsewhere\r\n/)
  expect(world.seen.map(({ url }) => url)).toEqual(['/there?a=b'])
  await talk(world.proxy.port, 'CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n')
  expect(world.seen).toHaveLength(1)
})

test('Resets the connection of the client if the server resets its own', async () => {
  await using world = await open(({ url, socket }, outgoing) => {
    if (url === '/before') return void socket.resetAndDestroy()
    outgoing.writeHead(200, { 'Content-Length': 100 })
    outgoing.write('a part', () => setTimeout(() => socket.resetAndDestroy(), 20))
  })
  const { port } = world.proxy
  expect(await talk(port, 'POST /before HTTP/1.1\r\nHost: x\r\n\r\n')).toEqual({ text: '', isReset: true })
  const within = await talk(port, 'POST /within HTTP/1.1\r\nHost: x\r\n\r\n')
  expect(within.text).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Length: 100\r\n[\s\S]*a part$/)
  expect(world.passed.map(({ exchange }) => exchange.answer)).toMatchObject([
    { broken: 'before' },
    { broken: 'during' },
  ])
})

test('Aborts the request of a client that disconnects', async () => {
  let isGivenUp: Promise<unknown> = Promise.resolve()
  await using world = await open((_, outgoing) => {
    isGivenUp = once(outgoing, 'close')
    asking.destroy()
  })
  const asking = request(`${world.proxy.url}/slow`, { method: 'POST' }).on('error', () => {})
  asking.end('{}')
  await new Promise(resolve => asking.once('close', resolve))
  while (world.seen.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  await isGivenUp
  while (world.passed.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  const { answer, line } = world.passed[0]?.exchange ?? {}
  expect([answer, line?.abortedAt]).toEqual([{ unseen: true }, expect.any(Number)])
})

test('Opens one server connection per client connection, and ends both together', async () => {
  await using world = await open((_, outgoing) => outgoing.end('{}'))
  const { port } = world.proxy
  const socket = connect(port, '127.0.0.1')
  for (const _ of [1, 2, 3]) {
    socket.write('POST / HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(socket, 'data')
  }
  expect([world.countConnections(), world.seen.length]).toEqual([1, 3])
  const ended = once(socket, 'end')
  world.server.closeIdleConnections()
  await ended
  expect(world.passed.map(({ exchange }) => exchange.line.connection?.number)).toEqual([1, 1, 1])
})

test('Reports exchanges in the order of their requests', async () => {
  await using world = await open(({ url }, outgoing) => void setTimeout(() => outgoing.end(url), url === '/0' ? 60 : 0))
  const ask = async (path: string) => (await fetch(world.proxy.url + path, { method: 'POST', body: '{}' })).text()
  const first = ask('/0')
  while (world.seen.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  expect(await Promise.all([ask('/1'), first])).toEqual(['/1', '/0'])
  expect(world.passed.map(({ exchange }) => exchange.ask.path)).toEqual(['/0', '/1'])
})

test('Refuses a body that is too large', async () => {
  await using world = await open((_, outgoing) => outgoing.end())
  const response = await fetch(world.proxy.url, { method: 'POST', body: new Uint8Array(17 * 1_048_576) }).catch(
    () => undefined,
  )
  expect([response?.status ?? 413, world.seen.length, world.refused]).toEqual([413, 0, [16_777_216]])
})
