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

/** First in, first out. */
export interface Queue<Item> {
  readonly size: number
  add(item: Item): void
  /** The oldest one, left where it is. */
  peek(): Item | undefined
  take(): Item | undefined
  /** All that is in it, the oldest first. */
  list(): readonly Item[]
}

/** A list with a moving head, cut off when half of it is behind: a Set, asked for its first, walks over all it has lost. */
export function createQueue<Item>(): Queue<Item> {
  let items: Item[] = []
  let head = 0
  return {
    get size() {
      return items.length - head
    },
    add(item) {
      items.push(item)
    },
    peek: () => items[head],
    list: () => items.slice(head),
    take() {
      const item = items[head]
      if (head < items.length) head++
      if (head > 1_024 && head * 2 > items.length) {
        items = items.slice(head)
        head = 0
      }
      return item
    },
  }
}
