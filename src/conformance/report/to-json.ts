import { type Finding, type RuleResult, toPage } from '../rule.ts'
import type { Render, Report } from './model.ts'
import { explainHeadline } from './outline.ts'
import { toJsonText } from './printable.ts'

/** The version of the JSON of reports; it is raised if a field is renamed or removed. */
export const formatVersion = 2

/** A report as JSON, in the shape of `toReportData`. */
export const toJson: Render = report => `${toJsonText(toReportData(report), 2)}\n`

/**
 * A report as data that is JSON. Fields keep their names as long as `formatVersion` stays the same; further ones may be
 * added. What is absent is null. Times are Unix milliseconds, `run` counts from 0 and `position` from 1.
 */
export function toReportData(report: Report): object {
  const { facts: _, sections: __, label: ___, summary: ____, results, ...own } = report
  const data = { ...own, results: results.map(toResultData) }
  return {
    ringback: 'report',
    formatVersion,
    headline: explainHeadline(report),
    ...Object.fromEntries(Object.entries(data).map(([key, value]) => [key, withNulls(value)])),
  }
}

const toResultData = ({ rule, findings, knownFindings, ...result }: RuleResult) => ({
  ...rule,
  page: toPage(rule.source),
  ...result,
  findings: findings.map(toFindingData),
  knownFindings: knownFindings.map(toFindingData),
})

const toFindingData = ({ subject, reproduction, knownIssue, notes = [], source, ...finding }: Finding) => ({
  ...finding,
  title: subject.title,
  run: subject.run,
  position: subject.position,
  probe: subject.probe,
  field: subject.field,
  fault: subject.fault,
  command: subject.command,
  time: subject.time,
  method: subject.method,
  target: subject.target,
  source,
  page: toPage(source),
  curl: reproduction?.curl,
  needs: reproduction?.needs,
  knownIssue: knownIssue && { line: knownIssue.line, reason: knownIssue.reason },
  notes,
})

/** A value with null in the place of every undefined property. */
function withNulls(value: unknown): unknown {
  if (value === undefined) return null
  if (Array.isArray(value)) return value.map(withNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNulls(item)]))
}
