import { type OperationName, operationNames } from '../../contracts/operations.ts'
import type { FailureMode } from '../../emulator/exchange.ts'
import type { CommandCount } from '../../emulator/journal.ts'
import { listMeets, toMeetName } from './failure-modes.ts'
import type { Exposure, ExposureCell, ExposureRow, Reaction } from './report.ts'
import { findNext, type Run, type Seen } from './run.ts'

type Counted = { -readonly [Name in Reaction]?: number }

/** What the commands that were used could meet, what they met, and what clients did next. */
export function toExposure(runs: readonly Run[]): Exposure {
  const counts = runs.flatMap(({ journal }) => journal.counts).filter(({ scope }) => scope === 'call-api')
  const met = toReactions(runs)
  const rows = operationNames.flatMap(command => {
    const own = counts.filter(count => count.command === command)
    return own.length === 0 ? [] : [toRow(command, own, met)]
  })
  const cells = rows.flatMap(row => row.cells)
  const hit = cells.filter(({ times }) => times > 0).length
  const percent = cells.length === 0 ? undefined : Math.floor((hit * 100) / cells.length)
  return { met: hit, all: cells.length, percent, rows }
}

function toRow(
  command: OperationName,
  counts: readonly CommandCount[],
  met: ReadonlyMap<string, Counted>,
): ExposureRow {
  const sum = (toNumber: (count: CommandCount) => number | undefined) =>
    counts.reduce((total, count) => total + (toNumber(count) ?? 0), 0)
  const cells = listMeets(command).map((meets): ExposureCell => {
    const times =
      'code' in meets ? sum(count => count.codes[meets.code]) : sum(count => count.failureModes[meets.stumble])
    return { meets, times, reactions: met.get(`${command} ${toMeetName(meets)}`) ?? {} }
  })
  return { command, requests: sum(({ requests }) => requests), cells }
}

/** What clients did after what they met, by command and by what it was. */
function toReactions(runs: readonly Run[]): Map<string, Counted> {
  const met = new Map<string, Counted>()
  for (const run of runs) {
    const lastWell = toLastWell(run)
    for (const entry of run.entries) {
      for (const what of toMet(entry)) {
        const key = `${entry.command} ${what}`
        const counted = met.get(key) ?? {}
        const reaction = toReaction(run, entry, lastWell)
        counted[reaction] = (counted[reaction] ?? 0) + 1
        met.set(key, counted)
      }
    }
  }
  return met
}

function toMet({ errorCode, trouble, failureModes: own }: Seen): readonly (number | FailureMode)[] {
  const isCode = trouble !== 'none' && trouble !== 'lost' && trouble !== 'spoilt' && trouble !== 'hung up'
  return [...(isCode && errorCode ? [errorCode] : []), ...own.filter(stumble => stumble !== 'refusal')]
}

function toReaction(run: Run, entry: Seen, lastWell: ReadonlyMap<string, number>): Reaction {
  if (findNext(run.topics.get(entry.topic), entry))
    return (lastWell.get(entry.topic) ?? 0) > entry.position ? 'recovered' : 'asked again'
  if (entry.trouble === 'hung up') return 'hung up'
  return findNext(run.streams.get(entry.stream), entry) ? 'went on' : 'asked no more'
}

/** The number of the last request of each topic that went well. */
const toLastWell = ({ entries }: Run): ReadonlyMap<string, number> =>
  new Map(
    entries.flatMap(({ topic, trouble, position: number }) => (trouble === 'none' ? [[topic, number] as const] : [])),
  )
