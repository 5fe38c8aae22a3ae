import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { getCallInfo } from '../../src/contracts/rest/get-call-info.ts'
import { run, startCli, startEmulator, useFolder } from './run.ts'

const root = useFolder()
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
    'consoleUrl',
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
  const pending = emulator.command('call_engine_http_srv/get_call_info', sample.body)
  while ((await emulator.control('GET', '/journal')).count === 0);
  emulator.child.kill('SIGINT')
  expect(await pending).toMatchObject({ ErrorCode: 0 })
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

test('Prints the address of the console, which is served', async () => {
  await using cli = startCli(['start', '--port', '0'])
  const url = (await cli.until(/console +http\S+/)).replace(/^console +/, '')
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/_ringback\/$/)
  const page = await fetch(url)
  expect([page.status, page.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(page.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
  const files = [...(await page.text()).matchAll(/(?:src|href)="([^"#]+\.(?:js|css))"/g)].map(([, file = '']) => file)
  expect(files).toHaveLength(2)
  for (const file of files) expect((await fetch(new URL(file, url))).status).toBe(200)
  const tag = page.headers.get('ETag') ?? ''
  expect((await fetch(url, { headers: { 'If-None-Match': tag } })).status).toBe(304)
})

test('Serves the console without the token, and the admin API with it alone', async () => {
  await using cli = startCli(['start', '--port', '0', '--control-token', 'a-token'])
  const url = (await cli.until(/console +http\S+/)).replace(/^console +/, '')
  expect((await fetch(url)).status).toBe(200)
  expect((await fetch(`${url}console.js`)).status).toBe(200)
  expect((await fetch(`${url}journal`)).status).toBe(401)
})

/** A PATH with an xdg-open that runs a script. */
function toPath(script: string): { readonly PATH: string; readonly file: string } {
  const folder = mkdtempSync(join(root, 'bin-'))
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\n${script.replaceAll('FOLDER', folder)}\n`, { mode: 0o755 })
  return { PATH: `${folder}:${process.env.PATH}`, file: join(folder, 'opened') }
}

test.runIf(process.platform === 'linux')('Opens the console in the browser with --open', async () => {
  const { PATH, file } = toPath('printf %s "$1" > FOLDER/new && mv FOLDER/new FOLDER/opened')
  await using cli = startCli(['start', '--port', '0', '--open', '--json'], { PATH })
  const { consoleUrl } = JSON.parse(await cli.until(/^\{.*\}$/m))
  await expect.poll(() => existsSync(file)).toBe(true)
  expect(readFileSync(file, 'utf8')).toBe(consoleUrl)
})

test.runIf(process.platform === 'linux')('Serves on and prints the address if no browser can be started', async () => {
  const { PATH } = toPath('exit 3')
  await using cli = startCli(['start', '--port', '0', '--open'], { PATH })
  expect(await cli.until(/^No browser .*$/m)).toMatch(/xdg-open: exit code 3.*http:\/\/127\.0\.0\.1:\d+\/_ringback\//)
  expect(cli.child.exitCode).toBeNull()
})
