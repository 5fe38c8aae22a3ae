import * as z from 'zod'
import { longestDuration } from '../../text/duration.ts'
import { expects } from '../../text/fields.ts'
import { type ClockMode, clockForm, parseClockMode } from '../clock.ts'
import { lastInstant } from '../create-switchboard.ts'

/*
 * The kinds of values of snapshots. Texts are not measured: whatever an emulator has accepted, it must be able to restore.
 */

/** The largest number that is counted to. */
const most = 999_999_999_999_999

/** A number between two, both included. */
export const between = (what: string, least: number, greatest: number) =>
  z.number(expects(what)).min(least, expects(what)).max(greatest, expects(what))

/** A text, whatever it says; not an empty one where it is a name. */
export const text = (what: string, least = 0) => z.string(expects(what)).min(least, expects(what))

/** A moment, in Unix milliseconds. */
export const instant = () => between('a moment in Unix milliseconds', 0, lastInstant)

/** A stretch of time, in milliseconds. */
export const stretch = () => between('a stretch of time in milliseconds, ten years at most', 0, longestDuration)

/** A number, or `never` for one without end. */
export const orNever = <Schema extends z.ZodType<number>>(schema: Schema, what: string) =>
  z.union([schema, z.literal('never')], expects(`${what}, or "never"`))

/** A count, from `least` on. */
export function count(least = 0, greatest = most) {
  const want = expects(`a whole number, ${least} to ${greatest}`)
  return z.int(want).min(least, want).max(greatest, want)
}

/** An application's id. */
export const sdkAppId = () => count(1, 999_999_999_999)

/** Any list of these. */
export function list<Item extends z.ZodType>(item: Item, what: string, least = 0) {
  const want = expects(`a list of ${what}${least > 0 ? `, ${least} at least` : ''}`)
  return z.array(item, want).min(least, want)
}

const aWord = expects('a word of a stream of chance, a whole number')

const word = () => z.int(aWord).min(-4_294_967_296, aWord).max(4_294_967_296, aWord)

/** Where a stream of chance stands. */
export const place = () =>
  z.tuple([word(), word(), word(), word()], expects('where a stream of chance stands, a list of four numbers'))

/** How time passes. */
export const clockMode = () =>
  z.custom<ClockMode>(came => typeof came === 'string' && parseClockMode(came) !== undefined, expects(clockForm))

/** The id of a thing that is numbered, such as `fault-1`. */
export function numbered(kind: 'fault' | 'callback') {
  const want = expects(`an id such as ${kind}-1`)
  return z.string(want).regex(new RegExp(`^${kind}-[1-9][0-9]{0,14}$`), want)
}
