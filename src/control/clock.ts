import type { Instant } from '../call/call.ts'
import { recordDelay } from '../call/record.ts'
import { catchUp, findNextDue, isStale } from '../emulator/advance.ts'
import { createRingBuffer } from '../emulator/buffers.ts'
import { clockForm, defaultJumps, parseClockMode } from '../emulator/clock.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import type { EmulatorEvent } from '../emulator/event.ts'
import type { Application, DueItem } from '../emulator/state.ts'
import { durationForm, longestDuration, parseDuration } from '../text/duration.ts'
import type { Control } from './control.ts'
import { Problem } from './problem.ts'
import { toIso } from './views.ts'

/** A clock as it is set: a mode, and for `auto` when and how far it jumps. Durations as in scenarios. */
export interface ClockInput {
  readonly mode: string
  /** Real time without requests and callbacks before a jump; 50ms if absent. */
  readonly idle?: string | undefined
  /** The longest jump; 1h if absent. */
  readonly maxSkip?: string | undefined
}

/** What an advance caused: the latest events in order, and how many earlier ones are left out. */
export interface AdvanceResult {
  readonly now: Instant
  readonly happened: readonly EmulatorEvent[]
  readonly omitted: number
}

/** The applications that an action without an application acts on. */
const toApps = (core: EmulatorCore, app: Application | undefined) =>
  app ? [app] : [...core.listApps(), core.unassigned]

/** Sets the mode of one application's clock, or of all and of applications created later. Throws a Problem if it is invalid. */
export function setClock(core: EmulatorCore, { mode: text, idle, maxSkip }: ClockInput, app?: Application): void {
  const mode = parseClockMode(text)
  if (!mode) throw new Problem({ code: 'invalid-value', field: 'mode', expected: clockForm, received: text })
  const jumps = {
    idle: idle === undefined ? defaultJumps.idle : toDuration(idle, 'idle'),
    maxSkip: maxSkip === undefined ? defaultJumps.maxSkip : toDuration(maxSkip, 'maxSkip'),
  }
  if (jumps.maxSkip < 1) {
    throw new Problem({ code: 'invalid-value', field: 'maxSkip', expected: 'at least 1ms', received: maxSkip })
  }
  core.runLog.addAction({
    at: catchUp(app ?? core.defaultApp),
    app: app?.sdkAppId,
    does: 'set-clock',
    input: { mode, ...jumps },
  })
  if (!app) core.setDefaultClock(mode, jumps)
  for (const one of toApps(core, app)) {
    const at = catchUp(one)
    one.clock.setMode(mode)
    one.jumps = jumps
    if (app) core.events.emit({ at, about: 'clock', app: one.sdkAppId, what: mode })
  }
  if (!app) core.events.emit({ at: catchUp(core.defaultApp), about: 'clock', what: mode })
}

/** Parses a duration of at most ten years. Throws a Problem with the name of its field. */
export function toDuration(text: string, field: string): number {
  const duration = parseDuration(text)
  if (duration === undefined || !Number.isFinite(duration)) {
    const expected = `${durationForm}, at most ten years`
    throw new Problem({ code: 'invalid-value', field, expected, received: text })
  }
  return duration
}

/** Parses a time (ISO 8601) that is not before `now`. Throws a Problem otherwise. */
export function toInstant(text: string, now: Instant): Instant {
  const instant = Date.parse(text)
  if (instant < now) throw new Problem({ code: 'time-has-passed', now })
  if (instant - now <= longestDuration) return instant
  const expected = 'a time such as 2026-01-15T09:31:00Z, at most ten years ahead'
  throw new Problem({ code: 'invalid-value', field: 'to', expected, received: text })
}

/**
 * Advances one application's clock, or every application's: by a duration (ms), or to an instant; clocks that are later
 * already stay. Callbacks are sent at their own time. Resolves when nothing is left due.
 */
export async function advanceClock(
  { core, advance }: Control,
  ahead: { readonly by: number } | { readonly to: Instant },
  app?: Application,
): Promise<AdvanceResult> {
  const apps = toApps(core, app)
  const happened = createRingBuffer<EmulatorEvent>(mostEvents)
  const stop = core.events.listen(event => {
    // The advance itself is what the caller did.
    if (event.about !== 'clock' || event.what !== 'advanced') happened.push(event)
  }, app?.sdkAppId)
  try {
    await Promise.all(
      apps.map(one => advance(one, () => ('by' in ahead ? catchUp(one) + ahead.by : Math.max(ahead.to, catchUp(one))))),
    )
  } finally {
    stop()
  }
  const events = happened.since()
  if (!app) events.sort((one, other) => one.at - other.at || toAppId(one) - toAppId(other))
  // A reset meanwhile has replaced the application.
  const current = app ? (core.findApp(app.sdkAppId) ?? app) : core.defaultApp
  return { now: catchUp(current), happened: events, omitted: happened.count - events.length }
}

/** How many events an advance returns. */
const mostEvents = 10_000

const toAppId = (event: EmulatorEvent): number => ('app' in event ? (event.app ?? 0) : 0)

/** A clock as the admin API shows it. */
export const toClockView = (app: Application) => ({
  now: toIso(catchUp(app)),
  mode: app.clock.mode,
  beginning: toIso(app.beginning),
  nextDue: toIso(findNextDue(app)),
  due: listDue(app).map(({ at, ...item }) => ({ at: toIso(at), ...item })),
})

/** The kinds of scheduled items. */
export const dueKinds = ['start', 'step', 'ring-timeout', 'delivery', 'retry', 'record', 'reply'] as const

/** Something that is scheduled in an application: what happens, and what it is about. */
export interface Due {
  readonly at: Instant
  /**
   * A call or a member's action of the scenario, the end of a member's ringing, a callback or its next attempt, a record
   * that can be read from then on, a delayed reply.
   */
  readonly kind: (typeof dueKinds)[number]
  readonly call?: string | undefined
  readonly user?: string | undefined
  readonly users?: readonly string[] | undefined
  /** The action of a step. */
  readonly does?: string | undefined
  /** Of a request or a callback. */
  readonly command?: string | undefined
  readonly callback?: string | undefined
  readonly exchange?: string | undefined
}

/** How many scheduled items are listed. */
const mostDue = 100

/** How many items of the timeline are looked at for them: those that have no effect any more stay there until their time. */
const mostLookedAt = 10_000

/** What is scheduled next in an application, in order; at most 100 items. */
export function listDue(app: Application): readonly Due[] {
  const now = catchUp(app)
  const found = listRecordsDue(app, now)
  let left = mostLookedAt
  let isComplete = true
  let last = now
  for (const { at, item } of app.timeline.walk()) {
    // Ringing ends at the time of its item or later, so earlier ones may still follow.
    if (left-- === 0 || found.filter(one => one.at < at).length >= mostDue) {
      isComplete = false
      break
    }
    last = at
    if (!isStale(item)) found.push(...toDue(at, item))
  }
  return found
    .filter(one => isComplete || one.at <= last)
    .sort((one, other) => one.at - other.at)
    .slice(0, mostDue)
}

function toDue(at: Instant, item: DueItem): readonly Due[] {
  switch (item.kind) {
    case 'open':
      return [{ at, kind: 'start', call: item.plan.id, user: item.plan.from }]
    case 'action': {
      const { does, ...whom } = item.action
      return [{ at, kind: 'step', call: item.call.call.id, does, ...whom }]
    }
    case 'ring-timeout': {
      const { id, members } = item.call.call
      return members.flatMap(member =>
        member.state === 'ringing' && Number.isFinite(member.until)
          ? [{ at: member.until, kind: 'ring-timeout', call: id, user: member.user } as const]
          : [],
      )
    }
    case 'callback': {
      const { id, call, command, attempts, sendAt } = item.callback
      if (sendAt !== at) return []
      return [{ at, kind: attempts.length === 0 ? 'delivery' : 'retry', call, command, callback: id }]
    }
    case 'reply': {
      const { id, command, callId } = item.reply.exchange
      return [{ at, kind: 'reply', call: callId, command, exchange: id }]
    }
  }
}

/** The records that cannot be read yet. */
function listRecordsDue(app: Application, now: Instant): Due[] {
  const all = app.ended.list()
  const first = all.findLastIndex(({ endedAt }) => endedAt + recordDelay <= now) + 1
  return all
    .slice(first, first + mostDue)
    .map(({ endedAt, call }) => ({ at: endedAt + recordDelay, kind: 'record', call: call.id }))
}
