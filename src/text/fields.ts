import * as z from 'zod'
import { once } from './data.ts'
import { type DurationText, durationForm, longestDuration, parseDuration, toDurationText } from './duration.ts'
import { formatList } from './format.ts'
import { findNearest } from './suggest.ts'
import { type Hint, toIssueMessage } from './zod-issues.ts'

/** The most issues a document is searched for; more are one mistake in many places. */
export const mostIssues = 1000

/** An `error` option of a schema: what it expects, as a noun phrase, and a hint at what was probably meant. */
export const expects = (expected: string, toHint: (received: unknown) => Hint | undefined = () => undefined) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    toIssueMessage({ expected, hint: input === undefined ? undefined : toHint(input) }),
})

/** A hint at the nearest of some words; none for a value that is not text, or is near none of them. */
export function toNearest(received: unknown, words: Iterable<string>): Hint | undefined {
  const word = typeof received === 'string' ? findNearest(received, words) : undefined
  return word === undefined ? undefined : { code: 'did-you-mean', word }
}

/** A text of `least` to `most` characters: no lone surrogate and, unless `lines` are allowed, no control character. */
export function text(what: string, most: number, { least = 1, lines = false } = {}) {
  const schema = z
    .string(
      expects(`${what}, ${least} to ${most} characters`, received =>
        typeof received === 'number' || typeof received === 'boolean' ? { code: 'add-quotes' } : undefined,
      ),
    )
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
    .int(expects(`${what}, ${least} to ${most}`, toNumberHint))
    .min(least)
    .max(most)

/** A number from `least` to `most`. */
export const decimal = (what: string, least: number, most: number) =>
  z
    .number(expects(`${what}, ${least} to ${most}`, toNumberHint))
    .min(least)
    .max(most)

/** A hint for a number that is written as text; none for anything else. */
export const toNumberHint = (received: unknown): Hint | undefined =>
  typeof received === 'string' && received.trim() !== '' && Number.isFinite(Number(received))
    ? { code: 'remove-quotes' }
    : undefined

/** One of a few words. */
export const oneOf = <const Word extends string>(words: readonly Word[], what = formatList(words)) =>
  z.enum(
    words,
    expects(what, received => toNearest(received, words)),
  )

/** The bounds of a duration, in milliseconds, and whether it may be `never`. */
interface DurationBounds<Never extends boolean = boolean> {
  readonly least?: number
  readonly most?: number
  readonly never?: Never
}

/** A duration as text, such as 2m30s; it stays text. */
export function duration(bounds?: DurationBounds<false>): z.ZodType<DurationText, DurationText>
export function duration(bounds: DurationBounds<true>): z.ZodType<DurationText | 'never', DurationText | 'never'>
export function duration({ least = 0, most = longestDuration, never = false }: DurationBounds = {}) {
  const bounds = [
    least > 0 ? `at least ${toDurationText(least)}` : '',
    most < longestDuration ? `at most ${toDurationText(most)}` : '',
  ]
  const form = [durationForm, ...bounds.filter(Boolean), ...(never ? ['or never'] : [])].join(', ')
  const schema = z
    .string(expects(form, received => toDurationHint(received) ?? (never ? toNearest(received, ['never']) : undefined)))
    .refine(written => {
      const length = parseDuration(written)
      if (length === undefined) return false
      return length === Number.POSITIVE_INFINITY ? never : length >= least && length <= most
    })
    .meta({ pattern: `^(\\d+(\\.\\d+)?[smhd]|\\d+ms)+$${never ? '|^never$' : ''}` })
  // What the refinement admits is what the type says; zod has no type for a text of such parts.
  return schema as unknown as z.ZodType<DurationText | 'never', DurationText | 'never'>
}

function toDurationHint(received: unknown): Hint | undefined {
  if (typeof received === 'number') return { code: 'add-unit' }
  if (received === 'never') return { code: 'not-never' }
  if (typeof received !== 'string' || received.length > 40) return undefined
  const short = received
    .trim()
    .replaceAll(/\s*([a-z]+)\s*/gi, (_, word: string) => units.get(word.toLowerCase()) ?? '?')
  return short !== received && (parseDuration(short) ?? 0) > 0 ? { code: 'write', text: short } : undefined
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
      expects(`a list of ${least > 0 ? `${least} to ${most}` : `at most ${most}`} ${what}`, received =>
        typeof received === 'string' || typeof received === 'number' ? { code: 'add-brackets' } : undefined,
      ),
    )
    .min(least)
    .max(most)

/** A map with these keys and no others; `what` is its name in sentences, such as "a call". */
export function object<Shape extends z.ZodRawShape>(what: string, shape: Shape) {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    error: issue =>
      issue.code === 'unrecognized_keys'
        ? toIssueMessage({
            of: what,
            known,
            meant: issue.keys.slice(0, mostIssues).map(key => findMeantKey(key, known) ?? null),
          })
        : toIssueMessage({ expected: `${what}, a map with ${formatList(known, 'and')}` }),
  })
}

const findMeantKey = (key: string, known: readonly string[]): string | undefined =>
  findNearest(key, known) ?? synonyms.get(key.toLowerCase())?.find(word => known.includes(word))

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
