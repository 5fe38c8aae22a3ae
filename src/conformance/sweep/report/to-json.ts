import { toJsonText } from '../../report/printable.ts'
import type { Mutant } from '../mutant.ts'
import type { Result, Sweep, Warning } from '../sweep.ts'

/**
 * A sweep for programs, as JSON; its keys are stable, and what is absent is null. `version` changes when one of them
 * does; further ones may come. Times are in milliseconds.
 */
export function toJson({ results, leftOut, warnings, ...sweep }: Sweep): string {
  return `${toJsonText(
    {
      ringback: 'sweep',
      version: 1,
      ...sweep,
      runs: results.map(toRun),
      leftOut: leftOut.map(toMutant),
      warnings: warnings.map(({ rule, sentence, runs }) => ({ rule, sentence, runs: runs.map(toWarned) })),
    },
    2,
  )}\n`
}

/** What is met: an ErrorCode or a stumble. */
const toMeans = (meets: Mutant['meets']) => ({
  code: 'errorCode' in meets ? meets.errorCode : null,
  stumble: 'errorCode' in meets ? null : meets.name,
})

const toMutant = ({ command, nth, meets, fault }: Mutant) => ({
  command,
  nth,
  ...toMeans(meets),
  fault,
})

function toWarned({ command, nth, meets, found }: Warning['runs'][number]) {
  const { code: errorCode, stumble } = toMeans(meets)
  return { command, nth, errorCode, stumble, found }
}

function toRun(result: Result) {
  const { outcome, code, signal, timedOut, milliseconds, broken, warnings, reaction, unheeded, output, again } = result
  const { code: meets, ...mutant } = toMutant(result)
  return {
    ...mutant,
    errorCode: meets,
    outcome,
    ended: { code, signal, timedOut, milliseconds },
    broken,
    warnings,
    reaction: reaction || null,
    unheeded,
    output,
    again,
  }
}
