import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { getCallInfo } from '../../src/contracts/rest/get-call-info.ts'
import { run, startCli, startEmulator } from './run.ts'

const [sample] = getCallInfo.examples

test('Prints a curl command that works', async () => {
  await using cli = startCli(['start', '--port', '0'])
  const curl = await cli.until(/^curl .*$/m)
  const { stdout } = await promisify(execFile)('sh', ['-c', curl])
  expect(JSON.parse(stdout)).toEqual({ ...sample.answer, RequestId: expect.any(String) })
})

test('Logs command, call, code and milliseconds of each request', async () => {
  await using cli = startCli(['start', '--port', '0'])
  await promisify(execFile)('sh', ['-c', await cli.until(/^curl .*$/m)])
  expect(await cli.until(/^.*\d ms$/m)).toMatch(/^\d\d:\d\d:\d\d\.\d{3}Z get_call_info 055662e1-\S+ 0 \d+\.\d ms$/)
})

test('Prints one line of JSON on stdout with --json', async () => {
  await using cli = startCli(['start', '--port', '0', '--json', '--quiet'])
  const facts = JSON.parse(await cli.until(/^\{.*\}$/m))
  expect(Object.keys(facts)).toEqual([
    'url',
    'port',
    'pid',
    'sdkAppId',
    'secretKey',
    'identifier',
    'userSig',
    'controlUrl',
  ])
  expect(facts).toMatchObject({
    url: `http://127.0.0.1:${facts.port}`,
    pid: cli.child.pid,
    sdkAppId: 88888888,
    secretKey: '72696e676261636b'.repeat(4),
    identifier: 'administrator',
  })
  expect(await (await fetch(`${facts.controlUrl}/health`)).json()).toMatchObject({ status: 'ok' })
  cli.child.kill('SIGTERM')
  const { code, stdout } = await cli.ended
  expect([code, stdout.trim().split('\n').length]).toEqual([0, 1])
})

test('Exits with 3 if the port is in use', async () => {
  await using emulator = await startEmulator()
  const { port } = emulator.facts
  const { code, stderr } = await run(['start', '--port', `${port}`])
  expect([code, stderr]).toEqual([3, expect.stringContaining(`Port ${port} of 127.0.0.1`)])
})

test('Finishes a reply under way at a signal', async () => {
  await using emulator = await startEmulator()
  await emulator.control('POST', '/faults', { on: 'all', delay: '200ms' })
  const asked = emulator.command('call_engine_http_srv/get_call_info', sample.body)
  while ((await emulator.control('GET', '/journal')).count === 0);
  emulator.child.kill('SIGINT')
  expect(await asked).toMatchObject({ ErrorCode: 0 })
  expect((await emulator.ended).code).toBe(0)
})

test('Prefers a flag to its variable, and that to the default', async () => {
  const environment = { RINGBACK_CLOCK: '60x', RINGBACK_SCENARIO: 'answered' }
  await using emulator = await startEmulator(['--clock', 'manual'], environment)
  expect(await emulator.control('GET', '/clock')).toMatchObject({ mode: 'manual' })
  expect(await emulator.control('GET', '/scenario')).not.toMatchObject({ name: 'demo' })
})

test('Takes a switch that is off from the environment, and ignores an empty variable', async () => {
  await using cli = startCli(['start', '--port', '0'], {
    RINGBACK_JSON: '0',
    RINGBACK_QUIET: 'false',
    RINGBACK_CLOCK: '',
  })
  expect(await cli.until(/serves at/)).toBe('serves at')
})

test('Generates calls from the seed of the command line', async () => {
  const callers = async (seed: string) => {
    await using emulator = await startEmulator(['--clock', 'manual', '--scenario', 'rush-hour', '--seed', seed])
    await emulator.control('POST', '/clock/advance', { by: '1m' })
    const { calls } = await emulator.control('GET', '/calls')
    return calls.map(({ from }: { from: string }) => from).join()
  }
  expect(await callers('7')).toBe(await callers('7'))
  expect(await callers('7')).not.toBe(await callers('8'))
})

test('Requires a generated token when it listens on other addresses than loopback', async () => {
  await using cli = startCli(['start', '--port', '0', '--host', '0.0.0.0'])
  const token = (await cli.until(/token [0-9a-f]{32}/)).slice(-32)
  const port = (await cli.until(/serves at \S+:\d+/)).split(':').at(-1)
  const calls = `http://127.0.0.1:${port}/_ringback/calls`
  expect((await fetch(calls)).status).toBe(401)
  expect((await fetch(calls, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200)
})
