import { formatList } from '../../text/format.ts'
import { maskSecret } from '../../text/redact.ts'
import { toCount } from '../report/outline.ts'
import { explainReason } from '../rule.ts'
import type { Report } from './check.ts'
import type { Played } from './play.ts'
import { toReading } from './reading.ts'
import type { Finding } from './rule.ts'
import { toCurl } from './to-curl.ts'

/**
 * A report as lines for people: what to fix first and why, the rest in short, and the verdict last. `verbose` adds the
 * full lists of rules; where it is `false`, the text says how to get them.
 */
export function toText(report: Report, verbose?: boolean): string[] {
  const { findings, played, subject } = report
  const of = (verdict: string) => findings.filter(finding => finding.verdict === verdict)
  const failed = of('failed').toSorted((a, b) => toWeight(a) - toWeight(b))
  return [
    ...failed.flatMap((finding, index) => [...explainFailed(finding, index === 0, played), '']),
    ...(verbose ? listRules(of('passed'), of('not exercised')) : listReasons(of('not exercised'))),
    ...(subject.token === undefined ? [] : [explainToken(subject.token, failed.length > 0)]),
    ...(verbose === false ? ['Full lists of rules: --verbose'] : []),
    explainVerdict(report),
  ]
}

/** The rules that passed, and those that were not exercised with the reason why. */
const listRules = (passed: readonly Finding[], rest: readonly Finding[]): string[] => [
  ...(passed.length > 0 ? ['Passed', ...passed.map(({ rule }) => `  ${rule.id}  ${rule.sentence}`), ''] : []),
  ...(rest.length > 0 ? ['Not exercised'] : []),
  ...rest.flatMap(({ rule, details }) => [
    `  ${rule.id}  ${rule.sentence}`,
    ...details.map(line => `          ${line}`),
  ]),
  ...(rest.length > 0 ? [''] : []),
]

/** How many rules were not exercised, for each reason. */
function listReasons(rest: readonly Finding[]): string[] {
  const reasons = [...new Set(rest.map(({ details }) => details.join(' ')))]
  return reasons.map(reason => {
    const ids = rest.filter(({ details }) => details.join(' ') === reason).map(({ rule }) => rule.id)
    return `Not exercised, ${ids.join(', ')}: ${reason}`
  })
}

/** Errors before warnings; within each the order of the rules. */
const toWeight = ({ rule }: Finding) => (rule.severity === 'error' ? 0 : 1)

/** The verdict as one line, such as `PASSED: http://127.0.0.1:3000. 16 rules passed, 0 failed, 0 not exercised.` */
export function explainVerdict({ verdict, subject: { url }, findings, silence }: Report): string {
  if (silence !== undefined)
    return `NOT EXERCISED: ${withoutQuery(url)} did not respond, so no rule could be checked. ${silence}`
  const count = (wanted: string, severity?: string) =>
    findings.filter(one => one.verdict === wanted && (severity ?? one.rule.severity) === one.rule.severity).length
  const warnings = count('failed', 'warning')
  const counts = [
    `${toCount(count('passed'), 'rule')} passed`,
    `${count('failed', 'error')} failed`,
    ...(warnings > 0 ? [toCount(warnings, 'warning')] : []),
    `${count('not exercised')} not exercised`,
  ]
  return `${verdict.toUpperCase()}: ${withoutQuery(url)}. ${counts.join(', ')}.`
}

function explainToken(token: string, hasLines: boolean): string {
  const age = ' A receiver that checks RequestTime accepts the lines above for about a minute.'
  return `Signed with the token ${maskSecret(token)}.${hasLines ? age : ''}`
}

function explainFailed({ rule, details, broken }: Finding, isFirst: boolean, played: readonly Played[]): string[] {
  return [
    `${isFirst ? 'Fix first' : 'Then fix'}: ${rule.id}, ${rule.severity}: ${rule.sentence}`,
    ...details.map(line => `  found      ${line}`),
    `  why        ${explainReason(rule.reason, rule.seen)}`,
    `  fix        ${rule.fix}`,
    ...played
      .filter(({ probe }) => broken.includes(probe.id))
      .flatMap(one => [`  reproduce  ${one.probe.id}: ${one.probe.sentence}`, toCurl(one) ?? '']),
  ]
}

/** One line on a probe that has been played, for whoever waits. */
export function explainPlayed({ probe, shots }: Played): string {
  const readings = [...new Set(shots.map(({ outcome }) => words[toReading(outcome)]))]
  const took = Math.max(...shots.map(({ took }) => took))
  return `${probe.id}: ${formatList(readings, 'and')}, ${took} ms`
}

const words = { taken: 'taken', refused: 'refused', slow: 'not answered in time', broken: 'not answered' } as const

/** A receiver's query may hold a token, and the verdict ends in build logs. */
const withoutQuery = (url: string) => url.replace(/[?#].*$/s, '')
