import { z } from 'zod'
import { type ClockMode, clockForm, parseClockMode } from '../../emulator/clock.ts'
import { lastInstant } from '../../emulator/create-switchboard.ts'
import { longestDuration } from '../../words/duration.ts'

/*
 * The kinds of values snapshots are made of. As in scenarios, the message of every issue finishes the sentence
 * "… is X: want …". Texts are not measured: whatever an emulator has let in, it must be able to go back to.
 */

/** The largest number that is counted to. */
const most = 999_999_999_999_999

/** A text, whatever it says; not an empty one where it is a name. */
export const text = (what: string, least = 0) => z.string({ error: () => `${what}.` }).min(least)

/** A moment, in Unix milliseconds. */
export const instant = () =>
  z
    .number({ error: () => 'a moment in Unix milliseconds.' })
    .min(0)
    .max(lastInstant)

/** A stretch of time, in milliseconds. */
export const stretch = () =>
  z
    .number({ error: () => 'a stretch of time in milliseconds, ten years at most.' })
    .min(0)
    .max(longestDuration)

/** A number, or `never` for one without end. */
export const orNever = <Schema extends z.ZodType<number>>(schema: Schema, what: string) =>
  z.union([schema, z.literal('never')], { error: () => `${what}, or "never".` })

/** A count, from `least` on. */
export const count = (least = 0, greatest = most) =>
  z
    .int({ error: () => `a whole number, ${least} to ${greatest}.` })
    .min(least)
    .max(greatest)

/** An application's id. */
export const sdkAppId = () => count(1, 999_999_999_999)

/** Any list of these. */
export const list = <Item extends z.ZodType>(item: Item, what: string, least = 0) =>
  z.array(item, { error: () => `a list of ${what}${least > 0 ? `, ${least} at least` : ''}.` }).min(least)

const word = () =>
  z
    .int({ error: () => 'a word of a stream of chance, a whole number.' })
    .min(-4_294_967_296)
    .max(4_294_967_296)

/** Where a stream of chance stands. */
export const place = () =>
  z.tuple([word(), word(), word(), word()], { error: () => 'where a stream of chance stands, a list of four numbers.' })

/** How time passes. */
export const clockMode = () =>
  z.custom<ClockMode>(came => typeof came === 'string' && parseClockMode(came) !== undefined, {
    error: () => `${clockForm}.`,
  })

/** The id of a thing that is numbered, such as `fault-1`. */
export const numbered = (kind: 'fault' | 'callback') =>
  z.string({ error: () => `an id such as ${kind}-1.` }).regex(new RegExp(`^${kind}-[1-9][0-9]{0,14}$`))
