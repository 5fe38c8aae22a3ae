import type { Standard } from '../conformance/client/standard.ts'
import type { Journal } from '../journal/journal.ts'
import { toDurationText } from '../words/duration.ts'
import { toSignalCode } from './child.ts'
import { toShortText } from './command-text.ts'
import { exitCodes } from './exit.ts'
import { listEscaped } from './find-escaped.ts'
import { colours, say } from './print.ts'
import { toExitCode, writeReports, writeText } from './report-files.ts'
import type { ReportTarget } from './report-flags.ts'
import type { Ended } from './start-child.ts'

/** Connections that ended with a command are seen to have ended. */
export const seeConnectionsEnd = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 20))

/** A journal that says what was run, and how that ended. */
export function withRun(journal: Journal, command: string, { code, signal, began, ended }: Ended): Journal {
  return { ...journal, run: { command, code, signal, began, ended } }
}

/** What a report does not say of an end. */
export function tellEnd({ timedOut, leftSomething, escaped }: Ended, shown: string, timeout: number | undefined): void {
  const { yellow } = colours
  if (timedOut) say(yellow(`Ended after ${toDurationText(timeout ?? 0)}, as --timeout says: ${toShortText(shown)}`))
  if (leftSomething) say(yellow('What it left running has been ended.'))
  if (escaped.length > 0) {
    say(yellow(`Still running, outside the command's process group, and not ended: ${listEscaped(escaped)}`))
  }
}

/** What a command ends with that did not end well; undefined if it did. */
export function toOwnCode({ code, signal, timedOut }: Ended): number | undefined {
  if (timedOut) return exitCodes.timedOut
  return signal ? toSignalCode(signal) : code || undefined
}

/** Makes the report and hands it out; gives what it ends with. Whatever fails of it, the command's own code is to be heard. */
export async function makeReport(
  journal: Journal,
  standard: Standard,
  targets: readonly ReportTarget[],
): Promise<number> {
  try {
    const { judge } = await import('../conformance/client/judge.ts')
    const journals = [{ journal }]
    const made = { report: judge(journals, standard), journals }
    await writeText(process.stderr, made)
    const isWhole = await writeReports(made, targets)
    const code = toExitCode(made.report)
    return isWhole || code !== exitCodes.clean ? code : exitCodes.findings
  } catch (error) {
    say(`The report could not be made: ${String(error)}`)
    return exitCodes.findings
  }
}
