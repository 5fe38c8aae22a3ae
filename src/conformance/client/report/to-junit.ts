import { getJunitXml, type TestCase, type TestSuite } from 'junit-xml'
import type { Render } from '../format.ts'
import type { Finding, Report } from '../report.ts'
import { explainVerdict, explainWhys } from './explain.ts'
import { explainBroken, explainFound } from './explain-broken.ts'
import { explainExposure, explainUnmet } from './explain-exposure.ts'
import { groupTitles, toCount } from './outline.ts'

/**
 * A report as JUnit XML: a suite for each group of rules and a test case for each rule. Broken rules are failures, whose
 * type is their severity; those that were not exercised are skipped; known slips are told of in the output of a test case that passes.
 */
export const toJunit: Render = report => {
  const suites = Object.entries(groupTitles).map(
    ([group, title]): TestSuite => ({
      name: `ringback: ${title}`,
      testCases: report.findings.filter(({ rule }) => rule.group === group).map(finding => toCase(finding, report)),
    }),
  )
  const all = [...suites.filter(({ testCases }) => testCases.length > 0), ...toExposureSuites(report)]
  const xml = getJunitXml({ name: explainVerdict(report), suites: all })
  // The package writes failures down as errors, and errors are what we have none of. In texts there is no bare `<`.
  const named = xml.replaceAll('<error ', '<failure ').replaceAll('</error>', '</failure>')
  return `<?xml version="1.0" encoding="UTF-8"?>\n${named}\n`
}

function toCase(finding: Finding, report: Report): TestCase {
  const { rule, verdict, known, knownCount } = finding
  const message = [`${rule.severity}: ${rule.sentence}`, ...explainBroken(finding, report.runs)].join('\n')
  const note = [
    `Known, broken ${toCount(knownCount, 'time')}.`,
    ...explainWhys(known).map(why => `why: ${why}`),
    ...explainFound(known, knownCount, report.runs),
  ].join('\n')
  return {
    name: `${rule.id} ${rule.sentence}`,
    classname: `ringback.${rule.group}`,
    ...(verdict === 'not exercised' ? { skipped: true } : {}),
    ...(verdict === 'failed' ? { failures: [{ message, type: rule.severity }] } : {}),
    ...(knownCount > 0 ? { systemOut: [note] } : {}),
  }
}

/** A suite of its own where less was met than was wanted. */
function toExposureSuites({ exposure }: Report): TestSuite[] {
  const { percent = 0, floor, rows } = exposure
  if (floor === undefined || percent >= floor) return []
  const message = [explainExposure(exposure), ...rows.flatMap(row => explainUnmet(row) ?? [])].join('\n')
  const failures = [{ message, type: 'exposure' }]
  return [
    {
      name: 'ringback: Exposure',
      testCases: [{ name: `Meets ${floor} % of what it can meet`, classname: 'ringback.exposure', failures }],
    },
  ]
}
