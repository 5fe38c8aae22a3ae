import type { Standard } from '../conformance/client/standard.ts'
import type { Look } from '../conformance/report/formats.ts'
import type { Journal } from '../emulator/journal.ts'
import { toDurationText } from '../text/duration.ts'
import { toSignalCode } from './child.ts'
import { toShortText } from './command-text.ts'
import { exitCodes } from './exit.ts'
import { listEscaped } from './find-escaped.ts'
import { colours, say } from './print.ts'
import { publish, toExitCode } from './report-files.ts'
import type { ReportTarget } from './report-flags.ts'
import type { Ended } from './start-child.ts'

/** Connections that ended with a command are seen to have ended. */
export const seeConnectionsEnd = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 20))

/** A journal that says what was run, and how that ended. */
export function withRun(journal: Journal, command: string, { code, signal, timedOut, began, ended }: Ended): Journal {
  return { ...journal, run: { command, code, signal, ...(timedOut ? { timedOut } : {}), began, ended } }
}

/** Says what a report does not say about the end of a command. */
export function tellEnd({ timedOut, leftSomething, escaped }: Ended, shown: string, timeout: number | undefined): void {
  const { yellow } = colours
  if (timedOut) say(yellow(`Timed out after ${toDurationText(timeout ?? 0)} (--timeout): ${toShortText(shown)}`))
  if (leftSomething) say(yellow('Stopped the processes that the command left running.'))
  if (escaped.length > 0) {
    say(yellow(`Still running, outside the command's process group, and not ended: ${listEscaped(escaped)}`))
  }
}

/** What a command ends with that did not end well; undefined if it did. */
export function toOwnCode({ code, signal, timedOut }: Ended): number | undefined {
  if (timedOut) return exitCodes.timedOut
  return signal ? toSignalCode(signal) : code || undefined
}

/** What a report is made from, and where it goes. */
export interface RunReport {
  readonly journal: Journal
  readonly standard: Standard
  readonly targets: readonly ReportTarget[]
  readonly look: Look
  /** Whatever else there is to say or write before the verdict. Returns whether it could be written. */
  readonly more: () => boolean
}

/** Makes the report of a run and writes it. Returns the exit code; a failure to report never hides the command's own. */
export async function makeReport({ journal, standard, targets, look, more }: RunReport): Promise<number> {
  try {
    const { judge } = await import('../conformance/client/judge.ts')
    const journals = [{ journal }]
    const made = { report: judge(journals, standard), journals }
    const isWhole = await publish({ made, targets, look, stream: process.stderr, more })
    const code = toExitCode(made.report)
    return isWhole || code !== exitCodes.clean ? code : exitCodes.findings
  } catch (error) {
    say(`The report could not be made: ${String(error)}`)
    return exitCodes.findings
  }
}
