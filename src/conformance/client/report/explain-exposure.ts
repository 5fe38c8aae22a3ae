import type { Stumble } from '../../../journal/exchange.ts'
import { type Meets, toMeetName } from '../meets.ts'
import { type Exposure, type ExposureCell, type ExposureRow, reactions } from '../report.ts'
import { toCount } from './outline.ts'

/** How much of what its commands could meet a client met, as a line. */
export function explainExposure({ met, all, percent, rows, floor }: Exposure): string {
  if (percent === undefined) return 'No command was used, so there was nothing to meet.'
  const wanted = floor === undefined || percent >= floor ? '' : `; ${floor} % are wanted`
  return `${percent} %, ${met} of ${toCount(all, 'thing')} that its ${toCount(rows.length, 'command')} can meet${wanted}`
}

/** What can be met, by its number or its name. */
export const toCellName = ({ meets }: ExposureCell): string => toMeetName(meets)

/** What it is, as a sentence. */
export const explainCell = ({ meets }: ExposureCell): string => explainMeets(meets)

/** What can be met, as a sentence. */
export const explainMeets = (meets: Meets): string => ('code' in meets ? meets.meaning : stumbleMeanings[meets.stumble])

const stumbleMeanings: { readonly [Name in Exclude<Stumble, 'refusal'>]: string } = {
  http: 'An HTTP status other than 200.',
  'reset-before': 'The connection is reset before anything of the answer arrives.',
  'reset-during': 'The connection is reset in the middle of the answer.',
  empty: 'The body is empty.',
  truncated: 'The body is cut off.',
  garbage: 'The body is no JSON.',
  html: 'The body is a page of HTML.',
  omitted: 'A field of the answer is left out.',
  mistyped: 'A field of the answer has another type.',
  slow: 'The answer takes long.',
  dribble: 'The answer comes drop by drop.',
}

/** What a client did after it had met something, such as `recovered 10, asked again 2`. */
export function explainReactions({ times, reactions: counted }: ExposureCell): string {
  const said = reactions.flatMap(name => (counted[name] ? [`${name} ${counted[name]}`] : []))
  if (said.length > 0) return said.join(', ')
  return times > 0 ? 'its requests are no longer kept' : ''
}

/** What of a row was met. */
export const toMet = ({ cells }: ExposureRow) => cells.filter(({ times }) => times > 0)

/** What of a row never was. */
export const toUnmet = ({ cells }: ExposureRow) => cells.filter(({ times }) => times === 0)

/** What one command never met, as a sentence; undefined if it met everything. */
export function explainUnmet(row: ExposureRow): string | undefined {
  const names = toUnmet(row).map(toCellName)
  return names.length === 0 ? undefined : `Your client was never exposed to ${toEither(names)} on ${row.command}.`
}

const toEither = (names: readonly string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
