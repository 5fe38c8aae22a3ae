import * as z from 'zod'
import { callbackCommands } from '../contracts/callbacks.ts'
import { parameterNames } from '../contracts/query.ts'
import { scopes } from '../contracts/scope.ts'
import { failureModes } from '../faults/failure-modes.ts'
import { once, type Plain } from '../text/data.ts'
import { deliveryStates } from './callbacks/outgoing-callback.ts'
import { deliveryCodes } from './messages.ts'
import { outcomes } from './operations/wire.ts'

/** The largest journal that is read from a file, in bytes. */
export const largestJournal = 512 * 1_048_576

/** The version of the journal format. */
export const journalVersion = 2

/** A secret where it does not belong: the UserSig belongs in the query only, the application's key nowhere. */
export const leaks = [
  'UserSig in the body',
  'UserSig in the URL outside usersig',
  'key in the URL',
  'key in the body',
] as const

const count = () => z.int().min(0)
const instant = () => z.number().min(-8_640_000_000_000_000).max(8_640_000_000_000_000)
const wallTime = () => z.number().min(0).max(Number.MAX_SAFE_INTEGER)

const callEvent = once(() =>
  z.strictObject({
    at: instant(),
    about: z.literal('call'),
    app: z.int(),
    call: z.string(),
    what: z.string(),
    user: z.string().optional(),
    outcome: z.string().optional(),
  }),
)

const userSigFinding = once(() =>
  z.strictObject({
    code: z.string().meta({ description: 'Stable, for programs; the codes of `ringback explain-sig`.' }),
    severity: z.enum(['error', 'warning', 'note']),
    text: z.string(),
    fix: z.string(),
  }),
)

const userSigFacts = once(() =>
  z.strictObject({
    claims: z
      .strictObject({ identifier: z.string(), sdkAppId: z.int(), time: z.int(), expire: z.int() })
      .optional()
      .meta({ description: 'What it claims, if it can be read; times in Unix seconds.' }),
    refuse: z.string().optional().meta({ description: 'The error it is refused with, if so.' }),
    because: z.string().optional().meta({ description: 'The reason in ErrorInfo.' }),
    findings: z.array(userSigFinding()),
  }),
)

const entryTiming = once(() =>
  z.strictObject({
    connection: z.int().min(1).optional(),
    host: z.string().optional(),
    agent: z.string().optional(),
    opened: wallTime().optional(),
    closed: wallTime().optional(),
    receivedAt: wallTime(),
    sentAt: wallTime().optional(),
    abortedAt: wallTime().optional(),
  }),
)

const entry = once(() =>
  z.strictObject({
    id: z.string().meta({ description: '`<sdkAppId>-<n>`, or `unassigned-<n>`.' }),
    position: z.int().min(1).meta({ description: 'The position in the run log, over all applications.' }),
    epoch: count().meta({ description: 'The life of its application; a reset begins a new one.' }),
    at: instant().meta({ description: "Unix milliseconds of the application's clock." }),
    rate: z.number().min(0).meta({ description: 'Milliseconds of that clock per real millisecond; 0: moved by hand.' }),
    method: z.string(),
    target: z.string().meta({ description: 'Path and query, secrets masked.' }),
    body: z.string(),
    isCut: z.boolean().meta({ description: 'Whether only the first part of the body is here.' }),
    unreadable: z.string().optional(),
    parameterHeaders: z.array(z.enum(parameterNames)).optional(),
    traceparent: z.string().optional(),
    test: z.string().optional().meta({ description: 'The name of the test that sent it.' }),
    scope: z.enum(scopes),
    command: z.string().optional(),
    sdkAppId: z.number().optional(),
    identifier: z.string().optional(),
    callId: z.string().optional(),
    status: count(),
    errorCode: z.int().optional(),
    reply: z.string(),
    faults: z.array(z.string()),
    failureModes: z.array(z.enum(failureModes)),
    tolerated: z.array(z.string()),
    delay: z.number().min(0),
    drop: z.enum(['before', 'during']).optional(),
    events: z.array(callEvent()),
    endedAt: instant().optional(),
    hasCallback: z.boolean(),
    timing: entryTiming().optional(),
    userSig: userSigFacts().optional(),
    isAdministrator: z.boolean().optional(),
    leaks: z.array(z.enum(leaks)),
  }),
)

/** What changes an emulator besides requests. */
export const actionNames = [
  'load-scenario',
  'restore-snapshot',
  'reset',
  'create-application',
  'remove-application',
  'set-clock',
  'advance-clock',
  'arm-fault',
  'disarm-fault',
  'start-call',
  'change-call',
  'redeliver',
  'end-attempt',
] as const

const action = once(() =>
  z.strictObject({
    after: count().meta({ description: 'The position of the last request before it.' }),
    at: instant().meta({
      description: "Unix milliseconds of its application's clock, or of the default application's.",
    }),
    app: z.int().optional().meta({ description: 'Its application; absent if it is on the whole emulator.' }),
    does: z.enum(actionNames),
    input: z.record(z.string(), z.unknown()).optional().meta({
      description: 'As the admin API takes it; for `end-attempt`, how an attempt to deliver a callback ended.',
    }),
  }),
)

const time = () => z.iso.datetime().meta({ description: "A time on the application's clock, ISO 8601 in UTC." })
const account = () => z.string()
const sdkAppId = () => z.int().meta({ description: "An application's SDKAppID." })
const callId = () => z.string().meta({ description: "A call's id." })
const deliveryCode = once(() =>
  z.enum(deliveryCodes).meta({ description: 'What is wrong with the delivery; `reason` is the sentence.' }),
)

/** A call with its latest events, as the admin API shows it. */
export const callView = once(() =>
  z.object({
    id: callId(),
    app: sdkAppId(),
    state: z.enum(['live', 'ended']),
    outcome: z.enum(outcomes).nullable().meta({ description: 'How it ended; null while it is live.' }),
    from: account(),
    media: z.enum(['audio', 'video']),
    room: z.union([z.string(), z.number()]).nullable(),
    group: z.string().nullable(),
    members: z.array(
      z.discriminatedUnion('state', [
        z.object({ user: account(), state: z.literal('talking') }),
        z.object({
          user: account(),
          state: z.literal('ringing'),
          ringsUntil: time().nullable().meta({ description: 'null if it rings without an end.' }),
        }),
      ]),
    ),
    everyone: z.array(account()).meta({ description: 'Everyone who was ever a member, in the order they entered.' }),
    startedAt: time(),
    answeredAt: time().nullable(),
    endedAt: time().nullable(),
    events: z.array(
      z.object({ at: time(), what: z.string(), user: account().optional(), outcome: z.enum(outcomes).optional() }),
    ),
  }),
)

/** A callback with its attempts, as the admin API shows it. */
export const callbackView = once(() =>
  z.object({
    id: z.string().meta({ description: '<sdkAppId>-<n>.' }),
    position: count().meta({ description: 'Its position in the log of all callbacks, from 1.' }),
    at: time(),
    app: sdkAppId(),
    call: callId(),
    command: z.enum(callbackCommands),
    url: z.string(),
    state: z.enum(deliveryStates),
    code: deliveryCode().nullable(),
    reason: z.string().nullable(),
    faults: z.array(z.string()),
    platform: z.string(),
    body: z.record(z.string(), z.unknown()),
    attempts: z.array(
      z.object({
        at: time(),
        target: z.string(),
        sent: z.string().optional().meta({ description: 'What was sent, if it is not `body`.' }),
        status: z.int().nullable(),
        answer: z.string().nullable(),
        code: deliveryCode().nullable(),
        reason: z.string().nullable(),
        took: z.number().meta({ description: 'Real milliseconds.' }),
      }),
    ),
  }),
)

const commandCount = once(() =>
  z.strictObject({
    scope: z.enum(scopes),
    command: z.string().optional(),
    requests: count(),
    codes: z.record(z.string().regex(/^-?\d{1,15}$/), count()),
    failureModes: z.partialRecord(z.enum(failureModes), count()),
  }),
)

const refusedHost = once(() => z.strictObject({ host: z.string(), count: count(), reason: z.string() }))

const journalRun = once(() =>
  z.strictObject({
    command: z.string(),
    code: z.int().nullable(),
    signal: z.string().nullable(),
    timedOut: z.boolean().optional(),
    began: wallTime(),
    ended: wallTime(),
  }),
)

/**
 * The schema of a journal: what clients did in a run, across resets, as one JSON document without secrets. Reports are made
 * from it, at once or later.
 */
export const journalSchema = once(() =>
  z.strictObject({
    ringback: z.literal('journal'),
    version: z.literal(journalVersion),
    scenario: z.string().meta({ description: "The scenario's name." }),
    validation: z.enum(['strict', 'lenient']),
    auth: z.enum(['verify', 'off']),
    counts: z.array(commandCount()),
    total: count().meta({ description: 'The number of requests; `entries` has the latest ones.' }),
    entries: z.array(entry()),
    seed: count().optional().meta({ description: "The seed of the scenario's random numbers." }),
    source: z.record(z.string(), z.unknown()).optional().meta({ description: 'The scenario as it was written.' }),
    actions: z.array(action()).optional().meta({
      description: 'What else changed the emulator, the latest ones in order: with the requests, the input of the run.',
    }),
    calls: z
      .array(callView())
      .optional()
      .meta({ description: 'The latest calls, live and ended ones, by their start.' }),
    callbacks: z.array(callbackView()).optional().meta({ description: 'The latest callbacks with their attempts.' }),
    refused: z.array(refusedHost()).optional().meta({ description: 'Hosts that the proxy refused.' }),
    run: journalRun().optional().meta({ description: 'The command that was run under the emulator.' }),
  }),
)

type Of<Schema extends () => z.ZodType> = Plain<z.infer<ReturnType<Schema>>>

/** What clients did in a run, across resets, without secrets. */
export type Journal = Of<typeof journalSchema>

/** An exchange without its secrets, with the facts of its UserSig and its timing. */
export type Entry = Of<typeof entry>

/** The timing of an exchange and its connection, in Unix milliseconds of the wall clock. */
export type EntryTiming = Of<typeof entryTiming>

/** Something other than a request that changed the emulator: what was done to it, or how an attempt to deliver a callback ended. */
export type LoggedAction = Of<typeof action>

/** How often a command was called, and which replies its clients got, whether or not the exchanges are still kept. */
export type CommandCount = Of<typeof commandCount>

/** A host that the proxy refused to clients; `reason` is that of the first refusal. */
export type RefusedHost = Of<typeof refusedHost>

/** A command that was run under the emulator; its code is null if a signal ended it. Times in Unix milliseconds. */
export type JournalRun = Of<typeof journalRun>

/** What a UserSig claims, and whether it was accepted. */
export type UserSigFacts = Of<typeof userSigFacts>

/** A mistake in a UserSig. It contains neither the UserSig nor a key. */
export type UserSigFinding = Of<typeof userSigFinding>

/** A secret where it does not belong. */
export type Leak = (typeof leaks)[number]
