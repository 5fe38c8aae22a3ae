import { type OperationName, operationNames, operations } from '../../src/contracts/operations.ts'
import { act, createEmulator, startCall } from '../create-emulator.ts'
import { toTable } from './table.ts'

const app = 88888888
const start = '2026-01-15T09:30:00Z'

/** The number of ended calls for the commands that read records. */
const ended = 10_000

/** The cost of one reply of each command in process, compared with get_call_info. */
export async function measureCommands(rounds: number): Promise<string> {
  const rows: string[][] = []
  let base = 0
  for (const command of operationNames) {
    const emulator = createEmulator({
      clock: 'manual',
      rateLimit: 'off',
      journal: 1_000,
      scenario: { ringback: 1, start, calls: [{ id: 'live', from: 'a', to: ['b'], media: 'audio', ring: 'never' }] },
    })
    const { core } = emulator
    for (let index = 0; index < ended; index++) {
      const held = startCall(core, app, { id: `ended-${index}`, from: 'a', to: ['b'], media: 'audio' })
      if ('call' in held) act(held, { does: 'end' })
    }
    await emulator.clock.advance('10s')
    const toAsk = (name: OperationName, text: string) => {
      const target = emulator.target(name)
      const [path = ''] = target.split('?')
      const query = new Map(new URL(target, 'http://127.0.0.1').searchParams)
      return { method: 'POST', target, path, query, repeated: [], body: { text } }
    }
    const first = toAsk(command, '')
    const toText = (turn: number): string => {
      if (command === 'get_call_info') return '{"CallId":"live"}'
      if (command === 'get_record_by_callid') return `{"CallId":"ended-${turn % ended}"}`
      if (command === 'get_record_by_filter') return '{}'
      if (command === 'end_call') return `{"CallId":"to-end-${turn}"}`
      return JSON.stringify(operations[command].examples[0].body)
    }
    const prepare = (turn: number) => {
      if (command === 'end_call') {
        startCall(core, app, { id: `to-end-${turn}`, from: 'a', to: ['b'], media: 'audio' })
      }
      return { ...first, body: { text: toText(turn) } }
    }
    const size = command === 'get_record_by_filter' ? 200 : 2_000
    let turn = 0
    const round = () => {
      const requests = Array.from({ length: size }, () => prepare(turn++))
      const startedAt = performance.now()
      for (const request of requests) core.handle(request)
      return ((performance.now() - startedAt) * 1_000) / size
    }
    if (command === 'get_callback')
      core.handle(toAsk('set_callback', JSON.stringify(operations.set_callback.examples[0].body)))
    const { text } = core.handle(prepare(turn++))
    if (!text.startsWith('{"ErrorCode":0,')) throw new Error(`${command} is measured while it answers ${text}`)
    for (let warm = 0; warm < 3; warm++) round()
    const cost = Math.min(...Array.from({ length: rounds }, round))
    base ||= cost
    rows.push([command, cost.toFixed(2), (cost / base).toFixed(2)])
    await emulator.close()
  }
  return `## Commands\n\nIn process, with ${ended.toLocaleString('en')} records kept; the filter reads all of them.\n\n${toTable(['command', 'µs per reply', 'to get_call_info'], rows)}`
}
