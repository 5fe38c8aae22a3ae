import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createQueue } from '../../src/emulator/buffers.ts'

test('a queue gives back what was put in, in that order, however it is used', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer({ min: 1 }), fc.constant('take' as const)), { maxLength: 300 }), uses => {
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
})

test('a long queue keeps its order when what was taken is cut off', () => {
  const queue = createQueue<number>()
  for (let item = 0; item < 10_000; item++) queue.add(item)
  const taken = Array.from({ length: 10_000 }, () => queue.take())
  expect(taken).toEqual(Array.from({ length: 10_000 }, (_, item) => item))
  expect([queue.take(), queue.size]).toEqual([undefined, 0])
})
