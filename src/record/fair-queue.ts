/** Gives things on in the order in which places were taken for them, whatever order they come in. */
export interface Turns<Item> {
  /** Takes a place; what is given is called with the thing once it is there. */
  take(): (item: Item) => void
}

/** Starts an order in which things are given on. */
export function createTurns<Item>(give: (item: Item) => void): Turns<Item> {
  const places: { item?: Item }[] = []
  return {
    take() {
      const place: { item?: Item } = {}
      places.push(place)
      return item => {
        place.item = item
        for (let first = places[0]; first?.item !== undefined; first = places[0]) {
          places.shift()
          give(first.item)
        }
      }
    },
  }
}
