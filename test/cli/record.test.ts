import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ScenarioInput } from '../../src/scenarios/schema.ts'
import { parseScenario } from '../../src/scenarios/yaml.ts'
import { createEmulator } from '../create-emulator.ts'
import { clientPrelude, node } from './clients.ts'
import { run, startCli, useFolder } from './run.ts'

const folder = useFolder('shared')

const id = '055662e1-bc8a-469c-a334-1126c8c17d58'
const secretKey = 'a-key-that-is-nobodys'
const scenario: ScenarioInput = {
  ringback: 1,
  apps: [{ sdkAppId: 1_400_000_077, secretKey, admins: ['the-boss'] }],
  calls: [{ id, from: 'somebody-real', to: ['another-one'], media: 'video', room: 'their-room', ring: 'never' }],
  faults: [
    { on: 'get_call_info', skip: 1, times: 1, error: 101001 },
    { on: 'get_call_info', skip: 2, times: 1, omit: ['RequestId'] },
  ],
}

/** A server to record, and the environment of its client. */
async function open(https?: object) {
  const emulator = createEmulator({ scenario })
  const listening = await emulator.listen({ https })
  const userSig = emulator.credentials().userSig
  const environment = {
    RINGBACK_SDKAPPID: '1400000077',
    RINGBACK_IDENTIFIER: 'the-boss',
    RINGBACK_USERSIG: userSig,
    RINGBACK_SECRET_KEY: secretKey,
  }
  return { url: listening.url, https: listening.https, userSig, environment, [Symbol.asyncDispose]: emulator.close }
}

test.concurrent("Records a command's requests as an anonymous scenario and a report", async () => {
  await using server = await open()
  const [out, json, journal] = ['good.scenario.yaml', 'good.json', 'good.journal'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const program = `${clientPrelude} (async () => { for (const _ of [1, 2, 3, 4]) console.log((await ask()).ErrorCode) })()`
  const args = [
    'record',
    '--upstream',
    server.url,
    '--out',
    out,
    '--report',
    `json=${json}`,
    '--report',
    `journal=${journal}`,
    '--env',
    'CALL_API={url}',
  ]
  const { code, stdout, stderr } = await run([...args, ...node(program)], server.environment)
  expect([code, stdout]).toEqual([0, '0\n101001\n0\n0\n'])
  const text = readFileSync(out, 'utf8')
  const { calls, faults } = parseScenario(text)
  expect(calls).toMatchObject([{ from: 'user1', to: ['user2'], media: 'video', room: { id: 'room-1', kind: 'text' } }])
  // On a busy machine answers may be late as well.
  const others = faults.filter(({ effect }) => effect.delay === undefined)
  expect(others.map(({ skip, times, effect }) => [skip, times, effect.error ?? effect.omit])).toEqual([
    [2, 1, ['RequestId']],
    [1, 1, 'InternalError'],
  ])
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ verdict: 'passed' })
  expect(stderr).toMatch(/RB-P04 get_call_info, once: .*RequestId.*\n +documented on page/)
  expect(stderr).toContain('2 accounts, 1 call, 1 room, 1 application and 1 administrator')
  for (const secret of [secretKey, server.userSig, encodeURIComponent(server.userSig)]) {
    for (const shown of [text, stderr, readFileSync(journal, 'utf8')]) expect(shown).not.toContain(secret)
  }
  for (const word of ['somebody', 'another', 'their', 'boss', '1400000077', id, server.url])
    expect(text).not.toContain(word)
})

test.concurrent('Records until a signal without a command, and logs each request', async () => {
  await using server = await open()
  const out = join(folder, 'stopped.scenario.yaml')
  await using recording = startCli(['record', '--upstream', server.url, '--port', '0', '--out', out])
  const [url = ''] = /http:\S+(?= to)/.exec(await recording.until(/forwards http:\S+ to/)) ?? []
  const response = await fetch(`${url}/v4/call_config/such`, { method: 'POST', body: '{}' })
  expect(await response.json()).toMatchObject({ ErrorCode: 60008 })
  await recording.until(/POST unknown command 60008/)
  recording.child.kill('SIGTERM')
  expect((await recording.ended).code).toBe(1)
  expect(parseScenario(readFileSync(out, 'utf8')).calls).toEqual([])
})

test.concurrent('Requires a trusted certificate of the server', async () => {
  await using server = await open({})
  const ca = join(folder, 'ca.pem')
  writeFileSync(ca, server.https?.ca ?? '')
  const out = join(folder, 'secure.scenario.yaml')
  const args = [
    'record',
    '--upstream',
    server.url.replace('http:', 'https:'),
    '--out',
    out,
    ...node(`${clientPrelude} ask().catch(() => {})`),
  ]
  const [trusting, other] = await Promise.all([
    run(args, { ...server.environment, NODE_EXTRA_CA_CERTS: ca }),
    run(
      args.map(arg => (arg === out ? join(folder, 'none.scenario.yaml') : arg)),
      server.environment,
    ),
  ])
  expect([trusting.code, other.code]).toEqual([0, 5])
  expect(other.stderr).toMatch(/answered none of 1 request \(UNABLE_TO_\w+\).*NODE_EXTRA_CA_CERTS/)
  expect(existsSync(join(folder, 'none.scenario.yaml'))).toBe(false)
})

test.concurrent.for([
  ['no requests', 'process.exitCode = 0', 5, 'No requests received at http://127.0.0.1:'],
  [
    'nothing listens',
    `${clientPrelude} ask().catch(error => console.log(error.cause.code))`,
    5,
    'answered none of 1 request (ECONNREFUSED), so nothing was recorded',
  ],
  ['the command fails', 'process.exitCode = 7', 7, 'No requests received'],
] as const)('Writes no scenario if nothing was recorded: %j', async ([name, program, code, words]) => {
  const out = join(folder, `${name}.scenario.yaml`)
  const closed = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => closed.once('listening', resolve))
  const { port } = closed.address() as AddressInfo
  await new Promise(resolve => closed.close(resolve))
  const ended = await run(['record', '--upstream', `http://127.0.0.1:${port}`, '--out', out, ...node(program)])
  expect(ended).toMatchObject({ code, stderr: expect.stringContaining(words) })
  expect(existsSync(out)).toBe(false)
})

test.concurrent('Refuses its own address as the server, under any name', async () => {
  const port = await findFree()
  for (const host of ['127.0.0.1', 'localhost', '0.0.0.0']) {
    const args = ['record', '--upstream', `http://${host}:${port}`, '--port', `${port}`, '--out', join(folder, 'loop')]
    const { code, stderr } = await run(args)
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${host}:${port}`)])
  }
})

/** A port on which nothing listens. */
async function findFree(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
