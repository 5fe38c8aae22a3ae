import { getJunitXml, type TestCase } from 'junit-xml'
import { toPrintable } from '../client/report/printable.ts'
import type { Report } from './check.ts'
import { explainSeen, explainSlip, explainVerdict, shown, toReportMask } from './explain.ts'
import type { Finding } from './rule.ts'

/** A report as JUnit XML: a test case for each rule. Broken rules are failures, whose type is their severity. */
export function toJunit(report: Report): string {
  const mask = toReportMask(report)
  const testCases = report.findings.map(finding => toCase(finding, line => toPrintable(mask(line))))
  const xml = getJunitXml({ name: explainVerdict(report), suites: [{ name: 'ringback: a server', testCases }] })
  // The package writes failures down as errors, and errors are what we have none of. In texts there is no bare `<`.
  const named = xml.replaceAll('<error ', '<failure ').replaceAll('</error>', '</failure>')
  return `<?xml version="1.0" encoding="UTF-8"?>\n${named}\n`
}

function toCase({ rule, severity, verdict, slips }: Finding, clean: (line: string) => string): TestCase {
  const lines = slips.slice(0, shown).flatMap(slip => [explainSlip(slip), explainSeen(slip)])
  const message = [`${severity}: ${rule.sentence}`, ...lines, rule.fix].map(clean).join('\n')
  return {
    name: `${rule.id} ${rule.sentence}`,
    classname: 'ringback.server',
    ...(verdict === 'not exercised' ? { skipped: true } : {}),
    ...(verdict === 'failed' ? { failures: [{ message, type: severity }] } : {}),
  }
}
