import { advanceTo, catchUp, findNextDue } from '../emulator/advance.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import type { Application } from '../emulator/state.ts'

/** The longest that a timer of Node can wait, in milliseconds. */
const longest = 2_147_483_647

/**
 * Performs what is due in every application when its time comes on the wall clock, jumps with clocks in mode `auto`, and
 * removes applications whose `ttl` has passed. One timer serves all. Returns the way to stop.
 */
export function startWallClockTimer(core: EmulatorCore): () => void {
  /** When each application needs attention, in Unix milliseconds. */
  const wakeTimes = new Map<Application, number>()
  const changed = new Set<number>()
  let areAllChanged = false
  let isScheduled = false
  let timer: NodeJS.Timeout | undefined
  let firesAt = Number.POSITIVE_INFINITY

  const setTimer = (at: number) => {
    if (at >= firesAt) return
    clearTimeout(timer)
    firesAt = at
    timer = setTimeout(fire, Math.min(longest, Math.max(1, Math.ceil(at - Date.now())))).unref()
  }

  function update(app: Application): void {
    const at = findWakeTime(app)
    if (at === undefined) return void wakeTimes.delete(app)
    wakeTimes.set(app, at)
    setTimer(at)
  }

  function fire(): void {
    firesAt = Number.POSITIVE_INFINITY
    const now = Date.now()
    for (const [app, at] of wakeTimes) {
      if (app.isClosed) wakeTimes.delete(app)
      else if (at > now) setTimer(at)
      else {
        wake(core, app, now)
        if (app.isClosed) wakeTimes.delete(app)
        else update(app)
      }
    }
  }

  /** After the step that emitted an event: what it schedules is known then. */
  function settle(): void {
    isScheduled = false
    const apps = areAllChanged ? core.listApps() : [...changed].map(core.findApp)
    areAllChanged = false
    changed.clear()
    for (const app of apps) if (app) update(app)
  }

  const stop = core.events.listen((event, _, subject) => {
    // A request that schedules something emits other events too, except for its own delayed reply.
    if (event.about === 'request' && !subject?.exchange?.delay) return
    const app = 'app' in event ? event.app : undefined
    if (app === undefined) areAllChanged ||= event.about !== 'request'
    else changed.add(app)
    if (isScheduled) return
    isScheduled = true
    queueMicrotask(settle)
  })
  for (const app of core.listApps()) update(app)
  return () => {
    stop()
    clearTimeout(timer)
  }
}

function findWakeTime(app: Application): number | undefined {
  const times: number[] = []
  const due = findNextDue(app)
  const { mode, rate } = app.clock
  if (due !== undefined && rate > 0) times.push(Date.now() + Math.max(0, due - app.clock.now()) / rate)
  if (due !== undefined && mode === 'auto') times.push(app.usedAt + app.jumps.idle)
  if (app.ttl !== undefined) times.push(app.usedAt + app.ttl)
  return times.length === 0 ? undefined : Math.min(...times)
}

function wake(core: EmulatorCore, app: Application, now: number): void {
  if (app.ttl !== undefined && now - app.usedAt >= app.ttl) {
    if (core.appCount > 1) return void core.removeApp(app)
    // The last application stays.
    app.usedAt = now
  }
  if (app.clock.mode !== 'auto') return void catchUp(app)
  const due = findNextDue(app)
  if (due === undefined || now - app.usedAt < app.jumps.idle) return
  app.usedAt = now
  if (!app.outbox.isIdle) return
  const to = Math.min(due, app.clock.now() + app.jumps.maxSkip)
  app.note('advance-clock', { to })
  const at = advanceTo(app, to)
  app.emit({ at, about: 'clock', app: app.sdkAppId, what: 'advanced' })
}
