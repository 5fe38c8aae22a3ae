import type { Location, Log, ReportingDescriptor, Result } from 'sarif'
import packageJson from '../../../package.json' with { type: 'json' }
import { type Source, toPageUrl } from '../../contracts/source.ts'
import type { Entry } from '../../emulator/journal.ts'
import type { Finding, Report, Slip } from '../client/report.ts'
import type { Clause } from '../client/rule.ts'
import type { NamedJournal } from '../client/standard.ts'
import { explainReason } from '../rule.ts'
import type { Render } from './formats.ts'
import { explainPlace, explainSlip, explainVerdict, listCommandFailures } from './outline.ts'
import { toJsonText, toShort, toWhole } from './printable.ts'

/** How many results GitHub shows of a run; it takes up to 25,000. */
const mostResults = 5_000

/** The longest short and full descriptions that GitHub takes, in characters. */
const longestDescription = 1_024

/** The file that results point to where none is named. */
const defaultLocation = 'package.json'

/**
 * A report as SARIF 2.1.0 that GitHub code scanning accepts: one run of one tool, with the rules and their fixes, and a
 * result for each listed finding, the most severe first. Known issues are suppressed notes; rules that were not exercised
 * have no results. A finding is about a request, and not about a line of source: a result points to the first line of a
 * file of the client's project, names the command as its logical location, and holds the request and its response.
 */
export const toSarif: Render = (report, journals, look = {}) =>
  toJsonText(toLog(report, journals, look.sarifLocation ?? defaultLocation), 2)

function toLog(report: Report, journals: readonly NamedJournal[], file: string): Log {
  const { verdict, because, failOn, findings, exposure } = report
  const entries = journals.map(({ journal }) => new Map(journal.entries.map(entry => [entry.position, entry])))
  const findEntry = ({ run, entry }: Slip) => (entry === undefined ? undefined : entries[run]?.get(entry))
  const toFingerprint = createFingerprints()
  const all = findings.flatMap((finding, ruleIndex) =>
    toSlips(finding).map(slip => ({
      slip,
      rule: finding.rule,
      ruleIndex,
      fingerprint: toFingerprint(finding.rule, slip),
    })),
  )
  const shown = all.toSorted((one, other) => levels.indexOf(toLevel(one)) - levels.indexOf(toLevel(other)))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'ringback',
            semanticVersion: packageJson.version,
            rules: findings.map(toDescriptor),
          },
        },
        results: shown.slice(0, mostResults).map(one => toResult(one, file, report, findEntry(one.slip))),
        columnKind: 'utf16CodeUnits',
        properties: {
          verdict,
          because,
          failOn,
          summary: explainVerdict(report),
          commandFailures: listCommandFailures(report),
          exposure: { met: exposure.met, all: exposure.all, percent: exposure.percent ?? null },
          notExercised: findings.filter(one => one.verdict === 'not exercised').map(({ rule }) => rule.id),
          omittedResults: Math.max(0, all.length - mostResults),
        },
      },
    ],
  }
}

/** The address of the page that documents what was found; null if none does. */
const toPage = (seen: Source): string | null => ('page' in seen ? toPageUrl(seen.page) : null)

const levels: readonly Result['level'][] = ['error', 'warning', 'note']

/** A known issue is a note: GitHub shows suppressed results like others. */
const toLevel = ({ slip, rule }: Pick<Found, 'slip' | 'rule'>): NonNullable<Result['level']> =>
  slip.isKnown ? 'note' : rule.severity

interface Found {
  readonly slip: KnownSlip
  readonly rule: Clause
  readonly ruleIndex: number
  readonly fingerprint: string
}

function toDescriptor({ rule, count, knownCount, judged }: Finding): ReportingDescriptor {
  const { id, group, severity, sentence, reason, seen, fix } = rule
  return {
    id,
    shortDescription: { text: cut(`${sentence}.`) },
    fullDescription: { text: cut(reason) },
    help: { text: `${explainReason(reason, seen)}\n\nFix: ${fix}` },
    ...('page' in seen ? { helpUri: toPageUrl(seen.page) } : {}),
    defaultConfiguration: { level: severity },
    // There may be more findings than results.
    properties: { tags: [group], judged, count, knownCount },
  }
}

const cut = (text: string) => toShort(text, longestDescription - 1)

type KnownSlip = Slip & { readonly isKnown: boolean }

/** Every listed finding, known issues last. */
const toSlips = ({ slips, known }: Finding): readonly KnownSlip[] => [
  ...slips.map(slip => ({ ...slip, isKnown: false })),
  ...known.map(slip => ({ ...slip, isKnown: true })),
]

/**
 * Makes fingerprints that stay the same from run to run: by the rule, the command, and the position among the findings
 * of both. Neither values nor times are part of them.
 */
function createFingerprints() {
  const counts = new Map<string, number>()
  return ({ id }: Clause, slip: Slip): string => {
    const subject = `${id} ${toSubject(slip)}`
    const next = (counts.get(subject) ?? 0) + 1
    counts.set(subject, next)
    return `${toHash(subject)}:${next}`
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
  { slip, rule, ruleIndex, fingerprint }: Found,
  file: string,
  { runs }: Report,
  entry: Entry | undefined,
): Result {
  return {
    ruleId: rule.id,
    ruleIndex,
    kind: 'fail',
    level: toLevel({ slip, rule }),
    message: { text: toMessage(`${explainSlip(slip)} (${explainPlace(slip, runs)})`) },
    locations: [toLocation(slip, file)],
    // GitHub matches results from run to run by this name.
    partialFingerprints: { primaryLocationLineHash: fingerprint },
    ...(slip.entry === undefined ? {} : { webRequest: toRequest(slip, entry) }),
    ...(entry ? { webResponse: toResponse(entry) } : {}),
    // Either every result says whether it is suppressed, or none may.
    suppressions: slip.isKnown
      ? [{ kind: 'external', status: 'accepted', ...(slip.why === undefined ? {} : { justification: slip.why }) }]
      : [],
    properties: {
      run: slip.run,
      journal: runs[slip.run]?.name ?? null,
      entry: slip.entry ?? null,
      at: slip.at,
      again: slip.curl,
      needs: slip.needs,
      page: toPage(slip.seen ?? rule.seen),
    },
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

const toLocation = (slip: Slip, file: string): Location => ({
  physicalLocation: {
    artifactLocation: { uri: toUri(file), uriBaseId: '%SRCROOT%' },
    region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
  },
  logicalLocations: [{ name: toSubject(slip), kind: 'resource' }],
})

/** What a finding is about: a command, or the method and path that named none. */
const toSubject = ({ command, method, target }: Slip): string =>
  command ?? (`${method} ${target.replace(/\?.*$/s, '')}`.trim() || 'no HTTP')

/** A file's name as a relative reference; halves of characters have none. */
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

const toResponse = ({ drop, timing: line, status, reply }: Entry) =>
  drop === 'before' || line?.abortedAt !== undefined
    ? { noResponseReceived: true }
    : { statusCode: status, body: { text: reply } }
