import type { ClientReport, ReportOptions } from '../conformance/client/report.ts'
import { parseKnownIssues } from '../conformance/known-issues.ts'
import { listResultLines } from '../conformance/report/outline.ts'
import { type FailOn, listFatal, type RuleResult } from '../conformance/rule.ts'
import { shareInstances } from '../text/data.ts'
import { createError } from './messages.ts'

/** Thrown if a client violates the contract: `report` has everything, the message each violation with its reason and fix. */
export class ContractViolation extends Error {
  static {
    shareInstances(ContractViolation, 'ContractViolation')
  }

  override readonly name = 'ContractViolation'
  readonly code = 'contract-violation'
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

/** How a client is evaluated. */
export interface AssertOptions {
  /** The lowest severity that fails: `error` (the default), `warning`, or `none`. */
  readonly failOn?: FailOn | undefined
  /** Findings that do not fail, each a line such as `RB-Q07 get_call_info  # the SDK is old`. */
  readonly knownIssues?: readonly string[] | undefined
}

/**
 * Throws a ContractViolation with every violation if the client of an emulator, or of one of its applications, violates the
 * contract; and an Error if there was no request, because that shows nothing about a client.
 */
export async function assertContract(
  target: { report(options?: ReportOptions): Promise<ClientReport> },
  { failOn = 'error', knownIssues = [] }: AssertOptions = {},
): Promise<void> {
  // The rules are loaded when a report is made.
  const { clientRuleIds } = await import('../conformance/client/rules.ts')
  const known = parseKnownIssues(knownIssues.join('\n'), 'knownIssues', { rules: clientRuleIds })
  const report = await target.report({ failOn, knownIssues: known })
  const violation = toViolation(report, failOn)
  if (violation) throw violation
  if (report.verdict === 'not exercised') throw toNotExercised()
}

/** The error of a report that fails a test; undefined if it passes. */
export function toViolation(report: ClientReport, failOn: FailOn): ContractViolation | undefined {
  const broken = listFatal(report.results, failOn)
  return broken.length > 0 ? new ContractViolation(report, broken) : undefined
}

/** The error of a test whose client sent nothing. */
export function toNotExercised(hint: 'url' | 'fixture' = 'url'): Error {
  const error = createError('not-exercised', { hint }, Error)
  error.name = 'NotExercisedError'
  error.stack = `${error.name}: ${error.message}`
  return error
}

const explainResult = (result: RuleResult, report: ClientReport) =>
  [
    `${result.rule.id}, ${result.severity}: ${result.rule.title}`,
    ...listResultLines(result, report).map(line => `  ${line}`),
  ].join('\n')
