import { toOtherName } from '../explain-failure.ts'
import type { Finding, Gone, Report, RunFacts, Slip } from '../report.ts'
import { explainSpan } from '../said.ts'
import { toCount, toOutline } from './outline.ts'
import { toPrintable, toShort } from './printable.ts'

/** How many slips of a rule are told one by one. */
export const slipsTold = 3

/** The longest target and the longest sentence that are shown whole, in characters. */
const longestTarget = 160
const longestSentence = 1_000

/** The verdict as a line, with how many requests there were and how many rules came out how. */
export function explainVerdict(report: Report): string {
  return report.verdict === 'not exercised'
    ? `not exercised: ${explainUnexercised(report)}`
    : `${report.verdict}: ${explainOutcome(report)}`
}

/** What came out, without the verdict's word. */
export function explainOutcome(report: Report): string {
  const { counts, requests, commands } = toOutline(report)
  const who = `${toCount(requests, 'request')} of ${toCount(commands.length, 'command')}`
  const what = `${requests === 1 ? 'breaks' : 'break'} ${explainShare(report, 'rule')}`
  const cases = report.findings.some(isCase) ? ` and ${explainShare(report, 'case')}` : ''
  return `${who} ${what}${cases}${counts.length > 0 ? ` (${counts.join(', ')})` : ''}`
}

const isCase = ({ rule }: Finding) => rule.group === 'case'

/** How many of the rules, or of the cases, are broken. */
function explainShare({ findings }: Report, thing: 'rule' | 'case'): string {
  const own = findings.filter(finding => isCase(finding) === (thing === 'case'))
  return `${own.filter(({ verdict }) => verdict === 'failed').length || 'none'} of ${toCount(own.length, thing)}`
}

/** How many rules and how many cases there are of some findings. */
export function explainHowMany(findings: readonly Finding[]): string {
  const cases = findings.filter(isCase).length
  const counts = [toCount(findings.length - cases, 'rule'), toCount(cases, 'case')]
  return counts.filter(count => !count.startsWith('0')).join(' and ')
}

/** Why nothing could be judged. */
export const explainUnexercised = ({ because, findings }: Report): string =>
  toPrintable(`${because.join(' ') || 'No request came.'} None of ${explainHowMany(findings)} could be judged.`)

/** What a run is called among several: by its place, and by its file if it has one. */
export function explainRunName(runs: readonly RunFacts[], index: number): string {
  const name = runs[index]?.name
  const place = runs.length > 1 ? `run ${index + 1}` : 'run'
  return name === undefined ? place : `${place}, ${toShort(name, longestTarget)}`
}

/** What a run was, as sentences. */
export function explainRun(facts: RunFacts): string[] {
  const { scenario, validation, auth, run, requests, kept, commands } = facts
  const each = commands.map(({ command, requests: own }) => `${toPrintable(command ?? 'no command')} ${own}`)
  const list = each.length > 0 ? ` (${each.join(', ')})` : ''
  return [
    `${toCount(requests, 'request')}${list} in the scenario "${toShort(scenario, longestTarget)}".`,
    ...(kept < requests ? [explainCut(kept, requests)] : []),
    ...explainNotEvaluated(facts),
    ...(validation === 'lenient' ? ['Validation was lenient.'] : []),
    ...(auth === 'off' ? ['UserSigs were not verified.'] : []),
    ...(run ? [explainEnd(run)] : []),
  ]
}

/** Which requests of a run no rule evaluates since they are not of the Call API; nothing if there are none. */
export function explainNotEvaluated({ otherServices, outside }: RunFacts): string[] {
  const parts = [
    ...otherServices.map(({ command, requests }) => `${toOtherName(command)} ${requests}`),
    ...(outside.requests > 0
      ? [
          `outside the API ${outside.requests} (${outside.examples.map(({ method, path }) => toShort(`${method} ${path}`.trim() || 'not HTTP', 60)).join(', ')})`,
        ]
      : []),
  ]
  return parts.length > 0 ? [`Not evaluated, since not of the Call API: ${parts.join(', ')}.`] : []
}

/** That only the latest requests are here to be judged by. */
const explainCut = (kept: number, requests: number) =>
  `Its rules were judged by the latest ${kept} of ${requests} requests: the earlier ones are no longer kept.`

function explainEnd({ command, code, signal, began, ended }: NonNullable<RunFacts['run']>): string {
  const how = signal === null ? `with code ${code ?? 'unknown'}` : `by ${toShort(signal, 40)}`
  return `"${toShort(command, longestTarget)}" ended ${how} after ${explainSpan(ended - began)}.`
}

/** Which request a slip is about, such as `request 12, get_call_info`. */
export function explainPlace({ run, entry, command, method, target }: Slip, runs: readonly RunFacts[]): string {
  // The query is long, and mostly the same.
  const what = command ?? `${method} ${target.replace(/\?.*$/s, '')}`.trim()
  const request = entry === undefined ? 'no request' : `request ${entry}`
  return `${runs.length > 1 ? `run ${run + 1}, ` : ''}${request}, ${toShort(what, longestTarget)}`
}

/** What a slip's request was sent to, short enough to be read. */
export const explainTarget = ({ method, target }: Slip): string => toShort(`${method} ${target}`.trim(), longestTarget)

/** What was found, short enough to be read. */
export const explainSlip = ({ sentence }: Slip): string => toShort(sentence, longestSentence)

/** Why slips are known, each reason once. */
export const explainWhys = (known: readonly Slip[]): string[] => [
  ...new Set(known.flatMap(({ why }) => (why ? [toShort(why, longestSentence)] : []))),
]

/** What is to be done with a line of the list of known findings that did not occur. */
export function explainGone({ line, rule, command, exercised }: Gone): string {
  const what = toPrintable(command === undefined ? rule : `${rule} on ${command}`)
  return exercised
    ? `${what} no longer occurs: take line ${line} off the list.`
    : `${what} was not exercised, so nobody can tell whether line ${line} is still needed.`
}
