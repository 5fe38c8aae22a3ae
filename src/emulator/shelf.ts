import type { Call, Instant } from '../engine/call.ts'

/** A call that may have been forgotten. */
interface Forgettable {
  readonly call: Call
  readonly isGone: boolean
}

/** Ended calls of an application, by their start. */
export interface Shelf<Held> {
  add(held: Held): void
  /** One of them is gone. */
  forget(): void
  /** Those that began at a moment or later, the earliest first. */
  since(from: Instant): Iterable<Held>
}

/** How many gone ones a shelf carries along at least before it is swept. */
const sweep = 1_024

/** A sorted list: what ends now mostly began lately, so a place is found near its end. Gone ones are swept out by the half. */
export function createShelf<Held extends Forgettable>(): Shelf<Held> {
  let calls: Held[] = []
  let gone = 0

  /** The first place whose call began at a moment or later; after a moment, if so wanted. */
  function find(at: Instant, after: boolean): number {
    let low = 0
    let high = calls.length
    while (low < high) {
      const middle = (low + high) >> 1
      const began = calls[middle]?.call.startedAt ?? 0
      if (after ? began <= at : began < at) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    add(held) {
      calls.splice(find(held.call.startedAt, true), 0, held)
    },
    forget() {
      gone++
      if (gone < sweep || gone * 2 < calls.length) return
      calls = calls.filter(held => !held.isGone)
      gone = 0
    },
    *since(from) {
      for (let place = find(from, false); place < calls.length; place++) {
        const held = calls[place]
        if (held && !held.isGone) yield held
      }
    },
  }
}
