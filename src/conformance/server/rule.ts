import type { Source } from '../../contracts/basis.ts'
import { type ErrorName, toError } from '../../contracts/errors.ts'
import { formatList } from '../../text/format.ts'
import type { Severity, Verdict } from '../rule.ts'
import { type Course, findCode, findResponse } from './probe.ts'
import type { ProbeId } from './probes/list.ts'
import { explainUnread, nameCode } from './reading.ts'

/** What a server has to keep. */
export interface Rule {
  /** Such as `RB-P01`; it never changes. */
  readonly id: string
  readonly severity: Severity
  /** What the server does if it keeps the rule. */
  readonly sentence: string
  /** Why it has to. */
  readonly reason: string
  readonly seen: Source
  /** What to do about it. */
  readonly fix: string
  /** Judges a run. Nothing to say is nothing exercised. */
  readonly judge: (course: Course) => readonly Opinion[]
}

/** What a probe says of a rule: it is kept, it is broken and how, or nothing can be said and why. */
export type Opinion =
  | 'kept'
  | { readonly unclear: string }
  | {
      readonly slip: string
      readonly probe: string
      /** Which field departs, if it is one. */
      readonly field?: string
      /** Where that was seen, if not where the rule was. */
      readonly seen?: Source
    }

/** Something that breaks a rule. */
export interface Slip {
  readonly sentence: string
  readonly probe: string
  readonly field: string | undefined
  readonly seen: Source
}

/** A rule with what came of it. */
export interface Finding {
  readonly rule: Rule
  readonly verdict: Verdict
  /** An error at most where something documented is broken; a wrong assumption of ours is a warning. */
  readonly severity: Severity
  readonly slips: readonly Slip[]
  /** Why nothing could be found; empty if it passed or failed. */
  readonly unclear: readonly string[]
}

/** A rule's verdict. It has passed only if something was found right, and nothing wrong. */
export function toFinding(rule: Rule, course: Course): Finding {
  const opinions = rule.judge(course)
  const slips = opinions.flatMap(opinion =>
    typeof opinion === 'object' && 'slip' in opinion
      ? [{ sentence: opinion.slip, probe: opinion.probe, field: opinion.field, seen: opinion.seen ?? rule.seen }]
      : [],
  )
  if (slips.length > 0) {
    const isDocumented = slips.some(({ seen }) => 'page' in seen)
    const severity = isDocumented ? rule.severity : 'warning'
    return { rule, verdict: 'failed', severity, slips, unclear: [] }
  }
  const { severity } = rule
  if (opinions.includes('kept')) return { rule, verdict: 'passed', severity, slips, unclear: [] }
  const unclear = opinions.flatMap(opinion =>
    typeof opinion === 'object' && 'unclear' in opinion ? [opinion.unclear] : [],
  )
  return { rule, verdict: 'not exercised', severity, slips, unclear: [...new Set(unclear)] }
}

/** For rules that look at what a probe was answered in the end: what its code is, or why that cannot be said. */
export function judgeCode(course: Course, probe: ProbeId, judge: (code: number) => Opinion): Opinion {
  const { shots = [], unplayed } = course.find(probe) ?? {}
  const last = shots.at(-1)
  if (!last) return { unclear: unplayed ?? 'It was not asked.' }
  const code = findCode(course, probe)
  return code === undefined ? { unclear: explainUnread(last.outcome) } : judge(code)
}

/** For rules that want probes refused with one of these codes, and each with nothing else. */
export const wantRefused =
  (probes: readonly ProbeId[], ...names: readonly [ErrorName, ...ErrorName[]]): Rule['judge'] =>
  course => {
    const codes: readonly number[] = names.map(name => toError(name).code)
    return probes.map(probe =>
      judgeCode(course, probe, code =>
        codes.includes(code)
          ? 'kept'
          : { slip: `It was answered ${nameCode(code)}: want ${formatList(codes.map(nameCode))}.`, probe },
      ),
    )
  }

/** For rules that want something of a success: `judge` says what is wrong with it, or nothing. */
export const wantSuccess =
  (probe: ProbeId, judge: (course: Course) => string | undefined): Rule['judge'] =>
  course => [
    judgeCode(course, probe, code => {
      if (code !== 0) return { unclear: `${probe} was answered ${nameCode(code)}.` }
      if (!findResponse(course, probe)) return { unclear: `${probe} was answered without a Response.` }
      const slip = judge(course)
      return slip === undefined ? 'kept' : { slip, probe }
    }),
  ]
