import { toPrintable } from '../client/report/printable.ts'
import type { Report } from './check.ts'
import { explainSeen, explainSlip, explainVerdict, listBreakers, listBroken, shown, toReportMask } from './explain.ts'
import type { Finding } from './rule.ts'
import { toCurl } from './to-curl.ts'

/** A report as lines for people: the verdict, what to mend first and why, what has changed, then the rest in short. */
export function toText(report: Report): string[] {
  const mask = toReportMask(report)
  return listLines(report).map(line => toPrintable(mask(line)))
}

function listLines(report: Report): string[] {
  const { findings, left, changes = [] } = report
  const passed = findings.filter(({ verdict }) => verdict === 'passed')
  return [
    explainVerdict(report),
    ...left.map(sentence => `Left behind: ${sentence}`),
    ...listBroken(report).flatMap((finding, index) => ['', ...explainBroken(finding, index === 0, report)]),
    ...(changes.length > 0 ? ['', 'Changed since the evidence', ...changes.map(line => `  ${line}`)] : []),
    ...(passed.length > 0 ? ['', 'Kept', ...passed.map(({ rule }) => `  ${rule.id}  ${rule.sentence}`)] : []),
    ...listUnclear(report),
  ]
}

function explainBroken(finding: Finding, isFirst: boolean, report: Report): string[] {
  const { rule, severity, slips } = finding
  const more = slips.length > shown ? [`  found  and ${slips.length - shown} more like these`] : []
  return [
    `${isFirst ? 'Mend first' : 'Then'}: ${rule.id}, ${severity}: ${rule.sentence}`,
    ...slips.slice(0, shown).map(slip => `  found  ${explainSlip(slip)}`),
    ...more,
    `  why    ${rule.reason}`,
    ...[...new Set(slips.slice(0, shown).map(explainSeen))].map(line => `  basis  ${line}`),
    `  mend   ${rule.fix}`,
    ...listBreakers(finding, report).flatMap(one => [
      `  again  ${one.probe.id}: ${one.probe.sentence}`,
      toCurl(one, report.subject) ?? '',
    ]),
  ]
}

/** What was not exercised, by the reason why. */
function listUnclear({ findings, silence }: Report): string[] {
  if (silence !== undefined) return []
  const byReason = new Map<string, Finding[]>()
  for (const finding of findings) {
    if (finding.verdict !== 'not exercised') continue
    const reason = finding.unclear.join(' ')
    byReason.set(reason, [...(byReason.get(reason) ?? []), finding])
  }
  if (byReason.size === 0) return []
  return [
    '',
    'Not exercised',
    ...[...byReason].flatMap(([reason, all]) => [
      ...all.map(({ rule }) => `  ${rule.id}  ${rule.sentence}`),
      `          ${reason}`,
    ]),
  ]
}
