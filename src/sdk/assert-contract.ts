import type { ClientReport } from '../conformance/client/report.ts'
import { listResultLines } from '../conformance/report/outline.ts'
import { type FailOn, listFatal, type RuleResult } from '../conformance/rule.ts'

/** Thrown if a client violates the contract: every finding with its rule, what was found, why, and the fix. */
export class OffContractError extends Error {
  override readonly name = 'OffContractError'
  readonly report: ClientReport

  constructor(report: ClientReport, broken: readonly RuleResult[]) {
    super(
      ['The client violates the contract.', ...broken.map(result => explainResult(result, report))]
        .join('\n\n')
        .trimEnd(),
    )
    this.report = report
    // Where it was thrown is irrelevant: it is about what the client of the test did.
    this.stack = `${this.name}: ${this.message}`
  }
}

/** The error of a report that fails a test; undefined if it passes. */
export function toOffContract(report: ClientReport, failOn: FailOn): OffContractError | undefined {
  const broken = listFatal(report.results, failOn)
  return broken.length > 0 ? new OffContractError(report, broken) : undefined
}

const explainResult = (result: RuleResult, report: ClientReport) =>
  [
    `${result.rule.id}, ${result.severity}: ${result.rule.title}`,
    ...listResultLines(result, report).map(line => `  ${line}`),
  ].join('\n')
