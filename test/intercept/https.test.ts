import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { type AddressInfo, connect, createServer as createTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ConnectionEvent } from '../../src/intercept/tls-sniffer.ts'
import type { Listening } from '../../src/sdk/listen.ts'
import { createEmulator } from '../create-emulator.ts'

const emulator = createEmulator()
const seen: ConnectionEvent[] = []
let strict: Listening
let open: Listening
beforeAll(async () => {
  strict = await emulator.listen({ https: { onConnection: event => seen.push(event) } })
  open = await emulator.listen({ https: { allowPassthrough: true } })
})
afterAll(() => emulator.close())

const body = '{"CallId":"055662e1-bc8a-469c-a334-1126c8c17d58"}'
const toPost = (host: string, target = emulator.target('get_call_info')) =>
  `POST ${target} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`

/** Writes to a connection, and returns the response until it matches or the connection ends. */
async function sendText(socket: Socket, text: string, until = /"ErrorCode":\d+/): Promise<string> {
  let received = ''
  socket.write(text)
  const done = new Promise<void>(resolve => {
    socket.on('data', chunk => {
      received += chunk
      if (until.test(received)) resolve()
    })
    socket.once('close', () => resolve()).on('error', () => {})
  })
  await done
  socket.removeAllListeners('data')
  return received
}

const dial = ({ port }: Listening) => connect(port, '127.0.0.1')

async function openTunnel(at: Listening, destination: string): Promise<{ socket: Socket; answer: string }> {
  const socket = dial(at)
  return {
    socket,
    answer: await sendText(socket, `CONNECT ${destination} HTTP/1.1\r\nHost: ${destination}\r\n\r\n`, /\r\n\r\n/),
  }
}

/** TLS over a connection, by a client that trusts only the certificate of the run. */
async function secure(socket: Socket | undefined, at: Listening, servername: string, ca = at.https?.ca) {
  const tls = connectTls({ ...(socket ? { socket } : { port: at.port, host: '127.0.0.1' }), servername, ca: ca ?? '' })
  await once(tls, 'secureConnect')
  return tls
}

test('Serves HTTP and TLS on one port', async () => {
  expect(await sendText(dial(strict), toPost('127.0.0.1'))).toContain('"ErrorCode":0')
  const tls = await secure(undefined, strict, 'localhost')
  expect(await sendText(tls, toPost('localhost'))).toContain('"ErrorCode":0')
})

test('Terminates a tunnel to a host of the service, with its name and a connection of its own in the journal', async () => {
  const { socket, answer } = await openTunnel(strict, 'CONSOLE.tim.qq.com.:443')
  expect(answer).toMatch(/^HTTP\/1\.1 200 /)
  const tls = await secure(socket, strict, 'console.tim.qq.com')
  expect(await sendText(tls, toPost('console.tim.qq.com'))).toContain('"ErrorCode":0')
  expect(await sendText(tls, toPost('console.tim.qq.com'))).toContain('"ErrorCode":0')
  const lines = emulator
    .saveJournal()
    .entries.slice(-2)
    .map(({ timing: line }) => line)
  expect(lines.map(line => line?.host)).toEqual(['console.tim.qq.com', 'console.tim.qq.com'])
  expect(lines[0]?.connection).toBe(lines[1]?.connection)
})

test('Serves requests for a whole URL of the service, and plain HTTP through a tunnel', async () => {
  const target = `http://console.tim.qq.com${emulator.target('get_call_info')}`
  // Some clients write the whole URL for https too, instead of opening a tunnel.
  for (const url of [target, target.replace('http:', 'https:')])
    expect(await sendText(dial(strict), toPost('proxy', url))).toContain('"ErrorCode":0')
  const { socket } = await openTunnel(strict, 'console.tim.qq.com:80')
  expect(await sendText(socket, toPost('console.tim.qq.com'))).toContain('"ErrorCode":0')
})

test.for(['vod.qq.com:443', 'qcloud.com:443', 'console.tim.qq.com:22'])(
  'Refuses other hosts of the vendor even if other hosts are allowed: %s',
  async destination => {
    const { answer } = await openTunnel(open, destination)
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden - .*(vendor's domains|port 443)/)
    const [host] = destination.split(':')
    if (!destination.includes('console'))
      expect(await sendText(dial(open), toPost('x', `http://${host}/`), /\n$/)).toContain('403 Forbidden')
  },
)

test('Forwards requests for other hosts only if they are allowed', async () => {
  await using remote = await startRemote()
  const destination = `0.0.0.0:${remote.port}`
  const refused = await openTunnel(strict, destination)
  expect(refused.answer).toMatch(/^HTTP\/1\.1 403 .*--allow-passthrough/)
  const { socket, answer } = await openTunnel(open, destination)
  expect(answer).toMatch(/^HTTP\/1\.1 200 /)
  expect(await sendText(socket, toPost('far'), /far away/)).toContain('far away /v4/')
  expect(await sendText(dial(strict), toPost('x', `http://${destination}/there`), /\n$/)).toContain(
    '--allow-passthrough',
  )
  expect(await sendText(dial(open), toPost('x', `http://${destination}/there`), /far away/)).toContain(
    `far away /there for ${destination}`,
  )
})

test('Always forwards to loopback, and serves its own port directly', async () => {
  await using remote = await startRemote()
  const { socket } = await openTunnel(strict, `localhost:${remote.port}`)
  expect(await sendText(socket, toPost('far'), /far away/)).toContain('far away')
  const whole = `http://127.0.0.1:${strict.port}/_ringback/health`
  expect(await sendText(dial(strict), `GET ${whole} HTTP/1.1\r\nHost: x\r\n\r\n`, /\}/)).toContain('"status":"ok"')
})

test('Refuses a tunnel to a port where nothing listens, with the reason', async () => {
  const closed = createTcp().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as AddressInfo
  closed.close()
  expect((await openTunnel(strict, `127.0.0.1:${port}`)).answer).toMatch(/^HTTP\/1\.1 502 .*ECONNREFUSED/)
})

test("Does not serve the admin API under the vendor's names, with or without a token", async () => {
  await using guarded = createEmulator({ controlToken: 'secret' })
  for (const [at, header] of [
    [strict, ''],
    [await guarded.listen({ https: true }), 'Authorization: Bearer secret\r\n'],
  ] as const) {
    const { socket } = await openTunnel(at, 'console.tim.qq.com:443')
    const tls = await secure(socket, at, 'console.tim.qq.com')
    const pending = `GET /_ringback/apps HTTP/1.1\r\nHost: console.tim.qq.com\r\n${header}\r\n`
    expect(await sendText(tls, pending, /\}/)).toContain('foreign-host')
  }
})

test.for([
  ['console.tim.qq.com:443', 'console.tim.qq.com'],
  ['console.tim.qq.com:443', 'localhost'],
  [undefined, 'console.tim.qq.com'],
] as const)(
  'Does not serve the admin API on a connection to the vendor that names loopback: %s, %s',
  async ([destination, servername]) => {
    const dialTls = async () =>
      secure(destination && (await openTunnel(strict, destination)).socket, strict, servername)
    const here = `127.0.0.1:${strict.port}`
    for (const target of ['', `http://${here}`].map(base => `${base}/_ringback/apps`)) {
      const received = await sendText(await dialTls(), `GET ${target} HTTP/1.1\r\nHost: ${here}\r\n\r\n`, /\}/)
      expect(received).toContain('foreign-host')
    }
  },
)

test('Refuses a tunnel inside another tunnel, with and without TLS', async () => {
  const { socket: plain } = await openTunnel(open, 'console.tim.qq.com:80')
  const { socket } = await openTunnel(open, 'console.tim.qq.com:443')
  for (const one of [plain, await secure(socket, open, 'console.tim.qq.com')])
    expect(await sendText(one, 'CONNECT localhost:1 HTTP/1.1\r\nHost: x\r\n\r\n', /\n$/)).toContain(
      'inside another tunnel',
    )
})

test('A fault resets a connection with TLS', async () => {
  await using own = createEmulator()
  const at = await own.listen({ https: true })
  await fetch(`${at.url}/_ringback/faults`, { method: 'POST', body: '{"on":"get_call_info","drop":"before"}' })
  const tls = await secure(undefined, at, 'localhost')
  const failed = new Promise<NodeJS.ErrnoException>(resolve => tls.once('error', resolve))
  tls.write(toPost('localhost', own.target('get_call_info')))
  expect((await failed).code).toBe('ECONNRESET')
})

test('Has a certificate that strict verifiers accept', async () => {
  const ca = new X509Certificate(strict.https?.ca ?? '')
  const leaf = (await secure(undefined, strict, 'localhost')).getPeerX509Certificate()
  expect([ca.ca, leaf?.ca, leaf?.verify(ca.publicKey), leaf?.checkIssued(ca)]).toEqual([true, false, true, true])
  expect(leaf?.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  for (const name of ['localhost', 'console.tim.qq.com', 'adminapiidn.im.qcloud.com'])
    expect(leaf?.checkHost(name)).toBe(name)
  for (const ip of ['127.0.0.1', '::1']) expect(leaf?.checkIP(ip)).toBe(ip)
  expect(leaf?.checkHost('vod.qq.com')).toBeUndefined()
  // 2.5.29.14 and 2.5.29.35 in DER: the key identifiers of the subject and the issuer.
  const [subject, authority] = ['0603551d0e', '0603551d23'].map(hex => Buffer.from(hex, 'hex'))
  expect([ca, leaf].map(one => one?.raw.includes(subject ?? ''))).toEqual([true, true])
  expect(leaf?.raw.includes(authority ?? '')).toBe(true)
})

test('Creates an authority for each run, and reports clients that do not trust it', async () => {
  expect(strict.https?.ca).not.toBe(open.https?.ca)
  const { socket } = await openTunnel(strict, 'console.tim.qq.com:443')
  await expect(secure(socket, strict, 'console.tim.qq.com', open.https?.ca)).rejects.toThrow(/certificate/)
  await expect
    .poll(() => seen.findLast(({ type }) => type === 'distrusted'), { interval: 10 })
    .toMatchObject({ host: 'console.tim.qq.com', why: expect.stringMatching(/UNKNOWN_CA|closed/) })
})

const malformed = {
  'half a CONNECT': 'CONNECT console.tim.qq',
  'a CONNECT for nothing': 'CONNECT HTTP/1.1\r\n\r\n',
  'garbage for TLS': '\x16\x03\x01\x00\x05hello!!!!',
  'garbage for TLS in a tunnel': 'CONNECT console.tim.qq.com:443 HTTP/1.1\r\n\r\n\x16\x03\x01\xff\xffhello',
  'garbage in a tunnel': 'CONNECT console.tim.qq.com:443 HTTP/1.1\r\n\r\n\0\0\0\0',
  'a tunnel in a tunnel': 'CONNECT console.tim.qq.com:80 HTTP/1.1\r\n\r\nCONNECT localhost:1 HTTP/1.1\r\n\r\n',
  'endless headers': `CONNECT console.tim.qq.com:443 HTTP/1.1\r\nX: ${'x'.repeat(100_000)}`,
}

test.for(Object.entries(malformed))('Continues to serve after %s', async ([, text]) => {
  const socket = dial(strict).on('error', () => {})
  socket.end(text, 'latin1')
  const ended = new Promise<void>(resolve => socket.once('close', () => resolve()))
  socket.resume()
  await ended
  expect(await sendText(dial(strict), toPost('127.0.0.1'))).toContain('"ErrorCode":0')
})

test('Ends tunnels and silent connections when it closes', { retry: 3 }, async () => {
  await using remote = await startRemote()
  await using own = createEmulator()
  const at = await own.listen({ https: true })
  const { socket } = await openTunnel(at, `localhost:${remote.port}`)
  const silent = dial(at)
  const handshaking = dial(at)
  handshaking.write('\x16')
  const { socket: inside } = await openTunnel(at, 'console.tim.qq.com:443')
  const all = [socket, silent, handshaking, inside].map(
    one => new Promise(resolve => one.on('error', () => {}).once('close', resolve)),
  )
  const startedAt = performance.now()
  await own.close()
  await Promise.all(all)
  expect(performance.now() - startedAt).toBeLessThan(900)
})

test('Serves neither tunnels nor TLS without https', async () => {
  const plain = await emulator.listen()
  expect(plain.https).toBeUndefined()
  expect((await openTunnel(plain, 'console.tim.qq.com:443')).answer).toContain('HTTP/1.1 501 ')
  await expect(secure(undefined, plain, 'localhost', strict.https?.ca)).rejects.toThrow()
  const pending = request({ port: plain.port, path: 'http://example.org/', method: 'POST' }).end('{}')
  const [answer] = await once(pending, 'response')
  expect(answer.resume().statusCode).toBe(200)
})

async function startRemote() {
  const server = createServer((incoming, outgoing) =>
    outgoing.end(`far away ${incoming.url} for ${incoming.headers.host}`),
  )
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
