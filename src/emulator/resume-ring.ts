import { createRingBuffer, type RingBuffer } from './ring-buffer.ts'

/**
 * A ring with `size` places that goes on after so many things, of which it has these by their numbers: what was put in
 * before is gone, but its numbers are not given again.
 */
export function resumeRing<Item>(
  size: number,
  count: number,
  items: ReadonlyMap<number, Item> = new Map(),
): RingBuffer<Item> {
  if (count === 0) return createRingBuffer<Item>(size)
  const ring = createRingBuffer<Item | undefined>(size)
  let before = count
  for (const number of items.keys()) before = Math.min(before, number - 1)
  before = Math.max(before, count - size)
  for (let number = before + 1; number <= count; number++) ring.push(items.get(number))
  return {
    get count() {
      return before + ring.count
    },
    push: item => before + ring.push(item),
    find: number => ring.find(number - before),
    since: (after = 0) => ring.since(after - before).filter(item => item !== undefined),
    clear: ring.clear,
  }
}
