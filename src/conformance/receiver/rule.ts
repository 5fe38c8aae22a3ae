import type { Source } from '../../contracts/basis.ts'
import { missesSign } from '../../emulator/callbacks/delivery-result.ts'
import type { Severity, Verdict } from '../rule.ts'
import type { Played, Shot } from './play.ts'
import type { ProbeId } from './probe.ts'
import { explainOutcome, toReading } from './reading.ts'

/** What a receiver has to keep. */
export interface Rule {
  /** Such as `RB-W01`; it never changes. */
  readonly id: string
  readonly severity: Severity
  /** What the receiver does if it keeps the rule. */
  readonly sentence: string
  /** Why it has to. */
  readonly reason: string
  readonly seen: Source
  /** What to do about it. */
  readonly fix: string
  /** The probes whose outcomes it is judged by. */
  readonly probes: readonly ProbeId[]
  /** Whether it is about the shapes of start callbacks; no other rule judges one that was refused where another was taken. */
  readonly comparesShapes?: boolean
  /** Judges one callback of such a probe, the first being 0. */
  readonly judge: (shot: Shot, played: Played, index: number) => Opinion
}

/** What one outcome says of a rule: it is kept, it is broken and how, or nothing can be said and why. */
export type Opinion = 'kept' | { readonly slip: string } | { readonly unclear: string }

/** A rule with what came of it. */
export interface Finding {
  readonly rule: Rule
  readonly verdict: Verdict
  /** What was found, or why nothing could be; empty if it passed. */
  readonly details: readonly string[]
  /** The probes that broke it. */
  readonly broken: readonly ProbeId[]
}

/** A rule's verdict. It has passed only if something was sent, answered and found right, and nothing was found wrong. */
export function toFinding(rule: Rule, all: readonly Played[]): Finding {
  const own = all.filter(
    ({ probe, otherTaken }) => rule.probes.includes(probe.id) && (!otherTaken || rule.comparesShapes),
  )
  const opinions = own.flatMap(played =>
    played.shots.map((shot, index) => ({ played, index, opinion: rule.judge(shot, played, index) })),
  )
  const slips = opinions.flatMap(({ played, index, opinion }) =>
    typeof opinion === 'object' && 'slip' in opinion
      ? [{ played, line: `${nameShot(played, index)}: ${opinion.slip}` }]
      : [],
  )
  if (slips.length > 0) {
    const broken = [...new Set(slips.map(({ played }) => played.probe.id))]
    return { rule, verdict: 'failed', details: slips.map(({ line }) => line), broken }
  }
  if (opinions.some(({ opinion }) => opinion === 'kept')) return { rule, verdict: 'passed', details: [], broken: [] }
  const unclear = opinions.flatMap(({ opinion }) =>
    typeof opinion === 'object' && 'unclear' in opinion ? [opinion.unclear] : [],
  )
  const reasons = [...unclear, ...own.flatMap(({ unplayed }) => (unplayed === undefined ? [] : [unplayed]))]
  return { rule, verdict: 'not exercised', details: [...new Set(reasons)], broken: [] }
}

const ordinals = ['first', 'second', 'third']

const nameShot = ({ probe, shots }: Played, index: number) =>
  shots.length === 1 ? probe.id : `${probe.id}, the ${ordinals[index] ?? `${index + 1}th`} of ${shots.length}`

/** What a receiver answered to an unsigned callback that it refused; mentions that there was no Sign, and how to send one. */
export function explainRefusal({ outcome, parcel }: Shot): string {
  const isClientError = 'status' in outcome && outcome.status >= 400 && outcome.status < 500
  const isUnsigned = !/[?&]Sign=/.test(parcel.target)
  const hint = missesSign(parcel.target, outcome) || (isClientError && isUnsigned) ? ` ${noToken}` : ''
  return `${explainOutcome(outcome)}${hint}`
}

const noToken =
  'No token is configured, so no Sign was sent: if the receiver requires one, give its token with --token.'

/** For rules that want a callback taken: whatever else becomes of it is a slip. */
export const wantTaken: Rule['judge'] = ({ outcome }, { gone }) =>
  toReading(outcome) === 'taken'
    ? 'kept'
    : { slip: `${explainOutcome(outcome)}${gone ? ' Nothing answers any more since.' : ''}` }

/** For rules that want a callback refused. A connection cut without a word refuses too, if the receiver outlives it. */
export const wantRefused: Rule['judge'] = ({ outcome }, { gone }) => {
  const reading = toReading(outcome)
  if (reading === 'slow') return { unclear: 'It was not answered in time, so nobody can tell whether it was refused.' }
  if (reading === 'refused' || (reading === 'broken' && !gone)) return 'kept'
  return {
    slip: gone
      ? `${explainOutcome(outcome)} Nothing answers any more since.`
      : `It was taken. ${explainOutcome(outcome)}`,
  }
}
