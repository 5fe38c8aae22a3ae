import { toBlock, toCode, toDetails, toProse, toTable } from '../report/to-markdown.ts'
import type { Report } from './check.ts'
import { explainSeen, explainSlip, explainVerdict, listBreakers, listBroken, shown, toReportMask } from './explain.ts'
import type { Finding } from './rule.ts'
import { toCurl } from './to-curl.ts'

/** A report as Markdown, for a job's summary. */
export function toMarkdown(report: Report): string {
  const mask = toReportMask(report)
  const prose = (text: string) => toProse(mask(text))
  const { findings, left, changes = [] } = report
  const rest = findings.filter(({ verdict }) => verdict !== 'failed')
  const rows = rest.map(({ rule, verdict, unclear }) => [
    toCode(rule.id),
    prose(rule.sentence),
    [verdict, ...unclear].map(prose).join('<br>'),
  ])
  return [
    `## Server report: ${report.verdict}`,
    '',
    `**${prose(explainVerdict(report))}**`,
    ...left.flatMap(line => ['', `**Left behind:** ${prose(line)}`]),
    ...listBroken(report).flatMap(finding => ['', ...explainBroken(finding, report, prose, mask)]),
    ...(changes.length > 0
      ? ['', '### Changed since the baseline', '', ...changes.map(line => `- ${prose(line)}`)]
      : []),
    '',
    ...toDetails(`The other ${rest.length} rules`, toTable(['Rule', 'The server', 'Result'], rows)),
    '',
  ].join('\n')
}

function explainBroken(
  finding: Finding,
  report: Report,
  prose: (text: string) => string,
  mask: (text: string) => string,
): string[] {
  const { rule, severity, slips } = finding
  const bases = [...new Set(slips.slice(0, shown).map(explainSeen))]
  const more = slips.length > shown ? [`- and ${slips.length - shown} more`] : []
  return [
    `### ${toCode(rule.id)}, ${severity}: ${prose(rule.sentence)}`,
    '',
    ...slips.slice(0, shown).map(slip => `- ${prose(explainSlip(slip))}`),
    ...more,
    '',
    [rule.reason, ...bases].map(prose).join(' '),
    '',
    `**Fix:** ${prose(rule.fix)}`,
    ...listBreakers(finding, report).flatMap(one => ['', toBlock(mask(toCurl(one, report.subject) ?? ''))]),
  ]
}
