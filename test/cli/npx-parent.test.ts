import { spawn } from 'node:child_process'
import { expect, test, vi } from 'vitest'
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

async function untilGone(pid: number) {
  while (isAlive(pid)) await new Promise(resolve => setTimeout(resolve, 10))
}

test.skipIf(process.platform === 'win32')('Stops when npx has ended', async () => {
  const pid = await startBelowShell({ npm_lifecycle_event: 'npx', npm_lifecycle_script: 'ringback' })
  try {
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 15_000, interval: 10 })
  } finally {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  }
})

test
  .skipIf(process.platform === 'win32')
  .each([
    [{}],
    [{ npm_lifecycle_event: 'dev', npm_lifecycle_script: 'ringback start' }],
    [{ npm_lifecycle_event: 'npx', npm_lifecycle_script: 'ringback start & sleep 1' }],
    [{ npm_lifecycle_event: 'npx', npm_lifecycle_script: 'concurrently' }],
  ])('Goes on in the background of any other shell: %o', async environment => {
  const pid = await startBelowShell(environment)
  try {
    // Longer than it takes to look twice.
    await new Promise(resolve => setTimeout(resolve, 600))
    expect(isAlive(pid)).toBe(true)
  } finally {
    process.kill(pid)
    await untilGone(pid)
  }
})
