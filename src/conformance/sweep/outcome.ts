import { isOperationName } from '../../contracts/operations.ts'
import type { Entry, Journal } from '../../emulator/journal.ts'
import { type ClientReport, toClientReport } from '../client/report.ts'
import { type Reaction, reactions } from '../report/model.ts'
import type { Requirement, Severity } from '../rule.ts'
import { type FaultCase, isRetryable, isTemporary } from './plan.ts'

/** The outcome of a run with one fault. */
export type SweepOutcome = (typeof sweepOutcomes)[number]

/** Every outcome, the worst first. */
export const sweepOutcomes = [
  'timed-out',
  'crashed',
  'violated',
  'no-retry',
  'reported',
  'passed',
  'not-triggered',
] as const

/** The outcomes that are to be fixed, as rules on the command. */
export const outcomeRules: readonly (Requirement & { readonly id: SweepOutcome })[] = (
  [
    {
      id: 'timed-out',
      severity: 'error',
      title: 'Ends within the time limit after any failure',
      reason: 'A client that waits without a limit blocks its caller.',
      fix: 'Set a timeout for requests, and limit the number of retries. If the client needs longer, raise --timeout.',
    },
    {
      id: 'crashed',
      severity: 'error',
      title: 'Is not ended by a signal after any failure',
      reason: 'A crash loses whatever else the process was doing.',
      fix: 'Handle the failure where the response is read.',
    },
    {
      id: 'violated',
      severity: 'error',
      title: 'Keeps the contract after any failure',
      reason: 'The run breaks a rule of the contract that it keeps without the fault.',
      fix: 'Fix the rules that are named: ringback exec with this fault reports them with reason and fix.',
    },
    {
      id: 'no-retry',
      severity: 'warning',
      title: 'Retries after a temporary failure',
      reason: 'The failure is temporary, and a retry would have succeeded.',
      fix: 'Retry a few times, with a pause that grows.',
    },
  ] as const
).map(row => ({ ...row, group: 'outcomes', source: { assumed: 'no page says how clients handle failures' } }))

/** What each outcome means, as a sentence. */
export const outcomeMeanings: { readonly [Name in SweepOutcome]: string } = {
  'timed-out': 'It exceeded the time limit.',
  crashed: 'A signal ended it.',
  violated: 'It broke a rule of the contract that it keeps without the fault.',
  'no-retry': 'It failed, although a retry would have succeeded.',
  reported: 'It failed, as it should: a retry does not help, or could do harm.',
  passed: 'It exited with code 0.',
  'not-triggered': 'The fault was not triggered.',
}

/** Whether an outcome is to be fixed. */
export const isFailure = (outcome: SweepOutcome): boolean => outcomeRules.some(({ id }) => id === outcome)

/** How a command ended. */
export interface CommandEnd {
  readonly code: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  readonly milliseconds: number
  /** The last of its output, of both streams in order. */
  readonly output: string
}

/** A rule that a run broke. */
interface SweepViolation {
  readonly rule: string
  readonly title: string
  /** The first finding, as sentences. */
  readonly message: string
}

/** A run with its outcome. */
export interface FaultRun extends FaultCase, CommandEnd {
  readonly outcome: SweepOutcome
  /** Broken rules of severity error that the baseline run keeps. */
  readonly violations: readonly SweepViolation[]
  /**
   * Broken rules of severity warning that the baseline run keeps, whatever the outcome; without the one on retries where
   * `outcome` or `notRetried` says the same.
   */
  readonly warnings: readonly SweepViolation[]
  /** What the client did after the failure, in the order of `reactions`; several if it met it several times. */
  readonly reactions: readonly Reaction[]
  /** Whether it exited with code 0 without ever repeating a request that got no answer. */
  readonly notRetried: boolean
  /** A line for a shell that repeats the run. */
  readonly reproduction: string
}

/** How runs are evaluated. */
interface FaultRunOptions {
  /** Rules that the baseline run breaks. */
  readonly ignoredRules: readonly string[]
  readonly reproduction: string
}

const retryRule = 'RB-B01'

/** Evaluates a run by how it ended and by what it did. */
export function evaluateFaultRun(
  one: FaultCase,
  end: CommandEnd,
  journal: Journal,
  { ignoredRules, reproduction }: FaultRunOptions,
): FaultRun {
  const isTriggered = journal.entries.some(entry => isHit(entry, one))
  const report = toClientReport([{ journal }])
  const listOwn = (severity: Severity) =>
    isTriggered ? listViolations(report, severity).filter(({ rule }) => !ignoredRules.includes(rule)) : []
  const violations = listOwn('error')
  const row = report.failureCoverage.rows.find(({ command }) => command === one.command)
  const counts = row?.cells.find(({ name }) => name === one.failure.name)?.reactions ?? {}
  const outcome = isTriggered ? toOutcome(one, end, violations) : 'not-triggered'
  const notRetried = outcome === 'passed' && isLoss(one) && !counts.recovered && !counts.retried
  return {
    ...one,
    ...end,
    outcome,
    violations,
    warnings: listOwn('warning').filter(({ rule }) => rule !== retryRule || (outcome !== 'no-retry' && !notRetried)),
    reactions: isTriggered ? reactions.filter(name => counts[name]) : [],
    notRetried,
    reproduction,
  }
}

/** The broken rules of one severity. */
export const listViolations = ({ results }: ClientReport, severity: Severity): readonly SweepViolation[] =>
  results
    .filter(result => result.verdict === 'failed' && result.rule.severity === severity)
    .map(({ rule, findings }) => ({ rule: rule.id, title: rule.title, message: findings[0]?.message ?? '' }))

/** The id of the fault that precedes all others. */
const firstFault = 'fault-1'

function isHit({ command, faults, failureModes, errorCode }: Entry, one: FaultCase): boolean {
  if (command === undefined || !isOperationName(command)) return false
  if (command !== one.command || !faults.includes(firstFault)) return false
  return 'errorCode' in one.failure
    ? failureModes.includes('refusal') && errorCode === one.failure.errorCode
    : failureModes.includes(one.failure.mode)
}

function toOutcome(
  one: FaultCase,
  { code, signal, timedOut }: CommandEnd,
  violations: readonly SweepViolation[],
): SweepOutcome {
  if (timedOut) return 'timed-out'
  if (signal !== null || (code !== null && crashCodes.has(code))) return 'crashed'
  if (violations.length > 0) return 'violated'
  if (code === 0) return 'passed'
  return isRetryable(one) ? 'no-retry' : 'reported'
}

/** The exit codes of a shell, or npm, whose command was ended by ILL, TRAP, ABRT, BUS, FPE, KILL or SEGV. */
const crashCodes: ReadonlySet<number> = new Set([4, 5, 6, 7, 8, 9, 11].map(signal => 128 + signal))

const lateModes: ReadonlySet<string> = new Set(['slow', 'dribble'])

/** Whether the client has no answer to its request, however long it waits. */
const isLoss = ({ failure }: FaultCase) => isTemporary(failure) && !lateModes.has(failure.name)
