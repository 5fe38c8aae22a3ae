import type { Finding, Report } from '../report.ts'
import type { Group } from '../rule.ts'

/** A report's findings in the order in which people read them. */
export interface Outline {
  /** What is to be mended, the first thing first: errors before warnings, then requests, behaviour, answers, cases. */
  readonly broken: readonly Finding[]
  /** Those of which known slips occurred, whether or not they are broken otherwise. */
  readonly known: readonly Finding[]
  /** Those that nothing broke. */
  readonly kept: readonly Finding[]
  /** Those that nothing exercised. */
  readonly rest: readonly Finding[]
  /** How many rules came out how, the words ready to be counted; those of which there are none are left out. */
  readonly counts: readonly string[]
  readonly requests: number
  /** The names of the commands that were used. */
  readonly commands: readonly string[]
}

/** Every group, with its heading, in the order in which it is mended. */
export const groupTitles: { readonly [Name in Group]: string } = {
  request: 'Requests',
  behaviour: 'Behaviour over time',
  answer: 'Reading the answer',
  case: 'Cases',
}

const groupNames = Object.keys(groupTitles)

/** Puts a report's findings in order. */
export function toOutline({ findings, runs }: Report): Outline {
  const of = (verdict: string) => findings.filter(finding => finding.verdict === verdict)
  const broken = of('failed').toSorted((one, other) => toWeight(one) - toWeight(other))
  const errors = broken.filter(({ rule }) => rule.severity === 'error').length
  const onlyKnown = of('passed').filter(({ knownCount }) => knownCount > 0).length
  const kept = of('passed').filter(({ knownCount }) => knownCount === 0)
  const rest = of('not exercised')
  return {
    broken,
    known: findings.filter(({ knownCount }) => knownCount > 0),
    kept,
    rest,
    counts: [
      ...(errors > 0 ? [toCount(errors, 'error')] : []),
      ...(broken.length > errors ? [toCount(broken.length - errors, 'warning')] : []),
      ...(onlyKnown > 0 ? [`${onlyKnown} known`] : []),
      ...(kept.length > 0 ? [`${kept.length} kept`] : []),
      ...(rest.length > 0 ? [`${rest.length} not exercised`] : []),
    ],
    requests: runs.reduce((total, run) => total + run.requests, 0),
    commands: [...new Set(runs.flatMap(run => run.commands.flatMap(({ command }) => command ?? [])))],
  }
}

const toWeight = ({ rule }: Finding) =>
  (rule.severity === 'error' ? 0 : groupNames.length) + groupNames.indexOf(rule.group)

/** A number of things, such as `1 request` or `2 requests`. */
export const toCount = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`
