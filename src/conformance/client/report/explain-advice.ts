import { toExampleFault, toFaultText } from '../../sweep/mutant.ts'
import type { Invocation } from '../format.ts'
import type { Report } from '../report.ts'
import { toUnmet } from './explain-exposure.ts'

/** Below this failure coverage, in hundredths, a report says how to raise it. */
const lowCoverage = 50

/** The scenario that is suggested: its faults hit a client request by request. */
const scenario = 'flaky-backend'

/**
 * Three lines for a shell, each of which raises the failure coverage: a sweep, a fault that the client has not met, and
 * a scenario with faults. Empty where the coverage is high enough, where no command was used, and for a client that was
 * led through the built-in cases, which have faults of their own.
 */
export function listAdvice({ exposure, findings }: Report, invocation: Invocation | undefined): string[] {
  const { percent, floor = 0, rows } = exposure
  if (findings.some(({ rule, judged }) => rule.group === 'case' && judged > 0)) return []
  if (percent === undefined || percent >= Math.max(lowCoverage, floor)) return []
  const row = rows.find(one => toUnmet(one).length > 0)
  const cell = row && toUnmet(row)[0]
  if (!row || !cell) return []
  const fault = toFaultText(toExampleFault(row.command, cell.meets))
  return [
    toLine('sweep', invocation, [], 'fault'),
    toLine('exec', invocation, [`--fault '${fault}'`]),
    toLine('exec', invocation, [`--scenario ${scenario}`], 'scenario'),
  ]
}

/** A command line like the one that made the report, with other flags; `left` is a flag that it goes without. */
function toLine(name: 'exec' | 'sweep', invocation: Invocation | undefined, flags: readonly string[], left?: string) {
  const own = (invocation?.flags ?? []).filter(flag => flag.name !== left).map(({ text }) => text)
  return ['npx ringback', name, ...own, ...flags, '--', invocation?.command ?? 'COMMAND'].join(' ')
}
