import type { JournalRun } from '../../emulator/journal.ts'
import { toCount } from '../../text/format.ts'
import type { FailureCoverage } from '../report/model.ts'
import { toPrintable, toShort } from '../report/printable.ts'
import type { RuleResult } from '../rule.ts'
import { explainSpan } from './run.ts'
import type { RunFacts } from './run-facts.ts'

/** The longest name, target and reason that are shown whole, in characters. */
const longestName = 160
const longestReason = 400

/** Why a report fails, as sentences; empty if it passes. */
export function explainFailure(
  fatal: readonly RuleResult[],
  { percent = 0, met, all, minimum }: FailureCoverage,
): string[] {
  const list = (severity: string) => fatal.filter(one => one.severity === severity).map(({ rule }) => rule.id)
  const errors = list('error')
  const warnings = list('warning')
  return [
    ...(errors.length > 0 ? [`Errors: ${errors.join(', ')}.`] : []),
    ...(warnings.length > 0 ? [`Warnings that fail the run: ${warnings.join(', ')}.`] : []),
    ...(minimum !== undefined && percent < minimum
      ? [`Failure coverage is ${percent} % (${met} of ${all}); at least ${minimum} % is required.`]
      : []),
  ]
}

/** Why nothing could be evaluated, as sentences: what was received in place of requests of the Call API. */
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

const toOtherName = (command: string | undefined): string => command ?? 'unnamed commands'

/** How the commands that were run failed, such as `exit code 1` or `run 2: ended by SIGKILL`; empty if none did. */
export const listCommandFailures = (runs: readonly RunFacts[]): readonly string[] =>
  runs.flatMap(({ run }, index) => {
    const how = run && explainFailedExit(run)
    return how === undefined ? [] : [runs.length > 1 ? `run ${index + 1}: ${how}` : how]
  })

function explainFailedExit({ code, signal, timedOut, began, ended }: JournalRun): string | undefined {
  if (timedOut) return `timed out after ${explainSpan(ended - began)}`
  if (signal !== null) return `ended by ${toShort(signal, 40)}`
  return code === null || code === 0 ? undefined : `exit code ${code}`
}

/** The name of a run: its position among several, and its file if it has one. */
export function explainRunName(runs: readonly RunFacts[], index: number): string | undefined {
  const name = runs[index]?.name
  const position = runs.length > 1 ? `run ${index + 1}` : undefined
  return name === undefined ? position : `${position ?? 'run'}, ${toShort(name, longestName)}`
}

/** A run as sentences: its requests, its settings, and how its command ended. */
export function explainRun(facts: RunFacts): string[] {
  const { scenario, validation, auth, run, requests, kept, commands } = facts
  const each = commands.map(({ command, requests: own }) => `${toPrintable(command ?? 'no command')} ${own}`)
  const list = each.length > 0 ? ` (${each.join(', ')})` : ''
  return [
    `${toCount(requests, 'request')}${list} in scenario "${toShort(scenario, longestName)}".`,
    ...(kept < requests ? [`Only the last ${kept} of ${requests} requests were kept, and checked.`] : []),
    ...explainNotEvaluated(facts),
    ...explainRefusedHosts(facts.refused),
    ...(validation === 'lenient' ? ['Validation was lenient.'] : []),
    ...(auth === 'off' ? ['UserSigs were not verified.'] : []),
    ...(run ? [explainExit(run)] : []),
  ]
}

/** The requests of a run that no rule evaluates because they are not of the Call API; empty if there are none. */
function explainNotEvaluated({ otherServices, outside }: RunFacts): string[] {
  const examples = outside.examples.map(({ method, path }) => toShort(`${method} ${path}`.trim() || 'not HTTP', 60))
  const parts = [
    ...otherServices.map(
      ({ command, requests, accepted }) => `${toOtherName(command)} ${requests}${accepted > 0 ? ' (accepted)' : ''}`,
    ),
    ...(outside.requests > 0 ? [`outside the API ${outside.requests} (${examples.join(', ')})`] : []),
  ]
  return parts.length > 0 ? [`Not evaluated, since not of the Call API: ${parts.join(', ')}.`] : []
}

/** The hosts that the proxy refused, with their counts and the reasons; empty if there are none. */
export function explainRefusedHosts(refused: RunFacts['refused']): string[] {
  if (refused.length === 0) return []
  const hosts = refused.map(({ host, count }) => `${toShort(host, longestName)} (${count})`)
  const reasons = new Set(refused.map(({ reason }) => toShort(reason, longestReason)))
  return [`Refused hosts: ${hosts.join(', ')}.`, ...reasons]
}

function explainExit({ command, code, signal, timedOut, began, ended }: JournalRun): string {
  const subject = `"${toShort(command, longestName)}"`
  const span = explainSpan(ended - began)
  if (timedOut) return `${subject} timed out after ${span}.`
  if (signal !== null) return `${subject} was ended by ${toShort(signal, 40)} after ${span}.`
  return `${subject} exited with ${code === null ? 'an unknown code' : `code ${code}`} after ${span}.`
}
