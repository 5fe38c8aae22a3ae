import { expect, test, vi } from 'vitest'
import { isAlive, parent } from './clients.ts'
import { run, startCli } from './run.ts'

const toPid = (text: string) => Number(/\d+$/.exec(text)?.[0])

test.skipIf(process.platform === 'win32')('Ends the command and what it started if exec is killed', async () => {
  await using ringback = startCli(['exec', '--port', '0', '--', process.execPath, '-e', parent])
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
