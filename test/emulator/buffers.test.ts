import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createQueue, createRingBuffer } from '../../src/emulator/buffers.ts'

test('A queue returns its items in the order in which they were added', () => {
  const use = fc.oneof(fc.integer({ min: 1 }), fc.constant('take' as const))
  fc.assert(
    fc.property(fc.array(use, { maxLength: 300 }), uses => {
      const queue = createQueue<number>()
      const model: number[] = []
      for (const use of uses) {
        if (use === 'take') expect(queue.take()).toBe(model.shift())
        else {
          queue.add(use)
          model.push(use)
        }
        expect([queue.size, queue.peek()]).toEqual([model.length, model[0]])
      }
    }),
  )
  const items = Array.from({ length: 10_000 }, (_, item) => item)
  const queue = createQueue<number>()
  for (const item of items) queue.add(item)
  expect(items.map(() => queue.take())).toEqual(items)
  expect([queue.take(), queue.size]).toEqual([undefined, 0])
})

/** A ring buffer as an array of everything that was pushed. */
function createModel(size: number) {
  const all: string[] = []
  let cleared = 0
  const isKept = (number: number) => number > cleared && number > all.length - size
  return {
    count: () => all.length,
    push: (item: string) => all.push(item),
    find: (number: number) => (isKept(number) ? all[number - 1] : undefined),
    since: (after = 0) => all.filter((_, index) => index + 1 > after && isKept(index + 1)),
    clear() {
      cleared = all.length
    },
  }
}

test('A ring buffer keeps the latest items by their numbers from 1', () => {
  const size = fc.constantFrom(0, 1, 2, 3, 7)
  const action = fc.oneof({ weight: 6, arbitrary: fc.constant('push') }, fc.constant('clear'))
  fc.assert(
    fc.property(size, fc.array(action, { maxLength: 40 }), (size, actions) => {
      const ring = createRingBuffer<string>(size)
      const model = createModel(size)
      for (const [index, action] of actions.entries()) {
        if (action === 'push') expect(ring.push(`item ${index}`)).toBe(model.push(`item ${index}`))
        else {
          ring.clear()
          model.clear()
        }
        expect(ring.count).toBe(model.count())
        expect(ring.since()).toEqual(model.since())
        for (let number = -1; number <= ring.count + 1; number++) {
          expect(ring.find(number)).toBe(model.find(number))
          expect(ring.since(number)).toEqual(model.since(number))
        }
      }
    }),
    { numRuns: 200 },
  )
})

test('A ring buffer finds nothing by other numbers, and returns copies of its list', () => {
  const ring = createRingBuffer<string>(3)
  ring.push('a')
  for (const number of [0.5, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) expect(ring.find(number)).toBeUndefined()
  ring.since().push('b')
  expect(ring.since()).toEqual(['a'])
})
