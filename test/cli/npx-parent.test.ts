import { spawn } from 'node:child_process'
import { expect, test, vi } from 'vitest'
import { onNpxGone } from '../../src/cli/process-group.ts'
import { isAlive } from './clients.ts'

const cli = new URL('../../dist/cli/main.js', import.meta.url).pathname

/** Starts the emulator below a shell, as npx does, and kills that shell; gives the emulator's process id. */
async function startBelowShell(environment: Record<string, string>): Promise<number> {
  const line = '"$0" "$1" start --port 0 --json & wait'
  const shell = spawn('sh', ['-c', line, process.execPath, cli], {
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
])('Notices only the end of a shell of npx that runs this command alone: %o', (environment, isNoticed) => {
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
