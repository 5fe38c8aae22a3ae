import { type Source, toPageUrl } from '../../contracts/source.ts'
import {
  type Exposure,
  type ExposureCell,
  type Finding,
  type Report,
  type RunFacts,
  reactions,
  type Slip,
} from '../client/report.ts'
import type { Render } from './formats.ts'
import { explainVerdict, listCommandFailures } from './outline.ts'
import { toJsonText } from './printable.ts'

/** A report for programs, as JSON in the shape of `toData`. */
export const toJson: Render = report => toJsonText(toData(report), 2)

/**
 * A report as data that is JSON; its keys are stable, and what is absent is null. `version` changes when one of them
 * does; further ones may come. Moments are Unix milliseconds, `run` counts from 0 and `entry` from 1; a case's slip has none where no request came.
 */
export function toData(report: Report) {
  const { verdict, because, failOn, runs, findings, exposure, gone } = report
  return {
    ringback: 'report',
    version: 1,
    verdict,
    headline: explainVerdict(report),
    because,
    failOn,
    commandFailures: listCommandFailures(report),
    runs: runs.map(toRun),
    rules: findings.map(toRule),
    exposure: toExposure(exposure),
    gone: gone.map(({ line, rule, command, exercised }) => ({ line, rule, command: command ?? null, exercised })),
  } as const
}

const toRun = ({
  name,
  scenario,
  validation,
  auth,
  run,
  requests,
  kept,
  commands,
  otherServices,
  outside,
  refused,
}: RunFacts) => ({
  name: name ?? null,
  scenario,
  validation,
  auth,
  requests,
  kept,
  commands: commands.map(one => ({ command: one.command ?? null, requests: one.requests })),
  otherServices: otherServices.map(({ command, ...counts }) => ({ command: command ?? null, ...counts })),
  outside: { requests: outside.requests, examples: outside.examples },
  refused,
  run: run
    ? {
        command: run.command,
        code: run.code,
        signal: run.signal,
        timedOut: run.timedOut ?? false,
        began: run.began,
        ended: run.ended,
      }
    : null,
})

const toRule = ({ rule, verdict, judged, slips, count, known, knownCount }: Finding) => ({
  id: rule.id,
  group: rule.group,
  severity: rule.severity,
  verdict,
  sentence: rule.sentence,
  reason: rule.reason,
  seen: rule.seen,
  page: toPage(rule.seen),
  fix: rule.fix,
  judged,
  count,
  slips: slips.map(slip => toSlip(slip, rule.seen)),
  knownCount,
  known: known.map(slip => toSlip(slip, rule.seen)),
})

/** The address of the page that documents something; null if none does. */
const toPage = (seen: Source): string | null => ('page' in seen ? toPageUrl(seen.page) : null)

const toSlip = (
  { run, entry, command, at, method, target, sentence, curl, needs, why, seen }: Slip,
  ofRule: Source,
) => ({
  run,
  entry: entry ?? null,
  command: command ?? null,
  at,
  method,
  target,
  sentence,
  seen: seen ?? ofRule,
  page: toPage(seen ?? ofRule),
  curl,
  needs,
  why: why ?? null,
})

const toExposure = ({ met, all, percent, floor, rows }: Exposure) => ({
  met,
  all,
  percent: percent ?? null,
  floor: floor ?? null,
  commands: rows.map(({ command, requests, cells }) => ({ command, requests, cells: cells.map(toCell) })),
})

const toCell = ({ meets, times, reactions: counted }: ExposureCell) => ({
  code: 'code' in meets ? meets.code : null,
  meaning: 'code' in meets ? meets.meaning : null,
  stumble: 'code' in meets ? null : meets.stumble,
  times,
  reactions: Object.fromEntries(reactions.map(name => [name, counted[name] ?? 0])),
})
