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
