import type { Instant } from '../call/call.ts'
import type { ScenarioPlan } from '../scenarios/plan.ts'
import { answer } from './answer.ts'
import { takeDepartures } from './callbacks/departures.ts'
import { createOutbox, type OutboxEvents } from './callbacks/outbox.ts'
import type { OutgoingCallback } from './callbacks/outgoing-callback.ts'
import { redeliver } from './callbacks/redeliver.ts'
import { type ClockMode, createClock } from './clock.ts'
import { createEvidence } from './evidence.ts'
import type { Exchange } from './exchange.ts'
import { countLive, findCall, listCalls } from './find-calls.ts'
import { isSpent } from './is-spent.ts'
import { toJournal } from './journal/to-journal.ts'
import { createNotices } from './notices.ts'
import { obey, openCall } from './obey.ts'
import { playUntil } from './play.ts'
import type { Reply } from './reply.ts'
import { resumeRing } from './resume-ring.ts'
import { createRingBuffer, type RingBuffer } from './ring-buffer.ts'
import type { Settings, Surroundings } from './settings.ts'
import { fromSnapshot, type Means } from './snapshot/from-snapshot.ts'
import type { Snapshot } from './snapshot/snapshot.ts'
import { toSnapshot } from './snapshot/to-snapshot.ts'
import { armFault, begin, createState, type State } from './state.ts'
import type { Played, Switchboard } from './switchboard.ts'
import { dropApp, makeApp, resetApp } from './tenants.ts'

/** The last moment a calendar knows, in Unix milliseconds; time goes no further. */
export const lastInstant = 8_640_000_000_000_000

/**
 * Creates an emulator's core at a scenario's beginning, or as it was saved. A scenario's crowds must have been expanded
 * into calls, and a snapshot must have been checked.
 */
export function createSwitchboard(
  first: ScenarioPlan | Snapshot,
  settings: Settings,
  surroundings: Surroundings,
): Switchboard {
  const { wall, signatures, diagnose, sha256 } = surroundings
  let journal = createRingBuffer<Exchange>(settings.journal)
  const evidence = createEvidence(settings.journal)
  const { tell, reach, ...heard } = createNotices()
  const couriers = new Set<() => void>()
  const switches = {
    ...(settings.callbackToken === undefined ? {} : { token: settings.callbackToken }),
    ...(settings.callbackRetries === undefined ? {} : { retries: settings.callbackRetries }),
  }
  let clock = createClock(settings.clock, 0, wall)
  let state: State
  if ('ringback' in first) restore(first)
  else load(first)

  function load(plan: ScenarioPlan): void {
    const mode = clock.mode
    const beginning = mode === 'real' || plan.start === undefined ? Math.floor(wall()) : plan.start
    enter(begin(createState(plan, beginning, toOutbox), switches), beginning, mode)
  }

  function restore(snapshot: Snapshot): void {
    const toResumed: Means['toOutbox'] = (timeline, count, waiting) =>
      toOutbox(timeline, resumeRing(settings.journal, count, waiting))
    const { now: at, clock: mode, counts } = snapshot
    enter(fromSnapshot(snapshot, { switches, toOutbox: toResumed }), at, mode, counts.exchanges)
  }

  function enter(next: State, at: Instant, mode: ClockMode, exchanges = 0): void {
    state = next
    clock = createClock(mode, at, wall)
    journal = resumeRing<Exchange>(settings.journal, exchanges)
    evidence.begin()
    for (const app of state.apps.values()) evidence.meet(app)
    tell({ at, about: 'reset', what: next.plan.name })
    now()
    reach(Number.POSITIVE_INFINITY)
  }

  function toOutbox(timeline: State['timeline'], log?: RingBuffer<OutgoingCallback>): State['outbox'] {
    const events: OutboxEvents = {
      schedule: (at, delivery) => timeline.add(at, { kind: 'callback', delivery }),
      raise: () => {
        for (const courier of couriers) courier()
      },
      tell(delivery, at) {
        // What a state that is gone still had on its way is nobody's news.
        if (timeline !== state.timeline) return
        const { id, state: what, command, app, call, attempts, reason } = delivery
        tell({ at, about: 'callback', what, callback: id, command, app, call, attempts: attempts.length, reason })
      },
    }
    return createOutbox(settings.journal, { ...events, shape: settings.callbackShape }, log)
  }

  function now(): Instant {
    const instant = clock.now()
    playUntil(state, instant, () => {}, tell)
    reach(instant)
    return instant
  }

  const countPast = () => ({ exchanges: journal.count, callbacks: state.outbox.log.count })

  function arrive(to: Instant, since: number): Played {
    clock.moveTo(Math.min(to, lastInstant))
    reach(clock.now())
    const happened = heard.notes.since(since)
    const omitted = heard.notes.count - since - happened.length
    tell({ at: clock.now(), about: 'clock', what: 'advanced' })
    return { now: clock.now(), happened, omitted }
  }

  const desk = {
    findApp: (sdkAppId: number) => state.apps.get(sdkAppId),
    listApps: () => [...state.apps.keys()],
    signatures,
    validation: settings.validation,
    auth: settings.auth,
    otherCommands: settings.otherCommands,
  }

  return {
    settings,
    get journal() {
      return journal
    },
    ...heard,
    get plan() {
      return state.plan
    },
    get clock() {
      return { mode: clock.mode, rate: clock.rate, beginning: state.beginning }
    },
    now,
    setClock(mode) {
      now()
      clock.setMode(mode)
      tell({ at: clock.now(), about: 'clock', what: mode })
    },
    advance(to) {
      now()
      const since = heard.notes.count
      playUntil(state, Math.min(to, lastInstant), clock.moveTo, tell)
      return arrive(to, since)
    },
    playOn: (to, pausing) =>
      playUntil(state, Math.min(to, lastInstant), clock.moveTo, tell, () => pausing && !state.outbox.isIdle),
    arrive,
    findNextDue() {
      const { timeline } = state
      for (;;) {
        const next = timeline.peek()
        if (!next || !isSpent(state, next.item)) return next?.at
        timeline.take(next.at)
      }
    },
    answer(ask, line) {
      const at = now()
      const { outbox } = state
      outbox.hold()
      let reply: Reply | undefined
      let left: Reply['left']
      try {
        reply = answer(
          { state, desk, rateLimit: settings.rateLimit, journal, tell, mask: evidence.secrets.mask },
          ask,
          at,
        )
      } finally {
        left = outbox.release(reply?.readyAt !== undefined)
      }
      evidence.add(reply.exchange, line)
      const { id, scope, command, callId, errorCode } = reply.exchange
      tell({ at, about: 'request', exchange: id, scope, command, call: callId, errorCode })
      return left ? { ...reply, left } : reply
    },
    nextRandom: () => state.chances.randoms.nextWord(),
    listApps: () => [...state.apps.values()],
    findApp: desk.findApp,
    makeApp(opening) {
      const app = makeApp(state, opening, switches)
      if (!app) return undefined
      app.began = countPast()
      evidence.meet(app)
      tell({ at: now(), about: 'app', what: 'made', app: app.sdkAppId })
      return app
    },
    resetApp(app) {
      const at = now()
      tell({ at, about: 'app', what: 'reset', app: app.sdkAppId })
      const fresh = resetApp(state, app, switches, at)
      fresh.began = countPast()
      evidence.meet(fresh)
      now()
      return fresh
    },
    dropApp(app) {
      const at = now()
      dropApp(state, app, at)
      evidence.forget(app.sdkAppId)
      tell({ at, about: 'app', what: 'removed', app: app.sdkAppId })
    },
    listCalls: () => listCalls(state),
    countLive: () => countLive(state),
    findCall: (id, sdkAppId) => findCall(state, id, sdkAppId),
    openCall(sdkAppId, opening) {
      const at = now()
      const app = state.apps.get(sdkAppId)
      if (!app) return { code: 'unknown-app' as const, app: sdkAppId }
      return openCall(state, app, { ...opening, id: opening.id ?? app.nextCallId() }, [], at, tell)
    },
    obey(held, command) {
      const at = now()
      return obey(state, held, command, at, tell) ?? held.call
    },
    listFaults: () => state.faults,
    armFault(fault) {
      const armed = armFault(state, fault)
      tell({ at: now(), about: 'fault', what: 'armed', fault: armed.id })
      return armed
    },
    disarmFault(id) {
      const kept = state.faults.filter(armed => armed.id !== id)
      if (kept.length === state.faults.length) return false
      state.faults = kept
      tell({ at: now(), about: 'fault', what: 'disarmed', fault: id })
      return true
    },
    get callbacks() {
      return state.outbox.log
    },
    findCallback: number => state.outbox.find(number),
    get isQuiet() {
      return state.outbox.isIdle
    },
    takeCallbacks: () => takeDepartures(state, now, sha256),
    onCallbacks(callback) {
      couriers.add(callback)
      return () => couriers.delete(callback)
    },
    redeliver: delivery => redeliver(state.outbox, delivery, now()),
    load,
    reset: () => load(state.plan),
    save() {
      const at = now()
      return toSnapshot(state, { now: at, clock: clock.mode, exchanges: journal.count })
    },
    restore,
    saveJournal: () =>
      toJournal(evidence, { signatures, diagnose }, { ...settings, scenario: state.plan.name, rate: clock.rate }),
    mask: evidence.secrets.mask,
    noteRefusedHost: evidence.refuseHost,
    clearJournal() {
      journal.clear()
      evidence.clear()
    },
  }
}
