import { findErrorName, toError } from '../../../contracts/errors.ts'
import { toDurationText } from '../../../text/duration.ts'
import { toCount } from '../../../text/format.ts'
import type { Failure } from '../../client/failure-modes.ts'
import { explainRefusedHosts } from '../../client/messages.ts'
import { explainSpan } from '../../client/run.ts'
import { toShort } from '../../report/printable.ts'
import type { Mutant } from '../mutant.ts'
import { isBroken, type Outcome, outcomes, type Result, type Sweep, type Warning } from '../sweep.ts'

/** The longest command that is shown whole, in characters. */
const longestCommand = 120

/** Which exchange a run is about, such as `get_call_info 2`. */
const toExchangeName = ({ command, nth }: Pick<Mutant, 'command' | 'nth'>): string => `${command} ${nth}`

/** The verdict as a line, with the number of runs by outcome. */
export function explainSweep({ verdict, interrupted, results, warnings, leftOut }: Sweep): string {
  const counts = outcomes.flatMap(outcome => {
    const count = results.filter(result => result.outcome === outcome).length
    return count > 0 ? [`${count} ${outcome}`] : []
  })
  const more = [
    ...(leftOut.length > 0 ? [`${leftOut.length} left out`] : []),
    ...(warnings.length > 0 ? [toCount(warnings.length, 'warning')] : []),
  ]
  const all = [...counts.reverse(), ...more]
  return `${interrupted ? 'INTERRUPTED' : verdict.toUpperCase()}: ${toCount(results.length, 'run')} with one fault each.${all.length > 0 ? ` ${all.join(', ')}.` : ''}`
}

/** The run without faults, as sentences. */
export function explainRehearsal({ command, scenario, rehearsal, timeout }: Sweep): string {
  const { requests, milliseconds, broken, refused } = rehearsal
  const sentences = [
    `"${toShort(command, longestCommand)}" exited with code 0 after ${explainSpan(milliseconds)} and ${toCount(requests, 'request')} in scenario "${toShort(scenario, longestCommand)}".`,
    `The time limit with a fault was ${toDurationText(timeout)}.`,
    ...(broken.length > 0
      ? [`Without a fault it fails ${broken.join(', ')}, which is not counted here: see ringback exec.`]
      : []),
    ...explainRefusedHosts(refused),
  ]
  return sentences.join(' ')
}

/** The results of one exchange, by outcome, the best first. */
export interface Row {
  readonly exchange: string
  readonly groups: readonly { readonly outcome: Outcome; readonly meets: readonly string[] }[]
}

/** The table: a row for each exchange. */
export function toRows({ results }: Sweep): readonly Row[] {
  const names = [...new Set(results.map(toExchangeName))]
  return names.map(exchange => ({
    exchange,
    groups: outcomes
      .toReversed()
      .map(outcome => ({
        outcome,
        meets: results
          .filter(result => toExchangeName(result) === exchange && result.outcome === outcome)
          .map(({ meets }) => meets.name),
      }))
      .filter(({ meets }) => meets.length > 0),
  }))
}

/** What to fix, the worst first. */
export const toBrokenResults = ({ results }: Sweep): readonly Result[] =>
  results
    .filter(({ outcome }) => isBroken(outcome))
    .toSorted((one, other) => outcomes.indexOf(one.outcome) - outcomes.indexOf(other.outcome))

/** The fault of a run, such as `get_call_info 2 met 101001`. */
export const explainMutant = (mutant: Pick<Mutant, 'command' | 'nth' | 'meets'>): string =>
  `${toExchangeName(mutant)} met ${mutant.meets.name}`

/** What that is, as a sentence. */
export const explainBefallen = (meets: Failure): string => meets.meaning

/** How a run ended, as sentences. */
export function explainEnd(result: Result): string {
  const { outcome, code, signal, milliseconds, reaction } = result
  const how =
    outcome === 'hung'
      ? `It was stopped after ${explainSpan(milliseconds)}, still running. If the client needs longer, raise --timeout.`
      : `It ${signal === null ? `exited with code ${code ?? 'unknown'}` : `was ended by ${signal}`} after ${explainSpan(milliseconds)}.`
  return [how, ...(reaction ? [`The client ${reaction}.`] : []), ...explainRetry(result)].join(' ')
}

function explainRetry({ outcome, meets }: Result): readonly string[] {
  if (outcome !== 'gave up') return []
  if (!('errorCode' in meets)) return ['The fault is temporary: a retry would have succeeded.']
  const name = findErrorName(meets.errorCode)
  const pause = name !== undefined && toError(name).retry === 'after a pause' ? ' after a pause' : ''
  return [`${meets.errorCode} is temporary: a retry${pause} would have succeeded.`]
}

/** In which runs a warning was found, and what was found in the first of them, as sentences. */
export function explainWarning({ runs }: Warning): string {
  const found = runs[0] ? ` ${toShort(runs[0].found, longestFound)}` : ''
  return `Found in ${toCount(runs.length, 'run')}: ${toList(runs.map(explainMutant))}.${found}`
}

/** The longest finding of a warning that is shown whole, in characters. */
const longestFound = 300

/** What else there is to know, as sentences. */
export function explainRest({ results, leftOut, interrupted }: Sweep): readonly string[] {
  const unheeded = results.filter(result => result.unheeded).map(explainMutant)
  const unmet = results.filter(({ outcome }) => outcome === 'not met').map(explainMutant)
  const left = new Set(leftOut.map(toExchangeName)).size
  return [
    ...(unheeded.length > 0
      ? [
          `Exited with code 0 although a response was lost and the request was not retried: ${toList(unheeded)}. Check that this is intended.`,
        ]
      : []),
    ...(unmet.length > 0 ? [`Not evaluated, since the run did not trigger the fault: ${toList(unmet)}.`] : []),
    ...(leftOut.length > 0
      ? [
          `Left out${interrupted ? ' (interrupted)' : ''}: ${toCount(leftOut.length, 'run')} on ${toCount(left, 'exchange')}.${interrupted ? '' : ' --max includes more of them, --seed others.'}`,
        ]
      : []),
  ]
}

/** How many are named one by one. */
const mostNamed = 12

const toList = (names: readonly string[]) =>
  names.length > mostNamed
    ? `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`
    : names.join(', ')
