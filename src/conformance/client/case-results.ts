import { isOperationName } from '../../contracts/operations.ts'
import { caseClauses, clientCases } from './cases.ts'
import type { KnownLine } from './known.ts'
import type { Finding, Slip } from './report.ts'
import type { Run } from './run.ts'
import { createTally, findKnown } from './tally.ts'

/** What came of one case. */
export interface Trial {
  readonly id: string
  readonly command: string
  /** In which of the runs it was, from 0. */
  readonly run: number
  /** The number of its last request there; absent where none came. */
  readonly entry: number | undefined
  /** When it was over, in Unix milliseconds of the emulator's clock. */
  readonly at: number
  /** Why it came to no good, as a sentence; absent if it came to good. */
  readonly slip: string | undefined
  /** A line for a shell that shows it again. */
  readonly again: string
}

/** Every case with what came of it; one that was not tried is not exercised. */
export function judgeTrials(
  trials: readonly Trial[],
  runs: readonly Run[],
  known: readonly KnownLine[],
  onKnown: (line: KnownLine) => void,
): readonly Finding[] {
  return caseClauses.map(clause => {
    const tally = createTally(clause)
    for (const trial of trials.filter(({ id }) => id === clause.id)) {
      const { slip } = trial
      if (slip === undefined) {
        tally.add(undefined)
        continue
      }
      const line = findKnown(known, clause, trial.command)
      if (line) onKnown(line)
      tally.add(() => toSlip(trial, slip, runs, line?.why), line)
    }
    return tally.toFinding()
  })
}

function toSlip(trial: Trial, sentence: string, runs: readonly Run[], why: string | undefined): Slip {
  const { id, run, entry, command, at, again } = trial
  const exchange =
    entry === undefined ? undefined : runs[run]?.journal.entries.find(({ position: number }) => number === entry)
  return {
    run,
    entry: exchange?.position,
    command: isOperationName(command) ? command : undefined,
    at,
    method: exchange?.method ?? '',
    target: exchange?.target ?? '',
    sentence,
    seen: clientCases.find(one => one.id === id && one.command === command)?.seen,
    curl: again,
    needs: 'Run the case again; no emulator has to be running.',
    why,
  }
}
