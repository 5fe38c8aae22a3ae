import { appendFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Format, Look } from '../conformance/client/format.ts'
import type { Report } from '../conformance/client/report.ts'
import type { NamedJournal } from '../conformance/client/standard.ts'
import type { Verdict } from '../conformance/verdict.ts'
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

/**
 * Writes a report to every file that is wanted, and to the summary of the job where there is one. What cannot be written
 * is said, and the others are written all the same. Gives whether everything that is wanted could be.
 */
export const writeReports = (made: Made, targets: readonly ReportTarget[]): Promise<boolean> =>
  writeTexts<Format>(targets, 'markdown', format => render(made, format))

/** The same for whatever can be written in several formats, one of them that of a summary. */
export async function writeTexts<One extends string>(
  targets: readonly ReportTarget<One>[],
  ofSummary: One,
  toText: (format: One) => Promise<string>,
): Promise<boolean> {
  let isWhole = true
  for (const { format, file } of targets) {
    isWhole =
      (await attempt(file === '-' ? 'stdout' : file, async () => writeTo(file, await toText(format)))) && isWhole
  }
  const { GITHUB_STEP_SUMMARY: summary } = process.env
  // A summary that is missing is no reason to fail a job: nobody has asked for it.
  if (summary) await attempt(summary, async () => appendFileSync(summary, toEnded(await toText(ofSummary))))
  return isWhole
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
  const { renderers } = await import('../conformance/client/report/list.ts')
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

/** Writes a report as people read it, with colours and in the width of the terminal. */
export async function writeText(stream: NodeJS.WriteStream, made: Made): Promise<void> {
  // A terminal that does not know its width says 0.
  const look = { columns: stream.columns || undefined, paint: toColours(stream) }
  await attempt('text', async () => void (await writeOut(stream, await render(made, 'text', look))))
}

const toEnded = (text: string) => (text.endsWith('\n') ? text : `${text}\n`)

/** What a command ends with that has made a report. */
export const toExitCode = ({ verdict }: Report): number => codes[verdict]

const codes: { readonly [Name in Verdict]: number } = {
  passed: exitCodes.clean,
  failed: exitCodes.findings,
  'not exercised': exitCodes.nothingExercised,
}
