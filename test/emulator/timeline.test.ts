import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTimeline } from '../../src/emulator/timeline.ts'

/** A timeline as an array that is sorted whenever an item is added. */
function createModel() {
  let entries: { at: number; item: number }[] = []
  return {
    size: () => entries.length,
    add(at: number, item: number) {
      // Sorting is stable, so items of one time keep their order.
      entries = [...entries, { at, item }].sort((one, other) => one.at - other.at)
    },
    findNext: () => entries[0]?.at,
    take: (now: number) => (entries[0] && entries[0].at <= now ? entries.shift() : undefined),
  }
}

test('Returns items in the order of their times, and those of one time in the order in which they were added', () => {
  const time = fc.oneof(fc.nat(5), fc.integer({ min: -100, max: 100 }), fc.constant(Number.POSITIVE_INFINITY))
  const action = fc.oneof(
    { weight: 3, arbitrary: fc.record({ add: time }) },
    { weight: 2, arbitrary: fc.record({ take: time }) },
  )
  fc.assert(
    fc.property(fc.array(action, { maxLength: 120 }), actions => {
      const timeline = createTimeline<number>()
      const model = createModel()
      for (const [item, next] of actions.entries()) {
        if ('add' in next) {
          timeline.add(next.add, item)
          model.add(next.add, item)
        } else {
          const [taken, expected] = [timeline.take(next.take), model.take(next.take)]
          expect(taken).toEqual(expected && expect.objectContaining(expected))
        }
        expect(timeline.findNext()).toBe(model.findNext())
        expect(timeline.size).toBe(model.size())
      }
    }),
    { numRuns: 500 },
  )
})

test('Removes items, and keeps the order of the others', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), times => {
      const timeline = createTimeline<number>()
      for (const [index, at] of times.entries()) timeline.add(at, index)
      const expected = timeline.list().filter(({ item }) => item % 3 !== 0)
      timeline.keep(item => item % 3 !== 0)
      expect(Array.from({ length: timeline.size }, () => timeline.take(20))).toEqual(expected)
    }),
  )
})

test('Walks over the items in order and leaves them', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9)), fc.nat(50), (times, count) => {
      const timeline = createTimeline<number>()
      for (const [index, at] of times.entries()) timeline.add(at, index)
      const walked: object[] = []
      for (const entry of timeline.walk()) if (walked.push(entry) > count) break
      expect(walked).toEqual(timeline.list().slice(0, count + 1))
      expect(timeline.size).toBe(times.length)
    }),
  )
})
