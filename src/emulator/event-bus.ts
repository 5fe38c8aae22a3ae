import { scopes } from '../contracts/scope.ts'
import type { RingBuffer } from './buffers.ts'
import type { EmulatorEvent } from './event.ts'
import { createPackedRing, isWellFormed, type PackedForm, toOptional } from './packed-ring.ts'
import type { EventSubject } from './state.ts'

/** Called with each event, its number and the object it is about. */
export type EventListener = (event: EmulatorEvent, number: number, subject: EventSubject | undefined) => void

/** Keeps the latest events and passes each to the listeners. */
export interface EventBus {
  /** Distinguishes this run of the emulator from others in event ids. */
  readonly boot: string
  readonly log: RingBuffer<EmulatorEvent>
  emit(event: EmulatorEvent, subject?: EventSubject): void
  /** Calls `listener` with every event, or with those of one application and of the whole emulator. Returns the way to stop. */
  listen(listener: EventListener, sdkAppId?: number): () => void
}

/** How many events are kept for streams that resume. */
const eventsKept = 10_000

/** Creates an event bus without listeners; `boot` identifies this run. */
export function createEventBus(boot: string): EventBus {
  const log = createPackedRing(eventsKept, eventForm)
  const all = new Set<EventListener>()
  const byApp = new Map<number, Set<EventListener>>()
  const ofApp = (sdkAppId: number) => {
    const own = byApp.get(sdkAppId) ?? new Set()
    byApp.set(sdkAppId, own)
    return own
  }
  return {
    boot,
    log,
    emit(event, subject) {
      const number = log.push(event)
      for (const listener of all) listener(event, number, subject)
      if (byApp.size === 0) return
      const app = 'app' in event ? event.app : undefined
      const sets = app === undefined ? byApp.values() : [byApp.get(app) ?? []]
      for (const listeners of sets) for (const listener of listeners) listener(event, number, subject)
    },
    listen(listener, sdkAppId) {
      const listeners = sdkAppId === undefined ? all : ofApp(sdkAppId)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (sdkAppId !== undefined && listeners.size === 0) byApp.delete(sdkAppId)
      }
    },
  }
}

/** Events of requests are packed, since there are most of them. */
const eventForm: PackedForm<EmulatorEvent> = {
  width: 7,
  write(event, row) {
    if (event.about !== 'request' || !isWellFormed(event.call)) {
      row.number(Number.NaN)
      row.reference(event)
      return
    }
    row.number(event.at)
    row.number(event.app ?? Number.NaN)
    row.text(event.exchange)
    row.number(scopes.indexOf(event.scope))
    row.text(event.command)
    row.text(event.call)
    row.number(event.errorCode ?? Number.NaN)
  },
  read(row) {
    const at = row.number()
    // Sound: `write` put it there.
    if (Number.isNaN(at)) return row.reference() as EmulatorEvent
    return {
      at,
      about: 'request',
      app: toOptional(row.number()),
      exchange: row.text() ?? '',
      scope: scopes[row.number()] ?? 'call-api',
      command: row.text(),
      call: row.text(),
      errorCode: toOptional(row.number()),
    }
  },
}
