/** Items that are due at times, returned in order; of the same time, first in first out. */
export interface Timeline<Item> {
  readonly size: number
  add(at: number, item: Item): void
  /** When the next one is due. */
  findNext(): number | undefined
  /** The next one, left where it is. */
  peek(): { readonly at: number; readonly item: Item } | undefined
  /** Takes the next one if it is due at `now`. */
  take(now: number): { readonly at: number; readonly item: Item } | undefined
  /** Removes items that are not needed; the order of the others stays. */
  keep(isOfUse: (item: Item) => boolean): void
  /** Each of them in that order, left where it is; reading the first few of many is cheap. Nothing may be added or taken meanwhile. */
  walk(): Iterable<{ readonly at: number; readonly item: Item }>
  /** All of them, in the order in which they would be given back. */
  list(): readonly { readonly at: number; readonly item: Item }[]
}

/** A binary heap: adding and taking cost the logarithm of what is in it. */
export function createTimeline<Item>(): Timeline<Item> {
  let heap: { at: number; turn: number; item: Item }[] = []
  let turn = 0

  const isBefore = (one: { at: number; turn: number }, other: { at: number; turn: number }) =>
    one.at < other.at || (one.at === other.at && one.turn < other.turn)

  function add(at: number, item: Item): void {
    const entry = { at, turn: turn++, item }
    let place = heap.length
    heap.push(entry)
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = heap[above]
      if (!parent || !isBefore(entry, parent)) break
      heap[place] = parent
      place = above
    }
    heap[place] = entry
  }

  function take(now: number) {
    const first = heap[0]
    if (!first || first.at > now) return undefined
    const last = heap.pop()
    if (last && heap.length > 0) sink(last)
    return first
  }

  function sink(entry: { at: number; turn: number; item: Item }): void {
    let place = 0
    for (;;) {
      const left = heap[2 * place + 1]
      const right = heap[2 * place + 2]
      const child = left && right && isBefore(right, left) ? right : left
      if (!child || !isBefore(child, entry)) break
      heap[place] = child
      place = 2 * place + (child === left ? 1 : 2)
    }
    heap[place] = entry
  }

  function* walk() {
    // Places whose parents have been given, the next one last.
    const open = heap.length > 0 ? [0] : []
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      const entry = heap[place]
      if (!entry) continue
      yield entry
      for (const below of [2 * place + 1, 2 * place + 2]) {
        const child = heap[below]
        if (child) open.splice(findPlace(open, child), 0, below)
      }
    }
  }

  /** Where an entry belongs among places in the opposite order. */
  function findPlace(places: readonly number[], entry: { at: number; turn: number }): number {
    let [low, high] = [0, places.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const other = heap[places[middle] ?? 0]
      if (other && isBefore(entry, other)) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    get size() {
      return heap.length
    },
    add,
    findNext: () => heap[0]?.at,
    peek: () => heap[0],
    take,
    keep(isOfUse) {
      // What is in order is a heap.
      heap = heap.filter(({ item }) => isOfUse(item)).sort((one, other) => (isBefore(one, other) ? -1 : 1))
    },
    walk,
    list: () => heap.toSorted((one, other) => (isBefore(one, other) ? -1 : 1)),
  }
}
