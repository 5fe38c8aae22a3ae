import { appendFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Report } from '../conformance/client/report.ts'
import type { NamedJournal } from '../conformance/client/standard.ts'
import type { Format, Look } from '../conformance/report/formats.ts'
import type { Verdict } from '../conformance/rule.ts'
import { exitCodes } from './exit.ts'
import { say, toColours, writeOut } from './print.ts'
import type { ReportTarget } from './report-flags.ts'
import { createFolder, demandWritable, writeWhole } from './write-file.ts'

/** A report, and what it was made from. */
export interface Made {
  readonly report: Report
  readonly journals: readonly NamedJournal[]
}

/** Makes sure, before anything begins, that every report can be written. Ends the process with a sentence if not. */
export function demandTargets(targets: readonly Pick<ReportTarget, 'file'>[]): void {
  for (const { file } of targets) if (file !== '-') demandWritable(file, 'a report', true)
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
  sayWritten(files)
  if (stream) await writeOut(stream, verdict)
  return isWhole && isMoreWhole
}

/** Names the files that were written, on one line. */
export function sayWritten(files: readonly string[]): void {
  if (files.length > 0) say(`Wrote ${files.join(', ')}`)
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
    say(`${name}: The report could not be written: ${String(error)}`)
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
  writeWhole(file, toEnded(text))
}

const toEnded = (text: string) => (text.endsWith('\n') ? text : `${text}\n`)

/** What a command ends with that has made a report. */
export const toExitCode = ({ verdict }: Report): number => codes[verdict]

const codes: { readonly [Name in Verdict]: number } = {
  passed: exitCodes.clean,
  failed: exitCodes.findings,
  'not exercised': exitCodes.nothingExercised,
}
