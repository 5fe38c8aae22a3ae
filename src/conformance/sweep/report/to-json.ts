import { toMeetName } from '../../client/meets.ts'
import { toJsonText } from '../../client/report/printable.ts'
import type { Mutant } from '../mutant.ts'
import type { Result, Sweep } from '../sweep.ts'

/**
 * A sweep for programs, as JSON; its keys are stable, and what is absent is null. `version` changes when one of them
 * does; further ones may come. Times are in milliseconds.
 */
export function toJson({ results, leftOut, ...sweep }: Sweep): string {
  return `${toJsonText(
    {
      ringback: 'sweep',
      version: 1,
      ...sweep,
      runs: results.map(toRun),
      leftOut: leftOut.map(toMutant),
    },
    2,
  )}\n`
}

const toMutant = ({ command, nth, meets, fault }: Mutant) => ({
  command,
  nth,
  code: 'code' in meets ? meets.code : null,
  stumble: 'code' in meets ? null : toMeetName(meets),
  fault,
})

function toRun(result: Result) {
  const { outcome, code, signal, timedOut, milliseconds, broken, reaction, unheeded, output, again } = result
  const { code: meets, ...mutant } = toMutant(result)
  return {
    ...mutant,
    errorCode: meets,
    outcome,
    ended: { code, signal, timedOut, milliseconds },
    broken,
    reaction: reaction || null,
    unheeded,
    output,
    again,
  }
}
