import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, test } from 'vitest'
import { startRecordingProxy } from '../../src/record/recording-proxy.ts'
import { createEmulator, createEmulatorParts, type Emulator } from '../../src/sdk/create-emulator.ts'
import { listen } from '../../src/sdk/listen.ts'
import { exchange, openConnection, toLastBody, toStatuses } from '../surfaces/connection.ts'

const toPost = (target: string, callId: string, header = '') => {
  const body = JSON.stringify({ CallId: callId })
  return `POST ${target} HTTP/1.1\r\nHost: x\r\n${header}Content-Length: ${body.length}\r\n\r\n${body}`
}

/** The time limit for events that take no time on an idle machine, in milliseconds. */
const soon = { interval: 1, timeout: 20_000 }

/** The call ids in some responses, in order. */
const toCallIds = (text: string) => [...text.matchAll(/Unknown call \\"(\w+)\\"/g)].map(([, id]) => id)

const isLastOnly = (text: string) =>
  [...text.matchAll(/^Connection: (.*)\r$/gim)].map(([, value]) => value).join() ===
  [...Array(toStatuses(text).length - 1).fill('keep-alive'), 'close'].join()

async function listenWithDelay(emulator: Emulator, times: number): Promise<{ port: number; target: string }> {
  const { port } = await emulator.listen()
  await emulator.fetch('/_ringback/faults', {
    method: 'POST',
    body: JSON.stringify({ on: 'get_call_info', times, delay: '10m' }),
  })
  return { port, target: emulator.target('get_call_info') }
}

// Requests in one segment

test('Answers a request before it refuses the unparseable one after it', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { port } = await emulator.listen()
  const text = await exchange(port, `${toPost(emulator.target('get_call_info'), 'a')}garbage\r\n\r\n`)
  expect(toStatuses(text)).toEqual([200, 200])
  expect([...text.matchAll(/"ErrorCode":(\d+)/g)].map(([, code]) => Number(code))).toEqual([101004, 60002])
})

test('Answers a request over TLS before it refuses the unparseable one after it', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { port, https } = await emulator.listen({ https: true })
  const socket = connectTls({ port, host: '127.0.0.1', servername: 'localhost', ca: https?.ca ?? '' })
  let text = ''
  socket.on('data', chunk => (text += chunk)).on('error', () => {})
  socket.write(`${toPost(emulator.target('get_call_info'), 'a')}garbage\r\n\r\n`)
  await new Promise(resolve => socket.once('close', resolve))
  expect([...text.matchAll(/"ErrorCode":(\d+)/g)].map(([, code]) => Number(code))).toEqual([101004, 60002])
})

test('Refuses an unparseable request only when delayed responses before it are sent', async () => {
  const { emulator, core } = createEmulatorParts({ clock: 'manual' })
  const { port, target } = await listenWithDelay(emulator, 1)
  const { socket, text, closed } = await openConnection(port)
  socket.write(`${toPost(target, 'a')}${toPost(target, 'b')}garbage\r\n\r\n`)
  await expect.poll(() => core.runLog.exchanges.count, soon).toBe(2)
  expect(text()).toBe('')
  await emulator.clock.advance('10m')
  const all = await closed
  expect(toCallIds(all)).toEqual(['a', 'b'])
  expect(JSON.parse(toLastBody(all))).toMatchObject({ ErrorCode: 60002 })
  await emulator.close()
})

test('Refuses a request with an unparseable body once, after the requests before it', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { port } = await emulator.listen()
  const target = emulator.target('get_call_info')
  const broken = `POST ${target} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`
  const text = await exchange(port, `${toPost(target, 'a')}${broken}`)
  expect(toStatuses(text)).toEqual([200, 200])
  expect(toCallIds(text)).toEqual(['a'])
})

test('Answers a request before it refuses the CONNECT after it', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { port } = await emulator.listen()
  const text = await exchange(port, `${toPost(emulator.target('get_call_info'), 'a')}CONNECT x:443 HTTP/1.1\r\n\r\n`)
  expect(toStatuses(text)).toEqual([200, 501])
})

test('Forwards a recorded request before it refuses the unparseable one after it', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { url } = await emulator.listen()
  const none = () => {}
  const options = { port: 0, host: '127.0.0.1', upstream: new URL(url), onPassed: none, onRefused: none }
  const recorder = await startRecordingProxy(options)
  const text = await exchange(recorder.port, `${toPost(emulator.target('get_call_info'), 'a')}garbage\r\n\r\n`)
  expect(toStatuses(text)).toEqual([200, 400])
  expect(toCallIds(text)).toEqual(['a'])
  await recorder.close()
})

// Time limits

async function listenBriefly({ emulator, control }: ReturnType<typeof createEmulatorParts>, https = false) {
  const usage = { createdAt: 0, connections: 0, connectionsOpened: 0, eventStreams: 0 }
  const context = { control, usage }
  const limits = { headersTimeout: 50, connectionsCheckingInterval: 10 }
  return listen(context, emulator, { port: 0, host: '127.0.0.1', https }, limits)
}

test('Closes a connection that sends nothing, without a response', async () => {
  const parts = createEmulatorParts({ clock: 'manual' })
  const listening = await listenBriefly(parts)
  expect(await exchange(listening.port, '')).toBe('')
  expect(parts.core.runLog.exchanges.count).toBe(0)
  await listening.close()
})

test('Closes a connection that sends nothing after its TLS handshake, without a response', async () => {
  const parts = createEmulatorParts({ clock: 'manual' })
  const listening = await listenBriefly(parts, true)
  const ca = listening.https?.ca ?? ''
  const socket = connectTls({ port: listening.port, host: '127.0.0.1', servername: 'localhost', ca })
  let text = ''
  socket.on('data', chunk => (text += chunk)).on('error', () => {})
  await new Promise(resolve => socket.once('close', resolve))
  expect(text).toBe('')
  await listening.close()
})

test('Refuses a request whose headers do not end', async () => {
  const parts = createEmulatorParts({ clock: 'manual' })
  const listening = await listenBriefly(parts)
  const text = await exchange(listening.port, 'POST /v4/x HTTP/1.1\r\nHost')
  expect(toStatuses(text)).toEqual([200])
  expect(JSON.parse(toLastBody(text))).toMatchObject({ ErrorCode: 60002 })
  await listening.close()
})

// Closing

test('Answers every pipelined request when it closes, the last one with Connection: close', async () => {
  const { emulator, core } = createEmulatorParts({ clock: 'manual' })
  const { port, target } = await listenWithDelay(emulator, 3)
  const { socket, closed } = await openConnection(port)
  socket.write(['a', 'b', 'c'].map(id => toPost(target, id)).join(''))
  await expect.poll(() => core.runLog.exchanges.count, soon).toBe(3)
  await emulator.close()
  const text = await closed
  expect(toCallIds(text)).toEqual(['a', 'b', 'c'])
  expect(isLastOnly(text)).toBe(true)
})

test('Answers received but unread requests when it closes', async () => {
  const { emulator, core } = createEmulatorParts({ clock: 'manual' })
  const { port, target } = await listenWithDelay(emulator, 1)
  const { socket, closed } = await openConnection(port)
  socket.write(toPost(target, 'a'))
  await expect.poll(() => core.runLog.exchanges.count, soon).toBe(1)
  // Written to the kernel at once; the server reads it in a later turn of the event loop.
  socket.write(toPost(target, 'b') + toPost(target, 'c'))
  await emulator.close()
  const text = await closed
  expect(toCallIds(text)).toEqual(['a', 'b', 'c'])
  expect(isLastOnly(text)).toBe(true)
})

test('Answers an unread request on an idle connection when it closes', async () => {
  const emulator = createEmulator({ clock: 'manual' })
  const { port } = await emulator.listen()
  const target = emulator.target('get_call_info')
  const { socket, text, closed } = await openConnection(port)
  socket.write(toPost(target, 'a'))
  await expect.poll(text, soon).toContain('"RequestId"')
  socket.write(toPost(target, 'b'))
  await emulator.close()
  expect(toCallIds(await closed)).toEqual(['a', 'b'])
  expect(isLastOnly(await closed)).toBe(true)
})

test('Answers a request of the admin API with Connection: close when it closes', async () => {
  const emulator = createEmulator({ clock: 'manual' })
  const { port } = await emulator.listen()
  const { socket, closed } = await openConnection(port)
  socket.write('GET /_ringback/health HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await emulator.close()
  expect(toStatuses(await closed)).toEqual([200])
  expect(await closed).toMatch(/^connection: close\r$/im)
})

test('Closes idle connections', async () => {
  const emulator = createEmulator({ clock: 'manual' })
  const { port } = await emulator.listen()
  const { closed } = await openConnection(port)
  await emulator.close()
  expect(await closed).toBe('')
})

// Keep-alive connections

test('Leaves no listener of a request on its connection', async () => {
  await using emulator = createEmulator({
    clock: 'manual',
    rateLimit: 'off',
    send: async () => ({ status: 200, text: '' }),
  })
  const { port } = await emulator.listen()
  const callback = { Url: 'http://127.0.0.1:1/', CallbackCommandList: ['Call.CallbackAfterStartCall'] }
  await emulator.fetch(emulator.target('set_callback'), { method: 'POST', body: JSON.stringify(callback) })
  const counts = new Set<number>()
  const count = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket }
    counts.add(['close', 'error', 'drain', 'end', 'resume'].reduce((sum, name) => sum + socket.listenerCount(name), 0))
  }
  const warnings: Error[] = []
  const warn = (warning: Error) => warnings.push(warning)
  process.on('warning', warn)
  subscribe('http.server.request.start', count)
  const body = '{"Robot_Account":"r","CalleeList_Account":["u"],"Timeout":10000,"CallInfo":{"MediaType":"Audio"}}'
  const request = `POST ${emulator.target('start_call_by_robot')} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  let text = ''
  socket.on('data', chunk => (text += chunk))
  for (let sent = 1; sent <= 20; sent++) {
    socket.write(request)
    await expect.poll(() => toStatuses(text).length, soon).toBe(sent)
  }
  expect(counts.size).toBe(1)
  socket.write(request.repeat(20))
  await expect.poll(() => toStatuses(text).length, soon).toBe(40)
  unsubscribe('http.server.request.start', count)
  await new Promise(setImmediate)
  process.off('warning', warn)
  expect(warnings).toEqual([])
  socket.destroy()
})
