import type { RefusedHost } from '../journal/journal.ts'
import { toDurationText } from '../words/duration.ts'
import { toEnumeration } from '../words/quote.ts'
import type { Serving } from './facts.ts'
import type { Ended } from './start-child.ts'

/** Why, most likely, a command under an emulator has never asked it, as sentences with the way out. */
export function explainNothing(
  { listening: { url } }: Serving,
  { code, signal, began, ended }: Ended,
  variables: readonly string[],
  intercept = false,
  refused: readonly RefusedHost[] = [],
): string {
  if (intercept) {
    return `Nobody asked: ringback served at ${url} for ${toDurationText(ended - began)}, and stood in for the service's hosts.${explainRefused(refused)} To see which variables the command obeys: ringback doctor -- CMD`
  }
  const own = variables.filter(name => !name.startsWith('RINGBACK_'))
  const failed = code !== 0 || signal !== null ? ' That, or it came to its end before it could ask.' : ''
  const why =
    own.length > 0
      ? `Most likely the client takes its address from elsewhere than ${toEnumeration(own)}.`
      : 'Most likely the client does not know the address: tell it by a variable that it reads, as in --env CALL_API={url}; or, if its host is hard-coded, use --intercept. (Tests with emulators of their own, as of ringback/vitest, ask those.)'
  return [
    `Nobody asked: ringback served at ${url} for ${toDurationText(ended - began)}.`,
    `The command had ${toEnumeration(variables, 'and')}.`,
    why + failed,
  ].join(' ')
}

/** The hosts that the command asked for instead. */
function explainRefused(refused: readonly RefusedHost[]): string {
  if (refused.length === 0) return ''
  return ` The command asked for other hosts, which were refused: ${toEnumeration(
    refused.map(({ host }) => host),
    'and',
  )}.`
}
