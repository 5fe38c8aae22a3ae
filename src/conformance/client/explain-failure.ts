import type { Severity } from '../verdict.ts'
import { isFatal } from '../verdict.ts'
import type { Exposure, Finding } from './report.ts'
import type { Standard } from './standard.ts'

/** Why a report fails, as sentences; none if it passes. */
export function explainFailure(
  findings: readonly Finding[],
  { percent, met, all }: Exposure,
  { failOn, minCoverage }: Standard,
): string[] {
  const listBroken = (severity: Severity) =>
    isFatal(severity, failOn)
      ? findings
          .filter(({ verdict, rule }) => verdict === 'failed' && rule.severity === severity)
          .map(({ rule }) => rule.id)
      : []
  const errors = listBroken('error')
  const warnings = listBroken('warning')
  const isUnderexposed = minCoverage !== undefined && (percent ?? 0) < minCoverage
  return [
    ...(errors.length > 0 ? [`Broken: ${errors.join(', ')}.`] : []),
    ...(warnings.length > 0 ? [`Warnings that are to fail it: ${warnings.join(', ')}.`] : []),
    ...(isUnderexposed ? [`Exposed to ${met} of ${all} (${percent ?? 0} %), and ${minCoverage} % are wanted.`] : []),
  ]
}
