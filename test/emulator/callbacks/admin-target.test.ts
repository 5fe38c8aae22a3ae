import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import type { EmulatorOptions } from '../../../src/sdk/create-emulator.ts'
import { createSender } from '../../../src/sdk/send-callback.ts'
import { createEmulator } from '../../create-emulator.ts'
import { openReceiver } from '../../surfaces/receiver.ts'

type Emulator = ReturnType<typeof createEmulator>

/** Sets a callback URL and starts a call, and resolves with how the callback of its start ended. */
async function call(emulator: Emulator, url: string) {
  const post = (command: Parameters<Emulator['target']>[0], body: object) =>
    emulator.fetch(emulator.target(command), { method: 'POST', body: JSON.stringify(body) })
  await post('set_callback', { Url: url, CallbackCommandList: ['Call.CallbackAfterStartCall'] })
  const callInfo = { MediaType: 'Audio' }
  await post('start_call_by_robot', {
    Robot_Account: 'r',
    CalleeList_Account: ['u'],
    Timeout: 60_000,
    CallInfo: callInfo,
  })
  const settled = () => emulator.core.callbacks.since().at(-1)?.attempts.at(-1)
  await expect.poll(settled, { interval: 5, timeout: 20_000 }).toBeDefined()
  return settled()
}

/** Counts the resets of an emulator. */
function countResets(emulator: Emulator): () => number {
  let resets = 0
  emulator.core.events.listen(note => {
    if (note.about === 'reset') resets++
  })
  return () => resets
}

const create = (options: EmulatorOptions = {}) => createEmulator({ clock: 'manual', ...options })

test.each([
  'http://127.0.0.1:PORT/_ringback/reset',
  'http://localhost:PORT/_ringback/reset?x=1',
  'http://[::1]:PORT/_ringback/reset',
  'http://127.1:PORT/_ringback/reset',
  'http://2130706433:PORT/_ringback/reset',
  'http://0x7f.1:PORT/_ringback',
  'http://localhost.:PORT/x/../_ringback/reset',
  'http://some.name.example:PORT/_ringback/reset',
])('Does not send a callback to the admin API at %s', async url => {
  await using emulator = create()
  const countOf = countResets(emulator)
  const { port } = await emulator.listen()
  const attempt = await call(emulator, url.replace('PORT', `${port}`))
  expect(JSON.stringify(attempt)).toContain('/_ringback')
  expect(countOf()).toBe(0)
})

test('Does not hand a callback for the admin API to a sender of the user', async () => {
  const sent: string[] = []
  const send: EmulatorOptions['send'] = async ({ target }) => {
    sent.push(target)
    return { status: 200, text: '' }
  }
  await using emulator = create({ send })
  await call(emulator, 'http://127.0.0.1:2255/_ringback/reset')
  await call(emulator, 'http://127.0.0.1:2255/callback')
  expect(sent.map(target => new URL(target).pathname)).toEqual(['/callback'])
})

/** A server that forwards each request to another URL, all headers included. */
async function openForwarder(url: () => string) {
  const statuses: (number | undefined)[] = []
  const server = createServer((incoming, outgoing) => {
    const { method, headers } = incoming
    const proxied = request(url(), { method, headers: { ...headers, host: '127.0.0.1' } }, answer => {
      statuses.push(answer.statusCode)
      outgoing.writeHead(answer.statusCode ?? 502)
      answer.pipe(outgoing)
    })
    incoming.pipe(proxied)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${port}/callback`, statuses, [Symbol.asyncDispose]: close }
}

test('Refuses a callback that a proxy forwards to the admin API', async () => {
  await using emulator = create()
  const countOf = countResets(emulator)
  const { url } = await emulator.listen()
  await using forwarder = await openForwarder(() => `${url}/_ringback/reset`)
  expect(await call(emulator, forwarder.url)).toMatchObject({ status: 403 })
  expect([forwarder.statuses, countOf()]).toEqual([[403], 0])
})

test('Refuses a callback of another emulator', async () => {
  await using emulator = create()
  await using other = create()
  const countOf = countResets(other)
  const { url } = await other.listen()
  await using forwarder = await openForwarder(() => `${url}/_ringback/reset`)
  expect(await call(emulator, forwarder.url)).toMatchObject({ status: 403 })
  expect(countOf()).toBe(0)
})

test('Refuses a callback by its header with a problem document', async () => {
  await using emulator = create()
  const { url } = await emulator.listen()
  const { send, close } = createSender('local')
  const sent = await send({ target: `${url}/_ringback/health`, body: '{}' }, 2_000)
  expect(sent).toMatchObject({ status: 403, text: expect.stringContaining('callback-refused') })
  close()
})

test.each([301, 302, 303, 307, 308])('Does not follow a redirect with status %i', async status => {
  await using emulator = create()
  const countOf = countResets(emulator)
  const { url } = await emulator.listen()
  await using receiver = await openReceiver((_, response) => {
    response.writeHead(status, { Location: `${url}/_ringback/reset` }).end()
  })
  expect(await call(emulator, receiver.url)).toMatchObject({ status })
  expect([receiver.received.length, countOf()]).toEqual([1, 0])
})
