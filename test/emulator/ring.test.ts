import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRingBuffer } from '../../src/emulator/buffers.ts'

/** What a ring is, written down slowly: everything ever put in, with where the kept part begins. */
function createSlowRing(size: number) {
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

test('a ring keeps the newest things by their numbers, whatever is pushed and cleared', () => {
  const size = fc.constantFrom(0, 1, 2, 3, 7)
  const deeds = fc.array(fc.oneof({ weight: 6, arbitrary: fc.constant('push') }, fc.constant('clear')), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(size, deeds, (size, deeds) => {
      const ring = createRingBuffer<string>(size)
      const slow = createSlowRing(size)
      for (const [index, deed] of deeds.entries()) {
        if (deed === 'push') expect(ring.push(`item ${index}`)).toBe(slow.push(`item ${index}`))
        else {
          ring.clear()
          slow.clear()
        }
        expect(ring.count).toBe(slow.count())
        expect(ring.since()).toEqual(slow.since())
        for (let number = -1; number <= ring.count + 1; number++) {
          expect(ring.find(number)).toBe(slow.find(number))
          expect(ring.since(number)).toEqual(slow.since(number))
        }
      }
    }),
    { numRuns: 200 },
  )
})

test('numbers begin at 1 and go on after a clearing', () => {
  const ring = createRingBuffer<string>(2)
  expect([ring.push('a'), ring.push('b'), ring.push('c')]).toEqual([1, 2, 3])
  ring.clear()
  expect(ring.push('d')).toBe(4)
  expect(ring.since()).toEqual(['d'])
})

test('a ring without places only counts', () => {
  const ring = createRingBuffer<string>(0)
  expect([ring.push('a'), ring.push('b')]).toEqual([1, 2])
  expect([ring.count, ring.since(), ring.find(2)]).toEqual([2, [], undefined])
})

test('what is no number of anything finds nothing', () => {
  const ring = createRingBuffer<string>(3)
  ring.push('a')
  for (const number of [0, -1, 2, 0.5, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(ring.find(number)).toBeUndefined()
  }
})

test('what is given out is a copy: changing it changes nothing in the ring', () => {
  const ring = createRingBuffer<string>(3)
  ring.push('a')
  ring.since().push('b')
  expect(ring.since()).toEqual(['a'])
})
