import type { FailureMode } from '../../../emulator/exchange.ts'
import { type Meets, toMeetName } from '../meets.ts'
import { type Exposure, type ExposureCell, type ExposureRow, type Reaction, reactions } from '../report.ts'
import { toCount } from './outline.ts'

/** How many of the failure modes of its commands a client met, as a line without its title. */
export function explainExposure({ met, all, percent, rows, floor }: Exposure): string {
  if (percent === undefined) return 'no command was used, so there are no failure modes to cover'
  const required = floor === undefined || percent >= floor ? '' : `; at least ${floor} % is required`
  return `${percent} % (${met} of ${toCount(all, 'failure mode')} of ${toCount(rows.length, 'command')})${required}`
}

/** A failure mode by its number or its name. */
export const toCellName = ({ meets }: ExposureCell): string => toMeetName(meets)

/** What it is, as a sentence. */
export const explainCell = ({ meets }: ExposureCell): string => explainMeets(meets)

/** What a failure mode is, as a sentence. */
export const explainMeets = (meets: Meets): string => ('code' in meets ? meets.meaning : stumbleMeanings[meets.stumble])

const stumbleMeanings: { readonly [Name in Exclude<FailureMode, 'refusal'>]: string } = {
  http: 'The HTTP status is not 200.',
  'reset-before': 'The connection is reset before the response.',
  'reset-during': 'The connection is reset in the middle of the response.',
  empty: 'The body is empty.',
  truncated: 'The body is cut off.',
  garbage: 'The body is not JSON.',
  html: 'The body is an HTML page.',
  omitted: 'A field of the response is missing.',
  mistyped: 'A field of the response has the wrong type.',
  slow: 'The response takes long.',
  dribble: 'The response arrives a few bytes at a time.',
}

/** What a client did next, in a word. */
export const reactionNames: { readonly [Name in Reaction]: string } = {
  recovered: 'recovered',
  'asked again': 'retried',
  'went on': 'continued',
  'hung up': 'disconnected',
  'asked no more': 'stopped',
}

/** What a client did after it had met a failure mode, such as `recovered 10, retried 2`. */
export function explainReactions({ times, reactions: counted }: ExposureCell): string {
  const named = reactions.flatMap(name => (counted[name] ? [`${reactionNames[name]} ${counted[name]}`] : []))
  if (named.length > 0) return named.join(', ')
  return times > 0 ? 'the requests are no longer kept' : ''
}

/** The covered failure modes of a command. */
export const toMet = ({ cells }: ExposureRow) => cells.filter(({ times }) => times > 0)

/** The failure modes of a command that are not covered. */
export const toUnmet = ({ cells }: ExposureRow) => cells.filter(({ times }) => times === 0)

/** The failure modes of a command that are not covered, such as `get_call_info: 101001, http`; undefined if all are. */
export function explainUnmet(row: ExposureRow): string | undefined {
  const names = toUnmet(row).map(toCellName)
  return names.length === 0 ? undefined : `${row.command}: ${names.join(', ')}`
}
