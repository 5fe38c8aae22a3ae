import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readInput, readInputSync } from '../../src/cli/files.ts'
import { run } from './run.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringback-'))
  file = join(folder, 'input')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('Reads a file of exactly the most bytes, and no larger one', async () => {
  writeFileSync(file, 'x'.repeat(100_000))
  expect((await readInput(file, { largest: 100_000 })).length).toBe(100_000)
  expect(readInputSync(file, 100_000).length).toBe(100_000)
  await expect(readInput(file, { largest: 99_999 })).rejects.toThrow('100000 bytes')
  expect(() => readInputSync(file, 99_999)).toThrow('100000 bytes')
})

test('Tells a missing file from one that cannot be read', async () => {
  writeFileSync(file, '')
  await expect(readInput(join(folder, 'missing'), { largest: 9 })).rejects.toMatchObject({ isMissing: true })
  const below = readInput(join(file, 'below'), { largest: 9 })
  await expect(below).rejects.toMatchObject({ isMissing: false, message: expect.stringContaining('ENOTDIR') })
})

describe.skipIf(!existsSync('/dev/zero'))('Where there are devices and pipes', () => {
  const zero = /not a file but a device/

  test('Refuses folders and devices', async () => {
    await expect(readInput(folder, { largest: 9 })).rejects.toThrow('a folder')
    await expect(readInput('/dev/zero', { largest: 9 })).rejects.toThrow(zero)
    expect(() => readInputSync('/dev/zero', 9)).toThrow(zero)
  })

  test('Bounds a file whose size is not known before', async () => {
    await expect(readInput('/proc/self/environ', { largest: 1 })).rejects.toThrow('more than 1 bytes')
  })

  test('Reads a pipe to its end', async () => {
    const pipe = makePipe()
    const writer = openSync(pipe, 'r+')
    writeSync(writer, 'x'.repeat(1_000))
    await expect(readInput(pipe, { largest: 999, slowest: 60_000 })).rejects.toThrow('more than 999 bytes')
  })

  test('Gives up on a pipe that nobody writes to, and on one that does not end', async () => {
    const pipe = makePipe()
    await expect(readInput(pipe, { largest: 9, slowest: 20 })).rejects.toThrow('Nothing was written')
    const writer = openSync(pipe, 'r+')
    await expect(readInput(pipe, { largest: 9, slowest: 20 })).rejects.toThrow('Nothing was written')
    writeSync(writer, 'x')
    await expect(readInput(pipe, { largest: 9, slowest: 20 })).rejects.toThrow('did not end')
    expect(() => readInputSync(pipe, 9)).toThrow('a pipe')
  })

  test.each([
    [['start', '--port', '0', '--import', '/dev/zero']],
    [['start', '--port', '0', '--scenario', '/dev/zero']],
    [['exec', '--port', '0', '--known-issues', '/dev/zero', '--', 'true']],
    [['sweep', '--known-issues', '/dev/zero', '--', 'true']],
    [['report', '/dev/zero']],
    [['scenario', 'validate', '/dev/zero']],
    [['verify', '--target', 'http://127.0.0.1:9', '--baseline', '/dev/zero']],
  ])('Refuses a device for every file that is read: %o', async args => {
    const { code, stderr } = await run(args)
    expect(code).toBe(2)
    expect(stderr).toMatch(zero)
  })

  test('Reads a scenario from process substitution', () => {
    const cli = new URL('../../dist/cli/main.js', import.meta.url).pathname
    const line = '"$0" "$1" scenario validate <("$0" "$1" scenario show answered)'
    expect(execFileSync('bash', ['-c', line, process.execPath, cli], { encoding: 'utf8' })).toContain('1 calls')
  })

  test('Starts although a file with certificates is a device', async () => {
    const { code } = await run(['exec', '--port', '0', '--intercept', '--quiet', '--', 'true'], {
      SSL_CERT_FILE: '/dev/zero',
    })
    expect(code).toBe(5)
  })

  function makePipe(): string {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    return pipe
  }
})
