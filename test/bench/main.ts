import { spawnSync } from 'node:child_process'
import { measureCallbacks } from './callbacks.ts'
import { measureCommands } from './commands.ts'
import { measureCalls, measureTimeline } from './inside.ts'
import { measureColdStart, measureMemory, measureThroughput } from './outside.ts'
import { canPin } from './subjects.ts'

// The servers run on the first core and the load comes from the second, if the machine allows it.
if (canPin && !process.env.BENCH_PINNED) {
  const { status } = spawnSync(
    'taskset',
    ['-c', '1', process.execPath, ...process.execArgv, ...process.argv.slice(1)],
    {
      stdio: 'inherit',
      env: { ...process.env, BENCH_PINNED: '1' },
    },
  )
  process.exit(status ?? 1)
}

const quick = process.argv.includes('--quick')
const sections = [
  () => measureThroughput(quick ? 3 : 8),
  () => measureColdStart(quick ? 3 : 11),
  () => measureMemory(quick ? 100_000 : 1_000_000),
  () => measureCalls(quick ? [1, 10_000] : [1, 1_000, 100_000, 1_000_000]),
  () => measureTimeline(quick ? 100_000 : 1_000_000),
  () => measureCommands(quick ? 3 : 9),
  () => measureCallbacks(quick ? 1_000 : 10_000),
]
const chosen = process.argv.find(word => word.startsWith('--only='))?.slice('--only='.length)
for (const section of sections.filter(one => chosen === undefined || `${one}`.includes(chosen)))
  process.stdout.write(`${await section()}\n\n`)
