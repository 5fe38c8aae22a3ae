import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseJournals } from '../../src/emulator/parse-journal.ts'
import { clientPrelude, ignoresSignals, isAlive, leavesProcess, node, startsProcess } from './clients.ts'
import { run, startCli, useFolder } from './run.ts'

const folder = useFolder()
const file = join(folder, 'journal.json')

const exec = ['exec', '--port', '0', '--report', `journal=${file}`]
const readRun = () => parseJournals(readFileSync(file))[0]?.run
const toPid = (text: string) => Number(text.split(' ').at(-1))

test('Reports on a killed command, and exits with 128 plus its signal', async () => {
  const { code, stderr } = await run([
    ...exec,
    ...node(`${clientPrelude} ask('none').then(() => process.kill(process.pid, 'SIGKILL'))`),
  ])
  expect([code, readRun()]).toMatchObject([137, { code: null, signal: 'SIGKILL' }])
  expect(stderr).toContain('RB-Q07')
})

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const)('Passes %s to the command and its processes, and writes the report', async (signal, expected) => {
  await using cli = startCli([...exec, ...node(startsProcess)])
  const pids = [await cli.until(/^child \d+$/m), await cli.until(/^grandchild \d+$/m)].map(toPid)
  expect(pids.map(isAlive)).toEqual([true, true])
  cli.child.kill(signal)
  const { code } = await cli.ended
  expect([code, readRun()]).toMatchObject([expected, { signal }])
  expect(pids.map(isAlive)).toEqual([false, false])
})

test('Kills a command that ignores a signal after --grace', async () => {
  await using cli = startCli([...exec, '--grace', '300ms', ...node(ignoresSignals)])
  await cli.until(/^there \d+$/m)
  const startedAt = Date.now()
  cli.child.kill('SIGTERM')
  const { code, stdout } = await cli.ended
  expect([code, stdout]).toEqual([137, expect.stringContaining('received SIGTERM')])
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(290)
})

test('Kills the command at the second signal', async () => {
  await using cli = startCli([...exec, ...node(ignoresSignals)])
  await cli.until(/^there \d+$/m)
  cli.child.kill('SIGINT')
  await cli.until(/^received SIGINT$/m)
  await new Promise(resolve => setTimeout(resolve, 150))
  const startedAt = Date.now()
  cli.child.kill('SIGINT')
  expect((await cli.ended).code).toBe(137)
  // The grace period alone would take five seconds.
  expect(Date.now() - startedAt).toBeLessThan(4_500)
})

// On a busy machine more than 100 ms may pass between the two.
test('Takes two signals within 100 ms, as npm passes them on, as one', { retry: 3 }, async () => {
  const program = `process.on('SIGINT', () => setTimeout(process.exit, 200, 9)); setInterval(() => {}, 1000); console.log('there')`
  await using cli = startCli([...exec, ...node(program)])
  await cli.until(/^there$/m)
  cli.child.kill('SIGINT')
  setTimeout(() => cli.child.kill('SIGINT'), 10)
  expect((await cli.ended).code).toBe(9)
})

test.each([
  ['ignores SIGTERM', ignoresSignals],
  ['ends with 0 at SIGTERM', `process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)`],
])('Exits with 124 after --timeout if the command %s', async (_, program) => {
  const { code, stderr } = await run([...exec, '--timeout', '200ms', '--grace', '200ms', ...node(program)])
  expect([code, stderr]).toEqual([124, expect.stringContaining('Timed out after 200ms (--timeout)')])
  expect(readRun()).toBeDefined()
})

test('Ends processes that a command leaves running, even if they hold its streams', async () => {
  const { code, stdout, stderr } = await run([...exec, ...node(leavesProcess)])
  expect([code, stderr]).toEqual([0, expect.stringContaining('Stopped the processes that the command left running.')])
  expect(isAlive(toPid(stdout.trim()))).toBe(false)
})

test('Reports the requests of a command up to its end', async () => {
  await using cli = startCli([
    ...exec,
    ...node(`${clientPrelude} setInterval(() => ask().then(() => console.log(3)), 5); console.log('there')`),
  ])
  await cli.until(/(?:\n3){3}/)
  cli.child.kill('SIGTERM')
  expect((await cli.ended).code).toBe(143)
  expect(parseJournals(readFileSync(file))[0]?.total).toBeGreaterThan(3)
})

test('Writes a report even if the reader of stderr has gone away', async () => {
  await using cli = startCli([...exec, ...node(`${clientPrelude} setTimeout(ask, 200); console.log('there')`)])
  await cli.until(/^there$/m)
  cli.child.stderr.destroy()
  expect((await cli.ended).code).toBe(0)
  expect(readRun()).toMatchObject({ code: 0 })
})
