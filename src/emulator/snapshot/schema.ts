import * as z from 'zod'
import type { MemberEvent } from '../../call/call.ts'
import { platforms } from '../../contracts/callback.ts'
import { callbackCommands } from '../../contracts/callbacks.ts'
import { faultSchema } from '../../faults/fault.ts'
import { once } from '../../text/data.ts'
import { expects, object, oneOf } from '../../text/fields.ts'
import type { Attempt } from '../callbacks/outgoing-callback.ts'
import { outcomes, toActionType } from '../operations/wire.ts'
import type { Places } from '../state.ts'
import { between, clockMode, count, instant, list, numbered, orNever, place, sdkAppId, stretch, text } from './leaf.ts'
import {
  appPlanSchema,
  callbackSchema,
  commandSchema,
  media,
  planSchema,
  room,
  type Shape,
  user,
} from './schema-plan.ts'
import type {
  SavedApp,
  SavedCall,
  SavedDelivery,
  SavedEnding,
  SavedFault,
  Snapshot,
  SnapshotCounts,
} from './snapshot.ts'

// The table has a line for each word, so its keys are exactly the words.
const happenings = Object.keys(toActionType) as MemberEvent[]

const id = () => text('the id of a call')

const memberSchema = once(() =>
  z.discriminatedUnion(
    'state',
    [
      object('a member who talks', { user: user(), state: z.literal('talking') }),
      object('a member who rings', {
        user: user(),
        state: z.literal('ringing'),
        until: orNever(instant(), 'a moment in Unix milliseconds'),
      }),
    ],
    expects('a member, a map with user and state (talking or ringing)'),
  ),
)

const eventSchema = once(() =>
  z.discriminatedUnion(
    'what',
    [
      object('an event', { at: instant(), what: z.literal('started') }),
      object('an event', { at: instant(), what: oneOf(happenings), user: user() }),
      object('an event', { at: instant(), what: z.literal('ended'), outcome: oneOf(outcomes) }),
    ],
    expects('an event, a map with at, what and, for some, user or outcome'),
  ),
)

const callSchema = once(() =>
  object('a call', {
    id: id(),
    media: media(),
    room: room().optional(),
    group: text('the id of a chat group').optional(),
    caller: user(),
    ring: orNever(stretch(), 'a stretch of time in milliseconds'),
    members: list(memberSchema(), 'members'),
    everyone: list(user(), 'accounts'),
    startedAt: instant(),
    answeredAt: instant().optional(),
    ending: object('an ending', {
      at: instant(),
      outcome: oneOf(outcomes),
      left: list(memberSchema(), 'members'),
    } satisfies Shape<SavedEnding>).optional(),
    events: list(eventSchema(), 'events'),
    wakesAt: instant().optional(),
  } satisfies Shape<SavedCall>),
)

const appSchema = once(() =>
  object('an application', {
    plan: appPlanSchema(),
    callback: callbackSchema().optional(),
    place: place(),
    calls: list(callSchema(), 'calls'),
    ended: list(id(), 'ids of calls'),
  } satisfies Shape<SavedApp>),
)

const armedFaultSchema = once(() =>
  object('an armed fault', {
    id: numbered('fault'),
    fault: faultSchema(),
    matched: count(),
    hit: count(),
    place: place(),
  } satisfies Shape<SavedFault>),
)

const dueSchema = once(() =>
  z.discriminatedUnion(
    'due',
    [
      object('a call to be opened', { at: instant(), due: z.literal('open'), call: count() }),
      object('a deed', {
        at: instant(),
        due: z.literal('deed'),
        app: sdkAppId(),
        call: id(),
        command: commandSchema(),
      }),
      object('a deadline', { at: instant(), due: z.literal('deadline'), app: sdkAppId(), call: id() }),
      object('a callback', { at: instant(), due: z.literal('callback'), callback: numbered('callback') }),
    ],
    expects('an item, a map with at and due (open, deed, deadline or callback)'),
  ),
)

const attemptSchema = once(() =>
  object('an attempt', {
    at: instant(),
    target: text('an address'),
    sent: text('what was sent').optional(),
    status: count().optional(),
    answer: text('an answer').optional(),
    reason: text('a sentence').optional(),
    took: between('milliseconds', 0, Number.MAX_SAFE_INTEGER),
  } satisfies Shape<Attempt>),
)

const json = expects('a body that is JSON')

const callbackWaitingSchema = once(() =>
  object('a callback', {
    id: numbered('callback'),
    at: instant(),
    app: sdkAppId(),
    call: id(),
    command: oneOf(callbackCommands),
    url: text('an address'),
    body: z.string(json).refine(isJson, json),
    platform: oneOf(platforms),
    faults: list(text('the id of a fault'), 'ids of faults'),
    attempts: list(attemptSchema(), 'attempts'),
    reason: text('a sentence').optional(),
    leavesAt: instant(),
    copies: count(1, 2),
    retries: count(0, 1_000),
    flaw: oneOf(['reorder', 'wrong-signature', 'malformed']).optional(),
  } satisfies Shape<SavedDelivery>),
)

function isJson(body: string): boolean {
  try {
    JSON.parse(body)
    return true
  } catch {
    return false
  }
}

/** A snapshot, value by value; whether they fit together is looked at in check-references. */
export const snapshotSchema: () => z.ZodType<Snapshot> = once(() =>
  object('a snapshot', {
    ringback: z.literal('snapshot', expects('"snapshot"')),
    version: z.literal(1, expects('1, the version of this format')),
    now: instant(),
    clock: clockMode(),
    beginning: instant(),
    counts: object('the counts', {
      apps: count(0, 1_000_000_000),
      faults: count(),
      exchanges: count(),
      callbacks: count(),
    } satisfies Shape<SnapshotCounts>),
    places: object('the places', { requests: place(), randoms: place(), keys: place() } satisfies Shape<Places>),
    plan: planSchema(),
    apps: list(appSchema(), 'applications', 1),
    faults: list(armedFaultSchema(), 'faults'),
    timeline: list(dueSchema(), 'things that are due'),
    callbacks: list(callbackWaitingSchema(), 'callbacks'),
  } satisfies Shape<Snapshot>),
)
