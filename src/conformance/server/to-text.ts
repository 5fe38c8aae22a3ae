import { toCount } from '../report/outline.ts'
import { toPrintable } from '../report/printable.ts'
import type { Report } from './check.ts'
import { explainSeen, explainSlip, explainVerdict, listBreakers, listBroken, shown, toReportMask } from './explain.ts'
import type { Finding } from './rule.ts'
import { toCurl } from './to-curl.ts'

/** How many reasons for not exercising rules a text without full lists names. */
const mostReasons = 4

/** A report as lines for people: what to fix first and why, what has changed, the rest in short, and the verdict last. */
export function toText(report: Report, verbose?: boolean): string[] {
  const { body, verdict } = toTextParts(report, verbose)
  return [...body, verdict]
}

/**
 * The same in two parts, so that whatever else there is to say comes before the verdict. `verbose` adds the full lists
 * of rules; where it is `false`, the text says how to get them.
 */
export function toTextParts(
  report: Report,
  verbose?: boolean,
): { readonly body: readonly string[]; readonly verdict: string } {
  const mask = toReportMask(report)
  const clean = (line: string) => toPrintable(mask(line))
  return { body: listLines(report, verbose).map(clean), verdict: clean(explainVerdict(report)) }
}

function listLines(report: Report, verbose: boolean | undefined): string[] {
  const { left, changes = [], silence } = report
  const broken = listBroken(report)
  return [
    ...left.map(sentence => `Left behind: ${sentence}`),
    ...broken.flatMap((finding, index) => [...explainBroken(finding, index === 0, report), '']),
    ...(changes.length > 0 ? ['Changed since the baseline', ...changes.map(line => `  ${line}`), ''] : []),
    ...(verbose ? listRules(report) : listReasons(report)),
    ...(verbose === false && silence === undefined ? ['Full lists of rules: --verbose'] : []),
  ]
}

function explainBroken(finding: Finding, isFirst: boolean, report: Report): string[] {
  const { rule, severity, slips } = finding
  const more = slips.length > shown ? [`             and ${slips.length - shown} more`] : []
  return [
    `${isFirst ? 'Fix first' : 'Then fix'}: ${rule.id}, ${severity}: ${rule.sentence}`,
    ...slips.slice(0, shown).map(slip => `  found      ${explainSlip(slip)}`),
    ...more,
    `  why        ${rule.reason}`,
    ...[...new Set(slips.slice(0, shown).map(explainSeen))].map(line => `  basis      ${line}`),
    `  fix        ${rule.fix}`,
    ...listBreakers(finding, report).flatMap(one => {
      const curl = toCurl(one, report.subject) ?? ''
      return [`  reproduce  ${one.probe.id}: ${one.probe.sentence}${explainVariable(curl)}`, curl]
    }),
  ]
}

/** What a line needs in its environment. */
function explainVariable(curl: string): string {
  if (curl.includes('$RINGBACK_SECRET_KEY')) return " Set RINGBACK_SECRET_KEY to the application's secret key."
  return curl.includes('$RINGBACK_USERSIG') ? " Set RINGBACK_USERSIG to the administrator's UserSig." : ''
}

/** Why rules were not exercised, a line each. */
function listReasons(report: Report): string[] {
  const reasons = [...groupUnclear(report)]
  const lines = reasons
    .slice(0, mostReasons)
    .map(([reason, all]) => `Not exercised, ${toCount(all.length, 'rule')}: ${reason}`)
  const rest = reasons.slice(mostReasons).reduce((total, [, all]) => total + all.length, 0)
  return rest > 0 ? [...lines, `Not exercised, ${toCount(rest, 'rule')} more`] : lines
}

/** The rules that passed, and those that were not exercised. */
function listRules(report: Report): string[] {
  const passed = report.findings.filter(({ verdict }) => verdict === 'passed')
  const unclear = [...groupUnclear(report)]
  return [
    ...(passed.length > 0 ? ['Passed', ...passed.map(({ rule }) => `  ${rule.id}  ${rule.sentence}`), ''] : []),
    ...(unclear.length > 0 ? ['Not exercised'] : []),
    ...unclear.flatMap(([reason, all]) => [
      ...all.map(({ rule }) => `  ${rule.id}  ${rule.sentence}`),
      `          ${reason}`,
    ]),
    ...(unclear.length > 0 ? [''] : []),
  ]
}

/** What was not exercised, by the reason why. */
function groupUnclear({ findings, silence }: Report): ReadonlyMap<string, readonly Finding[]> {
  const byReason = new Map<string, Finding[]>()
  if (silence !== undefined) return byReason
  for (const finding of findings) {
    if (finding.verdict !== 'not exercised') continue
    const reason = finding.unclear.join(' ')
    byReason.set(reason, [...(byReason.get(reason) ?? []), finding])
  }
  return byReason
}
