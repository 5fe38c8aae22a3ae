import { toEnumeration } from '../../words/quote.ts'
import { maskSecret } from '../../words/secrets.ts'
import { explainReason } from '../verdict.ts'
import type { Report } from './check.ts'
import type { Played } from './play.ts'
import { toReading } from './reading.ts'
import type { Finding } from './rule.ts'
import { toCurl } from './to-curl.ts'

/** A report as lines for people: the verdict, what to mend first and why, then the rest in short. */
export function toText(report: Report): string[] {
  const { findings, played, subject } = report
  const of = (verdict: string) => findings.filter(finding => finding.verdict === verdict)
  const failed = of('failed').toSorted((a, b) => toWeight(a) - toWeight(b))
  const passed = of('passed')
  const rest = of('not exercised')
  return [
    explainVerdict(report),
    ...(subject.token === undefined ? [] : [explainToken(subject.token, failed.length > 0)]),
    ...failed.flatMap((finding, index) => ['', ...explainFailed(finding, index === 0, played)]),
    ...(passed.length > 0 ? ['', 'Kept'] : []),
    ...passed.map(({ rule }) => `  ${rule.id}  ${rule.sentence}`),
    ...(rest.length > 0 ? ['', 'Not exercised'] : []),
    ...rest.flatMap(({ rule, details }) => [
      `  ${rule.id}  ${rule.sentence}`,
      ...details.map(line => `          ${line}`),
    ]),
  ]
}

/** Errors before warnings; within each the order of the rules. */
const toWeight = ({ rule }: Finding) => (rule.severity === 'error' ? 0 : 1)

/** The verdict as a line, with how many rules came out how. */
export function explainVerdict({ verdict, subject: { url }, findings, silence }: Report): string {
  if (silence !== undefined) return `not exercised: ${url} never answered, so no rule could be judged. ${silence}`
  const count = (verdict: string, severity?: string) =>
    findings.filter(one => one.verdict === verdict && (severity ?? one.rule.severity) === one.rule.severity).length
  const [errors, warnings, kept] = [count('failed', 'error'), count('failed', 'warning'), count('passed')]
  const counts = [
    ...(errors > 0 ? [`${kept} kept`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
    ...(count('not exercised') > 0 ? [`${count('not exercised')} not exercised`] : []),
  ]
  const does = errors > 0 ? `breaks ${errors}` : `keeps ${kept}`
  return `${verdict}: ${url} ${does} of ${findings.length} rules${counts.length > 0 ? ` (${counts.join(', ')})` : ''}`
}

function explainToken(token: string, hasLines: boolean): string {
  const age = ' A receiver that looks at RequestTime takes the lines below for a minute or so.'
  return `Signed with the token ${maskSecret(token)}.${hasLines ? age : ''}`
}

function explainFailed({ rule, details, broken }: Finding, isFirst: boolean, played: readonly Played[]): string[] {
  return [
    `${isFirst ? 'Mend first' : 'Then'}: ${rule.id}, ${rule.severity}: ${rule.sentence}`,
    ...details.map(line => `  found  ${line}`),
    `  why    ${explainReason(rule)}`,
    `  mend   ${rule.fix}`,
    ...played
      .filter(({ probe }) => broken.includes(probe.id))
      .flatMap(one => [`  again  ${one.probe.id}: ${one.probe.sentence}`, toCurl(one) ?? '']),
  ]
}

/** One line on a probe that has been played, for whoever waits. */
export function explainPlayed({ probe, shots }: Played): string {
  const readings = [...new Set(shots.map(({ outcome }) => words[toReading(outcome)]))]
  const took = Math.max(...shots.map(({ took }) => took))
  return `${probe.id}: ${toEnumeration(readings, 'and')}, ${took} ms`
}

const words = { taken: 'taken', refused: 'refused', slow: 'not answered in time', broken: 'not answered' } as const
