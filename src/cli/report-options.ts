import { appendFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import {
  KnownIssuesError,
  type KnownIssueWords,
  largestKnownIssues,
  parseKnownIssues,
} from '../conformance/known-issues.ts'
import type { Format, RenderOptions } from '../conformance/report/model.ts'
import { type FailOn, failOns, type KnownIssue, type Verdict } from '../conformance/rule.ts'
import { exitCodes, UsageError } from './exit.ts'
import { assertWritable, createFolder, readInputFile, writeFileAtomic } from './files.ts'
import { flag, InvalidValue, integer, listFlag, oneOf } from './flags.ts'
import { logMessage, writeOut } from './output.ts'

/** A file that a report is written to, `-` being stdout, and its format. */
export interface ReportTarget<Format extends string = string> {
  readonly format: Format
  readonly file: string
}

/** `--report FORMAT=FILE`, for some formats. */
export const reportFlag = <Format extends string>(formats: readonly Format[]) =>
  listFlag<'--report <format=file>', ReportTarget<Format>>(
    '--report <format=file>',
    `report to write: ${formats.join(', ')}; - is stdout`,
    (source, before) => toTarget(formats, source, before),
  )

function toTarget<Format extends string>(
  formats: readonly Format[],
  source: string,
  before: readonly ReportTarget<Format>[],
): ReportTarget<Format> {
  const equals = source.indexOf('=')
  const file = source.slice(equals + 1)
  if (equals < 1 || file === '') throw new InvalidValue('not-a-report-target', {})
  if (before.some(other => other.file === file)) throw new InvalidValue('duplicate-report-target', { file })
  const name = source.slice(0, equals)
  const format = formats.find(each => each === name)
  if (format === undefined) throw new InvalidValue('unknown-report-format', { format: name, formats })
  return { format, file }
}

/** `--fail-on`. */
export const failOnFlag = () =>
  flag('--fail-on <severity>', 'lowest severity that fails the run', oneOf(failOns), 'error')

/** `--known-issues`. */
export const knownIssuesFlag = () => flag('--known-issues <file>', 'list of known issues, which do not fail the run')

/** The flags of a report on a client. */
export const clientReportFlags = <Format extends string>(formats: readonly Format[]) =>
  [
    reportFlag(formats),
    failOnFlag(),
    knownIssuesFlag(),
    flag('--min-coverage <percent>', 'lowest failure coverage that passes, in percent', integer(0, 100)),
    flag(
      '--sarif-location <file>',
      'file that SARIF results point to (default: package.json or another manifest of the working directory)',
    ),
  ] as const

/** The values of the flags that decide whether a report fails. */
interface PolicyOptions {
  readonly failOn: FailOn
  readonly knownIssues?: string | undefined
}

/** The policy of a report, with the list of known issues read: `words` are those that it may use. Throws a UsageError. */
export async function readReportPolicy(
  { failOn, knownIssues }: PolicyOptions,
  words: KnownIssueWords | (() => Promise<KnownIssueWords>),
): Promise<{ readonly failOn: FailOn; readonly knownIssues: readonly KnownIssue[] }> {
  if (knownIssues === undefined) return { failOn, knownIssues: [] }
  const allowed = typeof words === 'function' ? await words() : words
  return { failOn, knownIssues: await readKnownIssues(knownIssues, allowed) }
}

/** The policy of a report on a client. Throws a UsageError. */
export async function readClientPolicy(options: PolicyOptions & { readonly minCoverage: number | undefined }) {
  const policy = await readReportPolicy(options, async () => ({
    rules: (await import('../conformance/client/rules.ts')).clientRuleIds,
  }))
  return { ...policy, minCoverage: options.minCoverage }
}

async function readKnownIssues(file: string, words: KnownIssueWords): Promise<readonly KnownIssue[]> {
  const source = await readInputFile(file, 'known-issues', largestKnownIssues)
  try {
    return parseKnownIssues(source.toString(), file, words)
  } catch (error) {
    throw error instanceof KnownIssuesError ? new UsageError('invalid-input', { details: error.message }) : error
  }
}

/** Throws a UsageError, before anything starts, if two reports go to stdout or a report cannot be written. */
export function assertTargets(targets: readonly ReportTarget[]): void {
  if (targets.filter(({ file }) => file === '-').length > 1)
    throw new UsageError('stdout-taken', { flags: ['--report', '--json'] })
  for (const { file } of targets) if (file !== '-') assertWritable(file, 'report', true)
}

/** The options of a renderer for a format: HTML needs the page of the console. Rejects with a Problem if it is not built. */
export async function toLook(format: Format, look: RenderOptions = {}): Promise<RenderOptions> {
  if (format !== 'html') return look
  const { readReportPage } = await import('../server/console.ts')
  const { createEntryExplainer } = await import('../control/explain.ts')
  return { ...look, page: await readReportPage(), createExplainer: createEntryExplainer }
}

/** What was written of a report. */
interface WrittenReports {
  /** Whether everything that was asked for was written. */
  readonly isWhole: boolean
  /** The files that were written. */
  readonly files: readonly string[]
}

/**
 * Writes a report to every target, and in the format `summary`, if it has one, to the summary of a GitHub job. What cannot be written
 * is reported, and the rest is written all the same.
 */
export async function writeReports<Format extends string>(
  targets: readonly ReportTarget<Format>[],
  summary: Format | undefined,
  render: (format: Format) => Promise<string>,
): Promise<WrittenReports> {
  const files: string[] = []
  let isWhole = true
  for (const { format, file } of targets) {
    const isWritten = await tryWrite(file === '-' ? 'stdout' : file, async () => writeTo(file, await render(format)))
    if (isWritten && file !== '-') files.push(file)
    isWhole = isWritten && isWhole
  }
  const { GITHUB_STEP_SUMMARY: job } = process.env
  // A summary that cannot be written does not fail a job: it was not asked for.
  if (job && summary) await tryWrite(job, async () => appendFileSync(job, endLine(await render(summary))))
  return { isWhole, files }
}

async function tryWrite(file: string, write: () => Promise<void>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    logMessage('not-written', { file, what: 'report', error: String(error) })
    return false
  }
}

async function writeTo(file: string, text: string): Promise<void> {
  if (file === '-') {
    // A stdout that cannot be written to is reported in one place, for every command.
    await writeOut(process.stdout, text)
    return
  }
  // The command that ran meanwhile may have removed the folder.
  createFolder(dirname(resolve(file)))
  writeFileAtomic(file, endLine(text))
}

const endLine = (text: string) => (text.endsWith('\n') ? text : `${text}\n`)

/** Logs the names of written files. */
export function logWritten(files: readonly string[]): void {
  if (files.length > 0) logMessage('written', { files })
}

/** The exit code of a command that made a report; `isWhole` is whether all output was written. */
export function toExitCode(verdict: Verdict, isWhole = true): number {
  const code = verdictCodes[verdict]
  return isWhole || code !== exitCodes.clean ? code : exitCodes.findings
}

const verdictCodes: { readonly [Name in Verdict]: number } = {
  passed: exitCodes.clean,
  failed: exitCodes.findings,
  'not exercised': exitCodes.nothingExercised,
}
