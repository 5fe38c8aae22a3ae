import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { callbackCommands } from '../../src/contracts/callbacks.ts'
import { createEmulator } from '../create-emulator.ts'
import { canPin } from './subjects.ts'
import { toTable } from './table.ts'

const hour = 3_600_000

/** The callbacks per second that a receiver on this machine gets, one call after the other and many at once. */
export async function measureCallbacks(calls: number): Promise<string> {
  const { child, port } = await startReceiver()
  const spread = await play(port, calls, index => Math.floor((index * hour) / calls))
  const burst = await play(port, Math.min(calls, 5_000), () => 0)
  child.kill()
  const rows = [
    [`${calls.toLocaleString('en')} calls over an hour of manual time: seconds`, spread.seconds.toFixed(2)],
    ['… callbacks per second, each awaited at its time', Math.round(spread.rate).toLocaleString('en')],
    ['callbacks per second when many calls send at once', Math.round(burst.rate).toLocaleString('en')],
  ]
  return `## Callbacks\n\nTo a receiver in a process of its own, connections kept.\n\n${toTable(['what', 'measured'], rows)}`
}

async function startReceiver(): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const args = [process.execPath, 'test/bench/receiver.mjs']
  const [command = '', ...rest] = canPin ? ['taskset', '-c', '0', ...args] : args
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  return { child, port: Number(`${line}`) }
}

async function play(port: number, count: number, toBeginning: (index: number) => number) {
  const calls = Array.from({ length: count }, (_, index) => ({
    app: 88888888,
    at: toBeginning(index),
    from: `caller${index}`,
    to: [`callee${index}`],
    media: 'audio' as const,
    then: [
      { at: 5_000, action: { does: 'answer', user: `callee${index}` } as const },
      { at: 65_000, action: { does: 'hangup', user: `caller${index}` } as const },
    ],
  }))
  const callback = { url: `http://127.0.0.1:${port}/callback`, commands: callbackCommands, retries: 0 }
  const app = { sdkAppId: 88888888, secretKey: '72696e676261636b'.repeat(4), admins: ['administrator'], callback }
  const start = Date.parse('2026-01-15T09:30:00Z')
  const emulator = createEmulator({
    clock: 'manual',
    journal: 100_000,
    scenario: {
      source: { ringback: 1 },
      name: 'callbacks',
      seed: 1,
      start,
      apps: [app],
      calls,
      generate: [],
      faults: [],
    },
  })
  const startedAt = performance.now()
  // An advance waits for callbacks for five seconds at most, so the clock is advanced in small steps.
  for (let minute = 0; minute < 62; minute++) await emulator.clock.advance('1m')
  const seconds = (performance.now() - startedAt) / 1_000
  const sent = emulator.core.callbacks.since()
  const delivered = sent.filter(({ state }) => state === 'delivered').length
  if (delivered !== count * 4) throw new Error(`${delivered} of ${count * 4} callbacks were delivered`)
  await emulator.close()
  return { seconds, rate: delivered / seconds }
}
