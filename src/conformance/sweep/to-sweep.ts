import { operationNames } from '../../contracts/operations.ts'
import { toCount } from '../../text/format.ts'
import { listFailures } from '../client/failure-modes.ts'
import { groupBy } from '../client/run.ts'
import type { Mutant } from './mutant.ts'
import { isBroken, outcomes, type Result, type Sweep, type Warning } from './sweep.ts'

/** Puts results together, in the order of the exchanges, and says what is to be thought of them. */
export function toSweep(facts: Omit<Sweep, 'verdict' | 'because' | 'warnings'>): Sweep {
  const results = [...facts.results].sort(compare)
  const counts = outcomes.filter(isBroken).flatMap(outcome => {
    const count = results.filter(result => result.outcome === outcome).length
    return count > 0 ? [`${outcome} ${count}`] : []
  })
  const judged = results.filter(({ outcome }) => outcome !== 'not met').length
  const because = [
    ...(counts.length > 0 ? [`Of ${toCount(judged, 'run')}: ${counts.join(', ')}.`] : []),
    ...(facts.interrupted ? ['It was interrupted.'] : []),
    ...(judged === 0 ? ['No fault came about.'] : []),
  ]
  const isFailed = counts.length > 0 || (facts.interrupted && judged > 0)
  const verdict = isFailed ? 'failed' : judged > 0 ? 'passed' : 'not exercised'
  return {
    ...facts,
    results,
    warnings: toWarnings(results),
    verdict,
    because,
    leftOut: [...facts.leftOut].sort(compare),
  }
}

/** The warnings of runs, by rule. */
function toWarnings(results: readonly Result[]): readonly Warning[] {
  const all = results.flatMap(({ command, nth, meets, warnings }) =>
    warnings.map(({ rule, sentence, found }) => ({ rule, sentence, run: { command, nth, meets, found } })),
  )
  return [...groupBy(all, ({ rule }) => rule).values()].flatMap(same => {
    const [first] = same
    return first ? [{ rule: first.rule, sentence: first.sentence, runs: same.map(({ run }) => run) }] : []
  })
}

const compare = (one: Mutant, other: Mutant) =>
  operationNames.indexOf(one.command) - operationNames.indexOf(other.command) ||
  one.nth - other.nth ||
  toPlace(one) - toPlace(other)

const toPlace = ({ command, meets }: Mutant) => listFailures(command).findIndex(other => other.name === meets.name)
