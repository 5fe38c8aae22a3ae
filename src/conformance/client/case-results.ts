import { isOperationName } from '../../contracts/operations.ts'
import { createTally, type FindingSubject, type KnownIssue, type RuleResult } from '../rule.ts'
import { type CaseFailure, explainCaseFailure } from './case-outcome.ts'
import { caseRequirements, clientCases } from './cases.ts'
import type { ClientRun } from './run.ts'

/** The result of one case for one command. */
export interface CaseResult {
  readonly id: string
  readonly command: string
  /** The index of its run, from 0. */
  readonly run: number
  /** The number of its last request there; absent if there was none. */
  readonly position: number | undefined
  /** When it ended, in Unix milliseconds of the emulator's clock. */
  readonly time: number
  /** Absent if it passed. */
  readonly failure: CaseFailure | undefined
  /** A line for a shell that runs the case again. */
  readonly rerun: string
}

/** Every built-in test case with its results; one that was not run is not exercised. */
export function evaluateCases(
  results: readonly CaseResult[],
  runs: readonly ClientRun[],
  knownIssues: readonly KnownIssue[] | undefined,
  toTitle: (subject: Omit<FindingSubject, 'title'>) => string,
): readonly RuleResult[] {
  return caseRequirements.map(requirement => {
    const tally = createTally(requirement, { knownIssues })
    for (const result of results.filter(({ id }) => id === requirement.id)) {
      const { failure, rerun, command, id } = result
      if (failure === undefined) tally.addKept()
      else {
        const source = clientCases.find(one => one.id === id && one.command === command)?.source ?? requirement.source
        const facts = toFacts(result, runs)
        tally.addBroken({ title: toTitle(facts), ...facts }, source, () => {
          const { code, ...data } = failure
          const reproduction = { curl: rerun, needs: 'Run the case again; no emulator has to be running.' }
          return { code, data, message: explainCaseFailure(failure), reproduction }
        })
      }
    }
    return tally.toResult()
  })
}

function toFacts({ run, position, command, time }: CaseResult, runs: readonly ClientRun[]) {
  const request =
    position === undefined ? undefined : runs[run]?.journal.entries.find(entry => entry.position === position)
  return {
    run,
    position: request?.position,
    command: isOperationName(command) ? command : undefined,
    time,
    method: request?.method ?? '',
    target: request?.target ?? '',
  }
}
