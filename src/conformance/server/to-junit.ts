import { type JunitCase, type JunitSuite, toJunitXml } from '../report/junit.ts'
import { isFatal } from '../rule.ts'
import type { Report } from './check.ts'
import { explainSeen, explainSlip, explainVerdict, shown, toReportMask } from './explain.ts'
import type { Finding } from './rule.ts'

/**
 * A report as JUnit XML: a test case for each rule. The failures are exactly what makes the verdict `failed`; findings
 * that do not fail the run are the output of a passing test case.
 */
export function toJunit(report: Report): string {
  const mask = toReportMask(report)
  const cases = report.findings.map(finding => toCase(finding, report, mask))
  return toJunitXml({
    name: mask(explainVerdict(report)),
    properties: { verdict: report.verdict, 'fail-on': report.failOn, target: mask(report.subject.url) },
    suites: [{ name: 'ringback: server', cases }, ...toChangeSuites(report, mask)],
  })
}

function toCase(
  { rule, severity, verdict, slips, unclear }: Finding,
  { failOn }: Report,
  mask: (text: string) => string,
): JunitCase {
  const names = { name: `${rule.id} ${rule.sentence}`, classname: 'ringback.server' }
  if (verdict === 'not exercised') return { ...names, skipped: mask(`Not exercised: ${unclear.join(' ')}`) }
  if (verdict === 'passed') return names
  const found = slips.slice(0, shown).flatMap(slip => [`found: ${explainSlip(slip)}`, explainSeen(slip)])
  const lines = [`${severity}: ${rule.sentence}`, ...found, `why: ${rule.reason}`, `fix: ${rule.fix}`].map(mask)
  if (!isFatal(severity, failOn))
    return { ...names, systemOut: [`Does not fail the run (--fail-on ${failOn}).`, ...lines] }
  const [first] = slips
  return { ...names, failure: { message: mask(first ? explainSlip(first) : rule.sentence), type: severity, lines } }
}

/** A suite of its own where a baseline was given: a change weighs as a warning does. */
function toChangeSuites({ changes, failOn }: Report, mask: (text: string) => string): JunitSuite[] {
  if (changes === undefined) return []
  const names = { name: 'Has not changed since the baseline', classname: 'ringback.baseline' }
  const [first] = changes
  const lines = changes.map(mask)
  if (first === undefined) return [{ name: 'ringback: baseline', cases: [names] }]
  const failure = { message: mask(first), type: 'warning', lines }
  const change = isFatal('warning', failOn) ? { failure } : { systemOut: lines }
  return [{ name: 'ringback: baseline', cases: [{ ...names, ...change }] }]
}
