import type { RefusedHost } from '../emulator/journal.ts'
import { toDurationText } from '../text/duration.ts'
import { formatList } from '../text/quote.ts'
import type { Serving } from './facts.ts'
import type { Ended } from './start-child.ts'

/** Explains why the emulator probably received no request from a command, with the fix. */
export function explainNothing(
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
