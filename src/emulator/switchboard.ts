import type { Ask } from '../contracts/ask.ts'
import type { Call, Instant } from '../engine/call.ts'
import type { Command } from '../engine/command.ts'
import type { Impossible } from '../engine/start.ts'
import type { Fault } from '../faults/fault.ts'
import type { Application, Signatures } from '../gates/identity.ts'
import type { Exchange } from '../journal/exchange.ts'
import type { Note } from '../journal/note.ts'
import { createRing, type Ring } from '../journal/ring.ts'
import type { OpeningPlan, Plan } from '../scenarios/plan.ts'
import { answer } from './answer.ts'
import { type ClockMode, createClock } from './clock.ts'
import { obey, openCall } from './obey.ts'
import { playUntil } from './play.ts'
import type { Reply } from './reply.ts'
import { type ArmedFault, armFault, createState, type HeldCall, type State } from './state.ts'

/** How an emulator behaves, whatever scenario it plays. */
export interface Settings {
  /** How time passes at first. */
  readonly clock: ClockMode
  /** Accepted requests in one second for each application and command; what each contract says if absent. */
  readonly rateLimit?: number | 'off' | undefined
  readonly validation: 'strict' | 'lenient'
  readonly auth: 'verify' | 'off'
  /** How many exchanges the journal keeps. */
  readonly journal: number
}

/** What the emulator is handed by its surroundings. */
export interface Surroundings {
  /** The wall's Unix milliseconds. */
  wall(): number
  /** Verifies UserSigs; made anew for each emulator. */
  readonly signatures: Signatures
}

/** What playing a stretch of time brought: the latest notes, and how many more there were. */
export interface Played {
  readonly now: Instant
  readonly happened: readonly Note[]
  readonly omitted: number
}

/** The one thing that remembers: calls, clock, faults, what was seen. Knows no port, no timer, no framework. */
export interface Switchboard {
  readonly settings: Settings
  readonly plan: Plan
  readonly clock: {
    readonly mode: ClockMode
    readonly rate: number
    readonly beginning: Instant
  }
  readonly journal: Ring<Exchange>
  readonly notes: Ring<Note>
  /** Now on the emulator's clock; whatever has become due meanwhile is played first. */
  now(): Instant
  setClock(mode: ClockMode): void
  /** Plays everything due until a moment, in order, each thing at its own instant, and is then at that moment. */
  advance(to: Instant): Played
  /** When something is due next, if anything is. */
  findNextDue(): Instant | undefined
  /** Calls back once, when the clock has been moved to a moment or the emulator was reset. Gives the way to cancel it. */
  onceReached(instant: Instant, callback: () => void): () => void
  /** Calls back with each note as it is made. Gives the way to stop. */
  watch(watcher: (note: Note, id: number) => void): () => void
  answer(ask: Ask): Reply
  /** A random number for a request of our own making; follows from the seed. */
  nextRandom(): number
  listApps(): readonly Application[]
  findApp(sdkAppId: number): Application | undefined
  /** Live and ended calls of all applications, in the order in which they began. */
  listCalls(): readonly HeldCall[]
  countLive(): number
  /** A call by its id, in one application or in the first that has it. */
  findCall(id: string, sdkAppId?: number): HeldCall | undefined
  openCall(sdkAppId: number, opening: OpeningPlan): HeldCall | Impossible
  obey(held: HeldCall, command: Command): Call | Impossible
  listFaults(): readonly ArmedFault[]
  armFault(fault: Fault): ArmedFault
  /** Whether there was such a fault. */
  disarmFault(id: string): boolean
  /** Begins another scenario, or the same one again. */
  load(plan: Plan): void
  reset(): void
}

/** The last moment a calendar knows, in Unix milliseconds; time goes no further. */
const lastInstant = 8_640_000_000_000_000

/** How many notes are kept for those who come back and ask what they missed. */
const notesKept = 10_000

/** Creates an emulator's core at a scenario's beginning. A scenario's crowds must have been expanded into calls. */
export function createSwitchboard(first: Plan, settings: Settings, { wall, signatures }: Surroundings): Switchboard {
  let journal = createRing<Exchange>(settings.journal)
  const notes = createRing<Note>(notesKept)
  const watchers = new Set<(note: Note, id: number) => void>()
  const waiting = new Map<() => void, Instant>()
  let clock = createClock(settings.clock, 0, wall)
  let state: State
  load(first)

  function load(plan: Plan): void {
    const mode = clock.mode
    const beginning = mode === 'real' || plan.start === undefined ? Math.floor(wall()) : plan.start
    clock = createClock(mode, beginning, wall)
    state = createState(plan, beginning)
    journal = createRing<Exchange>(settings.journal)
    tell({ at: beginning, about: 'reset', what: plan.name })
    now()
    release(Number.POSITIVE_INFINITY)
  }

  function tell(note: Note): void {
    const id = notes.push(note)
    for (const watcher of watchers) watcher(note, id)
  }

  function now(): Instant {
    const instant = clock.now()
    playUntil(state, instant, () => {}, tell)
    if (waiting.size > 0) release(instant)
    return instant
  }

  function release(instant: Instant): void {
    for (const [callback, at] of waiting) {
      if (at > instant) continue
      waiting.delete(callback)
      callback()
    }
  }

  function advance(to: Instant): Played {
    now()
    const seen = notes.count
    const end = Math.min(to, lastInstant)
    playUntil(state, end, clock.moveTo, tell)
    clock.moveTo(end)
    release(clock.now())
    const happened = notes.since(seen)
    const omitted = notes.count - seen - happened.length
    tell({ at: clock.now(), about: 'clock', what: 'advanced' })
    return { now: clock.now(), happened, omitted }
  }

  const desk = {
    findApp: (sdkAppId: number) => state.apps.get(sdkAppId),
    listApps: () => [...state.apps.keys()],
    signatures,
    validation: settings.validation,
    auth: settings.auth,
  }

  return {
    settings,
    get journal() {
      return journal
    },
    notes,
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
    advance,
    findNextDue: () => state.timeline.findNext(),
    onceReached(instant, callback) {
      const once = () => callback()
      waiting.set(once, instant)
      return () => waiting.delete(once)
    },
    watch(watcher) {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    answer(ask) {
      const at = now()
      const reply = answer({ state, desk, rateLimit: settings.rateLimit, journal, tell }, ask, at)
      const { id, command, callId, errorCode } = reply.exchange
      tell({ at, about: 'request', exchange: id, command, call: callId, errorCode })
      return reply
    },
    nextRandom: () => state.nextRandom(),
    listApps: () => [...state.apps.values()],
    findApp: desk.findApp,
    listCalls: () => [...state.apps.values()].flatMap(app => [...app.calls.values()]).sort(byBeginning),
    countLive: () => [...state.apps.values()].reduce((sum, app) => sum + app.live, 0),
    findCall(id, sdkAppId) {
      for (const app of state.apps.values()) {
        const held = sdkAppId === undefined || app.sdkAppId === sdkAppId ? app.calls.get(id) : undefined
        if (held) return held
      }
      return undefined
    },
    openCall(sdkAppId, opening) {
      const at = now()
      const app = state.apps.get(sdkAppId)
      if (!app) return { impossible: `There is no application ${sdkAppId} here.` }
      return openCall(state, app, { ...opening, id: opening.id ?? state.nextCallId() }, [], at, tell)
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
    load,
    reset: () => load(state.plan),
  }
}

const byBeginning = (one: HeldCall, other: HeldCall) => one.call.startedAt - other.call.startedAt
