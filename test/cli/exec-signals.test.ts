import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseJournals } from '../../src/emulator/parse-journal.ts'
import { asking, careless, isAlive, node, parent, stubborn } from './clients.ts'
import { run, startCli } from './run.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringback-'))
  file = join(folder, 'journal.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

const exec = () => ['exec', '--port', '0', '--report', `journal=${file}`]
const readRun = () => parseJournals(readFileSync(file))[0]?.run
const toPid = (text: string) => Number(text.split(' ').at(-1))

test('a command that is killed has a report all the same, and 128 and its signal as code', async () => {
  const { code, stderr } = await run([
    ...exec(),
    ...node(`${asking} ask('none').then(() => process.kill(process.pid, 'SIGKILL'))`),
  ])
  expect([code, readRun()]).toMatchObject([137, { code: null, signal: 'SIGKILL' }])
  expect(stderr).toContain('RB-Q07')
})

for (const [signal, number] of [
  ['SIGTERM', 15],
  ['SIGINT', 2],
  ['SIGHUP', 1],
] as const) {
  test(`${signal} reaches the command and what that has started, and the report is written`, async () => {
    await using cli = startCli([...exec(), ...node(parent)])
    const pids = [await cli.until(/^child \d+$/m), await cli.until(/^grandchild \d+$/m)].map(toPid)
    expect(pids.map(isAlive)).toEqual([true, true])
    cli.child.kill(signal)
    const { code } = await cli.ended
    expect([code, readRun()]).toMatchObject([128 + number, { signal }])
    expect(pids.map(isAlive)).toEqual([false, false])
  })
}

test('a command that ignores a signal is killed when its grace is over', async () => {
  await using cli = startCli([...exec(), '--grace', '300ms', ...node(stubborn)])
  await cli.until(/^there \d+$/m)
  const began = Date.now()
  cli.child.kill('SIGTERM')
  const { code, stdout } = await cli.ended
  expect([code, stdout]).toEqual([137, expect.stringContaining('heard SIGTERM')])
  expect(Date.now() - began).toBeGreaterThanOrEqual(290)
})

test('a second signal kills at once', async () => {
  await using cli = startCli([...exec(), ...node(stubborn)])
  await cli.until(/^there \d+$/m)
  cli.child.kill('SIGINT')
  await cli.until(/^heard SIGINT$/m)
  await new Promise(resolve => setTimeout(resolve, 150))
  const began = Date.now()
  cli.child.kill('SIGINT')
  expect((await cli.ended).code).toBe(137)
  // The grace period alone would take five seconds.
  expect(Date.now() - began).toBeLessThan(4_500)
})

test('the same signal twice in a moment, as npm passes it on, is one', async () => {
  const program = `process.on('SIGINT', () => setTimeout(process.exit, 200, 9)); setInterval(() => {}, 1000); console.log('there')`
  await using cli = startCli([...exec(), ...node(program)])
  await cli.until(/^there$/m)
  cli.child.kill('SIGINT')
  setTimeout(() => cli.child.kill('SIGINT'), 10)
  expect((await cli.ended).code).toBe(9)
})

test('a command that takes too long is ended, killed if it must be: exit 124', async () => {
  const { code, stderr } = await run([...exec(), '--timeout', '200ms', '--grace', '200ms', ...node(stubborn)])
  expect([code, readRun()]).toMatchObject([124, { signal: 'SIGKILL' }])
  expect(stderr).toContain('Timed out after 200ms (--timeout)')
})

test('a command that ends well when its time is over has taken too long all the same', async () => {
  const program = `process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)`
  expect((await run([...exec(), '--timeout', '300ms', ...node(program)])).code).toBe(124)
})

test('what a command leaves running is ended, though it holds all streams', async () => {
  const { code, stdout, stderr } = await run([...exec(), ...node(careless)])
  expect([code, stderr]).toEqual([0, expect.stringContaining('Stopped the processes that the command left running.')])
  expect(isAlive(toPid(stdout.trim()))).toBe(false)
})

test('what goes on asking while it is being ended, is in the report as far as it came', async () => {
  await using cli = startCli([...exec(), ...node(`${asking} setInterval(ask, 5); console.log('there')`)])
  await cli.until(/^there$/m)
  await new Promise(resolve => setTimeout(resolve, 300))
  cli.child.kill('SIGTERM')
  expect((await cli.ended).code).toBe(143)
  expect(parseJournals(readFileSync(file))[0]?.total).toBeGreaterThan(3)
})

test('a reader of stderr that goes away does not keep a report from being written', async () => {
  await using cli = startCli([...exec(), ...node(`${asking} setTimeout(ask, 300); console.log('there')`)])
  await cli.until(/^there$/m)
  cli.child.stderr.destroy()
  expect((await cli.ended).code).toBe(0)
  expect(readRun()).toMatchObject({ code: 0 })
})
