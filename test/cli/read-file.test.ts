import { execFileSync } from 'node:child_process'
import { existsSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readInput } from '../../src/cli/files.ts'
import { main, run, useFolder } from './run.ts'

const folder = useFolder()
const file = join(folder, 'input')

test('Reads a file of exactly the most bytes, and no larger one', async () => {
  writeFileSync(file, 'x'.repeat(100_000))
  expect((await readInput(file, { largest: 100_000 })).length).toBe(100_000)
  await expect(readInput(file, { largest: 99_999 })).rejects.toMatchObject({
    problem: { code: 'too-large', largest: 99_999, size: 100_000 },
  })
})

test('Distinguishes a missing file from an unreadable one', async () => {
  writeFileSync(file, '')
  await expect(readInput(join(folder, 'missing'), { largest: 9 })).rejects.toMatchObject({ isMissing: true })
  const below = readInput(join(file, 'below'), { largest: 9 })
  await expect(below).rejects.toMatchObject({ problem: { code: 'system', error: expect.stringContaining('ENOTDIR') } })
})

describe.skipIf(!existsSync('/dev/zero'))('With devices and pipes', () => {
  test('Refuses folders and devices', async () => {
    await expect(readInput(folder, { largest: 9 })).rejects.toMatchObject({
      problem: { code: 'not-a-file', kind: 'folder' },
    })
    await expect(readInput('/dev/zero', { largest: 9 })).rejects.toMatchObject({
      problem: { code: 'not-a-file', kind: 'device' },
    })
  })

  test('Bounds a file whose size is not known before', async () => {
    await expect(readInput('/proc/self/environ', { largest: 1 })).rejects.toMatchObject({
      problem: { code: 'too-large', largest: 1 },
    })
  })

  test('Reads a pipe to its end', async () => {
    const pipe = makePipe()
    const writer = openSync(pipe, 'r+')
    writeSync(writer, 'x'.repeat(1_000))
    await expect(readInput(pipe, { largest: 999, slowest: 60_000 })).rejects.toMatchObject({
      problem: { code: 'too-large', largest: 999 },
    })
  })

  test('Gives up on a pipe without a writer, and on one that does not end', async () => {
    const pipe = makePipe()
    await expect(readInput(pipe, { largest: 9, slowest: 20 })).rejects.toMatchObject({ problem: { code: 'no-input' } })
    const writer = openSync(pipe, 'r+')
    await expect(readInput(pipe, { largest: 9, slowest: 20 })).rejects.toMatchObject({ problem: { code: 'no-input' } })
    writeSync(writer, 'x')
    await expect(readInput(pipe, { largest: 9, slowest: 20 })).rejects.toMatchObject({ problem: { code: 'no-end' } })
  })

  test('Refuses a device for a scenario that is validated', async () => {
    const { code, stderr } = await run(['scenario', 'validate', '/dev/zero'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('/dev/zero: It is a device')])
  })

  test('Reads a scenario from process substitution', () => {
    const line = '"$0" "$1" scenario validate <("$0" "$1" scenario show answered)'
    expect(execFileSync('bash', ['-c', line, process.execPath, main], { encoding: 'utf8' })).toContain('1 call,')
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
