import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { toColours } from '../../src/cli/output.ts'
import { node, validClient } from './clients.ts'
import { main, run, useFolder } from './run.ts'

const folder = useFolder()
const file = join(folder, 'output')

/** Runs the command line with one of its streams connected to a file, and keeps the other. */
async function runOn(stream: 1 | 2, path: string, flags: string, args: readonly string[], environment = {}) {
  const target = openSync(path, flags)
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', stream === 1 ? target : 'pipe', stream === 2 ? target : 'pipe'],
  })
  closeSync(target)
  let other = ''
  for (const one of [child.stdout, child.stderr]) one?.on('data', chunk => (other += chunk))
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  return { code, other }
}

const exec = ['exec', '--port', '0', '--quiet']

describe.skipIf(!existsSync('/dev/full'))('On a full disk', () => {
  test.each([
    [['openapi']],
    [['sign']],
    [['start', '--port', '0', '--json']],
    [['--help']],
    [[...exec, '--report', 'json=-', ...node(validClient)]],
  ])('Reports that stdout could not be written and exits with 1: %o', async args => {
    const { code, other } = await runOn(1, '/dev/full', 'w', args)
    expect(code).toBe(1)
    expect(other).toMatch(/Stdout could not be written: .*ENOSPC/)
  })

  test('Reports it for the report command', async () => {
    await run([...exec, '--report', `journal=${file}`, ...node(validClient)])
    const { code, other } = await runOn(1, '/dev/full', 'w', ['report', file, '--format', 'json'])
    expect([code, other]).toEqual([1, expect.stringContaining('could not be written')])
  })

  test('Exits with 1 if the report on stderr could not be written', async () => {
    expect(await runOn(2, '/dev/full', 'w', [...exec, ...node(validClient)])).toEqual({ code: 1, other: '' })
  })

  test("Prefers the command's own exit code", async () => {
    const { code } = await runOn(1, '/dev/full', 'w', [...exec, '--report', 'json=-', '--', 'sh', '-c', 'exit 7'])
    expect(code).toBe(7)
  })

  test('Exits with 1 if a report file could not be written', async () => {
    const { code, stderr } = await run([...exec, '--report', 'json=/dev/full', ...node(validClient)])
    expect(code).toBe(1)
    expect(stderr).toContain('could not be written')
  })
})

test('Reports a stdout that is open only for reading', async () => {
  writeFileSync(file, '')
  const { code, other } = await runOn(1, file, 'r', ['openapi'])
  expect(code).toBe(1)
  expect(other).toContain('EBADF')
})

test('Stays silent if the reader has gone away', async () => {
  const child = spawn(process.execPath, [main, 'openapi'], { env: { PATH: process.env.PATH } })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', chunk => (stderr += chunk))
  const code = await new Promise(resolve => child.on('close', resolve))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test.each([
  [{ CI: '1' }, false],
  [{ CI: 'true', GITHUB_ACTIONS: 'true', COLORTERM: 'truecolor', TERM: 'xterm-256color' }, false],
  [{ FORCE_COLOR: '0', CI: '1' }, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  [{ FORCE_COLOR: '1' }, true],
])('Colours a stream that is not a terminal only when forced: %o', (environment, isColoured) => {
  for (const name of ['CI', 'GITHUB_ACTIONS', 'COLORTERM', 'TERM', 'FORCE_COLOR', 'NO_COLOR'])
    vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  expect(toColours({ isTTY: false }).red('x') !== 'x').toBe(isColoured)
  vi.unstubAllEnvs()
})

test('Colours the lines and the report of a run', async () => {
  await runOn(2, file, 'w', ['exec', '--port', '0', '--verbose', ...node(validClient)], { FORCE_COLOR: '1' })
  expect(readFileSync(file, 'utf8').split('\u001b[').length).toBeGreaterThan(5)
})
