import * as z from 'zod'
import { parameterNames } from '../../contracts/query.ts'
import { scopes } from '../../contracts/scope.ts'
import { once } from '../../text/data.ts'
import { expects, object, oneOf } from '../../text/fields.ts'
import type { CommandCount } from '../counts.ts'
import type { EmulatorCallEvent } from '../event.ts'
import { failureModes } from '../exchange.ts'
import {
  type Entry,
  type EntryTiming,
  type Journal,
  type JournalRun,
  leaks,
  type RefusedHost,
  type UserSigFacts,
  type UserSigFinding,
} from '../journal.ts'
import { between, count, instant, list, text } from '../snapshot/leaf.ts'
import type { Shape } from '../snapshot/schema-plan.ts'

/*
 * A journal says what strangers sent, so texts are not measured, and neither are the numbers they named. Whatever the
 * journal of an emulator has, must be read again.
 */

/** A thing as it comes back from JSON: what was undefined is absent. */
type Saved<Thing> = Thing extends readonly (infer Item)[]
  ? readonly Saved<Item>[]
  : Thing extends object
    ? { readonly [Key in keyof Thing as undefined extends Thing[Key] ? never : Key]: Saved<Thing[Key]> } & {
        readonly [Key in keyof Thing as undefined extends Thing[Key] ? Key : never]?: Saved<Thing[Key]> | undefined
      }
    : Thing

const wholeNumber = () => z.int(expects('a whole number'))

const yes = () => z.boolean(expects('true or false'))

/** A moment of the wall's clock, with fractions. */
const moment = () => between('a moment in Unix milliseconds', 0, Number.MAX_SAFE_INTEGER)

const callNoteSchema = once(() =>
  object('something that happened to a call', {
    at: instant(),
    about: z.literal('call', expects('"call"')),
    app: wholeNumber(),
    call: text('the id of a call'),
    what: text('what happened'),
    user: text('an account').optional(),
    outcome: text('an outcome').optional(),
  } satisfies Shape<Saved<EmulatorCallEvent>>),
)

const lineSchema = once(() =>
  object('what the world did around a request', {
    connection: count(1).optional(),
    host: text('a host').optional(),
    agent: text('the name of a program').optional(),
    opened: moment().optional(),
    closed: moment().optional(),
    receivedAt: moment(),
    sentAt: moment().optional(),
    abortedAt: moment().optional(),
  } satisfies Shape<Saved<EntryTiming>>),
)

const userSigFindingSchema = once(() =>
  object('a finding', {
    code: text('the code of a finding'),
    severity: oneOf(['error', 'warning', 'note']),
    text: text('a sentence'),
    fix: text('a sentence'),
  } satisfies Shape<Saved<UserSigFinding>>),
)

const userSigSchema = once(() =>
  object('what a UserSig said', {
    claims: object('what a UserSig says of itself', {
      identifier: text('an account'),
      sdkAppId: wholeNumber(),
      time: wholeNumber(),
      expire: wholeNumber(),
    } satisfies Shape<Saved<NonNullable<UserSigFacts['claims']>>>).optional(),
    refuse: text('the name of an error').optional(),
    because: text('a sentence').optional(),
    findings: list(userSigFindingSchema(), 'findings'),
  } satisfies Shape<Saved<UserSigFacts>>),
)

const entrySchema = once(() =>
  object('an entry', {
    position: count(1),
    beginning: count(),
    life: count(),
    at: instant(),
    method: text('a method'),
    target: text('a path and a query'),
    body: text('a body'),
    isCut: yes(),
    unreadable: text('why the body could not be read').optional(),
    parameterHeaders: list(oneOf(parameterNames), 'names of parameters').optional(),
    scope: oneOf(scopes),
    command: text('a command').optional(),
    sdkAppId: wholeNumber().optional(),
    identifier: text('an account').optional(),
    callId: text('the id of a call').optional(),
    status: count(),
    errorCode: wholeNumber().optional(),
    reply: text('an answer'),
    faults: list(text('the id of a fault'), 'ids of faults'),
    failureModes: list(oneOf(failureModes), 'failureModes'),
    tolerated: list(text('a sentence'), 'sentences'),
    delay: between('milliseconds', 0, Number.MAX_SAFE_INTEGER),
    drop: oneOf(['before', 'during']).optional(),
    events: list(callNoteSchema(), 'things that happened to calls'),
    endedAt: instant().optional(),
    hasCallback: yes(),
    timing: lineSchema().optional(),
    userSig: userSigSchema().optional(),
    isAdministrator: yes().optional(),
    leaks: list(oneOf(leaks), 'leaks'),
  } satisfies Shape<Saved<Entry>>),
)

const byCode = expects('a map from ErrorCodes to how often they came')
const byStumble = expects('a map from failureModes to how often they were met')

const countSchema = once(() =>
  object('a count', {
    scope: oneOf(scopes),
    command: text('a command').optional(),
    requests: count(),
    codes: z.record(z.string().regex(/^-?\d{1,15}$/, byCode), count(), byCode),
    failureModes: z.partialRecord(z.enum(failureModes, byStumble), count(), byStumble),
  } satisfies Shape<Saved<CommandCount>>),
)

const runSchema = once(() =>
  object('a run', {
    command: text('a command line'),
    code: wholeNumber().nullable(),
    signal: text('the name of a signal').nullable(),
    timedOut: yes().optional(),
    began: moment(),
    ended: moment(),
  } satisfies Shape<Saved<JournalRun>>),
)

const refusedSchema = once(() =>
  object('a refused host', {
    host: text('a host'),
    count: count(),
    reason: text('a sentence'),
  } satisfies Shape<Saved<RefusedHost>>),
)

/** A journal, value by value; whether they fit together is looked at in check. */
export const journalSchema = once(() => {
  const schema: z.ZodType<Saved<Journal>> = object('a journal', {
    ringback: z.literal('journal', expects('"journal"')),
    version: z.literal(1, expects('1, the version of this format')),
    scenario: text('the name of a scenario'),
    validation: oneOf(['strict', 'lenient']),
    auth: oneOf(['verify', 'off']),
    rate: between('how fast the clock was', 0, Number.MAX_SAFE_INTEGER),
    counts: list(countSchema(), 'counts by command'),
    total: count(),
    refused: list(refusedSchema(), 'refused hosts').optional(),
    entries: list(entrySchema(), 'entries'),
    run: runSchema().optional(),
  } satisfies Shape<Saved<Journal>>)
  // Sound: what is absent reads as undefined, and nobody asks which keys there are.
  return schema as z.ZodType<Journal>
})
