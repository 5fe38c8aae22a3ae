import type { ClientReport, ReportOptions } from '../conformance/client/report.ts'
import type { NamedJournal } from '../conformance/client/run-facts.ts'
import type { Format, RenderOptions } from '../conformance/report/model.ts'
import type { Journal, RefusedHost } from '../emulator/journal.ts'
import { toDurationText } from '../text/duration.ts'
import type { Ended } from './child-process.ts'
import type { Serving } from './client-variables.ts'
import { toShortText } from './command-text.ts'
import { exitCodes, toSignalCode } from './exit.ts'
import { duration, flag } from './flags.ts'
import type { MessageData } from './messages.ts'
import { logMessage, toColours, warn, writeOut } from './output.ts'
import { logWritten, type ReportTarget, toExitCode, toLook, writeReports } from './report-options.ts'

/** `--timeout` and `--grace`, for commands that run another; `grace` is the default in milliseconds. */
export const commandTimeFlags = (grace = 5_000) =>
  [
    flag('--timeout <duration>', 'time limit for the command (default: none)', duration()),
    flag('--grace <duration>', 'time between a signal and SIGKILL', duration(), grace, toDurationText(grace)),
  ] as const

/** Waits until the emulator has seen connections end that ended together with a command. */
export const waitForConnections = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 20))

/** Adds to a journal the command that was run and how it ended. */
export function withRun(journal: Journal, command: string, { code, signal, timedOut, began, ended }: Ended): Journal {
  return { ...journal, run: { command, code, signal, ...(timedOut ? { timedOut } : {}), began, ended } }
}

/** Warns of what a report does not contain about the end of a command. */
export function warnOfEnd(
  { timedOut, leftSomething, escaped }: Ended,
  shown: string,
  timeout: number | undefined,
): void {
  if (timedOut) warn('timed-out', { timeout: timeout ?? 0, command: toShortText(shown) })
  if (leftSomething) warn('stopped-processes', {})
  if (escaped.length > 0) warn('escaped-processes', { escaped })
}

/** The exit code of a command that did not end well; undefined if it did. */
export function toCommandExitCode({ code, signal, timedOut }: Ended): number | undefined {
  if (timedOut) return exitCodes.timedOut
  return signal ? toSignalCode(signal) : code || undefined
}

/** Why the emulator probably received no request from a command, as data of the message. */
export const toNoRequests = (
  { listening: { url } }: Serving,
  { code, signal, began, ended }: Ended,
  variables: readonly string[],
  intercept = false,
  refused: readonly RefusedHost[] = [],
): MessageData<'no-requests'> => ({
  url,
  milliseconds: ended - began,
  failed: code !== 0 || signal !== null,
  variables,
  intercept,
  refused: refused.map(({ host }) => host),
})

/** A report on a client and what it was made from. */
interface MadeReport {
  readonly report: ClientReport
  readonly journals: readonly NamedJournal[]
}

/** Where a report goes. */
interface Publication extends MadeReport {
  readonly targets: readonly ReportTarget<Format>[]
  readonly look: RenderOptions
  /** Where the text for people goes; undefined if nowhere. */
  readonly stream: NodeJS.WriteStream | undefined
  /** Prints or writes more before the verdict. Returns whether everything could be written. */
  readonly more?: () => boolean
}

/**
 * Writes a report: its text without the verdict, every file, the summary of the job, what `more` adds, the names of the
 * files, and the verdict last. What cannot be written is reported, and the rest is written all the same. Returns whether
 * everything could be written.
 */
export async function publish({ report, journals, targets, look, stream, more }: Publication): Promise<boolean> {
  const own: RenderOptions = stream ? { ...look, columns: stream.columns || undefined, paint: toColours(stream) } : look
  const { toTextParts } = await import('../conformance/report/to-text.ts')
  const { body, headline } = toTextParts(report, own)
  if (stream && body !== '') await writeOut(stream, body)
  const written = await writeReports<Format>(targets, 'markdown', format => render({ report, journals }, format, look))
  const isMoreWhole = more?.() ?? true
  logWritten(written.files)
  if (stream) await writeOut(stream, headline)
  return written.isWhole && isMoreWhole
}

/** A report as a text of a format. */
export async function render({ report, journals }: MadeReport, format: Format, look?: RenderOptions): Promise<string> {
  const { renderers } = await import('../conformance/report/renderers.ts')
  return (await renderers[format]())(report, journals, await toLook(format, look))
}

/** Evaluates the journal of a run and publishes the report. Returns the exit code; an error never hides the command's own. */
export async function finishRun({
  journal,
  policy,
  ...publication
}: Omit<Publication, keyof MadeReport | 'stream'> & {
  readonly journal: Journal
  readonly policy: ReportOptions
}): Promise<number> {
  try {
    const { toClientReport } = await import('../conformance/client/report.ts')
    const journals = [{ journal }]
    const report = toClientReport(journals, policy)
    const isWhole = await publish({ report, journals, stream: process.stderr, ...publication })
    return toExitCode(report.verdict, isWhole)
  } catch (error) {
    logMessage('report-failed', { error: String(error) })
    return exitCodes.findings
  }
}
