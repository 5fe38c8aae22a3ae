import { toCount } from '../../text/format.ts'
import { listFailures, toFaultText, toSingleFault } from '../client/failure-modes.ts'
import type { Invocation } from './model.ts'
import {
  type FailureCoverage,
  type FailureCoverageCell,
  type FailureCoverageRow,
  type Report,
  reactions,
} from './model.ts'

/** The failure coverage as a line without its title, such as `40 % (8 of 20 failure modes of 1 command)`. */
export function explainCoverage({ met, all, percent, rows, minimum }: FailureCoverage): string {
  if (percent === undefined) return 'no command was used, so there are no failure modes to cover'
  const required = minimum === undefined || percent >= minimum ? '' : `; at least ${minimum} % is required`
  return `${percent} % (${met} of ${toCount(all, 'failure mode')} of ${toCount(rows.length, 'command')})${required}`
}

/** What a client did after it had met a failure mode, such as `recovered 10, retried 2`. */
export function explainReactions({ times, reactions: counts }: FailureCoverageCell): string {
  const parts = reactions.flatMap(name => (counts[name] ? [`${name} ${counts[name]}`] : []))
  if (parts.length > 0) return parts.join(', ')
  return times > 0 ? 'the requests are no longer kept' : ''
}

/** The covered failure modes of a command. */
export const listCovered = ({ cells }: FailureCoverageRow) => cells.filter(({ times }) => times > 0)

/** The failure modes of a command that are not covered. */
export const listUncovered = ({ cells }: FailureCoverageRow) => cells.filter(({ times }) => times === 0)

/** The failure modes that are not covered, a line for each command, such as `get_call_info: 101001, http`. */
export const listUncoveredLines = ({ rows }: FailureCoverage): string[] =>
  rows.flatMap(row => {
    const names = listUncovered(row).map(({ name }) => name)
    return names.length === 0 ? [] : [`${row.command}: ${names.join(', ')}`]
  })

/** Below this failure coverage, in percent, a report says how to raise it. */
const lowCoverage = 50

/** A scenario whose faults damage the requests of a client one after the other. */
const scenario = 'flaky-backend'

/**
 * Three lines for a shell that raise the failure coverage: a sweep, a fault that the client has not met, and a scenario
 * with faults. Empty if the coverage is high enough, if no command was used, and for the built-in cases, which have
 * faults of their own.
 */
export function listAdvice({ failureCoverage, results }: Report, invocation: Invocation | undefined): string[] {
  const { percent, minimum = 0, rows = [] } = failureCoverage ?? {}
  if (results.some(({ rule, evaluated }) => rule.group === 'case' && evaluated > 0)) return []
  if (percent === undefined || percent >= Math.max(lowCoverage, minimum)) return []
  const row = rows.find(one => listUncovered(one).length > 0)
  const name = row && listUncovered(row)[0]?.name
  const failure = row && listFailures(row.command).find(one => one.name === name)
  if (!row || !failure) return []
  return [
    toLine('sweep', invocation, [], 'fault'),
    toLine('exec', invocation, [`--fault '${toFaultText(toSingleFault(row.command, failure))}'`]),
    toLine('exec', invocation, [`--scenario ${scenario}`], 'scenario'),
  ]
}

/** The command line that made the report with other flags; `without` is a flag that it omits. */
function toLine(
  name: 'exec' | 'sweep',
  invocation: Invocation | undefined,
  flags: readonly string[],
  without?: string,
) {
  const own = (invocation?.flags ?? []).filter(flag => flag.name !== without).map(({ text }) => text)
  return ['npx ringback', name, ...own, ...flags, '--', invocation?.command ?? 'COMMAND'].join(' ')
}
