import { isOperationName } from '../../contracts/operations.ts'
import type { Entry, Journal } from '../../emulator/journal.ts'
import { type Meets, toMeetName } from '../client/failure-modes.ts'
import { judge } from '../client/judge.ts'
import type { KnownLine } from '../client/known.ts'
import { type ExposureCell, type Report, reactions } from '../client/report.ts'
import { retries } from '../client/rules/retries.ts'
import type { Severity } from '../rule.ts'
import { isRepeatable, type Mutant, passes } from './mutant.ts'
import type { Breach, End, Outcome, Result } from './sweep.ts'

/** The id of the fault that is armed before all others. */
const first = 'fault-1'

/** What came of a run, judged by how it ended and by what it did; `excused` are rules that are broken anyway. */
export function judgeRun(
  mutant: Mutant,
  end: End,
  journal: Journal,
  {
    known,
    excused,
    again,
  }: { readonly known: readonly KnownLine[]; readonly excused: readonly string[]; readonly again: string },
): Result {
  const isMet = journal.entries.some(entry => isStruck(entry, mutant))
  const report = judge([{ journal }], { knownIssues: known })
  const toOwn = (severity: Severity) =>
    isMet ? toBreaches(report, severity).filter(({ rule }) => !excused.includes(rule)) : []
  const broken = toOwn('error')
  const cell = report.exposure.rows
    .find(({ command }) => command === mutant.command)
    ?.cells.find(({ meets }) => toMeetName(meets) === toMeetName(mutant.meets))
  const outcome = isMet ? toOutcome(mutant, end, broken) : 'not met'
  const hasAskedAgain = Boolean(cell?.reactions.recovered || cell?.reactions['asked again'])
  const unheeded = outcome === 'survived' && isLoss(mutant.meets) && !hasAskedAgain
  return {
    ...mutant,
    ...end,
    outcome,
    broken,
    warnings: toOwn('warning').filter(({ rule }) => rule !== retries.id || (outcome !== 'gave up' && !unheeded)),
    reaction: isMet && cell ? toReaction(cell) : '',
    unheeded,
    again,
  }
}

/** What a client did next, such as `recovered`; several, where it met the same several times. */
const toReaction = ({ reactions: counted }: ExposureCell): string => reactions.filter(name => counted[name]).join(', ')

/** The rules of one severity that a run broke. */
export const toBreaches = ({ findings }: Report, severity: Severity): readonly Breach[] =>
  findings
    .filter(({ verdict, rule }) => verdict === 'failed' && rule.severity === severity)
    .map(({ rule, slips }) => ({ rule: rule.id, sentence: rule.sentence, found: slips[0]?.sentence ?? '' }))

function isStruck({ command, faults, failureModes, errorCode }: Entry, { command: wanted, meets }: Mutant): boolean {
  if (command === undefined || !isOperationName(command) || command !== wanted || !faults.includes(first)) return false
  return 'code' in meets
    ? failureModes.includes('refusal') && errorCode === meets.code
    : failureModes.includes(meets.stumble)
}

function toOutcome(mutant: Mutant, { code, signal, timedOut }: End, broken: readonly Breach[]): Outcome {
  if (timedOut) return 'hung'
  if (signal !== null || (code !== null && crashes.has(code))) return 'crashed'
  if (broken.length > 0) return 'slipped'
  if (code === 0) return 'survived'
  return isRepeatable(mutant) ? 'gave up' : 'told'
}

/** What a shell, or npm, ends with where a signal ended what it ran: 128 and ILL, TRAP, ABRT, BUS, FPE, KILL or SEGV. */
const crashes: ReadonlySet<number> = new Set([4, 5, 6, 7, 8, 9, 11].map(signal => 128 + signal))

/** Whether a client that meets it has not got an answer to what it asked; who waits long enough has one. */
const isLoss = (meets: Meets) => passes(meets) && !('stumble' in meets && late.has(meets.stumble))

const late: ReadonlySet<string> = new Set(['slow', 'dribble'])
