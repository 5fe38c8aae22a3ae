import { toShort } from '../report/printable.ts'
import { isFatal, type Severity } from '../rule.ts'
import type { Exposure, Finding, RunFacts } from './report.ts'
import type { Standard } from './standard.ts'

/** Why a report fails, as sentences; empty if it passes. */
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
  const isUncovered = minCoverage !== undefined && (percent ?? 0) < minCoverage
  return [
    ...(errors.length > 0 ? [`Errors: ${errors.join(', ')}.`] : []),
    ...(warnings.length > 0 ? [`Warnings that fail the run: ${warnings.join(', ')}.`] : []),
    ...(isUncovered
      ? [`Failure coverage is ${percent ?? 0} % (${met} of ${all}); at least ${minCoverage} % is required.`]
      : []),
  ]
}

/** Why nothing could be evaluated, as sentences: what came instead of requests of the Call API. */
export function explainUnexercised(runs: readonly RunFacts[]): string[] {
  const outside = new Set(runs.flatMap(run => run.outside.examples.map(explainOutside)))
  const others = new Set(runs.flatMap(run => run.otherServices.map(({ command }) => toOtherName(command))))
  if (outside.size === 0 && others.size === 0) return ['No requests received.']
  const listed = [...others].slice(0, 3).join(', ')
  return [
    'No requests of the Call API received.',
    ...outside,
    ...(others.size > 0 ? [`Received commands of other services: ${listed}${others.size > 3 ? ', …' : ''}.`] : []),
  ]
}

function explainOutside({ method, path }: RunFacts['outside']['examples'][number]): string {
  if (method === '') return 'A connection sent bytes that are not HTTP.'
  const request = `${method} ${toShort(path, 120)}`
  return method === 'OPTIONS' ? `${request} is a preflight.` : `${request} is not under /v4/.`
}

/** What a command of another service is called; some have no usual name. */
export const toOtherName = (command: string | undefined): string => command ?? 'unnamed commands'
