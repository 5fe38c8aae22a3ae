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

const sendRequest = (emulator: Emulator, port: number, agent: Agent | undefined, timeout?: number) =>
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

const slow = (delay: '10m' | '50ms') => defineScenario({ ringback: 1, name: 'slow', faults: [{ on: 'all', delay }] })

const listTimings = ({ emulator }: { emulator: Emulator }) => emulator.saveJournal().entries.map(({ timing }) => timing)

test('Distinguishes requests on one connection from requests on several', async () => {
  await using it = await open()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (let index = 0; index < 2; index++) await sendRequest(it.emulator, it.port, agent)
  await sendRequest(it.emulator, it.port, undefined)
  agent.destroy()
  const timings = listTimings(it)
  expect(timings.map(timing => timing?.connection)).toEqual([1, 1, 2])
  expect(timings[0]).toMatchObject({ agent: 'mine/1', host: `127.0.0.1:${it.port}` })
})

test('Logs by the wall clock when a request was received and its reply sent', async () => {
  await using it = await open({ clock: 'manual' })
  const before = Date.now() - 5
  await sendRequest(it.emulator, it.port, undefined)
  const [timing] = listTimings(it)
  expect(timing?.receivedAt).toBeGreaterThan(before)
  expect(timing?.sentAt).toBeGreaterThanOrEqual(timing?.receivedAt ?? Number.POSITIVE_INFINITY)
  expect(timing?.abortedAt).toBeUndefined()
})

test('Logs that a client aborted a delayed reply', async () => {
  await using it = await open({ scenario: slow('10m') })
  await expect(sendRequest(it.emulator, it.port, undefined, 60)).rejects.toThrow()
  while (listTimings(it)[0]?.abortedAt === undefined) await new Promise(setImmediate)
  const [timing] = listTimings(it)
  const waited = (timing?.abortedAt ?? 0) - (timing?.receivedAt ?? 0)
  expect(waited).toBeGreaterThan(0)
  expect(waited).toBeLessThan(600_000)
  expect(timing?.sentAt).toBeUndefined()
})

test('Logs no abort of a client that closes its connection after a delayed reply', async () => {
  await using it = await open({ scenario: slow('50ms') })
  await sendRequest(it.emulator, it.port, undefined)
  await new Promise(resolve => setTimeout(resolve, 30))
  const [timing] = listTimings(it)
  expect(timing?.abortedAt).toBeUndefined()
  expect((timing?.sentAt ?? 0) - (timing?.receivedAt ?? 0)).toBeGreaterThan(40)
})

test('Logs a request that is not HTTP', async () => {
  await using it = await open()
  await new Promise<void>(resolve => {
    const socket = connect(it.port, '127.0.0.1', () => socket.end('hello\r\n\r\n'))
    socket.on('data', () => {}).on('close', () => resolve())
  })
  const [entry] = it.emulator.saveJournal().entries
  expect(entry).toMatchObject({ method: '', errorCode: 60002 })
})
