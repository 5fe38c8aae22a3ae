import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createConnections } from '../../src/server/connections.ts'
import { createEmulator } from '../create-emulator.ts'
import { openConnection, toLastBody, toStatuses } from '../surfaces/connection.ts'

const toPost = (target: string, callId: string) => {
  const body = JSON.stringify({ CallId: callId })
  return `POST ${target} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}
const toCallIds = (text: string) => [...text.matchAll(/Unknown call \\"(\w+)\\"/g)].map(([, id]) => id)

/** A server that records the turn of the event loop in which each request began. */
async function openServer(requestsPerTurn: number) {
  const started: { readonly url: string; readonly turn: number }[] = []
  let turn = 0
  let isOpen = true
  const count = () => {
    turn++
    if (isOpen) setImmediate(count)
  }
  count()
  const connections = createConnections({ requestsPerTurn, pipelineDepth: 8 })
  const handle = ({ url = '' }: IncomingMessage, outgoing: ServerResponse) => {
    started.push({ url, turn })
    outgoing.end('x'.repeat(100))
  }
  const server = createServer((incoming, outgoing) => connections.serve(incoming, outgoing, handle))
  server.on('connection', connections.add).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  const close = async () => {
    await connections.close(server)
    isOpen = false
  }
  return { port, started, [Symbol.asyncDispose]: close }
}

/** The time limit for events that take no time on an idle machine, in milliseconds. */
const soon = { interval: 1, timeout: 20_000 }

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`

/** Opens connections that pipeline requests and never read, named /0, /1 and so on. */
async function flood(port: number, connections: number, requests: number) {
  const opened = await Promise.all(Array.from({ length: connections }, () => openConnection(port)))
  for (const [index, { socket }] of opened.entries()) socket.pause().write(get(`/${index}`).repeat(requests))
  return async () => {
    for (const { socket } of opened) socket.destroy()
    await Promise.all(opened.map(({ closed }) => closed))
  }
}

test('Begins a bounded number of pipelined requests in a turn of the event loop', async () => {
  await using server = await openServer(8)
  const end = await flood(server.port, 10, 500)
  await expect.poll(() => server.started.length, soon).toBeGreaterThan(2_000)
  await end()
  const perTurn = new Map<number, number>()
  for (const { turn } of server.started) perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1)
  // Besides the 8 of the rotation, each connection may have its only one.
  expect(Math.max(...perTurn.values())).toBeLessThanOrEqual(8 + 10)
})

test('Begins requests of all flooding connections in rotation', async () => {
  await using server = await openServer(8)
  const end = await flood(server.port, 10, 500)
  await expect.poll(() => server.started.length, soon).toBeGreaterThan(2_000)
  await end()
  const counts = Array.from(
    { length: 10 },
    (_, index) => server.started.filter(({ url }) => url === `/${index}`).length,
  )
  // One connection may be ahead by the chunk that was read before the flood was noticed.
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(200)
})

test('Begins the request of another client within few turns of a flood', async () => {
  await using server = await openServer(8)
  const end = await flood(server.port, 20, 2_000)
  await expect.poll(() => server.started.length, soon).toBeGreaterThan(100)
  const before = server.started.length
  const { socket, closed } = await openConnection(server.port)
  socket.end(get('/bystander'))
  expect(toStatuses(await closed)).toEqual([200])
  const index = server.started.findIndex(({ url }) => url === '/bystander')
  // 40,000 requests were first; two rounds of the rotation and the turns of accepting and reading pass.
  expect(index - before).toBeLessThan(1_000)
  await end()
})

test('Answers another client before most of a flood of an emulator', async () => {
  await using emulator = createEmulator({ clock: 'manual', rateLimit: 'off' })
  const { port } = await emulator.listen()
  const end = await flood(port, 20, 1_000)
  await expect.poll(() => emulator.core.runLog.exchanges.count, soon).toBeGreaterThan(100)
  const { socket, closed } = await openConnection(port)
  socket.end(toPost(emulator.target('get_call_info'), 'a'))
  expect(toCallIds(await closed)).toEqual(['a'])
  expect(emulator.core.runLog.exchanges.count).toBeLessThan(10_000)
  await end()
})

test('Stops reading from a connection that does not consume its responses', async () => {
  await using server = await openServer(32)
  const { socket } = await openConnection(server.port)
  socket.pause()
  // Much more than the buffers of both sides hold.
  const block = get('/0').repeat(20_000)
  for (let count = 0; count < 50; count++) socket.write(block)
  let last = -1
  // Until nothing has changed for many turns.
  while (server.started.length !== last) {
    last = server.started.length
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate)
  }
  expect(last).toBeGreaterThan(0)
  expect(last).toBeLessThan(1_000_000)
  socket.destroy()
})

const ids = Array.from({ length: 3_000 }, (_, index) => `c${index}`)

test.each(['plain', 'TLS'])('Answers thousands of pipelined requests in their order (%s)', async kind => {
  await using emulator = createEmulator({ clock: 'manual', rateLimit: 'off' })
  const { port, https } = await emulator.listen({ https: kind === 'TLS' })
  const target = emulator.target('get_call_info')
  const bytes = ids.map(id => toPost(target, id)).join('')
  if (kind === 'plain') {
    const { socket, closed } = await openConnection(port)
    // The end arrives long before the last request is parsed.
    socket.end(bytes)
    expect(toCallIds(await closed)).toEqual(ids)
  } else {
    const { connect } = await import('node:tls')
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: https?.ca ?? '' }).setEncoding(
      'utf8',
    )
    let text = ''
    socket.on('data', chunk => (text += chunk))
    socket.write(bytes)
    await expect.poll(() => toStatuses(text).length, soon).toBe(ids.length)
    expect(toCallIds(text)).toEqual(ids)
    socket.destroy()
  }
})

test.each([
  ['garbage', 'garbage\r\n\r\n', 200, 60002],
  ['CONNECT', 'CONNECT x:443 HTTP/1.1\r\n\r\n', 501, undefined],
])('Answers hundreds of pipelined requests before it refuses %s', async (_, tail, status, code) => {
  await using emulator = createEmulator({ clock: 'manual', rateLimit: 'off' })
  const { port } = await emulator.listen()
  const target = emulator.target('get_call_info')
  const some = ids.slice(0, 300)
  const { socket, closed } = await openConnection(port)
  socket.write(some.map(id => toPost(target, id)).join('') + tail)
  const text = await closed
  expect(toCallIds(text)).toEqual(some)
  expect(toStatuses(text).at(-1)).toBe(status)
  expect(JSON.parse(toLastBody(text)).ErrorCode).toBe(code)
})

test('Passes data after a pipelined CONNECT to its tunnel', async () => {
  await using emulator = createEmulator({ clock: 'manual', rateLimit: 'off' })
  const { port } = await emulator.listen({ https: true })
  const target = emulator.target('get_call_info')
  const some = ids.slice(0, 300)
  const { socket, text } = await openConnection(port)
  const connect = 'CONNECT console.tim.qq.com:80 HTTP/1.1\r\nHost: x\r\n\r\n'
  socket.write(some.map(id => toPost(target, id)).join('') + connect + toPost(target, 'inside'))
  await expect.poll(() => toCallIds(text()).at(-1), soon).toBe('inside')
  expect(toCallIds(text())).toEqual([...some, 'inside'])
  socket.destroy()
})

test('Reads a large body while another connection floods', async () => {
  await using emulator = createEmulator({ clock: 'manual', rateLimit: 'off' })
  const { port } = await emulator.listen()
  const end = await flood(port, 3, 1_000)
  await expect.poll(() => emulator.core.runLog.exchanges.count, soon).toBeGreaterThan(50)
  const body = JSON.stringify({ CallId: 'a', padding: 'x'.repeat(500_000) })
  const { socket, closed } = await openConnection(port)
  socket.end(
    `POST ${emulator.target('get_call_info')} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  expect(toStatuses(await closed)).toEqual([200])
  await end()
})

test('Answers every request of a flood that is read when it closes', async () => {
  const emulator = createEmulator({ clock: 'manual', rateLimit: 'off' })
  const { port } = await emulator.listen()
  const target = emulator.target('get_call_info')
  const some = ids.slice(0, 400)
  const { socket, text, closed } = await openConnection(port)
  socket.write(some.map(id => toPost(target, id)).join(''))
  await expect.poll(text, soon).not.toBe('')
  await emulator.close()
  expect(toCallIds(await closed)).toEqual(some)
  expect((await closed).match(/^connection: close\r$/gim)).toHaveLength(1)
})
