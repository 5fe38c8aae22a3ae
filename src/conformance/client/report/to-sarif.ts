import type { Location, Log, ReportingDescriptor, Result } from 'sarif'
import packageJson from '../../../../package.json' with { type: 'json' }
import { toPageUrl } from '../../../contracts/basis.ts'
import type { Entry } from '../../../journal/journal.ts'
import { explainReason } from '../../verdict.ts'
import type { Render } from '../format.ts'
import type { Finding, Report, Slip } from '../report.ts'
import type { Clause } from '../rule.ts'
import type { NamedJournal } from '../standard.ts'
import { explainPlace, explainSlip, explainVerdict } from './explain.ts'
import { toJsonText, toWhole } from './printable.ts'

/**
 * A report as SARIF 2.1.0, one run of one tool: rules with what to do about them, a result for each slip that is kept, known
 * ones suppressed, rules that were not exercised without results. A result names the command as a logical
 * location, the journal's file as a physical one if there is a file, and has the request and its answer.
 */
export const toSarif: Render = (report, journals) => toJsonText(toLog(report, journals), 2)

function toLog(report: Report, journals: readonly NamedJournal[]): Log {
  const { verdict, because, findings, exposure } = report
  const entries = journals.map(({ journal }) => new Map(journal.entries.map(entry => [entry.number, entry])))
  const findEntry = ({ run, entry }: Slip) => (entry === undefined ? undefined : entries[run]?.get(entry))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ringback', semanticVersion: packageJson.version, rules: findings.map(toDescriptor) } },
        results: findings.flatMap((finding, ruleIndex) =>
          toSlips(finding).map(slip => toResult(slip, finding.rule, ruleIndex, report, findEntry(slip))),
        ),
        columnKind: 'utf16CodeUnits',
        properties: {
          verdict,
          because,
          summary: explainVerdict(report),
          exposure: { met: exposure.met, all: exposure.all, percent: exposure.percent ?? null },
          notExercised: findings.filter(one => one.verdict === 'not exercised').map(({ rule }) => rule.id),
        },
      },
    ],
  }
}

function toDescriptor({ rule, count, knownCount, judged }: Finding): ReportingDescriptor {
  const { id, group, severity, sentence, reason, seen, fix } = rule
  return {
    id,
    shortDescription: { text: `${sentence}.` },
    fullDescription: { text: reason },
    help: { text: `${explainReason(rule)}\n\nMend: ${fix}` },
    ...('page' in seen ? { helpUri: toPageUrl(seen.page) } : {}),
    defaultConfiguration: { level: severity },
    // More may have been found than there are results.
    properties: { tags: [group], judged, count, knownCount },
  }
}

/** Every slip that is kept, known ones after the others. */
const toSlips = ({ slips, known }: Finding) => [
  ...slips.map(slip => ({ ...slip, isKnown: false })),
  ...known.map(slip => ({ ...slip, isKnown: true })),
]

function toResult(
  slip: Slip & { readonly isKnown: boolean },
  rule: Clause,
  ruleIndex: number,
  { runs }: Report,
  entry: Entry | undefined,
): Result {
  return {
    ruleId: rule.id,
    ruleIndex,
    kind: 'fail',
    level: rule.severity,
    message: { text: toMessage(`${explainSlip(slip)} (${explainPlace(slip, runs)})`) },
    locations: [toLocation(slip, runs[slip.run]?.name)],
    ...(slip.entry === undefined ? {} : { webRequest: toRequest(slip, entry) }),
    ...(entry ? { webResponse: toResponse(entry) } : {}),
    // Either every result says whether it is suppressed, or none may.
    suppressions: slip.isKnown
      ? [{ kind: 'external', status: 'accepted', ...(slip.why === undefined ? {} : { justification: slip.why }) }]
      : [],
    properties: { run: slip.run, entry: slip.entry ?? null, at: slip.at, again: slip.curl },
  }
}

const toRequest = ({ method, target }: Slip, entry: Entry | undefined) => ({
  ...(method === '' ? {} : { method }),
  target,
  ...(entry && entry.body !== '' ? { body: { text: entry.body } } : {}),
  headers: toHeaders(entry),
})

/** What looks like a link would be one. */
const toMessage = (text: string) => text.replaceAll(/\[(?=[^\]]*\]\()/g, '\\[')

const toLocation = ({ command, method, target }: Slip, file: string | undefined): Location => ({
  ...(file === undefined ? {} : { physicalLocation: { artifactLocation: { uri: toUri(file) } } }),
  logicalLocations: [
    { name: command ?? (`${method} ${target.replace(/\?.*$/s, '')}`.trim() || 'no HTTP'), kind: 'resource' },
  ],
})

/** A file's name as a relative reference; halves of characters have none. */
const toUri = (file: string) =>
  file
    .replaceAll('\\', '/')
    .split('/')
    .map(part => encodeURIComponent(toWhole(part)))
    .join('/')

const toHeaders = (entry: Entry | undefined): { [name: string]: string } => ({
  ...(entry?.line?.host === undefined ? {} : { Host: entry.line.host }),
  ...(entry?.line?.agent === undefined ? {} : { 'User-Agent': entry.line.agent }),
})

const toResponse = ({ drop, line, status, reply }: Entry) =>
  drop === 'before' || line?.hungUp !== undefined
    ? { noResponseReceived: true }
    : { statusCode: status, body: { text: reply } }
