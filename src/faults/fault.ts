import * as z from 'zod'
import { type CallbackCommand, callbackCommands, isCallbackCommand } from '../contracts/callbacks.ts'
import { type ErrorName, errorNames, type errors, findErrorName, toError } from '../contracts/errors.ts'
import { isOperationName, type OperationName, operationNames } from '../contracts/operations.ts'
import { isRecord, keysOf, once, type Plain } from '../text/data.ts'
import { parseDuration, toDurationText, toMilliseconds } from '../text/duration.ts'
import {
  account,
  callId,
  decimal,
  duration,
  expects,
  integer,
  list,
  object,
  oneOf,
  sdkAppId,
  text,
  toNearest,
} from '../text/fields.ts'
import { formatList } from '../text/format.ts'
import { findNearest } from '../text/suggest.ts'
import type { Hint, Path } from '../text/zod-issues.ts'

/** When a fault acts: on the connection, on a request the emulator has accepted, or on a callback. */
export type Phase = 'transport' | 'application' | 'callback'

/** Why two effects of one fault exclude each other. */
export type ConflictReason =
  | 'one-outcome'
  | 'nothing-sent'
  | 'no-fields'
  | 'field-omitted'
  | 'error-hidden'
  | 'nothing-to-slow'
  | 'never-sent'

/** One effect of a fault: how it is written, what it becomes, and how it combines with others. */
interface EffectRow<Written, Parsed = Written> {
  /** When it acts; `any` if it acts with the fault's other effects. */
  readonly phase: Phase | 'any'
  readonly description: string
  readonly examples?: readonly unknown[]
  schema(): z.ZodType<Written, Written>
  parse(written: Written): Parsed
  /** What it does, as a clause; empty if another effect's clause says it. */
  describe(parsed: Parsed): string
  /** The effect without which it means nothing. */
  readonly requires?: string
  /** Effects that exclude it; `when` compares its value with the other's, always if absent. */
  readonly conflicts?: readonly Conflict<Written>[]
  /** For an effect on requests: what a fault on callbacks uses instead. */
  readonly onCallbacks?: string
}

interface Conflict<Written> {
  readonly with: string
  readonly reason: ConflictReason
  when?(written: Written, other: unknown): boolean
}

const effect = <Written, Parsed>(row: EffectRow<Written, Parsed>): EffectRow<Written, Parsed> => row

/** The longest a reply or a callback is delayed, in milliseconds. */
export const longestDelay = 600_000

/** Fields of the envelope of every reply. */
export const envelopeFields = ['ErrorCode', 'ErrorInfo', 'ActionStatus', 'RequestId', 'Response'] as const

/** A field that every reply has, or may have. */
export type EnvelopeField = (typeof envelopeFields)[number]

/** An error code the service documents. */
export type ErrorCode = (typeof errors)[keyof typeof errors]['code']

/** How long a reply or a callback is delayed, in milliseconds: always the same, or drawn for each. */
export type Delay =
  | number
  | { readonly uniform: readonly [least: number, most: number] }
  | { readonly lognormal: { readonly median: number; readonly sigma: number } }

const isReplaced = (body: unknown) => body !== 'truncated'
const fields = () => list(oneOf(envelopeFields), 'fields', 5)

/** Everything a fault can do. Add a row to add an effect; the schema, its documentation and the checks follow. */
const effects = {
  error: effect({
    phase: 'application',
    description: 'The service refuses with this code.',
    examples: [101001],
    schema: () => errorCode(),
    // The schema takes the codes of the table only.
    parse: code => findErrorName(code) as ErrorName,
    describe: name => `refuses with ${toError(name).code}`,
    onCallbacks: 'callback, delay or both',
  }),
  message: effect({
    phase: 'application',
    description: 'The text of ErrorInfo; the usual text of the code if absent.',
    schema: () => text('a text', 1000, { lines: true }),
    parse: message => message,
    describe: () => '',
    requires: 'error',
    onCallbacks: 'callback, delay or both',
  }),
  delay: effect({
    phase: 'any',
    description: 'How long the reply or the callback is delayed.',
    schema: () => delaySchema(),
    parse: parseDelay,
    describe: delay => `waits ${describeDelay(delay)}`,
    conflicts: [{ with: 'callback', when: (_, callback) => callback === 'drop', reason: 'never-sent' }],
  }),
  http: effect({
    phase: 'transport',
    description: 'This HTTP status is sent instead of the reply, as by a proxy; not a status without a body.',
    examples: [502],
    schema: () =>
      integer('an HTTP status that has a body (not 204, 205 or 304)', 200, 599).refine(
        status => ![204, 205, 304].includes(status),
      ),
    parse: status => status,
    describe: status => `responds with HTTP ${status}`,
    conflicts: [{ with: 'error', reason: 'one-outcome' }],
    onCallbacks: 'callback, delay or both',
  }),
  drop: effect({
    phase: 'transport',
    description: 'The connection is reset, before anything of the reply is sent or during it.',
    schema: () => oneOf(['before', 'during']),
    parse: when => when,
    describe: when => `resets the connection ${when} the reply`,
    conflicts: [
      { with: 'error', reason: 'one-outcome' },
      { with: 'http', reason: 'one-outcome' },
    ],
    onCallbacks: 'callback: drop',
  }),
  body: effect({
    phase: 'transport',
    description: 'What the body of the reply becomes.',
    schema: () => oneOf(['empty', 'truncated', 'garbage', 'html']),
    parse: body => body,
    describe: body => bodies[body],
    conflicts: [
      { with: 'drop', when: (_, drop) => drop === 'before', reason: 'nothing-sent' },
      { with: 'error', when: body => isReplaced(body), reason: 'error-hidden' },
    ],
    onCallbacks: 'callback: malformed',
  }),
  omit: effect({
    phase: 'transport',
    description: 'Fields that the reply lacks.',
    schema: fields,
    parse: omitted => omitted,
    describe: omitted => `omits ${formatList(omitted, 'and')}`,
    conflicts: [
      { with: 'drop', when: (_, drop) => drop === 'before', reason: 'nothing-sent' },
      { with: 'http', reason: 'no-fields' },
      { with: 'body', when: (_, body) => isReplaced(body), reason: 'no-fields' },
    ],
    onCallbacks: 'callback: malformed',
  }),
  mistype: effect({
    phase: 'transport',
    description:
      'Fields that have another JSON type: a number or an object as a string, a string in an array. The real service is not known to do so.',
    schema: fields,
    parse: mistyped => mistyped,
    describe: mistyped => `sends ${formatList(mistyped, 'and')} as another type`,
    conflicts: [
      { with: 'drop', when: (_, drop) => drop === 'before', reason: 'nothing-sent' },
      { with: 'http', reason: 'no-fields' },
      { with: 'body', when: (_, body) => isReplaced(body), reason: 'no-fields' },
      {
        with: 'omit',
        when: (mistyped, omitted) => Array.isArray(omitted) && mistyped.some(field => omitted.includes(field)),
        reason: 'field-omitted',
      },
    ],
    onCallbacks: 'callback: malformed',
  }),
  dribble: effect({
    phase: 'transport',
    description: 'The reply is sent slowly, at this many bytes a second.',
    examples: ['50B/s'],
    schema: () => dribbleSchema(),
    parse: rate => Number.parseInt(rate, 10),
    describe: rate => `sends ${rate} bytes a second`,
    conflicts: [
      { with: 'drop', when: (_, drop) => drop === 'before', reason: 'nothing-sent' },
      { with: 'body', when: (_, body) => body === 'empty', reason: 'nothing-to-slow' },
    ],
    onCallbacks: 'delay',
  }),
  callback: effect({
    phase: 'callback',
    description:
      'What happens to a callback: it is never sent, is sent twice, is overtaken by the next callback of its call, has a wrong Sign, or a body that is not JSON.',
    schema: () => oneOf(['drop', 'duplicate', 'reorder', 'wrong-signature', 'malformed']),
    parse: callback => callback,
    describe: callback => callbackEffects[callback],
  }),
}

type Effects = typeof effects

/** The name of an effect, which is its key in a fault as written. */
type EffectName = keyof Effects

/** The rows, for code that treats every effect alike: methods get back only what their own row has made. */
export const effectRows: readonly (readonly [EffectName, EffectRow<unknown, unknown>])[] = keysOf(effects).map(name => [
  name,
  effects[name] as EffectRow<unknown, unknown>,
])

/** What a fault does, one or more of these. */
export type Effect = {
  readonly [Name in EffectName]?: Plain<ReturnType<Effects[Name]['parse']>> | undefined
}

type EffectFields = {
  [Name in EffectName]: z.ZodOptional<ReturnType<Effects[Name]['schema']>>
}

// The table is a literal, so its codes are exactly the documented ones.
const codes = errorNames.map(name => toError(name).code) as ErrorCode[]

/** Any documented error code. */
export const errorCode = once(() =>
  z.literal(
    codes,
    expects('a documented error code, such as 60007, 60008, 101001 or 101004', received => {
      if (typeof received === 'string' && codes.map(String).includes(received)) return { code: 'remove-quotes' }
      const word = findNearest(String(received), codes.map(String))
      const name = errorNames.find(each => String(toError(each).code) === word)
      return word && name ? { code: 'did-you-mean', word, meaning: toError(name).meaning } : undefined
    }),
  ),
)

const delayed = () => duration({ most: longestDelay })

const delaySchema = () =>
  z.union(
    [
      delayed(),
      object('a delay', {
        uniform: z
          .tuple([delayed(), delayed()], expects('the least and the most, such as [10ms, 200ms]'))
          .meta({ description: 'Anything between the two is equally likely.' }),
      }),
      object('a delay', {
        lognormal: object('a lognormal delay', {
          median: duration({ least: 1, most: longestDelay }).meta({ description: 'Half of them take longer.' }),
          sigma: decimal('a spread', 0, 5).meta({ description: 'How much they spread; 0.5 is usual.' }),
        }).meta({ description: 'What networks do: most are quick, a few take long.' }),
      }),
    ],
    expects(
      'a duration of at most 10m, { uniform: [10ms, 200ms] } or { lognormal: { median: 80ms, sigma: 0.5 } }',
      received =>
        isRecord(received)
          ? Object.keys(received)
              .slice(0, 10)
              .map(key => toNearest(key, ['uniform', 'lognormal']))
              .find(hint => hint !== undefined)
          : undefined,
    ),
  )

type WrittenDelay = z.output<ReturnType<typeof delaySchema>>

function parseDelay(written: WrittenDelay): Delay {
  if (typeof written === 'string') return toMilliseconds(written)
  if ('uniform' in written) {
    const [least, most] = written.uniform
    return { uniform: [toMilliseconds(least), toMilliseconds(most)] }
  }
  const { median, sigma } = written.lognormal
  return { lognormal: { median: toMilliseconds(median), sigma } }
}

function describeDelay(delay: Delay): string {
  if (typeof delay === 'number') return toDurationText(delay)
  if ('uniform' in delay) return delay.uniform.map(toDurationText).join(' to ')
  return `about ${toDurationText(delay.lognormal.median)}`
}

function dribbleSchema(): z.ZodType<`${number}B/s`, `${number}B/s`> {
  const schema = z.string(expects('bytes a second, such as 50B/s')).regex(/^[1-9][0-9]{0,8}B\/s$/)
  // The pattern admits what the type says.
  return schema as unknown as z.ZodType<`${number}B/s`, `${number}B/s`>
}

const wholes = ['all', 'callbacks'] as const
const targets = [...operationNames, ...callbackCommands]

const targetSchema = () =>
  z.union(
    [
      z.literal(wholes),
      oneOf(operationNames),
      oneOf(callbackCommands),
      list(
        z.enum(
          targets,
          expects('a command such as get_call_info or a callback such as Call.CallbackAfterEndCall', toTargetHint),
        ),
        'commands or callbacks',
        100,
      ),
    ],
    expects(`all (every command), callbacks (every callback), ${aTarget}, or a list of either`, received =>
      toNearest(received, [...targets, ...wholes]),
    ),
  )

const aTarget = 'a command such as get_call_info, a callback such as Call.CallbackAfterEndCall'

const toTargetHint = (received: unknown): Hint | undefined =>
  wholes.some(whole => whole === received)
    ? { code: 'write', text: `on: ${received}, without a list` }
    : toNearest(received, targets)

const bodies = {
  empty: 'sends an empty body',
  truncated: 'sends half of the body',
  garbage: 'sends a body that is not JSON',
  html: 'sends a page of HTML',
}

const callbackEffects = {
  drop: 'is never sent',
  duplicate: 'is sent twice',
  reorder: "is overtaken by the call's next callback",
  'wrong-signature': 'has a wrong Sign',
  malformed: 'has a body that is not JSON',
}

/** A fault as written. Whether its parts make sense together is a matter of `findFaultIssues`. */
export const faultSchema = once(() =>
  object('a fault', {
    on: targetSchema().meta({
      description:
        'What it acts on: a command, several commands, or all of them; or a callback, several, or all callbacks.',
    }),
    app: sdkAppId().optional().meta({ description: 'Only requests to, or callbacks of, this application.' }),
    call: callId().optional().meta({ description: 'Only requests or callbacks about this call.' }),
    identifier: account().optional().meta({ description: 'Only requests of this administrator.' }),
    skip: integer('a number of requests or callbacks', 0, 1_000_000_000).optional().meta({
      description: 'How many matching requests or callbacks pass first.',
      default: 0,
    }),
    times: integer('a number of requests or callbacks', 1, 1_000_000_000).optional().meta({
      description: 'How many it then acts on, in each application; all if absent.',
    }),
    from: duration()
      .optional()
      .meta({ description: 'When it starts, since the start of the scenario.', default: '0s' }),
    until: duration({ never: true })
      .optional()
      .meta({ description: 'When it ends, since the start of the scenario.', default: 'never' }),
    probability: decimal('a probability', 0, 1).optional().meta({
      description: 'How likely it acts on a matching request or callback, drawn from the seed; always if absent.',
    }),
    ...toEffectFields(),
  }),
)

function toEffectFields(): EffectFields {
  const optional = effectRows.map(([name, { schema, description, examples }]) => [
    name,
    schema()
      .optional()
      .meta({ description, ...(examples ? { examples: [...examples] } : {}) }),
  ])
  // Each row has become the field of its name.
  return Object.fromEntries(optional) as EffectFields
}

/** A fault as its author writes it, in a scenario or in a request to the admin API. */
export type FaultInput = Plain<z.output<ReturnType<typeof faultSchema>>>

/** How long a reply or a callback is delayed, as written. */
export type DelayInput = NonNullable<FaultInput['delay']>

/** What a fault acts on: every command, every callback, or these; never both commands and callbacks. */
type Target = 'all' | 'callbacks' | readonly (OperationName | CallbackCommand)[]

/** Something that goes wrong on purpose: what it acts on, when, how often, and what it does. */
export interface Fault {
  /** The fault as written, plain JSON data. */
  readonly source: FaultInput
  readonly phase: Phase
  readonly on: Target
  readonly app?: number | undefined
  readonly call?: string | undefined
  readonly identifier?: string | undefined
  /** How many matching requests or callbacks pass first. */
  readonly skip: number
  /** How many it then acts on; `Infinity` for all. */
  readonly times: number
  /** When it acts, in milliseconds since the start of the scenario: `from` included, `until` excluded. */
  readonly from: number
  readonly until: number
  /** How likely it acts, 0 to 1; always if absent. */
  readonly probability?: number | undefined
  readonly effect: Effect
}

/** A fault as written, with its defaults, durations in milliseconds and names of errors. It must be valid. */
export function toFault(source: FaultInput): Fault {
  const { on, app, call, identifier, skip = 0, times = Number.POSITIVE_INFINITY, probability } = source
  return {
    source,
    phase: toPhase(source),
    on: typeof on !== 'string' || on === 'all' || on === 'callbacks' ? on : [on],
    app,
    call,
    identifier,
    skip,
    times,
    from: toMilliseconds(source.from ?? '0s'),
    until: toMilliseconds(source.until ?? 'never'),
    probability,
    effect: toEffect(source),
  }
}

function toEffect(source: FaultInput): Effect {
  const present = effectRows.filter(([name]) => source[name] !== undefined)
  return Object.fromEntries(present.map(([name, { parse }]) => [name, parse(source[name])]))
}

/** Whether a fault acts on callbacks alone. */
export const isOnCallbacks = ({ on }: Pick<FaultInput, 'on'>): boolean =>
  toTargets(on).every(target => target === 'callbacks' || isCallbackCommand(target))

const toTargets = (on: FaultInput['on']): readonly string[] => (typeof on === 'string' ? [on] : on)

/** A fault acts when the latest of its effects acts: the service refuses only what it has accepted. */
function toPhase(source: FaultInput): Phase {
  if (isOnCallbacks(source)) return 'callback'
  return source.error === undefined ? 'transport' : 'application'
}

/** Two effects as one; where both have a value, the first counts. */
export function joinEffects(one: Effect, other: Effect): Effect {
  return { ...other, ...Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) }
}

/** What makes no sense within one fault whose fields are each valid. */
export type FaultIssue = { readonly path: Path } & (
  | { readonly code: 'no-effect'; readonly known: readonly string[] }
  | { readonly code: 'mixed-targets'; readonly command: string; readonly callback: string }
  | { readonly code: 'inapplicable-field'; readonly on: 'callbacks' | 'all' | 'commands'; readonly instead: string }
  | { readonly code: 'conflicting-effects'; readonly with: string; readonly reason: ConflictReason }
  | { readonly code: 'missing-effect'; readonly requires: string }
  | { readonly code: 'until-before-from'; readonly from: string; readonly until: string }
  | { readonly code: 'unordered-range'; readonly range: readonly [string, string] }
)

/** Everything that makes no sense within one fault whose fields are each valid. */
export function findFaultIssues(fault: FaultInput): readonly FaultIssue[] {
  const inapplicable = findInapplicableFields(fault)
  const skipped = new Set<unknown>(inapplicable.flatMap(({ path }) => path))
  const given = effectRows.filter(([name]) => fault[name] !== undefined && !skipped.has(name))
  const { from = '0s', until = 'never', delay } = fault
  return [
    ...findNoEffect(fault),
    ...inapplicable,
    ...findConflictingEffects(fault, skipped),
    ...given.flatMap(([name, { requires }]): FaultIssue[] =>
      requires === undefined || Object.hasOwn(fault, requires)
        ? []
        : [{ code: 'missing-effect', path: [name], requires }],
    ),
    ...(toLength(until) <= toLength(from)
      ? [{ code: 'until-before-from', path: ['until'], from, until } as const]
      : []),
    ...(typeof delay === 'object' && 'uniform' in delay && toLength(delay.uniform[0]) > toLength(delay.uniform[1])
      ? [{ code: 'unordered-range', path: ['delay'], range: delay.uniform } as const]
      : []),
  ]
}

const toLength = (written: string) => parseDuration(written) ?? 0

function findNoEffect(fault: FaultInput): readonly FaultIssue[] {
  if (effectRows.some(([name, { requires }]) => requires === undefined && fault[name] !== undefined)) return []
  const on = isOnCallbacks(fault) ? 'callbacks' : 'commands'
  const known = effectRows.filter(([, row]) => row.requires === undefined && appliesTo(row, on)).map(([name]) => name)
  return [{ code: 'no-effect', path: [], known }]
}

const appliesTo = ({ phase }: EffectRow<unknown, unknown>, on: 'callbacks' | 'commands') =>
  phase === 'any' || (phase === 'callback') === (on === 'callbacks')

/** What does not fit the target of a fault: commands among callbacks, or a field that only the other kind has. */
function findInapplicableFields(fault: FaultInput) {
  const targets = toTargets(fault.on)
  const [command, callback] = [targets.find(isOperationName), targets.find(isCallbackCommand)]
  if (command !== undefined && callback !== undefined) {
    return [{ code: 'mixed-targets', path: ['on'], command, callback } as const]
  }
  const on = isOnCallbacks(fault) ? 'callbacks' : 'commands'
  const names = effectRows.filter(([name, row]) => fault[name] !== undefined && !appliesTo(row, on))
  const found = names.map(
    ([name, { onCallbacks }]) =>
      ({
        code: 'inapplicable-field',
        path: [name],
        on: on === 'commands' && fault.on === 'all' ? 'all' : on,
        instead: onCallbacks ?? 'on: callbacks, or on: Call.CallbackAfterEndCall',
      }) as const,
  )
  if (on === 'commands' || fault.identifier === undefined) return found
  return [...found, { code: 'inapplicable-field', path: ['identifier'], on, instead: 'app or call' } as const]
}

function findConflictingEffects(fault: FaultInput, skipped: ReadonlySet<unknown>): readonly FaultIssue[] {
  return effectRows.flatMap(([name, { conflicts = [] }]) =>
    conflicts
      .filter(({ with: other }) => isGiven(fault, other, skipped) && isGiven(fault, name, skipped))
      .filter(conflict => conflict.when?.(fault[name], Reflect.get(fault, conflict.with)) ?? true)
      .map(
        ({ with: other, reason }): FaultIssue => ({ code: 'conflicting-effects', path: [name], with: other, reason }),
      ),
  )
}

const isGiven = (fault: FaultInput, name: string, skipped: ReadonlySet<unknown>) =>
  Reflect.get(fault, name) !== undefined && !skipped.has(name)
