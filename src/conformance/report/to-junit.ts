import { toCount } from '../../text/format.ts'
import { isFatal, type RuleResult } from '../rule.ts'
import { explainCoverage, listUncoveredLines } from './coverage.ts'
import type { Render, Report, Section } from './model.ts'
import {
  explainFinding,
  explainHeadline,
  listFoundLines,
  listGroups,
  listKnownReasons,
  listResultLines,
  toGroupTitle,
} from './outline.ts'
import { html, Markup, toPrintable } from './printable.ts'

interface Suite {
  readonly name: string
  readonly cases: readonly Case[]
}

/** A test case; it passes unless it has a failure or a reason to be skipped. */
interface Case {
  readonly name: string
  readonly classname: string
  readonly failure?: { readonly message: string; readonly type: string; readonly lines: readonly string[] }
  readonly skipped?: string
  readonly output?: readonly string[]
}

/**
 * A report as JUnit XML, in the dialect of Jenkins, GitLab and GitHub: a suite for each group of rules and a test case
 * for each rule. The failures are exactly what makes the verdict `failed`: rules whose findings fail the report, failure
 * coverage below the minimum, and other checks. Findings that do not fail the report are the output of a passing test
 * case. Rules with known issues only, and those that were not exercised, are skipped.
 */
export const toJunit: Render = report => {
  const suites = [
    ...listGroups(report.results).map(group => ({
      name: `ringback: ${toGroupTitle(group)}`,
      cases: report.results.filter(({ rule }) => rule.group === group).map(result => toCase(result, report)),
    })),
    ...toCoverageSuites(report),
    ...report.sections.flatMap(section => toSectionSuites(section, report)),
  ]
  return `<?xml version="1.0" encoding="UTF-8"?>\n${toXml(explainHeadline(report), toProperties(report), suites).text}`
}

function toProperties({ kind, title, verdict, failOn, commandFailures, failureCoverage }: Report) {
  return {
    verdict,
    'fail-on': failOn,
    ...(kind === 'client' ? {} : { target: title }),
    ...(commandFailures ? { command: commandFailures.join(', ') || 'passed' } : {}),
    ...(failureCoverage ? { 'failure-coverage': explainCoverage(failureCoverage) } : {}),
  }
}

function toCase(result: RuleResult, report: Report): Case {
  const { rule, verdict, severity, findings, knownCount, reasons } = result
  const prefix = report.kind === 'client' ? 'ringback' : `ringback.${report.kind}`
  const names = { name: `${rule.id} ${rule.title}`, classname: `${prefix}.${rule.group}` }
  const notes = knownCount > 0 ? toKnownLines(result, report) : []
  if (verdict === 'not exercised') {
    const why = reasons.length > 0 ? reasons.join(' ') : 'no request concerned this rule.'
    return { ...names, skipped: `Not exercised: ${toPrintable(why)}` }
  }
  if (verdict === 'passed') {
    if (knownCount === 0) return names
    const known = listKnownReasons(result).join(' ')
    const skipped = `Known issue, found ${toCount(knownCount, 'time')}${known === '' ? '.' : `: ${known}`}`
    return { ...names, skipped, output: notes }
  }
  const lines = [`${severity}: ${rule.title}`, ...listResultLines(result, report)]
  if (!isFatal(severity, report.failOn))
    return { ...names, output: [`Does not fail the run (--fail-on ${report.failOn}).`, ...lines, ...notes] }
  const message = findings[0] ? explainFinding(findings[0]) : rule.title
  return { ...names, failure: { message, type: severity, lines }, ...(notes.length > 0 ? { output: notes } : {}) }
}

const toKnownLines = (result: RuleResult, report: Report): readonly string[] => [
  `Known issue, found ${toCount(result.knownCount, 'time')}.`,
  ...listKnownReasons(result).map(reason => `why: ${reason}`),
  ...listFoundLines(result.knownFindings, result.knownCount, report),
]

/** A suite for the failure coverage, if a minimum is required. */
function toCoverageSuites({ failureCoverage, verdict }: Report): Suite[] {
  const { percent = 0, minimum } = failureCoverage ?? {}
  if (!failureCoverage || minimum === undefined || verdict === 'not exercised') return []
  const names = { name: `Covers at least ${minimum} % of the failure modes`, classname: 'ringback.coverage' }
  const message = `Failure coverage: ${explainCoverage(failureCoverage)}.`
  const lines = [message, 'Failure modes not covered:', ...listUncoveredLines(failureCoverage)]
  const failure = percent < minimum ? { failure: { message, type: 'coverage', lines } } : {}
  return [{ name: 'ringback: Failure coverage', cases: [{ ...names, ...failure }] }]
}

/** A suite for a check that is not a rule. */
function toSectionSuites({ id, title, text, items = [], check }: Section, { failOn }: Report): Suite[] {
  if (!check) return []
  const names = { name: check.title, classname: `ringback.${id}` }
  const lines = [...(text === undefined ? [] : [text]), ...items].map(toPrintable)
  const suite = (rest: Partial<Case>): Suite[] => [{ name: `ringback: ${title}`, cases: [{ ...names, ...rest }] }]
  if (!check.isBroken) return suite({})
  if (!isFatal(check.severity, failOn)) return suite({ output: lines })
  return suite({ failure: { message: lines[0] ?? title, type: check.severity, lines } })
}

function toXml(name: string, properties: { readonly [name: string]: string }, suites: readonly Suite[]): Markup {
  const all = suites.filter(({ cases }) => cases.length > 0)
  return html`<testsuites name="${name}" ${toCounts(all.flatMap(({ cases }) => cases))}>
${all.map(
  ({ name: own, cases }) => html`<testsuite name="${own}" ${toCounts(cases)}>
<properties>
${Object.entries(properties).map(([key, value]) => html`<property name="${key}" value="${value}"/>\n`)}</properties>
${cases.map(toCaseXml)}</testsuite>
`,
)}</testsuites>
`
}

const toCounts = (cases: readonly Case[]): Markup =>
  html`tests="${cases.length}" failures="${cases.filter(({ failure }) => failure).length}" errors="0" skipped="${cases.filter(({ skipped }) => skipped !== undefined).length}"`

const toCaseXml = ({ name, classname, failure, skipped, output }: Case): Markup =>
  html`<testcase name="${name}" classname="${classname}">${
    failure
      ? html`<failure message="${failure.message}" type="${failure.type}">${toLines(failure.lines)}</failure>`
      : undefined
  }${skipped === undefined ? undefined : html`<skipped message="${skipped}"/>`}${
    output ? html`<system-out>${toLines(output)}</system-out>` : undefined
  }</testcase>
`

const toLines = (lines: readonly string[]): Markup => new Markup(lines.map(line => html`${line}`.text).join('\n'))
