import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parseEvidence } from '../../src/conformance/server/evidence.ts'
import { demoApp } from '../../src/scenarios/demo-app.ts'
import { createEmulator } from '../create-emulator.ts'
import { run, startCli, useFolder } from './run.ts'

const callId = '055662e1-bc8a-469c-a334-1126c8c17d58'
const verify = (target: string, ...flags: string[]) =>
  run(['verify', '--target', target, '--pause', '0ms', '--call-id', callId, ...flags])

const folder = useFolder('shared')

/** An emulator whose records are available soon. */
async function listen() {
  const emulator = createEmulator({ clock: '60x', scenario: 'demo' })
  await emulator.clock.advance('11m')
  const { url } = await emulator.listen()
  return { url, emulator, [Symbol.asyncDispose]: emulator.close }
}

/** A proxy that corrupts the answers of the emulator. */
async function startCorruptingProxy(edit: (text: string) => string) {
  const emulator = createEmulator()
  const server = createServer(async (incoming, reply) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const { method = 'GET', url = '/' } = incoming
    const body = method === 'GET' ? {} : { body: Buffer.concat(chunks).toString() }
    const response = await emulator.fetch(url, { method, ...body })
    reply.writeHead(response.status, Object.fromEntries(response.headers)).end(edit(await response.text()))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await emulator.close()
  }
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close }
}

test.concurrent('Passes the emulator, and writes reports and evidence', async () => {
  await using server = await listen()
  const [evidence, junit, markdown] = ['evidence.json', 'junit.xml', 'report.md'].map(name => join(folder, name))
  const files = ['--evidence', `${evidence}`, '--report', `junit=${junit}`, '--report', `markdown=${markdown}`]
  const { code, stdout, stderr } = await verify(server.url, '--write', '--json', ...files)
  const last = stderr.trimEnd().split('\n').at(-1)
  expect([code, last]).toEqual([0, `PASSED: ${server.url}. 55 rules passed, 0 failed, 1 not exercised.`])
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(15)
  expect(stderr).toContain(`Wrote ${junit}, ${markdown}, ${evidence}\n`)
  expect(stderr).toContain('Allow it with --flood.')
  const { verdict, results } = JSON.parse(stdout)
  expect([verdict, results.length]).toEqual(['passed', 56])
  expect(readFileSync(`${junit}`, 'utf8')).toContain('<testsuites')
  expect(readFileSync(`${markdown}`, 'utf8')).toMatch(/^## Server report: passed\n/)
  const evidenceText = readFileSync(`${evidence}`, 'utf8')
  expect(parseEvidence(evidenceText).target).toEqual({ kind: 'loopback', host: '127.0.0.1' })
  for (const text of [stdout, stderr, evidenceText]) expect(text).not.toContain(demoApp.secretKey)

  const second = await verify(server.url, '--baseline', `${evidence}`)
  expect([second.code, second.stdout]).toEqual([0, ''])
  expect(second.stderr).toMatch(/\nPASSED: [\s\S]*exercised\.\s+0\s+changes\s+since\s+the\s+baseline\.\n$/)
})

test.concurrent('Fails for a wrong server, with a curl command that reproduces it', async () => {
  await using server = await startCorruptingProxy(text => text.replace('"ActionStatus":"FAIL"', '"ActionStatus":"OK"'))
  const { code, stdout, stderr } = await verify(server.url)
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/\nFAILED: .* \d+ rules passed, 1 failed, .*\n$/)
  expect(stderr).toContain('Fix first: RB-P06, error: ')
  const line = /^curl .*$/m.exec(stderr)?.[0] ?? 'exit 1'
  const sign = line.replace('$(npx ringback ', `$(${process.execPath} dist/cli/main.js `)
  const second = await promisify(execFile)('sh', ['-c', sign])
  expect(second.stdout).toContain('"ErrorCode":101004,"ErrorInfo":"Unknown call')
})

test.concurrent('Exits with 0 with --fail-on none, and logs each request with --verbose', async () => {
  await using server = await startCorruptingProxy(text => text.replace('"ActionStatus":"FAIL"', '"ActionStatus":"OK"'))
  const { code, stderr } = await verify(server.url, '--fail-on', 'none', '--verbose')
  expect(code).toBe(0)
  expect(stderr).toMatch(/^unknown-call: HTTP status 200, \d+ ms\n/)
  expect(stderr).toMatch(/\nPASSED: .* 0 failed, 1 error not counted, .*\n$/)
  expect(stderr).toContain('Fix first: RB-P06, error: ')
})

test.concurrent('Does not fail for a known issue', async () => {
  await using server = await startCorruptingProxy(text => text.replace('"ActionStatus":"FAIL"', '"ActionStatus":"OK"'))
  const file = join(folder, 'known.txt')
  writeFileSync(file, 'RB-P06  # later\n')
  expect((await verify(server.url, '--known-issues', file)).code).toBe(0)
  writeFileSync(file, 'RB-Q06\n')
  const { code, stderr } = await verify(server.url, '--known-issues', file)
  expect([code, stderr]).toEqual([2, expect.stringContaining('Unknown rule "RB-Q06". Did you mean')])
})

test.concurrent('Exits with 5 if nothing listens', async () => {
  const server = await startCorruptingProxy(text => text)
  await server[Symbol.asyncDispose]()
  const { code, stderr } = await verify(server.url)
  expect([code, stderr.replaceAll('\n', ' ')]).toEqual([
    5,
    expect.stringContaining(`NOT EXERCISED: ${server.url}. Nothing listens at ${server.url.slice(7)}. `),
  ])
})

test.concurrent('Gives up after three requests without an answer', async () => {
  const server = createServer(() => {})
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const { code, stderr } = await verify(`http://127.0.0.1:${port}`, '--answer-timeout', '50ms')
  server.closeAllConnections()
  server.close()
  expect([code, stderr]).toEqual([5, expect.stringContaining('No answer within 50 ms.')])
})

test.concurrent('Reads its flags from the environment', async () => {
  const flags = { RINGBACK_TARGET: 'http://127.0.0.1:9', RINGBACK_SDKAPPID: '1400000001' }
  expect((await run(['verify'], flags)).stderr).toMatch(/1400000001.*--secret-key/)
})

test.concurrent('Restores what it changed when it is stopped', async () => {
  await using server = await listen()
  const flags = ['--target', server.url, '--pause', '20ms', '--write', '--verbose']
  const cli = startCli(['verify', ...flags])
  await cli.until(/set-other: HTTP status 200/)
  // A terminal signals the whole group, and npx signals it again.
  cli.child.kill('SIGINT')
  setTimeout(() => cli.child.kill('SIGINT'), 10)
  const { code, stderr } = await cli.ended
  expect([code, stderr]).toEqual([130, expect.stringContaining('Stopped by SIGINT: ')])
  const { stdout } = await verify(server.url, '--json')
  expect(JSON.parse(stdout).results).toContainEqual(expect.objectContaining({ id: 'RB-P44', verdict: 'passed' }))
})
