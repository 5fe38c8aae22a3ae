import type { Instant, Outcome } from '../call/call.ts'
import type { EndedCall, Record } from '../call/record.ts'
import { toRecordType } from '../call/record.ts'

/** What is looked at in a call that has ended, in one place: going through many calls is going through memory. */
export interface EndedCallEntry {
  readonly startedAt: Instant
  readonly endedAt: Instant
  readonly outcome: Outcome
  readonly type: Record['type']
  readonly call: EndedCall
  isGone: boolean
}

/** A call that has ended, as it is looked for. */
export const toEndedCallEntry = (call: EndedCall): EndedCallEntry => ({
  startedAt: call.startedAt,
  endedAt: call.ending.at,
  outcome: call.ending.outcome,
  type: toRecordType(call),
  call,
  isGone: false,
})

/** Ended calls of an application, by their start. */
export interface EndedCallIndex {
  add(ended: EndedCallEntry): void
  /** This one is gone. */
  forget(ended: EndedCallEntry): void
  /** Shows those that began at a time or later, the earliest first, until one is answered with false. */
  scan(from: Instant, visit: (ended: EndedCallEntry) => boolean): void
}

/** How many gone ones a shelf carries along at least before it is swept. */
const sweep = 1_024

/** A sorted list: what ends now mostly began lately, so a place is found near its end. Gone ones are swept out by the half. */
export function createEndedCallIndex(): EndedCallIndex {
  let all: EndedCallEntry[] = []
  let gone = 0

  /** The first place whose call began at a time or later, or only later. */
  function find(at: Instant, after: boolean): number {
    let low = 0
    let high = all.length
    while (low < high) {
      const middle = (low + high) >> 1
      const began = all[middle]?.startedAt ?? 0
      if (after ? began <= at : began < at) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    add(ended) {
      const place = find(ended.startedAt, true)
      if (place === all.length) all.push(ended)
      else all.splice(place, 0, ended)
    },
    forget(ended) {
      ended.isGone = true
      gone++
      if (gone < sweep || gone * 2 < all.length) return
      all = all.filter(one => !one.isGone)
      gone = 0
    },
    scan(from, visit) {
      for (let place = find(from, false); place < all.length; place++) {
        const ended = all[place]
        if (ended && !ended.isGone && !visit(ended)) return
      }
    },
  }
}
