import { appendFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { KnownError, largestKnown, parseKnown } from '../conformance/client/known.ts'
import type { Report } from '../conformance/client/report.ts'
import type { NamedJournal, Standard } from '../conformance/client/standard.ts'
import {
  type KnownIssue,
  KnownIssuesError,
  type KnownIssueWords,
  largestKnownIssues,
  parseKnownIssues,
} from '../conformance/known-issues.ts'
import { type Format, formats, type Look } from '../conformance/report/formats.ts'
import { type FailOn, failOns, type Verdict } from '../conformance/rule.ts'
import { formatList, formatValue } from '../text/format.ts'
import { explainNearest } from '../text/suggest.ts'
import { Exit, exitCodes } from './exit.ts'
import { assertWritable, createFolder, readInput, UnreadableFile, writeFileAtomic } from './files.ts'
import { defineFlag, defineListFlag, toInteger } from './flags.ts'
import { log, toColours, writeOut } from './output.ts'

/** A file that a report is written to, `-` being stdout, and how. */
export interface ReportTarget<One extends string = Format> {
  readonly format: One
  readonly file: string
}

/** What a command that makes a report is told of it on its command line. */
export interface ReportFlags {
  readonly report: readonly ReportTarget[]
  readonly knownIssues?: string | undefined
  readonly failOn: FailOn
  readonly minCoverage?: number | undefined
  readonly sarifLocation?: string | undefined
}

/** Gives a command every flag a report is made with. */
export const addReportFlags = (command: Command): Command =>
  command
    .addOption(
      defineListFlag('--report <format=file>', `report to write: ${formats.join(', ')}; - is stdout`, {
        add: toAddTargets(formats),
      }),
    )
    .addOption(
      defineFlag(
        '--sarif-location <file>',
        'file that SARIF results point to (default: package.json or another manifest of the working directory)',
      ),
    )
    .addOption(
      defineFlag('--fail-on <severity>', 'lowest severity that fails the run').choices(failOns).default('error'),
    )
    .addOption(
      defineFlag(
        '--min-coverage <percent>',
        "fail if failure coverage (failures met, of those the client's commands can meet) is below this percentage",
      ).argParser(toInteger(0, 100)),
    )
    .addOption(defineFlag('--known-issues <file>', 'list of known findings, which do not fail the run'))

/** Reads a format. Throws what commander turns into a usage error. */
export const toFormat = (text: string): Format => toOneOf(formats, text)

function toOneOf<One extends string>(all: readonly One[], text: string): One {
  const format = all.find(each => each === text)
  if (format) return format
  const guess = explainNearest(text, all) || ` Want ${formatList(all)}.`
  throw new InvalidArgumentError(`${formatValue(text)} is no format.${guess}`)
}

/** Reads `FORMAT=FILE` and adds it to those before. */
export const toAddTargets =
  <One extends string>(all: readonly One[]) =>
  (source: string, before: readonly ReportTarget<One>[] = []): readonly ReportTarget<One>[] =>
    addTarget(all, before, source)

function addTarget<One extends string>(
  all: readonly One[],
  before: readonly ReportTarget<One>[],
  source: string,
): readonly ReportTarget<One>[] {
  const equals = source.indexOf('=')
  const file = source.slice(equals + 1)
  if (equals < 1 || file === '') throw new InvalidArgumentError('Want FORMAT=FILE, such as json=ringback.json.')
  if (before.some(other => other.file === file)) {
    throw new InvalidArgumentError(
      `${file === '-' ? 'Stdout' : formatValue(file)} is named twice: want a file for each format.`,
    )
  }
  return [...before, { format: toOneOf(all, source.slice(0, equals)), file }]
}

/** What a report is held against, the list of known findings read. Ends the process with a sentence if that has slips. */
export async function readReportPolicy({ knownIssues, failOn, minCoverage }: ReportFlags): Promise<Standard> {
  const known = knownIssues === undefined ? undefined : await readKnown(knownIssues)
  return { knownIssues: known, failOn, minCoverage }
}

async function readKnown(file: string) {
  const { clauseIds } = await import('../conformance/client/clause-ids.ts')
  try {
    return parseKnown((await readInput(file, { largest: largestKnown })).toString(), file, clauseIds)
  } catch (error) {
    if (error instanceof KnownError) throw new Exit(exitCodes.usage, error.message)
    if (error instanceof UnreadableFile) {
      throw new Exit(exitCodes.usage, `${file}: ${error.message}. Expected a list of known findings.`)
    }
    throw error
  }
}

/** Reads a list of known issues of servers, receivers or sweeps. Throws an Exit with every error of the list. */
export async function readKnownIssues(
  file: string | undefined,
  words: KnownIssueWords,
): Promise<readonly KnownIssue[] | undefined> {
  if (file === undefined) return undefined
  try {
    return parseKnownIssues((await readInput(file, { largest: largestKnownIssues })).toString(), file, words)
  } catch (error) {
    if (error instanceof KnownIssuesError) throw new Exit(exitCodes.usage, error.message)
    if (error instanceof UnreadableFile) {
      throw new Exit(exitCodes.usage, `${file}: ${error.message}. Expected a list of known issues.`)
    }
    throw error
  }
}

/** A report, and what it was made from. */
export interface Made {
  readonly report: Report
  readonly journals: readonly NamedJournal[]
}

/** Makes sure, before anything begins, that every report can be written. Ends the process with a sentence if not. */
export function assertTargets(targets: readonly Pick<ReportTarget, 'file'>[]): void {
  for (const { file } of targets) if (file !== '-') assertWritable(file, 'a report', true)
}

/** What of a report goes where. */
export interface Publication {
  readonly made: Made
  readonly targets: readonly ReportTarget[]
  readonly look: Look
  /** Where people read the text; undefined where something else takes its place. */
  readonly stream: NodeJS.WriteStream | undefined
  /** Whatever else there is to say or write, before the verdict. Returns whether it could be written. */
  readonly more?: () => boolean
}

/**
 * Writes a report: its text without the verdict, every file and the summary of the job, what `more` adds, the names of
 * the files, and the verdict last. What cannot be written is reported, and the rest is written all the same. Returns
 * whether everything could be written.
 */
export async function publish({ made, targets, look, stream, more }: Publication): Promise<boolean> {
  const own: Look = stream ? { ...look, columns: stream.columns || undefined, paint: toColours(stream) } : look
  const { toTextParts } = await import('../conformance/report/to-text.ts')
  const { body, verdict } = toTextParts(made.report, own)
  if (stream && body !== '') await writeOut(stream, body)
  const { isWhole, files } = await writeTexts<Format>(targets, 'markdown', format => render(made, format, look))
  const isMoreWhole = more?.() ?? true
  logWritten(files)
  if (stream) await writeOut(stream, verdict)
  return isWhole && isMoreWhole
}

/** Names the files that were written, on one line. */
export function logWritten(files: readonly string[]): void {
  if (files.length > 0) log(`Wrote ${files.join(', ')}`)
}

/** What came of writing a text in several formats. */
export interface Written {
  /** Whether everything that was asked for could be written. */
  readonly isWhole: boolean
  /** The files that were written. */
  readonly files: readonly string[]
}

/** Writes a text to every file in its format, and to the summary of the job, where there is one, in `ofSummary`. */
export async function writeTexts<One extends string>(
  targets: readonly ReportTarget<One>[],
  ofSummary: One,
  toText: (format: One) => Promise<string>,
): Promise<Written> {
  const files: string[] = []
  let isWhole = true
  for (const { format, file } of targets) {
    const isWritten = await attempt(file === '-' ? 'stdout' : file, async () => writeTo(file, await toText(format)))
    if (isWritten && file !== '-') files.push(file)
    isWhole = isWritten && isWhole
  }
  const { GITHUB_STEP_SUMMARY: summary } = process.env
  // A missing summary is no reason to fail a job: nobody has asked for it.
  if (summary) await attempt(summary, async () => appendFileSync(summary, toEnded(await toText(ofSummary))))
  return { isWhole, files }
}

async function attempt(name: string, write: () => Promise<void>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    log(`${name}: The report could not be written: ${String(error)}`)
    return false
  }
}

/** A report as a text of a format. */
export async function render({ report, journals }: Made, format: Format, look?: Look): Promise<string> {
  const { renderers } = await import('../conformance/report/renderers.ts')
  return (await renderers[format]())(report, journals, look)
}

async function writeTo(file: string, text: string): Promise<void> {
  if (file === '-') {
    // What cannot be written to stdout is reported for every command in one place.
    await writeOut(process.stdout, text)
    return
  }
  // Whatever has run meanwhile may have cleaned up.
  createFolder(dirname(resolve(file)))
  writeFileAtomic(file, toEnded(text))
}

const toEnded = (text: string) => (text.endsWith('\n') ? text : `${text}\n`)

/** What a command ends with that has made a report. */
export const toExitCode = ({ verdict }: Report): number => codes[verdict]

const codes: { readonly [Name in Verdict]: number } = {
  passed: exitCodes.clean,
  failed: exitCodes.findings,
  'not exercised': exitCodes.nothingExercised,
}
