import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run, startEmulator, useFolder } from './run.ts'

const folder = useFolder()
const file = join(folder, 'state.json')

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`Continues from the snapshot that was written at ${signal}`, async () => {
    const both = ['--import', file, '--export-on-exit', file]
    await using first = await startEmulator([
      '--export-on-exit',
      file,
      '--scenario',
      'answered',
      '--clock',
      'manual',
      '--seed',
      '7',
    ])
    await first.control('POST', '/calls', { from: 'alice', to: ['bob'], id: 'kept', ring: 'never' })
    await first.control('POST', '/clock/advance', { by: '90s' })
    const clock = await first.control('GET', '/clock')
    const calls = await first.control('GET', '/calls')
    first.child.kill(signal)
    expect(await first.ended).toMatchObject({ code: 0, stderr: '' })
    expect(readdirSync(folder)).toEqual(['state.json'])

    await using second = await startEmulator(both)
    expect(await second.control('GET', '/clock')).toEqual(clock)
    expect(await second.control('GET', '/calls')).toEqual(calls)
    expect(await second.control('GET', '/scenario')).toMatchObject({ seed: 7 })
    const before = readFileSync(file, 'utf8')
    second.child.kill(signal)
    expect((await second.ended).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(before)
  })
}

test('Takes the flags from the environment, and imports a fetched snapshot', async () => {
  await using first = await startEmulator(['--clock', 'manual'], { RINGBACK_EXPORT_ON_EXIT: file })
  await first.control('POST', '/calls', { from: 'alice', to: ['bob'], id: 'kept', ring: 'never' })
  const fetched = join(folder, 'fetched.json')
  writeFileSync(fetched, JSON.stringify(await first.control('GET', '/snapshot')))
  await using second = await startEmulator([], { RINGBACK_IMPORT: fetched })
  expect(await second.control('GET', '/calls/kept')).toMatchObject({ state: 'live' })
  first.child.kill('SIGTERM')
  await first.ended
  expect(readFileSync(file, 'utf8')).toBe(`${readFileSync(fetched, 'utf8')}\n`)
})

test('Finishes a reply under way before it writes the snapshot', async () => {
  await using cli = await startEmulator(['--export-on-exit', file, '--clock', 'manual'])
  await cli.control('POST', '/faults', { on: 'all', delay: '5m', times: 1 })
  const pending = cli.command('call_engine_http_srv/get_call_info', { CallId: 'x' })
  for (;;) if ((await cli.control('GET', '/journal')).count > 0) break
  cli.child.kill('SIGTERM')
  expect(await pending).toMatchObject({ ErrorCode: 101004 })
  expect((await cli.ended).code).toBe(0)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    apps: [{ counts: { exchanges: 1 }, faults: [{ hit: 1 }] }],
  })
})

test.each([
  ['{"ringback":"snapshot","version":1,"now":17', ''],
  ['{"ringback":1}', 'ringback'],
  [Buffer.from([0x22, 0xff, 0x22]), ''],
])('Refuses %j as a snapshot and leaves the file as it is', async (content, words) => {
  writeFileSync(file, content)
  const { code, stdout, stderr } = await run(['start', '--port', '0', '--import', file, '--export-on-exit', file])
  expect([code, stdout, stderr.startsWith(`${file}: `)]).toEqual([2, '', true])
  expect(stderr).toContain(words)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(readFileSync(file)).toEqual(Buffer.from(content))
})

// The superuser may write anywhere.
test.skipIf(process.getuid?.() === 0)('Refuses a folder without write permission at the start', async () => {
  chmodSync(folder, 0o500)
  const { code, stderr } = await run(['start', '--port', '0', '--export-on-exit', file])
  chmodSync(folder, 0o700)
  expect([code, stderr]).toEqual([2, expect.stringContaining('EACCES')])
})

test('Reports a snapshot that cannot be written', async () => {
  const inner = join(folder, 'inner')
  mkdirSync(inner)
  await using cli = await startEmulator(['--export-on-exit', join(inner, 'state.json')])
  rmSync(inner, { recursive: true })
  cli.child.kill('SIGTERM')
  expect(await cli.ended).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('The snapshot could not be written'),
  })
})

test('Leaves the file unchanged when it is killed', async () => {
  writeFileSync(file, 'what was there')
  await using cli = await startEmulator(['--export-on-exit', file])
  cli.child.kill('SIGKILL')
  await cli.ended
  expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['what was there', ['state.json']])
})

test('Writes to the target of a link', async () => {
  const target = join(folder, 'target.json')
  writeFileSync(target, '')
  symlinkSync(target, file)
  await using cli = await startEmulator(['--export-on-exit', file])
  cli.child.kill('SIGTERM')
  await cli.ended
  expect(statSync(target).size).toBeGreaterThan(100)
  expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(readFileSync(target, 'utf8'))
  expect(readdirSync(folder, { withFileTypes: true }).filter(each => each.isSymbolicLink())).toHaveLength(1)
})

test('Continues a ringing call without the time between two runs', async () => {
  await using first = await startEmulator(['--export-on-exit', file])
  await first.control('POST', '/calls', { from: 'alice', to: ['bob'], id: 'rings', ring: '1s' })
  first.child.kill('SIGTERM')
  await first.ended
  await new Promise(resolve => setTimeout(resolve, 1_010))
  await using second = await startEmulator(['--import', file])
  expect(await second.control('GET', '/calls/rings')).toMatchObject({ state: 'live' })
  for (;;) if ((await second.control('GET', '/calls/rings')).state === 'ended') break
  const { startedAt, endedAt } = await second.control('GET', '/calls/rings')
  expect(Date.parse(endedAt) - Date.parse(startedAt)).toBe(1_000)
})
