import type { Finding, Report } from '../client/report.ts'
import { isFatal } from '../rule.ts'
import type { Render } from './formats.ts'
import { type JunitCase, type JunitSuite, toJunitXml } from './junit.ts'
import {
  explainBroken,
  explainExposure,
  explainFound,
  explainPlace,
  explainSlip,
  explainUnmet,
  explainVerdict,
  explainWhys,
  groupTitles,
  listCommandFailures,
  toCount,
} from './outline.ts'

/**
 * A report as JUnit XML: a suite for each group of rules and a test case for each rule. The failures are exactly what
 * makes the verdict `failed`: rules whose findings fail the run, and failure coverage below the required percentage.
 * Findings that do not fail the run are the output of a passing test case. Rules with known issues alone, and those
 * that were not exercised, are skipped. How the command itself ended is in the name and the properties.
 */
export const toJunit: Render = report => {
  const suites = Object.entries(groupTitles).map(
    ([group, title]): JunitSuite => ({
      name: `ringback: ${title}`,
      cases: report.findings.filter(({ rule }) => rule.group === group).map(finding => toCase(finding, report)),
    }),
  )
  return toJunitXml({
    name: explainVerdict(report),
    properties: {
      verdict: report.verdict,
      'fail-on': report.failOn,
      command: listCommandFailures(report).join(', ') || 'passed',
      'failure-coverage': explainExposure(report.exposure),
    },
    suites: [...suites, ...toCoverageSuites(report)],
  })
}

function toCase(finding: Finding, report: Report): JunitCase {
  const { rule, verdict, slips, known, knownCount } = finding
  const names = { name: `${rule.id} ${rule.sentence}`, classname: `ringback.${rule.group}` }
  const notes = knownCount > 0 ? toKnownLines(finding, report) : []
  if (verdict === 'not exercised') return { ...names, skipped: 'Not exercised: no request concerned this rule.' }
  if (verdict === 'passed') {
    if (knownCount === 0) return names
    const whys = explainWhys(known).join(' ')
    const reason = `Known issue, found ${toCount(knownCount, 'time')}${whys === '' ? '.' : `: ${whys}`}`
    return { ...names, skipped: reason, systemOut: notes }
  }
  const lines = [`${rule.severity}: ${rule.sentence}`, ...explainBroken(finding, report.runs)]
  if (!isFatal(rule.severity, report.failOn)) {
    const sparing = `Does not fail the run (--fail-on ${report.failOn}).`
    return { ...names, systemOut: [sparing, ...lines, ...notes] }
  }
  const [first] = slips
  const message = first ? `${explainPlace(first, report.runs)}: ${explainSlip(first)}` : rule.sentence
  return {
    ...names,
    failure: { message, type: rule.severity, lines },
    ...(notes.length > 0 ? { systemOut: notes } : {}),
  }
}

const toKnownLines = ({ known, knownCount }: Finding, { runs }: Report): readonly string[] => [
  `Known issue, found ${toCount(knownCount, 'time')}.`,
  ...explainWhys(known).map(why => `why: ${why}`),
  ...explainFound(known, knownCount, runs),
]

/** A suite of its own where a percentage is required. */
function toCoverageSuites({ exposure, verdict }: Report): JunitSuite[] {
  const { percent = 0, floor, rows } = exposure
  if (floor === undefined || verdict === 'not exercised') return []
  const names = { name: `Covers at least ${floor} % of the failure modes`, classname: 'ringback.coverage' }
  const message = `Failure coverage: ${explainExposure(exposure)}.`
  const lines = [message, 'Failure modes not covered:', ...rows.flatMap(row => explainUnmet(row) ?? [])]
  const failure = percent < floor ? { failure: { message, type: 'coverage', lines } } : {}
  return [{ name: 'ringback: Failure coverage', cases: [{ ...names, ...failure }] }]
}
