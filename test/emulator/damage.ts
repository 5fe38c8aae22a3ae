import fc from 'fast-check'

type Tree = { [key: string]: unknown } | unknown[]

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null

/** Every place in a document: its parent and its key. */
function listPlaces(tree: Tree): { readonly holder: Tree; readonly key: string }[] {
  return Object.entries(tree).flatMap(([key, value]) => [
    { holder: tree, key },
    ...(isTree(value) ? listPlaces(value) : []),
  ])
}

/** The new value of a place, from its value and from another place's. */
const damages: { readonly [name: string]: (value: unknown, other: unknown) => unknown } = {
  gone: () => undefined,
  'something else': (_, other) => other,
  null: () => null,
  negative: () => -1,
  zero: () => 0,
  half: value => (typeof value === 'number' ? value / 2 : 0.5),
  later: value => (typeof value === 'number' ? value + 1 : 'later'),
  'out of reach': () => 8.64e15,
  huge: () => Number.MAX_VALUE,
  never: () => 'never',
  empty: value => (Array.isArray(value) ? [] : isTree(value) ? {} : ''),
  twice: value => (Array.isArray(value) ? [...value, ...value] : [value, value]),
  backwards: value => (Array.isArray(value) ? value.toReversed() : `${String(value)}\u0000`),
  more: value => (isTree(value) ? { ...value, more: 1 } : { more: value }),
}

/** One of some JSON documents, with up to three of its places damaged. */
export const toDamaged = (documents: readonly string[]): fc.Arbitrary<string> =>
  fc
    .record({
      text: fc.constantFrom(...documents),
      hits: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom(...Object.keys(damages))), {
        minLength: 1,
        maxLength: 3,
      }),
    })
    .map(({ text, hits }) => {
      const tree: Tree = JSON.parse(text)
      for (const [turn, another, name] of hits) {
        const places = listPlaces(tree)
        const [place, other] = [places[turn % places.length], places[another % places.length]]
        if (!place || !other) continue
        const value = damages[name]?.(Reflect.get(place.holder, place.key), Reflect.get(other.holder, other.key))
        Reflect.set(place.holder, place.key, value === undefined ? undefined : structuredClone(value))
      }
      return JSON.stringify(tree)
    })
