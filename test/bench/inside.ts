import type { CallPlan } from '../../src/scenarios/plan.ts'
import { createEmulator, type Emulator } from '../create-emulator.ts'
import { toTable } from './table.ts'

const base = { app: 88888888, media: 'audio', then: [] } as const
const app = { sdkAppId: 88888888, secretKey: '72696e676261636b'.repeat(4), admins: ['administrator'] }
const start = Date.parse('2026-01-15T09:30:00Z')
const settings = { clock: 'manual', rateLimit: 1_000_000, journal: 1_000 } as const

/** The cost of one reply and the memory of a call, for growing numbers of calls. */
export function measureCalls(counts: readonly number[]): string {
  let first = 0
  const rows = counts.map(count => {
    globalThis.gc?.()
    const before = process.memoryUsage().rss
    const calls = Array.from({ length: count }, (_, index) => ({
      ...base,
      id: `call-${index}`,
      at: 0,
      from: `caller${index}`,
      to: [`callee${index}`],
      ring: Number.POSITIVE_INFINITY,
    }))
    const emulator = createEmulator({
      ...settings,
      scenario: { source: { ringback: 1 }, name: 'held', seed: 1, start, apps: [app], calls, generate: [], faults: [] },
    })
    const weight = (process.memoryUsage().rss - before) / count
    const cost = measureAnswer(emulator, count)
    first ||= cost
    return [
      count.toLocaleString('en'),
      cost.toFixed(2),
      (cost / first).toFixed(2),
      count < 1_000 ? '' : `${Math.round(weight)}`,
    ]
  })
  return `## Calls held\n\n${toTable(['calls', 'µs per reply', 'ratio', 'bytes per call'], rows)}`
}

function measureAnswer(emulator: Emulator, count: number): number {
  const target = emulator.target('get_call_info')
  const [path = ''] = target.split('?')
  const query = new Map(new URL(target, 'http://127.0.0.1').searchParams)
  const requests = Array.from({ length: 1_000 }, (_, index) => ({
    method: 'POST',
    target,
    path,
    query,
    repeated: [],
    body: { text: JSON.stringify({ CallId: `call-${Math.floor((index / 1_000) * count)}` }) },
  }))
  const round = () => {
    const startedAt = performance.now()
    for (let turn = 0; turn < 20; turn++) for (const request of requests) emulator.core.handle(request)
    return ((performance.now() - startedAt) * 1000) / (20 * requests.length)
  }
  for (let warm = 0; warm < 5; warm++) round()
  return Math.min(...Array.from({ length: 7 }, round))
}

/** The duration of an hour with 10,000 calls, and the scripted steps per second. */
export async function measureTimeline(steps: number): Promise<string> {
  const hour = 3_600_000
  const calls = Array.from({ length: 10_000 }, (_, index) => ({
    ...base,
    at: (index * 7_919) % hour,
    from: `caller${index}`,
    to: [`callee${index}`],
    then: [
      { at: 5_000, action: { does: 'answer', user: `callee${index}` } as const },
      { at: 65_000, action: { does: 'hangup', user: `caller${index}` } as const },
    ],
  }))
  const played = await play(calls, 2 * hour)
  const generatedCalls = Array.from({ length: steps / 4 }, (_, index) => ({
    ...calls[index % calls.length],
    ...base,
    at: (index * 7_919) % hour,
    from: 'a',
    to: ['b'],
    ring: 10_000,
  }))
  const many = await play(generatedCalls, 2 * hour)
  const rows = [
    ['10,000 calls, 60 minutes: seconds', (played.milliseconds / 1000).toFixed(2)],
    [
      `events processed of ${generatedCalls.length.toLocaleString('en')} unanswered calls, per second`,
      Math.round(many.events / (many.milliseconds / 1000)).toLocaleString('en'),
    ],
  ]
  return `## Timeline\n\n${toTable(['what', 'measured'], rows)}`
}

async function play(calls: readonly CallPlan[], by: number) {
  const source = { ringback: 1 } as const
  const scenario = { source, name: 'timeline', seed: 1, start, apps: [app], calls, generate: [], faults: [] }
  const emulator = createEmulator({ ...settings, scenario })
  const startedAt = performance.now()
  const { happened, omitted } = await emulator.clock.advance(by)
  return { milliseconds: performance.now() - startedAt, events: happened.length + omitted }
}
