import * as z from 'zod'
import { once } from './data.ts'
import type { DurationText } from './duration.ts'
import { durationForm, longestDuration, parseDuration, toDurationText } from './duration.ts'
import { formatList, formatValue } from './format.ts'
import { explainNearest } from './suggest.ts'

/*
 * The kinds of values scenarios are made of. The message of every issue finishes the sentence "… is X: want …", so that
 * what is wanted stands once, where the schema is.
 */

/** The most issues a document is searched for; more are one mistake in many places. */
export const mostProblems = 1000

const toMessage = (wanted: string, advise: (came: unknown) => string = () => '') => ({
  error: ({ input }: { readonly input?: unknown }) => `${wanted}.${input === undefined ? '' : advise(input)}`,
})

/** A text of `least` to `most` characters, none of them half a character, nor a control character unless `lines` are allowed. */
export function text(what: string, most: number, { least = 1, lines = false } = {}) {
  const advise = (came: unknown) => (typeof came === 'number' || typeof came === 'boolean' ? ' Put it in quotes.' : '')
  const schema = z
    .string(toMessage(`${what}, ${least} to ${most} characters`, advise))
    .min(least)
    .max(most)
  // For editors it is written out: not all that read JSON Schema know \P{Cc}.
  return lines
    ? schema
    : schema.regex(/^[^\p{Cc}\p{Surrogate}]*$/u).meta({ pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$' })
}

/** An integer from `least` to `most`. */
export const integer = (what: string, least: number, most: number) =>
  z
    .int(toMessage(`${what}, ${least} to ${most}`, adviseNumber))
    .min(least)
    .max(most)

/** A number from `least` to `most`. */
export const decimal = (what: string, least: number, most: number) =>
  z
    .number(toMessage(`${what}, ${least} to ${most}`, adviseNumber))
    .min(least)
    .max(most)

/** The way out for a number that came as a text; nothing for anything else. */
export const adviseNumber = (came: unknown) =>
  typeof came === 'string' && came.trim() !== '' && Number.isFinite(Number(came)) ? ' Take the quotes off.' : ''

/** One of a few words. */
export const oneOf = <const Word extends string>(words: readonly Word[], what = formatList(words)) =>
  z.enum(
    words,
    toMessage(what, came => (typeof came === 'string' ? explainNearest(came, words) : '')),
  )

/** How far a duration may reach, in milliseconds, and whether it may be `never`. */
interface Reach<Never extends boolean = boolean> {
  readonly least?: number
  readonly most?: number
  readonly never?: Never
}

/** A duration as text, such as 2m30s; it stays text here. */
export function duration(reach?: Reach<false>): z.ZodType<DurationText, DurationText>
export function duration(reach: Reach<true>): z.ZodType<DurationText | 'never', DurationText | 'never'>
export function duration({ least = 0, most = longestDuration, never = false }: Reach = {}) {
  const above = least > 0 ? `, ${toDurationText(least)} at least` : ''
  const within = most < longestDuration ? `, ${toDurationText(most)} at most` : ''
  const schema = z
    .string(
      toMessage(
        `${durationForm}${above}${within}${never ? ', or never' : ''}`,
        came => adviseDuration(came) || (never && typeof came === 'string' ? explainNearest(came, ['never']) : ''),
      ),
    )
    .refine(came => {
      const length = parseDuration(came)
      if (length === undefined) return false
      return length === Number.POSITIVE_INFINITY ? never : length >= least && length <= most
    })
    .meta({ pattern: `^(\\d+(\\.\\d+)?[smhd]|\\d+ms)+$${never ? '|^never$' : ''}` })
  // What the refinement lets through is what the type says; zod has no word for a text of such parts.
  return schema as unknown as z.ZodType<DurationText | 'never', DurationText | 'never'>
}

function adviseDuration(came: unknown): string {
  if (typeof came === 'number') return ` A number needs its unit: ${came}s or ${came}ms, say.`
  if (came === 'never') return ' It cannot be never.'
  if (typeof came === 'string' && toShortUnits(came) !== undefined) return ` Write ${toShortUnits(came)}.`
  return typeof came === 'string' && (parseDuration(came.replaceAll(/\s/g, '')) ?? 0) > 0 && /\s/.test(came)
    ? ` Write it without spaces: ${came.replaceAll(/\s/g, '')}.`
    : ''
}

/** A duration whose units are written out, such as `2 sec`, as scenarios write it; undefined if it is something else. */
function toShortUnits(came: string): string | undefined {
  if (came.length > 40) return undefined
  const short = came.trim().replaceAll(/\s*([a-z]+)\s*/gi, (_, word: string) => units.get(word.toLowerCase()) ?? '?')
  return short !== came && (parseDuration(short) ?? 0) > 0 && short !== came.replaceAll(/\s/g, '') ? short : undefined
}

const units: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ms: 'ms msec msecs millis millisecond milliseconds',
    s: 's sec secs second seconds',
    m: 'm min mins minute minutes',
    h: 'h hr hrs hour hours',
    d: 'd day days',
  }).flatMap(([unit, words]) => words.split(' ').map(word => [word, unit] as const)),
)

/** A list of `least` to `most` items. */
export const list = <Item extends z.ZodType>(item: Item, what: string, most: number, least = 1) =>
  z
    .array(
      item,
      toMessage(`a list of ${what}, ${least > 0 ? `${least} to ${most} of them` : `${most} at most`}`, adviseList),
    )
    .min(least)
    .max(most)

const adviseList = (came: unknown) =>
  typeof came === 'string' || typeof came === 'number' ? ` Put it in brackets: [${formatValue(came)}].` : ''

/** A map with these keys and no others; `what` is its name in sentences, such as "a call". */
export function object<Shape extends z.ZodRawShape>(what: string, shape: Shape) {
  const keys = Object.keys(shape)
  return z.strictObject(shape, {
    // One line for each unknown key, in the order of the issue's keys; more than are ever shown are not looked into.
    error: issue =>
      issue.code === 'unrecognized_keys'
        ? issue.keys
            .slice(0, mostProblems)
            .map(key => explainUnknownKey(key, what, keys))
            .join('\n')
        : `${what}, a map with ${formatList(keys, 'and')}.`,
  })
}

function explainUnknownKey(key: string, what: string, keys: readonly string[]): string {
  const meant = synonyms.get(key.toLowerCase())?.find(word => keys.includes(word))
  const nearest = explainNearest(key, keys) || (meant === undefined ? '' : ` Did you mean "${meant}"?`)
  return `${formatValue(key)} is not a key of ${what}.${nearest === '' ? ` It takes ${formatList(keys, 'and')}.` : nearest}`
}

/** What other tools, or the service itself, call the same keys. */
const synonyms: ReadonlyMap<string, readonly string[]> = new Map([
  ['action', ['does']],
  ['after', ['at', 'from', 'skip']],
  ['when', ['at']],
  ['time', ['at']],
  ['who', ['user']],
  ['member', ['user']],
  ['caller', ['from']],
  ['callee', ['to']],
  ['callees', ['to']],
  ['type', ['media']],
  ['timeout', ['ring']],
  ['steps', ['then']],
  ['command', ['on']],
  ['target', ['on']],
  ['count', ['times', 'calls']],
  ['code', ['error']],
  ['errorcode', ['error']],
  ['status', ['http']],
  ['latency', ['delay']],
  ['reset', ['drop']],
  ['key', ['secretKey']],
  ['administrators', ['admins']],
  ['webhook', ['callback']],
  ['description', ['about']],
  ['version', ['ringback']],
])

/** The SDKAppID of an application. */
export const sdkAppId = once(() => integer('the SDKAppID of an application', 1, 4294967295))

/** An account, of an administrator or of a user. */
export const account = once(() => text('an account', 64))

/** The id of a call; as long as get_call_info takes. */
export const callId = once(() => text('the id of a call', 256))
