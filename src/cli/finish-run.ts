import type { Standard } from '../conformance/client/standard.ts'
import type { Look } from '../conformance/report/formats.ts'
import type { Journal, RefusedHost } from '../emulator/journal.ts'
import { toDurationText } from '../text/duration.ts'
import { formatList } from '../text/format.ts'
import type { Ended } from './child-process.ts'
import type { Serving } from './client-variables.ts'
import { toShortText } from './command-text.ts'
import { exitCodes, toSignalCode } from './exit.ts'
import { colours, log } from './output.ts'
import { listEscaped } from './process-group.ts'
import { publish, type ReportTarget, toExitCode } from './report-options.ts'

/** Connections that ended with a command are seen to have ended. */
export const seeConnectionsEnd = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 20))

/** A journal that says what was run, and how that ended. */
export function withRun(journal: Journal, command: string, { code, signal, timedOut, began, ended }: Ended): Journal {
  return { ...journal, run: { command, code, signal, ...(timedOut ? { timedOut } : {}), began, ended } }
}

/** Says what a report does not say about the end of a command. */
export function logEnd({ timedOut, leftSomething, escaped }: Ended, shown: string, timeout: number | undefined): void {
  const { yellow } = colours
  if (timedOut) log(yellow(`Timed out after ${toDurationText(timeout ?? 0)} (--timeout): ${toShortText(shown)}`))
  if (leftSomething) log(yellow('Stopped the processes that the command left running.'))
  if (escaped.length > 0) {
    log(yellow(`Still running, outside the command's process group, and not ended: ${listEscaped(escaped)}`))
  }
}

/** What a command ends with that did not end well; undefined if it did. */
export function toCommandExitCode({ code, signal, timedOut }: Ended): number | undefined {
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
export async function finishRun({ journal, standard, targets, look, more }: RunReport): Promise<number> {
  try {
    const { judge } = await import('../conformance/client/judge.ts')
    const journals = [{ journal }]
    const made = { report: judge(journals, standard), journals }
    const isWhole = await publish({ made, targets, look, stream: process.stderr, more })
    const code = toExitCode(made.report)
    return isWhole || code !== exitCodes.clean ? code : exitCodes.findings
  } catch (error) {
    log(`The report could not be made: ${String(error)}`)
    return exitCodes.findings
  }
}

/** Explains why the emulator probably received no request from a command, with the fix. */
export function explainNoRequests(
  { listening: { url } }: Serving,
  { code, signal, began, ended }: Ended,
  variables: readonly string[],
  intercept = false,
  refused: readonly RefusedHost[] = [],
): string {
  const headline = `No requests received at ${url} in ${toDurationText(ended - began)}.`
  const failed = code !== 0 || signal !== null ? ' The command also failed, perhaps before its first request.' : ''
  if (intercept) {
    const advice = 'Run "ringback doctor -- CMD" to see which interception variables the command reads.'
    return `${headline}${failed}${explainRefused(refused)} ${advice}`
  }
  const own = variables.filter(name => !name.startsWith('RINGBACK_'))
  const cause =
    own.length > 0
      ? `the client does not read ${formatList(own)}.`
      : 'the client does not know the address. Pass it in a variable that the client reads (--env CALL_API={url}), or use --intercept if the host is hard-coded. Tests that create emulators of their own (ringback/vitest) send no requests here.'
  return `${headline}${failed} Likely cause: ${cause} Variables set: ${formatList(variables, 'and')}.`
}

function explainRefused(refused: readonly RefusedHost[]): string {
  if (refused.length === 0) return ''
  const hosts = refused.map(({ host }) => host)
  return ` Requests for other hosts were refused: ${formatList(hosts, 'and')}.`
}
