import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { defineScenario } from '../../src/scenarios/schema.ts'
import { createEmulator, type Emulator, type EmulatorOptions } from '../create-emulator.ts'

const open = async (options: EmulatorOptions = {}) => {
  const emulator = createEmulator({ scenario: 'answered', ...options })
  const { port } = await emulator.listen()
  return { emulator, port, [Symbol.asyncDispose]: () => emulator.close() }
}

const ask = (emulator: Emulator, port: number, agent: Agent | undefined, timeout?: number) =>
  new Promise<string>((resolve, reject) => {
    const path = emulator.target('get_call_info')
    const sent = request({ port, host: '127.0.0.1', path, method: 'POST', agent, headers: { 'User-Agent': 'mine/1' } })
    sent.on('response', response => {
      response.on('data', () => {})
      response.on('end', () => resolve('answered'))
    })
    sent.on('error', reject)
    if (timeout !== undefined) setTimeout(() => sent.destroy(), timeout)
    sent.end('{"CallId":"answered-1"}')
  })

const slow = (delay: '10s' | '50ms') => defineScenario({ ringback: 1, name: 'slow', faults: [{ on: 'all', delay }] })

const linesOf = (emulator: Emulator) => emulator.core.toJournal().entries.map(({ timing: line }) => line)

test('requests on one connection are told from requests on several', async () => {
  await using it = await open()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (let index = 0; index < 2; index++) await ask(it.emulator, it.port, agent)
  await ask(it.emulator, it.port, undefined)
  agent.destroy()
  const lines = linesOf(it.emulator)
  expect(lines.map(line => line?.connection)).toEqual([1, 1, 2])
  expect(lines[0]).toMatchObject({ agent: 'mine/1', host: `127.0.0.1:${it.port}` })
})

test('an answer leaves after its request has arrived, by the wall clock', async () => {
  await using it = await open({ clock: 'manual' })
  const before = Date.now() - 5
  await ask(it.emulator, it.port, undefined)
  const [line] = linesOf(it.emulator)
  expect(line?.receivedAt).toBeGreaterThan(before)
  expect(line?.sentAt).toBeGreaterThanOrEqual(line?.receivedAt ?? Number.POSITIVE_INFINITY)
  expect(line?.abortedAt).toBeUndefined()
})

test('a client that hangs up on a delayed answer is seen to', async () => {
  await using it = await open({ scenario: slow('10s') })
  await expect(ask(it.emulator, it.port, undefined, 60)).rejects.toThrow()
  while (linesOf(it.emulator)[0]?.abortedAt === undefined) await new Promise(setImmediate)
  const [line] = linesOf(it.emulator)
  const waited = (line?.abortedAt ?? 0) - (line?.receivedAt ?? 0)
  // Less than the delay, however late the machine notices either.
  expect(waited).toBeGreaterThan(0)
  expect(waited).toBeLessThan(10_000)
  expect(line?.sentAt).toBeUndefined()
})

test('a client that waits for a delayed answer has not hung up, whatever it does afterwards', async () => {
  await using it = await open({ scenario: slow('50ms') })
  await ask(it.emulator, it.port, undefined)
  await new Promise(resolve => setTimeout(resolve, 30))
  const [line] = linesOf(it.emulator)
  expect(line?.abortedAt).toBeUndefined()
  expect((line?.sentAt ?? 0) - (line?.receivedAt ?? 0)).toBeGreaterThan(40)
})

test('what is no HTTP is seen too, without a connection of its own', async () => {
  await using it = await open()
  await new Promise<void>(resolve => {
    const socket = connect(it.port, '127.0.0.1', () => socket.end('hello\r\n\r\n'))
    socket.on('data', () => {}).on('close', () => resolve())
  })
  const [entry] = it.emulator.core.toJournal().entries
  expect(entry).toMatchObject({ method: '', errorCode: 60002 })
})
