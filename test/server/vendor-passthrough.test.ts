import dns from 'node:dns'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { hosts, isVendorHost, vendorDomains } from '../../src/contracts/hosts.ts'
import type { ConnectionEvent } from '../../src/intercept/tls-sniffer.ts'
import { createEmulator } from '../../src/sdk/create-emulator.ts'
import type { Listening } from '../../src/sdk/listen.ts'

const emulator = createEmulator()
const encounters: ConnectionEvent[] = []
/** A server in place of the real network: it receives everything that was forwarded. */
const received: Buffer[] = []
const remote = createServer(socket => {
  socket.on('data', chunk => received.push(chunk)).on('error', () => {})
})
let open: Listening
let address: string
// A connection by name would look the name up first.
const lookup = vi.spyOn(dns, 'lookup')

beforeAll(async () => {
  remote.listen(0, '0.0.0.0')
  await once(remote, 'listening')
  address = `0.0.0.0:${(remote.address() as AddressInfo).port}`
  open = await emulator.listen({ https: { allowPassthrough: true, onConnection: event => encounters.push(event) } })
})
afterAll(async () => {
  await emulator.close()
  remote.close()
  lookup.mockRestore()
})
beforeEach(() => {
  encounters.length = 0
  received.length = 0
  lookup.mockClear()
})
afterEach(() => expect(lookup).not.toHaveBeenCalled())

const dial = () => connect(open.port, '127.0.0.1').on('error', () => {})

/** Sends text and collects the response until it contains a text or the connection ends. */
async function exchange(socket: Socket, text: string, until: RegExp): Promise<string> {
  let answer = ''
  const done = new Promise<void>(resolve => {
    socket.on('data', chunk => {
      answer += chunk.toString('latin1')
      if (until.test(answer)) resolve()
    })
    socket.once('close', () => resolve())
  })
  socket.write(Buffer.from(text, 'latin1'))
  await done
  socket.removeAllListeners('data')
  return answer
}

async function openTunnel(destination: string): Promise<{ readonly socket: Socket; readonly status: string }> {
  const socket = dial()
  const answer = await exchange(socket, `CONNECT ${destination} HTTP/1.1\r\nHost: ${destination}\r\n\r\n`, /\r\n\r\n/)
  return { socket, status: answer.slice(9, 23) }
}

const names = vendorDomains.flatMap(domain => [domain, `console.${domain}`, `a.b-c.${domain}`])
const spellings = [...hosts.map(({ host }) => host), ...names].flatMap(name => [
  name,
  name.toUpperCase(),
  `${name}.`,
  `xn--a.${name}`,
  // The full-width letters and dots that browsers read as plain ones, as UTF-8.
  Buffer.from(name.replace('.', '。')).toString('latin1'),
  `user:password@${name}`,
])

test("Forwards no CONNECT for a name under the vendor's domains, at any port", async () => {
  for (const name of spellings) {
    for (const port of [443, 80, 8443]) {
      const { socket, status } = await openTunnel(`${name}:${port}`)
      socket.destroy()
      const isServed = /^[\x21-\x7e]+$/.test(name) && !name.includes('@') && isVendorHost(name) && port !== 8443
      expect([name, port, status === '200 Connection']).toEqual([name, port, isServed])
    }
  }
  expect(encounters.filter(({ type }) => type === 'forwarded')).toEqual([])
})

test("Forwards no request for a whole URL under the vendor's domains", async () => {
  for (const name of spellings) {
    for (const url of [`http://${name}/v4/x`, `https://${name}/v4/x`, `HTTP://${name}:8080/v4/x`, `ws://${name}/`]) {
      const socket = dial()
      const answer = await exchange(
        socket,
        `GET ${url} HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n`,
        /\r\n\r\n/,
      )
      socket.destroy()
      expect([url, answer.slice(9, 12)]).toEqual([url, expect.stringMatching(/^(200|400|403)$/)])
    }
  }
  expect(encounters.filter(({ type }) => type === 'forwarded')).toEqual([])
})

test.for(['console.tim.qq.com', 'adminapi.my-imcloud.com', 'trtc.tencentcloudapi.com', 'QQ.com'])(
  'Ends a tunnel to an address whose TLS handshake names %s, before any byte is forwarded',
  async servername => {
    const { socket, status } = await openTunnel(address)
    expect(status).toBe('200 Connection')
    const [error] = await once(connectTls({ socket, servername }), 'error').catch(thrown => [thrown])
    expect(error.code).toMatch(/UNRECOGNIZED_NAME|WRONG_VERSION/)
    expect(received).toEqual([])
    expect(encounters.at(-1)).toMatchObject({ type: 'refused', host: servername.toLowerCase() })
  },
)

test.for(['vod.qq.com', 'console.tim.qq.com:8080', 'x.TencentCS.com.'])(
  'Refuses plain HTTP in a tunnel to an address whose Host header is %s',
  async host => {
    const { socket } = await openTunnel(address)
    const answer = await exchange(
      socket,
      `POST /v4/x?usersig=s HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\n\r\n`,
      /403/,
    )
    expect(answer).toContain('HTTP/1.1 403')
    expect(received).toEqual([])
  },
)

test("Refuses a later request on the same connection whose Host header is the vendor's", async () => {
  // The first connection is that of the tunnel.
  remote.once('connection', () => remote.once('connection', socket => socket.end('HTTP/1.1 204 No Content\r\n\r\n')))
  const { socket } = await openTunnel(address)
  const toGet = (host: string) => `GET /for-${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
  expect(await exchange(socket, toGet('example.org'), /\r\n\r\n/)).toContain('HTTP/1.1 204')
  expect(await exchange(socket, toGet('vod.qq.com'), /\r\n\r\n/)).toContain('HTTP/1.1 403')
  expect(Buffer.concat(received).toString()).toMatch(/^GET \/for-example\.org .*\r\n\r\n$/s)
  expect(Buffer.concat(received).toString()).not.toContain('vod.qq.com')
})

test("Refuses a whole URL with an address whose Host header is the vendor's", async () => {
  const answer = await exchange(dial(), `GET http://${address}/v4/x HTTP/1.1\r\nHost: vod.qq.com\r\n\r\n`, /\n$/)
  expect(answer).toContain('HTTP/1.1 403')
  expect(received).toEqual([])
})

test('Forwards nothing of a TLS handshake that cannot be read', async () => {
  const { socket } = await openTunnel(address)
  socket.write(Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 9]))
  await once(socket.resume(), 'close')
  expect(received).toEqual([])
})

test('Lists each refused host once in the journal and the report, with its count', async () => {
  await using own = createEmulator()
  const at = await own.listen({ https: { allowPassthrough: true } })
  // Listening looks up its own address.
  lookup.mockClear()
  const refuse = (text: string) => exchange(connect(at.port, '127.0.0.1'), text, /403/)
  await refuse('CONNECT TRTC.tencentcloudapi.com.:443 HTTP/1.1\r\nHost: x\r\n\r\n')
  await refuse('GET http://trtc.tencentcloudapi.com/ HTTP/1.1\r\nHost: x\r\n\r\n')
  await refuse('CONNECT callkit-intl.trtc.tencent-cloud.com:443 HTTP/1.1\r\nHost: x\r\n\r\n')
  const refused = [
    { host: 'trtc.tencentcloudapi.com', count: 2, reason: expect.stringContaining('TC3') },
    { host: 'callkit-intl.trtc.tencent-cloud.com', count: 1, reason: expect.stringContaining('v1') },
  ]
  expect(own.saveJournal().refused).toEqual(refused)
  expect((await own.report()).runs[0]?.refused).toEqual(refused)
  await own.fetch('/_ringback/journal', { method: 'DELETE' })
  expect(own.saveJournal().refused).toEqual([])
})

test('Lets the server send first', async () => {
  remote.once('connection', socket => socket.write('220 ready\r\n'))
  const answer = await exchange(dial(), `CONNECT ${address} HTTP/1.1\r\nHost: x\r\n\r\n`, /ready/)
  expect(answer).toMatch(/^HTTP\/1\.1 200 .*220 ready/s)
})

test('Forwards other protocols, and a TLS handshake for another name', async () => {
  const { socket } = await openTunnel(address)
  socket.write('EHLO localhost\r\n')
  await vi.waitUntil(() => received.length > 0)
  expect(Buffer.concat(received).toString()).toBe('EHLO localhost\r\n')
  const other = await openTunnel(address)
  connectTls({ socket: other.socket, servername: 'example.org' }).on('error', () => {})
  await vi.waitUntil(() => Buffer.concat(received).includes('example.org'))
})
