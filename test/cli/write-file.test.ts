import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { assertWritable, mayBeRunning, processMark, writeFileAtomic } from '../../src/cli/files.ts'
import { run, startCli, useFolder } from './run.ts'

const folder = useFolder()
const file = join(folder, 'state.json')

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

/** The mark of a process that has ended. */
async function toDeadMark(): Promise<string> {
  const child = spawn('true')
  await new Promise(resolve => child.on('close', resolve))
  return processMark().replace(/^\d+/, `${child.pid}`)
}

const toTrial = (mark: string, name = 'state.json') => `.${name}.${mark}.0b5c6e0e-3f4e-4a8e-9a57-0f8b1f1a2b3c.tmp`

test('Exports a snapshot that only its owner can read, even if the file existed', async () => {
  for (const before of [undefined, 0o644]) {
    if (before) chmodSync(file, before)
    await using ringback = startCli(['start', '--port', '0', '--json', '--export-on-exit', file])
    await ringback.until(/\{.*\}/)
    ringback.child.kill('SIGTERM')
    await ringback.ended
    expect(modeOf(file)).toBe('600')
  }
})

test('Keeps the permissions of a file without keys', () => {
  writeFileSync(file, 'before', { mode: 0o600 })
  writeFileAtomic(file, 'after')
  expect([readFileSync(file, 'utf8'), modeOf(file)]).toEqual(['after', '600'])
})

test('Removes temporary files of a killed process, and nothing else', async () => {
  const dead = await toDeadMark()
  const existing = [
    toTrial(processMark()),
    // A process that started later has the same id.
    toTrial(
      processMark()
        .replace(/^\d+/, '1')
        .replace(/-[0-9a-f]{8}$/, '-00000000'),
    ),
    toTrial(dead, 'other.json'),
    '.state.json.backup.tmp',
  ]
  const swept = [toTrial(dead), toTrial(processMark().replace(/-\d+-/, '-1-'))]
  for (const name of [...existing, ...swept]) writeFileSync(join(folder, name), '')
  assertWritable(file, 'snapshot')
  expect(readdirSync(folder).sort()).toEqual([...existing].sort())
})

test('Removes temporary files at the next start', async () => {
  const name = toTrial(await toDeadMark())
  writeFileSync(join(folder, name), '')
  await using ringback = startCli(['start', '--port', '0', '--json', '--export-on-exit', file])
  await ringback.until(/\{.*\}/)
  expect(readdirSync(folder)).toEqual([])
})

test('Distinguishes a running process from another with the same id', async () => {
  expect(mayBeRunning(processMark())).toBe(true)
  expect(mayBeRunning(await toDeadMark())).toBe(false)
  expect(mayBeRunning(processMark().replace(/-\d+-/, '-1-'))).toBe(!existsSync('/proc/self/stat'))
})

test('Removes the folder of a killed run, and not of a running one', async () => {
  const TMPDIR = folder
  const sleeping = [
    'exec',
    '--port',
    '0',
    '--intercept',
    '--',
    process.execPath,
    '-e',
    'setInterval(() => {}, 1000); console.log("up")',
  ]
  await using killed = startCli(sleeping, { TMPDIR })
  await killed.until(/up/)
  await using running = startCli(sleeping, { TMPDIR })
  await running.until(/up/)
  killed.child.kill('SIGKILL')
  await killed.ended
  expect(readdirSync(folder).length).toBe(2)
  await run(['exec', '--port', '0', '--intercept', '--', 'true'], { TMPDIR })
  expect(readdirSync(folder)).toEqual([expect.stringMatching(`^ringback-run-${running.child.pid}-`)])
  running.child.kill('SIGTERM')
  await running.ended
  expect(readdirSync(folder)).toEqual([])
})

test('Does not remove a folder that others can change', async () => {
  const name = `ringback-run-${await toDeadMark()}-abcdef`
  mkdirSync(join(folder, name))
  chmodSync(join(folder, name), 0o777)
  await run(['exec', '--port', '0', '--intercept', '--', 'true'], { TMPDIR: folder })
  expect(readdirSync(folder)).toEqual([name])
})

test.each([
  ['below/a/file', 'json=', 'ENOTDIR'],
  ['', 'json=', 'is a folder'],
])('States why a report cannot be written: %s', async (path, format, reason) => {
  writeFileSync(join(folder, 'below'), '')
  const { code, stderr } = await run([
    'exec',
    '--port',
    '0',
    '--report',
    `${format}${join(folder, path)}`,
    '--',
    'true',
  ])
  expect(code).toBe(2)
  expect(stderr).toContain(reason)
})

test.skipIf(!existsSync('/proc/self'))('Refuses a path below which no folder can be created', async () => {
  const { code, stderr } = await run(['exec', '--port', '0', '--report', 'json=/proc/none/x/y', '--', 'true'])
  expect(code).toBe(2)
  expect(stderr).toContain('/proc/none/x')
})

test.skipIf(process.platform === 'win32')('Refuses to write to a pipe without a reader', () => {
  execFileSync('mkfifo', [file])
  expect(() => writeFileAtomic(file, 'x')).toThrow('ENXIO')
})
