import * as z from 'zod'
import type { Instant } from '../call/call.ts'
import { type Call, invitationActions, type Member, memberActions, wholeCallActions } from '../call/call.ts'
import { platforms } from '../contracts/callback.ts'
import { callbackCommands } from '../contracts/callbacks.ts'
import { faultSchema, toFault } from '../faults/fault.ts'
import { explainIssues } from '../scenarios/messages.ts'
import type { ScenarioPlan } from '../scenarios/plan.ts'
import { appSchema, scenarioSchema } from '../scenarios/schema.ts'
import { checkScenario } from '../scenarios/validate.ts'
import { once, type Plain, parseJson, shareInstances } from '../text/data.ts'
import type { DocumentIssue, Path } from '../text/zod-issues.ts'
import { activateFault } from './active-faults.ts'
import { isStale } from './advance.ts'
import type { ApplicationInit } from './application.ts'
import { mostDeliveries } from './callbacks/outbox.ts'
import type { OutgoingCallback } from './callbacks/outgoing-callback.ts'
import { parseClockMode } from './clock.ts'
import { checkDocument, parseDocument } from './documents.ts'
import { toEndedCallEntry } from './ended-calls.ts'
import { deliveryCodes, explainInvalidDocument, toDocumentIssue } from './messages.ts'
import { createRandom } from './random.ts'
import type { Application, DueItem, FaultDefinition, StoredCall } from './state.ts'

/** The version of the snapshot format. */
export const snapshotVersion = 2

const count = () => z.int().min(0)
const instant = () => z.number().min(-8_640_000_000_000_000).max(8_640_000_000_000_000)
const wholeInstant = () => z.int().min(-8_640_000_000_000_000).max(8_640_000_000_000_000)
/** A number of milliseconds, or `never`: JSON has no infinity. */
const span = () => z.union([z.number().min(0), z.literal('never')])
const ringEnd = () => z.union([instant(), z.literal('never')])
const randomState = () => z.tuple([z.int(), z.int(), z.int(), z.int()])
const text = (most = 256) => z.string().max(most)

const jsonText = () => z.string().refine(body => parseJson(body) !== undefined, 'JSON')

const action = once(() =>
  z.union([
    z.strictObject({ does: z.enum(memberActions), user: text() }),
    z.strictObject({ does: z.enum(invitationActions), users: z.array(text()) }),
    z.strictObject({ does: z.enum(wholeCallActions) }),
  ]),
)

const members = once(() =>
  z.array(
    z.discriminatedUnion('state', [
      z.strictObject({ user: text(), state: z.literal('talking') }),
      z.strictObject({ user: text(), state: z.literal('ringing'), until: ringEnd() }),
    ]),
  ),
)

const outcomes = ['completed', 'cancelled', 'rejected', 'unanswered', 'busy', 'interrupted', 'offline'] as const
const memberEvents = [
  'answered',
  'rejected',
  'unanswered',
  'busy',
  'hung-up',
  'went-offline',
  'joined',
  'invited',
  'uninvited',
] as const

const savedCall = once(() =>
  z.strictObject({
    id: text(),
    media: z.enum(['audio', 'video']),
    room: z.strictObject({ id: text(), kind: z.enum(['number', 'text']) }).optional(),
    group: text().optional(),
    caller: text(),
    ring: span(),
    members: members(),
    everyone: z.array(text()),
    startedAt: instant(),
    answeredAt: instant().optional(),
    ending: z.strictObject({ at: instant(), outcome: z.enum(outcomes), left: members() }).optional(),
    events: z.array(
      z.discriminatedUnion('what', [
        z.strictObject({ at: instant(), what: z.literal('started') }),
        z.strictObject({ at: instant(), what: z.enum(memberEvents), user: text() }),
        z.strictObject({ at: instant(), what: z.literal('ended'), outcome: z.enum(outcomes) }),
      ]),
    ),
  }),
)

const savedCallback = once(() =>
  z.strictObject({
    id: z.string().regex(/^\d{1,10}-\d{1,16}$/),
    at: instant(),
    call: text(),
    command: z.enum(callbackCommands),
    url: text(4096),
    body: jsonText(),
    platform: z.enum(platforms),
    faults: z.array(text()),
    attempts: z.array(
      z.strictObject({
        at: instant(),
        target: z.string(),
        sent: z.string().optional(),
        status: z.int().optional(),
        answer: z.string().optional(),
        code: z.enum(deliveryCodes).optional(),
        reason: z.string().optional(),
        took: z.number(),
      }),
    ),
    code: z.enum(deliveryCodes).optional(),
    reason: z.string().optional(),
    sendAt: instant(),
    copies: z.int().min(1).max(mostDeliveries),
    retries: count(),
    flaw: z.enum(['reorder', 'wrong-signature', 'malformed']).optional(),
    change: z
      .strictObject({ url: text(4096).optional(), body: jsonText().optional(), token: text().nullable().optional() })
      .optional(),
  }),
)

const dueItem = once(() =>
  z.discriminatedUnion('due', [
    z.strictObject({
      at: instant(),
      due: z.literal('open'),
      call: count().meta({ description: "Index among the application's calls of the scenario." }),
    }),
    z.strictObject({ at: instant(), due: z.literal('action'), call: text(), action: action() }),
    z.strictObject({ at: instant(), due: z.literal('ring-timeout'), call: text() }),
    z.strictObject({ at: instant(), due: z.literal('callback'), callback: text() }),
  ]),
)

const appState = once(() =>
  z.strictObject({
    name: text(),
    plan: appSchema().extend({ sdkAppId: count().max(4_294_967_295), secretKey: text(), admins: z.array(text()) }),
    now: wholeInstant().meta({ description: 'The time of its clock, in Unix milliseconds.' }),
    clock: z.string().refine(mode => parseClockMode(mode) !== undefined, 'a clock mode'),
    jumps: z.strictObject({ idle: z.number().min(0), maxSkip: z.number().min(1) }),
    ttl: z.number().positive().optional(),
    beginning: wholeInstant(),
    counts: z.strictObject({ exchanges: count(), callbacks: count() }),
    random: z.strictObject({ requestIds: randomState(), numbers: randomState(), callIds: randomState() }),
    callback: z.strictObject({ url: text(4096), commands: z.array(z.enum(callbackCommands)) }).optional(),
    calls: z.array(savedCall()).meta({ description: 'In the order of their start.' }),
    ended: z.array(text()).meta({ description: 'Ids of ended calls, in the order in which they ended.' }),
    faults: z.array(z.strictObject({ id: text(), matched: count(), hit: count(), random: randomState() })),
    timeline: z.array(dueItem()).meta({ description: 'What is due, in order.' }),
    callbacks: z.array(savedCallback()).meta({ description: 'Callbacks that are not settled.' }),
  }),
)

/**
 * The schema of a snapshot: the scenario as written plus the current state of each application, as one JSON document. It
 * contains the applications' secret keys. It does not contain the run log, events, settled callbacks and the requests of
 * the last second. Callbacks that are being sent are saved as waiting.
 */
export const snapshotSchema = once(() =>
  z.strictObject({
    ringback: z.literal('snapshot'),
    version: z.literal(snapshotVersion),
    scenario: scenarioSchema(),
    seed: count(),
    counts: z.strictObject({ apps: count(), faults: count() }),
    faults: z.array(
      z.strictObject({ id: z.string().regex(/^fault-\d{1,16}$/), fault: faultSchema(), isOfScenario: z.boolean() }),
    ),
    apps: z.array(appState()).min(1),
    unassigned: appState(),
  }),
)

/** The state of an emulator, or of one application, as a JSON document. */
export type Snapshot = Plain<z.infer<ReturnType<typeof snapshotSchema>>>

type AppState = Snapshot['apps'][number]
type SavedCall = AppState['calls'][number]
type SavedItem = AppState['timeline'][number]

/** A snapshot has mistakes. `problems` has all of them with their paths; the message names the first ones. */
export class SnapshotError extends Error {
  static {
    shareInstances(SnapshotError, 'SnapshotError')
  }

  override readonly name = 'SnapshotError'
  readonly code = 'invalid-snapshot'
  readonly problems: readonly DocumentIssue[]
  /** Whether it is JSON at least. */
  readonly isJson: boolean

  constructor(problems: readonly DocumentIssue[]) {
    super(explainInvalidDocument('snapshot', problems))
    this.problems = problems
    this.isJson = problems.every(({ code }) => code !== 'invalid-json')
  }
}

/** A valid snapshot with the plan of its scenario, whose calls are still to be generated. */
export interface CheckedSnapshot {
  readonly snapshot: Snapshot
  readonly plan: ScenarioPlan
}

/** Parses a snapshot from its JSON text. Throws a SnapshotError with every mistake. */
export function parseSnapshot(source: string | Uint8Array): Snapshot {
  const parsed = parseDocument(source)
  if ('issue' in parsed) throw new SnapshotError([parsed.issue])
  return checkSnapshot(parsed.data).snapshot
}

/** Checks data that may be a snapshot. Throws a SnapshotError with every mistake. */
export function checkSnapshot(data: unknown): CheckedSnapshot {
  const checked = checkDocument(data, {
    kind: 'snapshot',
    version: snapshotVersion,
    schema: snapshotSchema(),
    check: findIssues,
  })
  if ('issues' in checked) throw new SnapshotError(checked.issues)
  const snapshot = checked.document
  const scenario = checkScenario(snapshot.scenario)
  if ('issues' in scenario) {
    throw new SnapshotError(
      explainIssues(scenario.issues).map(issue => ({ ...issue, path: ['scenario', ...issue.path] })),
    )
  }
  const issues = [...findScriptIssues(snapshot, scenario.plan)]
  if (issues.length > 0) throw new SnapshotError(issues)
  return { snapshot, plan: { ...scenario.plan, seed: snapshot.seed } }
}

/** What is saved of an emulator. */
export interface Saved {
  readonly plan: ScenarioPlan
  readonly definitions: readonly FaultDefinition[]
  readonly faultsArmed: number
  readonly appsCreated: number
  readonly apps: readonly Application[]
  readonly unassigned: Application
}

/** The state as a document. Everything due must have been performed. */
export const toSnapshot = ({ plan, definitions, faultsArmed, appsCreated, apps, unassigned }: Saved): Snapshot => ({
  ringback: 'snapshot',
  version: snapshotVersion,
  scenario: plan.source,
  seed: plan.seed,
  counts: { apps: appsCreated, faults: faultsArmed },
  faults: definitions.map(({ id, fault, isOfScenario }) => ({ id, fault: fault.source, isOfScenario })),
  apps: apps.map(toAppState),
  unassigned: toAppState(unassigned),
})

function toAppState(app: Application): AppState {
  const { clock, random, callback } = app
  const now = clock.now()
  return {
    name: app.name,
    plan: structuredClone(app.plan) as AppState['plan'],
    now,
    clock: clock.mode,
    jumps: { ...app.jumps },
    ttl: app.ttl,
    beginning: app.beginning,
    counts: { ...app.counts },
    random: {
      requestIds: [...random.requestIds.state],
      numbers: [...random.numbers.state],
      callIds: [...random.callIds.state],
    },
    callback: callback && { url: callback.url, commands: [...callback.commands] },
    calls: Array.from(app.calls.values(), toSavedCall),
    ended: app.ended.list().map(({ call }) => call.id),
    faults: app.faults.map(({ id, count: { matched, hit }, random: stream }) => ({
      id,
      matched,
      hit,
      random: [...stream.state],
    })),
    timeline: app.timeline.list().flatMap(({ at, item }) => toSavedItem(app, at, item)),
    callbacks: app.outbox.list(now).map(({ position: _, epoch: _e, app: _a, state: _s, ...callback }) => ({
      ...callback,
      faults: [...callback.faults],
      attempts: callback.attempts.map(attempt => ({ ...attempt })),
    })),
  }
}

const toSpan = (milliseconds: number) => (milliseconds === Number.POSITIVE_INFINITY ? ('never' as const) : milliseconds)
const fromSpan = (span: number | 'never') => (span === 'never' ? Number.POSITIVE_INFINITY : span)

const toSavedMembers = (all: readonly Member[]): SavedCall['members'] =>
  all.map(member =>
    member.state === 'ringing'
      ? { user: member.user, state: member.state, until: toSpan(member.until) }
      : { user: member.user, state: member.state },
  )

const fromSavedMembers = (all: SavedCall['members']): readonly Member[] =>
  all.map(member => (member.state === 'ringing' ? { ...member, until: fromSpan(member.until) } : member))

const toSavedCall = ({ call, events }: StoredCall): SavedCall => ({
  id: call.id,
  media: call.media,
  room: call.room && { ...call.room },
  group: call.group,
  caller: call.caller,
  ring: toSpan(call.ring),
  members: toSavedMembers(call.members),
  everyone: [...call.everyone],
  startedAt: call.startedAt,
  answeredAt: call.answeredAt,
  ending: call.ending && { ...call.ending, left: toSavedMembers(call.ending.left) },
  events: events.map(({ call: _, ...event }) => event),
})

function fromSavedCall(app: Application, { events, ...saved }: SavedCall): StoredCall {
  const call: Call = {
    ...saved,
    room: saved.room,
    group: saved.group,
    ring: fromSpan(saved.ring),
    members: fromSavedMembers(saved.members),
    answeredAt: saved.answeredAt,
    ending: saved.ending && { ...saved.ending, left: fromSavedMembers(saved.ending.left) },
  }
  return { app, call, events: events.map(event => ({ ...event, call: saved.id })), checksRingAt: undefined }
}

/** The item as it is saved; nothing for one that has no effect any more, and for a delayed reply, whose client is gone. */
function toSavedItem({ script }: Application, at: Instant, item: DueItem): readonly SavedItem[] {
  if (isStale(item)) return []
  switch (item.kind) {
    case 'open':
      return [{ at, due: item.kind, call: script.indexOf(item.plan) }]
    case 'action': {
      const { action } = item
      if (action.does === 'expire') return []
      return [{ at, due: item.kind, call: item.call.call.id, action: structuredClone(action) as never }]
    }
    case 'ring-timeout':
      return [{ at, due: item.kind, call: item.call.call.id }]
    case 'callback':
      return [{ at, due: item.kind, callback: item.callback.id }]
    case 'reply':
      return []
  }
}

/** What a saved application is created with; `definitions` are the faults that apply to it. */
export const toApplicationInit = (
  { now, clock, jumps, ttl, beginning, counts, random, faults }: AppState,
  definitions: readonly FaultDefinition[],
  owner: { readonly seed: number; readonly name: string },
): Pick<ApplicationInit, 'now' | 'clock' | 'jumps' | 'ttl' | 'beginning' | 'saved' | 'faults'> => ({
  now,
  // Checked by the schema.
  clock: parseClockMode(clock) ?? 'manual',
  jumps,
  ttl,
  beginning,
  saved: { counts, random },
  faults: definitions.map(definition => {
    const own = faults.find(({ id }) => id === definition.id)
    const state = own && { count: { matched: own.matched, hit: own.hit }, random: own.random }
    return activateFault(definition, owner, state)
  }),
})

/** The faults of a snapshot. */
export const toDefinitions = ({ faults }: Snapshot): readonly FaultDefinition[] =>
  faults.map(({ id, fault, isOfScenario }) => ({ id, fault: toFault(fault), isOfScenario }))

/** Fills an application that was created from saved state with its calls, timeline and callbacks. */
export function fillApplication(app: Application, saved: AppState, log: (callback: OutgoingCallback) => void): void {
  app.callback = saved.callback
  for (const call of saved.calls) app.calls.set(call.id, fromSavedCall(app, call))
  app.live = saved.calls.length - saved.ended.length
  const ended = saved.ended.flatMap(id => {
    const call = app.calls.get(id)?.call
    return call?.ending ? [toEndedCallEntry({ ...call, ending: call.ending })] : []
  })
  for (const one of ended) app.ended.add(one)
  // Sorted, so that each is added at the end.
  for (const one of ended.toSorted((some, other) => some.startedAt - other.startedAt)) app.records.add(one)

  const callbacks = saved.callbacks.map(callback => ({
    ...callback,
    position: 0,
    epoch: app.epoch,
    app: app.sdkAppId,
    attempts: [...callback.attempts],
    state: 'waiting' as const,
    code: callback.code,
    reason: callback.reason,
    flaw: callback.flaw,
  }))
  for (const callback of callbacks.toSorted((one, other) => toNumber(one.id) - toNumber(other.id))) log(callback)
  app.outbox.resume(callbacks, saved.now)

  const byId = new Map(callbacks.map(callback => [callback.id, callback]))
  for (const item of saved.timeline) {
    const restored = fromSavedItem(app, item, byId)
    if (!restored) throw new Error('A snapshot must be checked before it is restored.')
    app.timeline.add(item.at, restored)
    if (restored.kind === 'ring-timeout') restored.call.checksRingAt ??= item.at
  }
}

const toNumber = (id: string): number => Number(id.slice(id.indexOf('-') + 1))

function fromSavedItem(
  app: Application,
  item: SavedItem,
  callbacks: ReadonlyMap<string, OutgoingCallback>,
): DueItem | undefined {
  if (item.due === 'open') {
    const plan = app.script[item.call]
    return plan && { kind: 'open', plan }
  }
  if (item.due === 'callback') {
    const callback = callbacks.get(item.callback)
    return callback && { kind: 'callback', callback }
  }
  const call = app.calls.get(item.call)
  if (!call) return undefined
  return item.due === 'action' ? { kind: 'action', call, action: item.action } : { kind: 'ring-timeout', call }
}

/** Whatever names something names what exists, and times are in order. */
function* findIssues(snapshot: Snapshot): Generator<DocumentIssue, void> {
  const ids = new Set<number>()
  for (const [index, app] of snapshot.apps.entries()) {
    const { sdkAppId } = app.plan
    const path = ['apps', index]
    if (ids.has(sdkAppId))
      yield toDocumentIssue('duplicate', [...path, 'plan', 'sdkAppId'], { field: 'sdkAppId', value: sdkAppId })
    ids.add(sdkAppId)
    yield* findAppIssues(app, path)
  }
  yield* findIdIssues(snapshot.faults, snapshot.counts.faults, ['faults'])
}

function* findAppIssues(app: AppState, path: Path): Generator<DocumentIssue, void> {
  if (app.now < app.beginning)
    yield toDocumentIssue('too-early', [...path, 'now'], { field: 'now', value: app.now, after: app.beginning })
  const calls = new Map<string, SavedCall>()
  for (const [index, call] of app.calls.entries()) {
    const at = [...path, 'calls', index]
    if (calls.has(call.id)) yield toDocumentIssue('duplicate', [...at, 'id'], { field: 'call', value: call.id })
    if (call.startedAt > app.now)
      yield toDocumentIssue('too-large', [...at, 'startedAt'], {
        field: 'startedAt',
        value: call.startedAt,
        most: app.now,
      })
    calls.set(call.id, call)
  }
  const ended = new Set<string>()
  for (const [index, id] of app.ended.entries()) {
    const at = [...path, 'ended', index]
    if (ended.has(id)) yield toDocumentIssue('duplicate', at, { field: 'ended call', value: id })
    if (!calls.get(id)?.ending) yield toDocumentIssue('unknown', at, { field: 'ended call', value: id })
    ended.add(id)
  }
  for (const [index, { id, ending }] of app.calls.entries()) {
    if (ending && !ended.has(id))
      yield toDocumentIssue('missing', [...path, 'calls', index, 'ending'], { field: 'entry in ended', value: id })
  }
  // A RequestId takes four words of its stream, and its number counts them.
  const { drawn } = createRandom(0, '', app.random.requestIds)
  if (drawn % 4 !== 0)
    yield toDocumentIssue('inconsistent', [...path, 'random', 'requestIds'], {
      field: 'words drawn',
      value: drawn,
      expected: drawn - (drawn % 4),
    })
  yield* findIdIssues(app.callbacks, app.counts.callbacks, [...path, 'callbacks'])
  const waiting = new Set(app.callbacks.map(({ id }) => id))
  const looks = new Map<string, Instant>()
  let last = app.now
  for (const [index, item] of app.timeline.entries()) {
    const at = [...path, 'timeline', index]
    if (item.at <= app.now)
      yield toDocumentIssue('too-early', [...at, 'at'], { field: 'at', value: item.at, after: app.now })
    else if (item.at < last)
      yield toDocumentIssue('too-early', [...at, 'at'], { field: 'at', value: item.at, after: last })
    last = Math.max(last, item.at)
    if (item.due === 'callback') {
      if (!waiting.has(item.callback)) yield toDocumentIssue('unknown', at, { field: 'callback', value: item.callback })
    } else if (item.due !== 'open') {
      if (!calls.has(item.call)) yield toDocumentIssue('unknown', at, { field: 'call', value: item.call })
      if (item.due === 'ring-timeout' && !looks.has(item.call)) looks.set(item.call, item.at)
    }
  }
  // A ring timeout that nothing looks at would never end.
  for (const [index, call] of app.calls.entries()) {
    const end = findRingEnd(call)
    if (end !== undefined && (looks.get(call.id) ?? Number.POSITIVE_INFINITY) > end)
      yield toDocumentIssue('missing', [...path, 'calls', index], { field: 'ring-timeout in timeline', value: call.id })
  }
}

/** Every call that is due is a call of its application in the scenario. */
function* findScriptIssues({ apps }: Snapshot, plan: ScenarioPlan): Generator<DocumentIssue, void> {
  for (const [index, { plan: app, timeline }] of apps.entries()) {
    const isOwn = (call: { readonly app: number }) => call.app === app.sdkAppId
    const generated = plan.generate.filter(isOwn).reduce((sum, { calls }) => sum + calls, 0)
    const most = plan.calls.filter(isOwn).length + generated - 1
    for (const [place, item] of timeline.entries()) {
      if (item.due !== 'open' || item.call <= most) continue
      yield toDocumentIssue('too-large', ['apps', index, 'timeline', place, 'call'], {
        field: 'call',
        value: item.call,
        most,
      })
    }
  }
}

function* findIdIssues(
  items: readonly { readonly id: string }[],
  count: number,
  path: Path,
): Generator<DocumentIssue, void> {
  const seen = new Set<string>()
  for (const [index, { id }] of items.entries()) {
    const at = [...path, index, 'id']
    if (seen.has(id)) yield toDocumentIssue('duplicate', at, { field: 'id', value: id })
    if (toNumber(id) > count) yield toDocumentIssue('too-large', at, { field: 'id', value: id, most: count })
    seen.add(id)
  }
}

/** When the first member of a call stops ringing; undefined if none does. */
function findRingEnd({ ending, members: all }: SavedCall): number | undefined {
  if (ending) return undefined
  const ends = all.flatMap(member => (member.state === 'ringing' && member.until !== 'never' ? [member.until] : []))
  return ends.length === 0 ? undefined : Math.min(...ends)
}
