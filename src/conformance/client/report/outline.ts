import type { Finding, Report } from '../report.ts'
import type { Group } from '../rule.ts'

/** A report's findings in the order in which people read them. */
export interface Outline {
  /** What to fix, the first thing first: errors before warnings, then requests, behaviour, responses, cases. */
  readonly broken: readonly Finding[]
  /** Those with known issues, whether or not they have other findings. */
  readonly known: readonly Finding[]
  /** Those without findings. */
  readonly kept: readonly Finding[]
  /** Those that nothing exercised. */
  readonly rest: readonly Finding[]
}

/** Every group with its heading, in the order in which findings are fixed. */
export const groupTitles: { readonly [Name in Group]: string } = {
  request: 'Requests',
  behaviour: 'Behaviour over time',
  answer: 'Reading responses',
  case: 'Cases',
}

const groupNames = Object.keys(groupTitles)

/** Puts a report's findings in order. */
export function toOutline({ findings }: Report): Outline {
  const of = (verdict: string) => findings.filter(finding => finding.verdict === verdict)
  return {
    broken: of('failed').toSorted((one, other) => toWeight(one) - toWeight(other)),
    known: findings.filter(({ knownCount }) => knownCount > 0),
    kept: of('passed').filter(({ knownCount }) => knownCount === 0),
    rest: of('not exercised'),
  }
}

const toWeight = ({ rule }: Finding) =>
  (rule.severity === 'error' ? 0 : groupNames.length) + groupNames.indexOf(rule.group)

/** A number of things, such as `1 request` or `2 requests`. */
export const toCount = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`
