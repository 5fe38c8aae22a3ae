import type { Location, Log, ReportingDescriptor, Result } from 'sarif'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Entry } from '../../emulator/journal.ts'
import type { ClientReport } from '../client/report.ts'
import type { NamedJournal } from '../client/run-facts.ts'
import { explainReason, type Finding, type RuleResult, toPage } from '../rule.ts'
import type { RenderClient } from './model.ts'
import { explainHeadline, explainMessage } from './outline.ts'
import { toJsonText, toPrintable, toShort, toWhole } from './printable.ts'

const mostResults = 5_000

/** The longest short and full descriptions that GitHub takes, in characters. */
const longestDescription = 1_024

const defaultLocation = 'package.json'

/**
 * A report as SARIF 2.1.0 that GitHub code scanning accepts: one run of one tool, with the rules and their fixes, and a
 * result for each listed finding, the most severe first. Known issues are suppressed notes; rules that were not exercised
 * have no results. A finding is about a request and not about a line of source: a result points to the first line of a
 * file of the client's project, names the command as its logical location, and contains the request and its response.
 */
export const toSarif: RenderClient<ClientReport> = (report, journals, options = {}) =>
  toJsonText(toLog(report, journals, options.sarifLocation ?? defaultLocation), 2)

function toLog(report: ClientReport, journals: readonly NamedJournal[], file: string): Log {
  const { verdict, reasons, failOn, results, failureCoverage, commandFailures } = report
  const entries = journals.map(({ journal }) => new Map(journal.entries.map(entry => [entry.position, entry])))
  const findEntry = ({ subject: { run = 0, position } }: Finding) =>
    position === undefined ? undefined : entries[run]?.get(position)
  const toFingerprint = createFingerprints()
  const all = results.flatMap((result, ruleIndex) =>
    [...result.findings, ...result.knownFindings].map(finding => ({
      finding,
      result,
      ruleIndex,
      fingerprint: toFingerprint(result, finding),
    })),
  )
  const listed = all
    .toSorted((one, other) => levels.indexOf(toLevel(one)) - levels.indexOf(toLevel(other)))
    .slice(0, mostResults)
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ringback', semanticVersion: packageJson.version, rules: results.map(toDescriptor) } },
        results: listed.map(one => toResult(one, file, report, findEntry(one.finding))),
        columnKind: 'utf16CodeUnits',
        properties: {
          verdict,
          reasons,
          failOn,
          summary: explainHeadline(report),
          commandFailures,
          failureCoverage: {
            met: failureCoverage.met,
            all: failureCoverage.all,
            percent: failureCoverage.percent ?? null,
          },
          notExercised: results.filter(one => one.verdict === 'not exercised').map(({ rule }) => rule.id),
          omittedResults: all.length - listed.length,
        },
      },
    ],
  }
}

interface Listed {
  readonly finding: Finding
  readonly result: RuleResult
  readonly ruleIndex: number
  readonly fingerprint: string
}

const levels: readonly Result['level'][] = ['error', 'warning', 'note']

/** A known issue is a note: GitHub shows suppressed results like others. */
const toLevel = ({ finding, result }: Pick<Listed, 'finding' | 'result'>): NonNullable<Result['level']> =>
  finding.knownIssue ? 'note' : result.severity

function toDescriptor({ rule, count, knownCount, evaluated }: RuleResult): ReportingDescriptor {
  const { id, group, severity, title, reason, source, fix } = rule
  return {
    id,
    shortDescription: { text: cut(`${title}.`) },
    fullDescription: { text: cut(reason) },
    help: { text: `${explainReason(reason, source)}\n\nFix: ${fix}` },
    ...('page' in source ? { helpUri: toPage(source) } : {}),
    defaultConfiguration: { level: severity },
    // There may be more findings than results.
    properties: { tags: [group], evaluated, count, knownCount },
  }
}

const cut = (text: string) => toShort(text, longestDescription - 1)

/**
 * Makes fingerprints that stay the same between runs: of the rule, the command, and the position among the findings of
 * both. They depend neither on values nor on times.
 */
function createFingerprints() {
  const counts = new Map<string, number>()
  return ({ rule }: RuleResult, finding: Finding): string => {
    const key = `${rule.id} ${toLogicalName(finding)}`
    const next = (counts.get(key) ?? 0) + 1
    counts.set(key, next)
    return `${toHash(key)}:${next}`
  }
}

/** FNV-1a, 64 bits, as hexadecimal digits. */
function toHash(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (let index = 0; index < text.length; index++)
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n)
  return hash.toString(16).padStart(16, '0')
}

function toResult(
  { finding, result, ruleIndex, fingerprint }: Listed,
  file: string,
  { runs }: ClientReport,
  entry: Entry | undefined,
): Result {
  const { subject, knownIssue, reproduction, source } = finding
  return {
    ruleId: result.rule.id,
    ruleIndex,
    kind: 'fail',
    level: toLevel({ finding, result }),
    message: { text: escapeLinks(`${explainMessage(finding)} (${toPrintable(subject.title)})`) },
    locations: [toLocation(finding, file)],
    // GitHub matches results between runs by this name.
    partialFingerprints: { primaryLocationLineHash: fingerprint },
    ...(subject.position === undefined ? {} : { webRequest: toRequest(finding, entry) }),
    ...(entry ? { webResponse: toResponse(entry) } : {}),
    // Either every result has suppressions, or none may.
    suppressions: knownIssue
      ? [
          {
            kind: 'external',
            status: 'accepted',
            ...(knownIssue.reason === undefined ? {} : { justification: knownIssue.reason }),
          },
        ]
      : [],
    properties: {
      run: subject.run ?? null,
      journal: runs[subject.run ?? 0]?.name ?? null,
      position: subject.position ?? null,
      time: subject.time ?? null,
      code: finding.code,
      curl: reproduction?.curl ?? null,
      needs: reproduction?.needs ?? null,
      page: toPage(source) ?? null,
    },
  }
}

const toRequest = ({ subject: { method = '', target = '' } }: Finding, entry: Entry | undefined) => ({
  ...(method === '' ? {} : { method }),
  target,
  ...(entry && entry.body !== '' ? { body: { text: entry.body } } : {}),
  headers: toHeaders(entry),
})

/** A text in which nothing is read as a link. */
const escapeLinks = (text: string) => text.replaceAll(/\[(?=[^\]]*\]\()/g, '\\[')

const toLocation = (finding: Finding, file: string): Location => ({
  physicalLocation: {
    artifactLocation: { uri: toUri(file), uriBaseId: '%SRCROOT%' },
    region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
  },
  logicalLocations: [{ name: toLogicalName(finding), kind: 'resource' }],
})

/** What a finding is about: a command, or the method and path of a request without one. */
const toLogicalName = ({ subject: { command, method = '', target = '' } }: Finding): string =>
  command ?? (`${method} ${target.replace(/\?.*$/s, '')}`.trim() || 'not HTTP')

const toUri = (file: string) =>
  file
    .replaceAll('\\', '/')
    .split('/')
    .map(part => encodeURIComponent(toWhole(part)))
    .join('/')

const toHeaders = (entry: Entry | undefined): { [name: string]: string } => ({
  ...(entry?.timing?.host === undefined ? {} : { Host: entry.timing.host }),
  ...(entry?.timing?.agent === undefined ? {} : { 'User-Agent': entry.timing.agent }),
})

const toResponse = ({ drop, timing, status, reply }: Entry) =>
  drop === 'before' || timing?.abortedAt !== undefined
    ? { noResponseReceived: true }
    : { statusCode: status, body: { text: reply } }
