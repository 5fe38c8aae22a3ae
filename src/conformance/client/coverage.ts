import { type OperationName, operationNames } from '../../contracts/operations.ts'
import type { CommandCount } from '../../emulator/journal.ts'
import type { FailureCoverage, FailureCoverageCell, FailureCoverageRow, Reaction } from '../report/model.ts'
import { listFailures } from './failure-modes.ts'
import { type ClientRequest, type ClientRun, findNext } from './run.ts'

type ReactionCounts = { -readonly [Name in Reaction]?: number }

/** Which failures the used commands can meet, which of them were met, and what the clients did next. */
export function toFailureCoverage(runs: readonly ClientRun[], minimum?: number): FailureCoverage {
  const counts = runs.flatMap(({ journal }) => journal.counts).filter(({ scope }) => scope === 'call-api')
  const reactions = countReactions(runs)
  const rows = operationNames.flatMap(command => {
    const own = counts.filter(count => count.command === command)
    return own.length === 0 ? [] : [toRow(command, own, reactions)]
  })
  const cells = rows.flatMap(row => row.cells)
  const met = cells.filter(({ times }) => times > 0).length
  const percent = cells.length === 0 ? undefined : Math.floor((met * 100) / cells.length)
  return { met, all: cells.length, percent, minimum, rows }
}

function toRow(
  command: OperationName,
  counts: readonly CommandCount[],
  reactions: ReadonlyMap<string, ReactionCounts>,
): FailureCoverageRow {
  const sum = (toNumber: (count: CommandCount) => number | undefined) =>
    counts.reduce((total, count) => total + (toNumber(count) ?? 0), 0)
  const cells = listFailures(command).map((failure): FailureCoverageCell => {
    const isErrorCode = 'errorCode' in failure
    const times = isErrorCode
      ? sum(({ codes }) => codes[failure.errorCode])
      : sum(({ failureModes }) => failureModes[failure.mode])
    const { name, meaning } = failure
    return { name, meaning, isErrorCode, times, reactions: reactions.get(`${command} ${name}`) ?? {} }
  })
  return { command, requests: sum(({ requests }) => requests), cells }
}

/** What clients did after each failure, by command and failure. */
function countReactions(runs: readonly ClientRun[]): Map<string, ReactionCounts> {
  const all = new Map<string, ReactionCounts>()
  for (const run of runs) {
    const lastSuccess = new Map<string, number>()
    for (const { content, failure, position } of run.requests)
      if (failure === 'none') lastSuccess.set(content, position)
    for (const request of run.requests) {
      for (const name of listMet(request)) {
        const key = `${request.command} ${name}`
        const counts = all.get(key) ?? {}
        const reaction = toReaction(run, request, lastSuccess)
        counts[reaction] = (counts[reaction] ?? 0) + 1
        all.set(key, counts)
      }
    }
  }
  return all
}

const withoutCode: ReadonlySet<string> = new Set(['none', 'lost', 'corrupt', 'disconnected'])

function listMet({ errorCode, failure, failureModes }: ClientRequest): readonly (number | string)[] {
  const modes = failureModes.filter(mode => mode !== 'refusal')
  return errorCode && !withoutCode.has(failure) ? [errorCode, ...modes] : modes
}

function toReaction(run: ClientRun, request: ClientRequest, lastSuccess: ReadonlyMap<string, number>): Reaction {
  if (findNext(run.repeats.get(request.content), request))
    return (lastSuccess.get(request.content) ?? 0) > request.position ? 'recovered' : 'retried'
  if (request.failure === 'disconnected') return 'disconnected'
  return findNext(run.streams.get(request.stream), request) ? 'continued' : 'stopped'
}
