import { formatValue } from '../../text/format.ts'
import { type FailOn, isFatal, type Verdict } from '../rule.ts'
import { type Course, createCourse, findCode, type Played } from './probe.ts'
import { findStarted } from './probes/calls.ts'
import { type Finding, toFinding } from './rule.ts'
import { rules } from './rules/list.ts'
import type { Stage, Subject } from './stage.ts'

/** What a run found out about a server. */
export interface Report {
  readonly subject: Subject
  readonly verdict: Verdict
  /** The lowest severity that makes the verdict `failed`. */
  readonly failOn: FailOn
  /** Every rule, in the order of its id. */
  readonly findings: readonly Finding[]
  /** Every probe, in the order in which they were played. */
  readonly played: readonly Played[]
  /** Why nothing ever answered, as a sentence. */
  readonly silence?: string | undefined
  /** What the run has changed and could not put back, as sentences. */
  readonly left: readonly string[]
  /** What has changed since an earlier run, as sentences; absent if there is none to compare with. */
  readonly changes?: readonly string[] | undefined
}

/** Judges what came of the probes. `changes` are what an earlier run says, and weigh as warnings do. */
export function toReport(
  subject: Subject,
  played: readonly Played[],
  failOn: FailOn = 'error',
  changes?: readonly string[],
): Report {
  const stage: Stage = { ...subject, began: 0, unknownId: '' }
  const course = createCourse(stage, played)
  const left = findLeft(course)
  const outcomes = played.flatMap(({ shots }) => shots.map(({ outcome }) => outcome))
  const [first] = outcomes
  const rest = { subject, played, left, failOn, ...(changes === undefined ? {} : { changes }) }
  if (outcomes.every(outcome => 'unanswered' in outcome)) {
    const silence = first && 'unanswered' in first ? first.unanswered : 'Nothing was sent.'
    const findings = rules.map(
      (rule): Finding => ({ rule, verdict: 'not exercised', severity: rule.severity, slips: [], unclear: [silence] }),
    )
    return { ...rest, verdict: 'not exercised', findings, silence }
  }
  const findings = rules.map(rule => toFinding(rule, course))
  const isBroken = findings.some(({ verdict, severity }) => verdict === 'failed' && isFatal(severity, failOn))
  const isOther = isFatal('warning', failOn) && (changes?.length ?? 0) > 0
  return { ...rest, verdict: isBroken || isOther ? 'failed' : 'passed', findings }
}

function findLeft(course: Course): readonly string[] {
  const call = findStarted(course)
  const isUnder = call !== undefined && findCode(course, 'end') !== 0
  const back = course.find('put-back')
  const isOther = Boolean(back?.shots.length) && findCode(course, 'put-back') !== 0
  return [
    ...(isUnder
      ? [`The call ${formatValue(call)} that was started may still be under way: end it with end_call.`]
      : []),
    ...(isOther
      ? [
          `The callback configuration could not be put back: send this yourself, ${back?.shots[0]?.draft.path} with ${back?.shots[0]?.draft.body}.`,
        ]
      : []),
  ]
}
