import * as z from 'zod'
import { longestDuration } from '../../text/duration.ts'
import { type ClockMode, clockForm, parseClockMode } from '../clock.ts'
import { lastInstant } from '../create-switchboard.ts'

/*
 * The kinds of values snapshots are made of. As in scenarios, the message of every issue finishes the sentence
 * "… is X: want …". Texts are not measured: whatever an emulator has let in, it must be able to go back to.
 */

/** The largest number that is counted to. */
const most = 999_999_999_999_999

/** What is wanted, said of whatever is wrong: of several shapes, zod asks each check by itself. */
export const wanted = (what: string) => ({ error: () => `${what}.` })

/** A number between two, both included. */
export const between = (what: string, least: number, greatest: number) =>
  z.number(wanted(what)).min(least, wanted(what)).max(greatest, wanted(what))

/** A text, whatever it says; not an empty one where it is a name. */
export const text = (what: string, least = 0) => z.string(wanted(what)).min(least, wanted(what))

/** A moment, in Unix milliseconds. */
export const instant = () => between('a moment in Unix milliseconds', 0, lastInstant)

/** A stretch of time, in milliseconds. */
export const stretch = () => between('a stretch of time in milliseconds, ten years at most', 0, longestDuration)

/** A number, or `never` for one without end. */
export const orNever = <Schema extends z.ZodType<number>>(schema: Schema, what: string) =>
  z.union([schema, z.literal('never')], wanted(`${what}, or "never"`))

/** A count, from `least` on. */
export function count(least = 0, greatest = most) {
  const want = wanted(`a whole number, ${least} to ${greatest}`)
  return z.int(want).min(least, want).max(greatest, want)
}

/** An application's id. */
export const sdkAppId = () => count(1, 999_999_999_999)

/** Any list of these. */
export function list<Item extends z.ZodType>(item: Item, what: string, least = 0) {
  const want = wanted(`a list of ${what}${least > 0 ? `, ${least} at least` : ''}`)
  return z.array(item, want).min(least, want)
}

const aWord = wanted('a word of a stream of chance, a whole number')

const word = () => z.int(aWord).min(-4_294_967_296, aWord).max(4_294_967_296, aWord)

/** Where a stream of chance stands. */
export const place = () =>
  z.tuple([word(), word(), word(), word()], wanted('where a stream of chance stands, a list of four numbers'))

/** How time passes. */
export const clockMode = () =>
  z.custom<ClockMode>(came => typeof came === 'string' && parseClockMode(came) !== undefined, wanted(clockForm))

/** The id of a thing that is numbered, such as `fault-1`. */
export function numbered(kind: 'fault' | 'callback') {
  const want = wanted(`an id such as ${kind}-1`)
  return z.string(want).regex(new RegExp(`^${kind}-[1-9][0-9]{0,14}$`), want)
}
