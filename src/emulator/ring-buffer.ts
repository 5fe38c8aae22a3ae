/** Keeps the newest things, by consecutive numbers from 1. */
export interface RingBuffer<Item> {
  /** How many were ever put in. */
  readonly count: number
  /** Puts one in and gives its number; the oldest leaves when there is no place. */
  push(item: Item): number
  /** The one with a number, if it is still there. */
  find(number: number): Item | undefined
  /** Those with a number above `after` that are still there, oldest first. */
  since(after?: number): Item[]
  clear(): void
}

/** A ring with `size` places; with none, it only counts. */
export function createRingBuffer<Item>(size: number): RingBuffer<Item> {
  let items: Item[] = []
  let count = 0
  const first = () => Math.max(0, count - size) + 1
  const at = (number: number) => items[(number - 1) % size]
  return {
    get count() {
      return count
    },
    push(item) {
      if (size > 0) items[count % size] = item
      return ++count
    },
    find: number => (Number.isInteger(number) && number >= first() && number <= count ? at(number) : undefined),
    since(after = 0) {
      const found: Item[] = []
      for (let number = Math.max(first(), after + 1); number <= count; number++) {
        const item = at(number)
        if (item !== undefined) found.push(item)
      }
      return found
    },
    clear() {
      items = []
    },
  }
}
