import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toEnvironment } from '../../src/cli/client-variables.ts'
import { forms, writeVariables } from '../../src/cli/env.ts'
import { createEmulator } from '../create-emulator.ts'
import { clientPrelude, node } from './clients.ts'
import { run, startEmulator, useFolder } from './run.ts'

/** Possible values, hostile ones among them; an environment cannot contain a NUL. */
const value = fc
  .array(
    fc.oneof(
      fc.constantFrom("'", '"', '`', '\\', '$HOME', '$(id)', '\n', '\r', '‘', '’', '%', '!', ' ', ';', 'END'),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    ),
  )
  .map(parts => parts.join('').replaceAll('\0', ''))

const readBack = 'for name in A B C; do eval "printf \'%s\\\\0\' \\"\\$$name\\""; done'

test('Writes variables that a shell reads unchanged', () => {
  fc.assert(
    fc.property(fc.tuple(value, value, value), ([A, B, C]) => {
      const { text } = writeVariables({ A, B, C }, 'sh')
      // As in a shell: `$(…)` removes the last line end, and nothing else.
      const script = `eval "$(cat)"; ${readBack}`
      const read = execFileSync('sh', ['-c', script], { input: `${text}\n`, env: { PATH: process.env.PATH } })
      expect(read.toString().split('\0').slice(0, 3)).toEqual([A, B, C])
    }),
    { numRuns: 60 },
  )
})

test('Writes variables that GitHub reads unchanged', () => {
  fc.assert(
    fc.property(value, A => {
      const lines = writeVariables({ A }, 'github').text.split('\n')
      const [, end] = /^A<<(\w+)$/.exec(lines[0] ?? '') ?? []
      expect(lines.findIndex((line, index) => index > 0 && line === end)).toBe(lines.length - 1)
      expect(lines.slice(1, -1).join('\n')).toBe(A)
    }),
  )
})

test('Quotes variables by the rules of each format', () => {
  const { quotes, plain } = { quotes: `it's "\\" $x ‘so’`, plain: 'a b' }
  expect(writeVariables({ A: quotes, B: plain }, 'fish').text).toBe(
    `set -gx A 'it\\'s "\\\\" $x ‘so’'\nset -gx B 'a b'`,
  )
  expect(writeVariables({ A: quotes, B: plain }, 'powershell').text).toBe(
    `$env:A = 'it''s "\\" $x ‘‘so’’'\n$env:B = 'a b'`,
  )
  expect(writeVariables({ A: quotes, B: plain, C: "it's" }, 'dotenv')).toEqual({
    text: `B='a b'\nC="it's"`,
    left: ['A'],
  })
  expect(JSON.parse(writeVariables({ A: quotes }, 'json').text)).toEqual({ A: quotes })
  expect(writeVariables({ NODE_OPTIONS: '--x', B: '1' }, 'github')).toEqual({
    text: 'B<<END\n1\nEND',
    left: ['NODE_OPTIONS'],
  })
  expect(forms[0]).toBe('sh')
})

test('Extends a list of options once', () => {
  const variables = [{ name: 'NODE_OPTIONS', value: '--require x', intercepts: true, joint: ' ' }]
  const extended = toEnvironment(variables, { NODE_OPTIONS: '--max-old-space-size=64' })
  expect(extended).toEqual({ NODE_OPTIONS: '--max-old-space-size=64 --require x' })
  expect(toEnvironment(variables, extended)).toEqual(extended)
  expect(toEnvironment(variables, {})).toEqual({ NODE_OPTIONS: '--require x' })
})

test.concurrent('Prints the variables of exec, and redirect variables only with --intercept', async ({ expect }) => {
  await using cli = await startEmulator(['--https', '--control-token', 't'])
  const { url, secretKey } = cli.facts
  const at = ['env', '--url', url, '--control-token', 't', '--format', 'json']
  const [plain, all, strange] = await Promise.all([run(at), run([...at, '--intercept']), run(['env', '--url', url])])
  expect(JSON.parse(plain.stdout)).toMatchObject({ RINGBACK_URL: url, RINGBACK_SECRET_KEY: secretKey })
  expect(JSON.parse(plain.stdout)).not.toHaveProperty('HTTPS_PROXY')
  expect(JSON.parse(all.stdout)).toMatchObject({ HTTPS_PROXY: url, NO_PROXY: 'localhost,127.0.0.1,::1' })
  expect([strange.code, strange.stdout, strange.stderr]).toEqual([3, '', expect.stringContaining('--control-token')])
  // The output makes the clients of a shell find the emulator.
  const requestScript = 'eval "$(cat)"; curl -s "https://console.tim.qq.com/v4/x" -d "{}"'
  const { stdout } = await run([...at.slice(0, -1), 'sh', '--intercept'])
  expect(execFileSync('sh', ['-c', requestScript], { input: stdout, encoding: 'utf8' })).toContain('ErrorCode')
  // A killed process would leave its files.
  cli.child.kill('SIGTERM')
  await cli.ended
})

test.concurrent('Accepts neither PATH nor an endless answer from another program', async ({ expect }) => {
  const reserved = { name: 'PATH', value: '/elsewhere', intercepts: false }
  const answers = [JSON.stringify({ variables: [reserved] }), 'x'.repeat(2_000_000)]
  await using server = createServer((_, outgoing) => {
    const answer = answers.shift() ?? ''
    outgoing.write(answer)
    // An answer that is too long is treated like an endless one.
    if (answer.length < 1_000_000) outgoing.end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const _ of [1, 2]) {
    const { code, stdout, stderr } = await run(['env', '--url', url])
    expect([code, stdout, stderr]).toEqual([3, '', expect.stringContaining('without variables')])
  }
})

test.concurrent('Prints no redirect variables of an emulator without HTTPS', async ({ expect }) => {
  await using cli = await startEmulator()
  const { url } = cli.facts
  const { code, stdout, stderr } = await run(['env', '--url', url, '--intercept'])
  expect([code, stdout, stderr]).toEqual([3, '', expect.stringContaining('ringback start --https')])
})

test.concurrent('Exits with 3 if no emulator runs, or it was not started by the command line', async ({ expect }) => {
  await using emulator = createEmulator()
  const { url, close } = await emulator.listen()
  const withoutHttps = await run(['env', '--url', url])
  expect([withoutHttps.code, withoutHttps.stderr]).toEqual([3, expect.stringContaining('created by a program')])
  await close()
  const { code, stdout, stderr } = await run(['env', '--url', url])
  expect([code, stdout, stderr]).toEqual([3, '', expect.stringMatching(/^No emulator answers at .*ringback start/)])
})

const folder = useFolder('shared')

/** Sends three requests, resets, sends three more, and returns the ErrorCodes. */
const program = `${clientPrelude}
const thrice = async () => [await ask(), await ask(), await ask()].map(({ ErrorCode }) => ErrorCode)
const reset = () => fetch(process.env.RINGBACK_CONTROL_URL + '/reset', { method: 'POST' })
const both = async () => [await thrice(), await reset().then(thrice)]
both().then(codes => console.log(JSON.stringify(codes)))`

const exec = (...flags: readonly string[]) => ['exec', '--port', '0', '--quiet', '--fail-on', 'none', ...flags]
const fault = (code: number, skip = 0) => `{ on: get_call_info, skip: ${skip}, times: 1, error: ${code} }`

test.concurrent('Restores the faults of the command line at a reset', async () => {
  const { stdout } = await run(exec('--fault', fault(101001), '--fault', fault(60008), ...node(program)))
  expect(JSON.parse(stdout)).toEqual(Array(2).fill([101001, 60008, 0]))
})

test.concurrent('Saves the faults of the command line with the scenario of the journal', async () => {
  const { stdout } = await run(exec('--fault', fault(101001), '--report', 'journal=-', ...node('')))
  expect(JSON.parse(stdout).source.faults).toEqual([{ on: 'get_call_info', skip: 0, times: 1, error: 101001 }])
})

test.concurrent('Takes one fault per line from the environment', async () => {
  const environment = { RINGBACK_FAULT: `${fault(101001, 1)}\n{"on":"all","times":1,"error":60008}` }
  const { stdout } = await run(exec(...node(program)), environment)
  expect(JSON.parse(stdout)).toEqual(Array(2).fill([60008, 101001, 0]))
})

test.concurrent('Applies faults of the command line before those of the scenario', async () => {
  const scenario = join(folder, 'own.scenario.yaml')
  writeFileSync(scenario, 'ringback: 1\nfaults: [{ on: get_call_info, times: 1, error: 101001 }]\n')
  const { stdout } = await run(exec('--scenario', scenario, '--fault', fault(70500), ...node(program)))
  expect(JSON.parse(stdout)[0]).toEqual([70500, 101001, 101004])
})
