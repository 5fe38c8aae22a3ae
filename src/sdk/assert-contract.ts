import type { Finding, Report } from '../conformance/client/report.ts'
import { explainBroken } from '../conformance/report/outline.ts'
import { type FailOn, isFatal } from '../conformance/rule.ts'

/** What a client sent or did was off contract: every finding with its rule, what was found, why, and how it is mended. */
export class OffContractError extends Error {
  override readonly name = 'OffContractError'
  readonly report: Report

  constructor(report: Report, findings: readonly Finding[]) {
    super(
      ['The client is off contract.', ...findings.map(finding => explainFinding(finding, report))]
        .join('\n\n')
        .trimEnd(),
    )
    this.report = report
    // Where it was thrown is of no interest: it is about what the test's client did.
    this.stack = `${this.name}: ${this.message}`
  }
}

/** What of a report makes a test fail, as an error; undefined if nothing does. */
export function toOffContract(report: Report, failOn: FailOn): OffContractError | undefined {
  const broken = report.findings.filter(({ verdict, rule }) => verdict === 'failed' && isFatal(rule.severity, failOn))
  return broken.length > 0 ? new OffContractError(report, broken) : undefined
}

const explainFinding = (finding: Finding, { runs }: Report) =>
  [
    `${finding.rule.id}, ${finding.rule.severity}: ${finding.rule.sentence}`,
    ...explainBroken(finding, runs).map(line => `  ${line}`),
  ].join('\n')
