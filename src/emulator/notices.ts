import type { Instant } from '../call/call.ts'
import type { EmulatorEvent } from './event.ts'
import { createRingBuffer, type RingBuffer } from './ring-buffer.ts'

/** Everything that happens is told here, kept for a while, and handed to whoever watches or waits. */
export interface Notices {
  readonly notes: RingBuffer<EmulatorEvent>
  tell(note: EmulatorEvent): void
  /** Calls back with each note as it is made. Gives the way to stop. */
  watch(watcher: (note: EmulatorEvent, id: number) => void): () => void
  /** Calls back once, when a moment has been reached. Gives the way to cancel it. */
  onceReached(instant: Instant, callback: () => void): () => void
  /** A moment has been reached. */
  reach(instant: Instant): void
}

/** How many notes are kept for those who come back and ask what they missed. */
const notesKept = 10_000

/** Creates a place where things are told. */
export function createNotices(): Notices {
  const notes = createRingBuffer<EmulatorEvent>(notesKept)
  const watchers = new Set<(note: EmulatorEvent, id: number) => void>()
  const waiting = new Map<() => void, Instant>()
  return {
    notes,
    tell(note) {
      const id = notes.push(note)
      for (const watcher of watchers) watcher(note, id)
    },
    watch(watcher) {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    onceReached(instant, callback) {
      const once = () => callback()
      waiting.set(once, instant)
      return () => waiting.delete(once)
    },
    reach(instant) {
      if (waiting.size === 0) return
      for (const [callback, at] of waiting) {
        if (at > instant) continue
        waiting.delete(callback)
        callback()
      }
    },
  }
}
