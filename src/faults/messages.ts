import { toDurationText } from '../text/duration.ts'
import { formatList } from '../text/format.ts'
import { toFieldName } from '../text/zod-issues.ts'
import { type ConflictReason, effectRows, type Fault, type FaultIssue } from './fault.ts'
import type { HitCount } from './match.ts'

/** The sentences about faults whose parts make no sense together, by the code of the issue. */
export const faultMessages: {
  readonly [Code in FaultIssue['code']]: (issue: Extract<FaultIssue, { readonly code: Code }>) => string
} = {
  'no-effect': ({ known }) => `Missing effect: expected one or more of ${formatList(known, 'and')}.`,
  'mixed-targets': ({ command, callback }) =>
    `Invalid on: expected commands or callbacks, got both. Use one fault for ${command} and another for ${callback}.`,
  'inapplicable-field': ({ path, on, instead }) => {
    const actsOn = on === 'callbacks' ? 'requests' : 'callbacks'
    const target = on === 'all' ? 'all, which is every command and no callback' : on
    return `Invalid ${toFieldName(path)}: it applies to ${actsOn}, but the fault is on ${target}. Use ${instead}.`
  },
  'conflicting-effects': ({ path, with: other, reason }) =>
    `Invalid ${toFieldName(path)}: it conflicts with ${other}, because ${conflicts[reason]}. Use a fault of its own for it.`,
  'missing-effect': ({ path, requires }) =>
    `Invalid ${toFieldName(path)}: it has no effect without ${requires}. Add ${requires}.`,
  'until-before-from': ({ from, until }) => `Invalid until: expected a time after from, ${from}, got ${until}.`,
  'unordered-range': ({ range: [least, most] }) =>
    `Invalid delay: expected the smaller bound first, got [${least}, ${most}]. Write [${most}, ${least}].`,
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
