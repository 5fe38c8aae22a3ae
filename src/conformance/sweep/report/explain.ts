import { findErrorName, toError } from '../../../contracts/errors.ts'
import { toDurationText } from '../../../words/duration.ts'
import { type Meets, toMeetName } from '../../client/meets.ts'
import { explainRefused } from '../../client/report/explain.ts'
import { explainMeets } from '../../client/report/explain-exposure.ts'
import { toCount } from '../../client/report/outline.ts'
import { toShort } from '../../client/report/printable.ts'
import { explainSpan } from '../../client/said.ts'
import type { Mutant } from '../mutant.ts'
import { isBroken, type Outcome, outcomes, type Result, type Sweep, type Warning } from '../sweep.ts'

/** The longest command that is shown whole, in characters. */
const longestCommand = 120

/** Which exchange a run is about, such as `get_call_info 2`. */
const toExchangeName = ({ command, nth }: Pick<Mutant, 'command' | 'nth'>): string => `${command} ${nth}`

/** The verdict as a line, with how many runs came out how. */
export function explainSweep({ verdict, interrupted, results, warnings, leftOut }: Sweep): string {
  const counts = outcomes.flatMap(outcome => {
    const count = results.filter(result => result.outcome === outcome).length
    return count > 0 ? [`${count} ${outcome}`] : []
  })
  const warned = warnings.length > 0 ? `; ${toCount(warnings.length, 'warning')}` : ''
  const left = leftOut.length > 0 ? `, ${leftOut.length} left out` : ''
  return `${interrupted ? 'interrupted' : verdict}: ${toCount(results.length, 'run')}, one fault each${counts.length > 0 ? `: ${counts.reverse().join(', ')}` : ''}${left}${warned}`
}

/** What was run without faults, as sentences. */
export function explainRehearsal({ command, scenario, rehearsal, timeout }: Sweep): string {
  const { requests, milliseconds, broken, refused } = rehearsal
  const sentences = [
    `"${toShort(command, longestCommand)}" ended well after ${explainSpan(milliseconds)} and ${toCount(requests, 'request')} in the scenario "${toShort(scenario, longestCommand)}".`,
    `With a fault it had ${toDurationText(timeout)}.`,
    ...(broken.length > 0
      ? [`It breaks ${broken.join(', ')} without any fault: see ringback exec. That does not count here.`]
      : []),
    ...explainRefused(refused),
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
          .map(({ meets }) => toMeetName(meets)),
      }))
      .filter(({ meets }) => meets.length > 0),
  }))
}

/** What is to be mended, the worst first. */
export const toBrokenResults = ({ results }: Sweep): readonly Result[] =>
  results
    .filter(({ outcome }) => isBroken(outcome))
    .toSorted((one, other) => outcomes.indexOf(one.outcome) - outcomes.indexOf(other.outcome))

/** What befell a run, such as `get_call_info 2 met 101001`. */
export const explainMutant = (mutant: Pick<Mutant, 'command' | 'nth' | 'meets'>): string =>
  `${toExchangeName(mutant)} met ${toMeetName(mutant.meets)}`

/** What that is, as a sentence. */
export const explainBefallen = (meets: Meets): string => explainMeets(meets)

/** How a run ended, as sentences. */
export function explainEnd(result: Result): string {
  const { outcome, code, signal, milliseconds, reaction } = result
  const how =
    outcome === 'hung'
      ? `It was still running after ${explainSpan(milliseconds)}, and was ended. If it would have given up later, give it a longer --timeout.`
      : `It ended ${signal === null ? `with code ${code ?? 'unknown'}` : `by ${signal}`} after ${explainSpan(milliseconds)}.`
  return [how, ...(reaction ? [`Its client ${reaction}.`] : []), ...explainRetry(result)].join(' ')
}

function explainRetry({ outcome, meets }: Result): readonly string[] {
  if (outcome !== 'gave up') return []
  if (!('code' in meets)) return ['It passes by itself: asking again would have got over it.']
  const name = findErrorName(meets.code)
  const pause = name !== undefined && toError(name).retry === 'after a pause' ? ', after a pause,' : ''
  return [`${meets.code} passes by itself: asking again${pause} would have got over it.`]
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
          `Ended well without what it had asked for, and never asked again: ${toList(unheeded)}. Nobody but you can tell whether it may.`,
        ]
      : []),
    ...(unmet.length > 0
      ? [`Never came about, since the run took another way, and not judged: ${toList(unmet)}.`]
      : []),
    ...(leftOut.length > 0
      ? [
          `Left out${interrupted ? ', since it was interrupted' : ''}: ${toCount(leftOut.length, 'run')} on ${toCount(left, 'exchange')}.${interrupted ? '' : ' --max takes more of them, --seed others.'}`,
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
