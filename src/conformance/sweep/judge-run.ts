import { isOperationName } from '../../contracts/operations.ts'
import type { Entry, Journal } from '../../emulator/journal.ts'
import type { Failure } from '../client/failure-modes.ts'
import { toClientReport } from '../client/report.ts'
import type { KnownIssue } from '../known-issues.ts'
import { type FailureCoverageCell, type Report, reactions } from '../report/model.ts'
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
  }: { readonly known: readonly KnownIssue[]; readonly excused: readonly string[]; readonly again: string },
): Result {
  const isMet = journal.entries.some(entry => isStruck(entry, mutant))
  const report = toClientReport([{ journal }], { knownIssues: known })
  const toOwn = (severity: Severity) =>
    isMet ? toBreaches(report, severity).filter(({ rule }) => !excused.includes(rule)) : []
  const broken = toOwn('error')
  const cell = report.failureCoverage.rows
    .find(({ command }) => command === mutant.command)
    ?.cells.find(({ name }) => name === mutant.meets.name)
  const outcome = isMet ? toOutcome(mutant, end, broken) : 'not met'
  const hasAskedAgain = Boolean(cell?.reactions.recovered || cell?.reactions.retried)
  const unheeded = outcome === 'survived' && isLoss(mutant.meets) && !hasAskedAgain
  return {
    ...mutant,
    ...end,
    outcome,
    broken,
    warnings: toOwn('warning').filter(({ rule }) => rule !== 'RB-B01' || (outcome !== 'gave up' && !unheeded)),
    reaction: isMet && cell ? toReaction(cell) : '',
    unheeded,
    again,
  }
}

/** What a client did next, such as `recovered`; several, where it met the same several times. */
const toReaction = ({ reactions: counted }: FailureCoverageCell): string =>
  reactions.filter(name => counted[name]).join(', ')

/** The rules of one severity that a run broke. */
export const toBreaches = ({ results }: Report, severity: Severity): readonly Breach[] =>
  results
    .filter(({ verdict, rule }) => verdict === 'failed' && rule.severity === severity)
    .map(({ rule, findings }) => ({ rule: rule.id, sentence: rule.title, found: findings[0]?.message ?? '' }))

function isStruck({ command, faults, failureModes, errorCode }: Entry, { command: wanted, meets }: Mutant): boolean {
  if (command === undefined || !isOperationName(command) || command !== wanted || !faults.includes(first)) return false
  return 'errorCode' in meets
    ? failureModes.includes('refusal') && errorCode === meets.errorCode
    : failureModes.includes(meets.mode)
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
const isLoss = (meets: Failure) => passes(meets) && !('mode' in meets && late.has(meets.mode))

const late: ReadonlySet<string> = new Set(['slow', 'dribble'])
