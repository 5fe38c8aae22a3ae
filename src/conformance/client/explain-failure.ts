import type { Exposure, Finding } from './report.ts'
import type { Standard } from './standard.ts'

/** Why a report fails, as sentences; none if it passes. */
export function explainFailure(
  findings: readonly Finding[],
  { percent, met, all }: Exposure,
  { failOn = 'error', minExposure }: Standard,
): string[] {
  const broken = (severity: string) =>
    findings
      .filter(({ verdict, rule }) => verdict === 'failed' && rule.severity === severity)
      .map(({ rule }) => rule.id)
  const errors = failOn === 'none' ? [] : broken('error')
  const warnings = failOn === 'warning' ? broken('warning') : []
  const isUnderexposed = minExposure !== undefined && (percent ?? 0) < minExposure
  return [
    ...(errors.length > 0 ? [`Broken: ${errors.join(', ')}.`] : []),
    ...(warnings.length > 0 ? [`Warnings that are to fail it: ${warnings.join(', ')}.`] : []),
    ...(isUnderexposed ? [`Exposed to ${met} of ${all} (${percent ?? 0} %), and ${minExposure} % are wanted.`] : []),
  ]
}
