import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { startRecordingProxy } from '../../src/record/recording-proxy.ts'
import { createEmulator } from '../../src/sdk/create-emulator.ts'
import { createSender } from '../../src/sdk/send-callback.ts'
import { exchange, openConnection, sendAndReset, toLastBody, toStatuses } from '../surfaces/connection.ts'

// An 'error' event without a listener would end this process, and vitest reports it as an unhandled error.

const connectRequest = 'CONNECT console.tim.qq.com:443 HTTP/1.1\r\nHost: console.tim.qq.com:443\r\n\r\n'
const upgrade = (protocol: string) => `Host: x\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n`
const post = 'POST /v4/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}'

const openings = {
  'a CONNECT request': connectRequest,
  'a CONNECT request with data': `${connectRequest}\x16\x03\x01\x00\xff`,
  'a CONNECT request without a target': 'CONNECT HTTP/1.1\r\n\r\n',
  'a WebSocket upgrade': `GET /v4/x HTTP/1.1\r\n${upgrade('websocket')}\r\n`,
  'a WebSocket upgrade of the admin API': `GET /_ringback/events HTTP/1.1\r\n${upgrade('websocket')}\r\n`,
  'an h2c upgrade': `POST /v4/x HTTP/1.1\r\n${upgrade('h2c')}Content-Length: 2\r\n\r\n{}`,
  'an HTTP/2 preface': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a TLS record': '\x16\x03\x01\x00\x05hello!!!!',
  'random bytes': '\x00\xff\x80GET\r\r\n\n\x7f',
  'half of a request': 'POST /v4/x HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n{"a"',
  nothing: '',
}

/** Every server that ringback opens. */
const servers = {
  'an emulator': async () => {
    const emulator = createEmulator({ clock: 'manual' })
    return { port: (await emulator.listen()).port, close: emulator.close }
  },
  'an emulator with https': async () => {
    const emulator = createEmulator({ clock: 'manual' })
    return { port: (await emulator.listen({ https: true })).port, close: emulator.close }
  },
  'a recorder': async () => {
    const emulator = createEmulator({ clock: 'manual' })
    const { url } = await emulator.listen()
    const none = () => {}
    const options = { port: 0, host: '127.0.0.1', upstream: new URL(url), onPassed: none, onRefused: none }
    const recorder = await startRecordingProxy(options)
    const close = async () => {
      await recorder.close()
      await emulator.close()
    }
    return { port: recorder.port, close }
  },
}

for (const [server, open] of Object.entries(servers)) {
  test.each(Object.entries(openings))(`${server} survives a connection that is reset after %s`, async (_, bytes) => {
    const { port, close } = await open()
    for (let count = 0; count < 3; count++) await sendAndReset(port, bytes)
    const { socket } = await openConnection(port)
    // Reset after the server has written to it, or while it writes.
    socket.write(bytes, 'latin1')
    await Promise.race([once(socket, 'data'), new Promise(resolve => setTimeout(resolve, 30))])
    socket.write('more')
    socket.resetAndDestroy()
    expect(toStatuses(await exchange(port, post))).toEqual([200])
    await close()
  })
}

test.each(['an emulator', 'a recorder'] as const)('Refuses CONNECT to %s with a problem document', async name => {
  const { port, close } = await servers[name]()
  const text = await exchange(port, connectRequest)
  expect(toStatuses(text)).toEqual([501])
  expect(text).toMatch(/^content-type: application\/problem\+json\r$/im)
  expect(JSON.parse(toLastBody(text))).toMatchObject({ status: 501, code: 'connect-not-supported' })
  await close()
})

test('Names --https in the status line and the detail of a refused CONNECT', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const text = await exchange((await emulator.listen()).port, connectRequest)
  expect(text.split('\r\n')[0]).toContain('--https')
  expect(JSON.parse(toLastBody(text)).detail).toContain('--https')
})

test.each(['websocket', 'h2c'])('Answers a request to upgrade to %s as a request of its path', async protocol => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { port } = await emulator.listen()
  const request = (target: string, body: string) =>
    `POST ${target} HTTP/1.1\r\n${upgrade(protocol)}Content-Length: ${body.length}\r\n\r\n${body}`
  const { socket, text, closed } = await openConnection(port)
  socket.write(request(emulator.target('get_call_info'), '{"CallId":"x"}'))
  await expect.poll(text, { interval: 5, timeout: 20_000 }).toContain('"ErrorCode":101004')
  expect(toStatuses(text())).toEqual([200])
  socket.end()
  await closed
})

/** A server that answers every connection with the same bytes. */
async function openUpstream(bytes: string) {
  const server = createServer(socket => {
    socket.on('error', () => {}).once('data', () => socket.write(bytes, 'latin1', () => socket.resetAndDestroy()))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  return { port, [Symbol.asyncDispose]: async () => void server.close() }
}

const answers = {
  'switches protocols': 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  'has a control character in its status line': 'HTTP/1.1 200 O\x01K\r\nContent-Length: 0\r\n\r\n',
  'has a status below 100': 'HTTP/1.1 000 None\r\nContent-Length: 0\r\n\r\n',
}

test.each(Object.entries(answers))('Continues to record after an upstream that %s', async (_, bytes) => {
  await using upstream = await openUpstream(bytes)
  const none = () => {}
  const recorder = await startRecordingProxy({
    port: 0,
    host: '127.0.0.1',
    upstream: new URL(`http://127.0.0.1:${upstream.port}`),
    onPassed: none,
    onRefused: none,
  })
  expect(toStatuses(await exchange(recorder.port, post))).toEqual([])
  expect(toStatuses(await exchange(recorder.port, connectRequest))).toEqual([501])
  await recorder.close()
})

test.each(Object.entries(answers))('Answers 502 in a proxy for a server that %s', async (_, bytes) => {
  await using upstream = await openUpstream(bytes)
  await using emulator = createEmulator({ clock: 'manual' })
  const { port } = await emulator.listen({ https: true })
  expect(toStatuses(await exchange(port, post.replace('/v4', `http://127.0.0.1:${upstream.port}/v4`)))).toEqual([502])
})

test('Fails a callback whose receiver switches protocols', async () => {
  await using receiver = await openUpstream(answers['switches protocols'])
  const { send, close } = createSender('local')
  const sent = await send({ target: `http://127.0.0.1:${receiver.port}/`, body: '{}' }, 2_000)
  expect(sent).toMatchObject({ status: 101 })
  close()
})
