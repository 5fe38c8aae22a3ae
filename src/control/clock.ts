import type { Instant } from '../call/call.ts'
import { catchUp, findNextDue } from '../emulator/advance.ts'
import { createRingBuffer } from '../emulator/buffers.ts'
import { clockForm, defaultJumps, parseClockMode } from '../emulator/clock.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import type { EmulatorEvent } from '../emulator/event.ts'
import type { Application } from '../emulator/state.ts'
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
})
