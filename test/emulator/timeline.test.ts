import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTimeline } from '../../src/emulator/timeline.ts'

/** What a timeline is, written down slowly: an array, sorted anew whenever something comes in. */
function createSlowTimeline() {
  let entries: { at: number; item: number }[] = []
  return {
    size: () => entries.length,
    add(at: number, item: number) {
      // Sorting keeps the order of equals, so of the same moment the first in stays first.
      entries = [...entries, { at, item }].sort((one, other) => one.at - other.at)
    },
    findNext: () => entries[0]?.at,
    take: (now: number) => (entries[0] && entries[0].at <= now ? entries.shift() : undefined),
  }
}

test('things come back in the order of their moments, and of the same moment first in first out', () => {
  const moment = fc.oneof(fc.nat(5), fc.integer({ min: -100, max: 100 }), fc.constant(Number.POSITIVE_INFINITY))
  const deed = fc.oneof(
    { weight: 3, arbitrary: fc.record({ add: moment }) },
    { weight: 2, arbitrary: fc.record({ take: moment }) },
  )
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 120 }), deeds => {
      const timeline = createTimeline<number>()
      const slow = createSlowTimeline()
      for (const [item, next] of deeds.entries()) {
        if ('add' in next) {
          timeline.add(next.add, item)
          slow.add(next.add, item)
        } else expect(timeline.take(next.take)).toEqual(deedOf(slow.take(next.take)))
        expect(timeline.findNext()).toBe(slow.findNext())
        expect(timeline.size).toBe(slow.size())
      }
    }),
    { numRuns: 500 },
  )
})

const deedOf = (taken: { at: number; item: number } | undefined) => taken && expect.objectContaining(taken)

test('nothing is taken before it is due, and what is due is taken once', () => {
  const timeline = createTimeline<string>()
  timeline.add(5, 'a')
  expect(timeline.take(4)).toBeUndefined()
  expect(timeline.take(5)).toMatchObject({ at: 5, item: 'a' })
  expect(timeline.take(5)).toBeUndefined()
  expect([timeline.size, timeline.findNext()]).toEqual([0, undefined])
})

test('what is put in late for a moment that is past comes next', () => {
  const timeline = createTimeline<string>()
  timeline.add(5, 'a')
  timeline.add(9, 'b')
  timeline.take(9)
  timeline.add(1, 'c')
  expect(timeline.take(9)).toMatchObject({ at: 1, item: 'c' })
})

test('what is of no use is taken away, and the order of the rest stays', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), moments => {
      const timeline = createTimeline<number>()
      for (const [index, at] of moments.entries()) timeline.add(at, index)
      const wanted = timeline.list().filter(({ item }) => item % 3 !== 0)
      timeline.keep(item => item % 3 !== 0)
      const taken = Array.from({ length: timeline.size }, () => timeline.take(20))
      expect(taken).toEqual(wanted)
    }),
  )
})
