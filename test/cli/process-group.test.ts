import { spawn } from 'node:child_process'
import { expect, test, vi } from 'vitest'
import { onNpxGone } from '../../src/cli/process-group.ts'
import { isAlive, startsProcess } from './clients.ts'
import { main, run, startCli } from './run.ts'

const toPid = (text: string) => Number(/\d+$/.exec(text)?.[0])

test.skipIf(process.platform === 'win32')('Ends the command and what it started if exec is killed', async () => {
  await using ringback = startCli(['exec', '--port', '0', '--', process.execPath, '-e', startsProcess])
  const pids = [toPid(await ringback.until(/\bchild \d+/)), toPid(await ringback.until(/grandchild \d+/))]
  ringback.child.kill('SIGKILL')
  try {
    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 15_000, interval: 10 })
  } finally {
    for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  }
})

/** Starts a process in a session of its own that outlives the command, and prints its id. */
const escaping = `
const { spawn } = require('node:child_process')
const left = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { detached: true, stdio: 'ignore' })
left.unref()
console.log('escaped ' + left.pid)
`

test.skipIf(process.platform !== 'linux')('Reports a process that left the group, and does not end it', async () => {
  const { stdout, stderr } = await run(['exec', '--port', '0', '--', process.execPath, '-e', escaping])
  const pid = toPid(stdout.trim())
  try {
    expect(stderr).toContain(`not stopped: ${pid} (node)`)
    expect(isAlive(pid)).toBe(true)
  } finally {
    process.kill(pid)
  }
})

test('Reports no process if none is left', async () => {
  const { stderr } = await run(['exec', '--port', '0', '--', process.execPath, '-e', ''])
  expect(stderr).not.toContain('not stopped')
})

/** Starts the emulator below a shell, as npx does, and kills that shell; returns the emulator's process id. */
async function startBelowShell(environment: Record<string, string>): Promise<number> {
  const line = '"$0" "$1" start --port 0 --json & wait'
  const shell = spawn('sh', ['-c', line, process.execPath, main], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const text = await new Promise<string>(resolve => shell.stdout.once('data', chunk => resolve(`${chunk}`)))
  const { pid } = JSON.parse(text)
  shell.kill('SIGKILL')
  await new Promise(resolve => shell.once('exit', resolve))
  return pid
}

test.skipIf(process.platform === 'win32')('Stops when npx has ended', async () => {
  const pid = await startBelowShell({ npm_lifecycle_event: 'npx', npm_lifecycle_script: 'ringback' })
  try {
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 15_000, interval: 10 })
  } finally {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  }
})

test.skipIf(process.platform === 'win32').each([
  [{}, false],
  [{ npm_lifecycle_event: 'dev', npm_lifecycle_script: 'ringback start' }, false],
  [{ npm_lifecycle_event: 'npx', npm_lifecycle_script: 'ringback start & sleep 1' }, false],
  [{ npm_lifecycle_event: 'npx', npm_lifecycle_script: 'concurrently' }, false],
  [{ npm_lifecycle_event: 'npx', npm_lifecycle_script: 'ringback start' }, true],
])('Notices only the end of an npx shell that runs this command alone: %o', (environment, isNoticed) => {
  vi.useFakeTimers()
  const parent = vi.spyOn(process, 'ppid', 'get').mockReturnValue(10)
  const onGone = vi.fn()
  onNpxGone(onGone, environment)
  vi.advanceTimersByTime(1_000)
  expect(onGone).not.toHaveBeenCalled()
  parent.mockReturnValue(1)
  vi.advanceTimersByTime(1_000)
  expect(onGone).toHaveBeenCalledTimes(isNoticed ? 1 : 0)
  vi.useRealTimers()
  vi.restoreAllMocks()
})
