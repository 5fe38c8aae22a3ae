import { toDurationText } from '../text/duration.ts'
import { formatList } from '../text/format.ts'
import { type ConflictReason, effectRows, type Fault, type FaultIssue } from './fault.ts'
import type { HitCount } from './match.ts'

/** The sentences about faults whose parts make no sense together, by the code of the issue. */
export const faultMessages: {
  readonly [Code in FaultIssue['code']]: (issue: Extract<FaultIssue, { readonly code: Code }>) => string
} = {
  'no-effect': ({ known }) => `Missing effect: expected one or more of ${formatList(known, 'and')}.`,
  'mixed-targets': ({ command, callback }) =>
    `Invalid on: expected commands or callbacks, got both. Use one fault for ${command} and another for ${callback}.`,
  'inapplicable-field': ({ path: [field], on, instead }) =>
    `Invalid ${field}: ${reasons[field] ?? (on === 'callbacks' ? 'it acts on replies' : 'it acts on callbacks')}, but the fault is on ${
      on === 'all' ? 'all, which is every command and no callback' : on
    }. Use ${instead}.`,
  'conflicting-effects': ({ path: [field], with: other, reason }) =>
    `Invalid ${field}: it conflicts with ${other}, because ${conflicts[reason]}. Use a fault of its own for it.`,
  'missing-effect': ({ path: [field], requires }) =>
    `Invalid ${field}: it has no effect without ${requires}. Add ${requires}.`,
  'until-before-from': ({ from, until }) => `Invalid until: expected a time after from, ${from}, got ${until}.`,
  'unordered-range': ({ range: [least, most] }) =>
    `Invalid delay: expected the smaller bound first, got [${least}, ${most}]. Write [${most}, ${least}].`,
}

/** The sentence about an issue of a fault. */
export function explainFaultIssue(issue: FaultIssue): string {
  // The entry of a code takes the issues of that code.
  const explain = faultMessages[issue.code] as (issue: FaultIssue) => string
  return explain(issue)
}

const reasons: { readonly [field: string]: string } = {
  identifier: 'no administrator sends callbacks',
}

const conflicts: { readonly [Reason in ConflictReason]: string } = {
  'one-outcome': 'a request has one outcome',
  'nothing-sent': 'nothing of the reply is sent',
  'no-fields': 'the reply then has no fields',
  'field-omitted': 'an omitted field has no type',
  'error-hidden': 'the body then hides the error',
  'nothing-to-slow': 'an empty body has nothing to slow down',
  'never-sent': 'a callback that is never sent is not delayed',
}

/** A fault and its counts in one sentence: what it acts on, what it does, how often, and how often it has. */
export function describeFault(fault: Fault, { matched, hit }: HitCount): string {
  const { on, app, call, identifier, skip, times, from, until, probability, effect } = fault
  const does = effectRows.flatMap(([name, { describe }]) => (effect[name] === undefined ? [] : describe(effect[name])))
  const what = [
    typeof on !== 'string' ? formatList(on, 'and') : on === 'all' ? 'every command' : 'every callback',
    call === undefined ? '' : `for call ${call}`,
    app === undefined ? '' : `of application ${app}`,
    identifier === undefined ? '' : `by ${identifier}`,
    formatList(does.filter(Boolean), 'and'),
  ]
  const bounds = [
    times === Number.POSITIVE_INFINITY ? '' : `${times === 1 ? 'once' : `${times} times`}`,
    skip === 0 ? '' : `after letting ${skip} pass`,
    probability === undefined ? '' : `in ${Number((probability * 100).toPrecision(3))} % of the cases`,
    from === 0 ? '' : `from ${toDurationText(from)}`,
    until === Number.POSITIVE_INFINITY ? '' : `until ${toDurationText(until)}`,
  ]
  const clauses = [what, bounds].map(words => words.filter(Boolean).join(' ')).filter(Boolean)
  return `${clauses.join(', ')}: ${matched} matched, ${hit} hit.`
}
