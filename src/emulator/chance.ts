/** Numbers that look random and follow from a seed. */
export interface Chance {
  /** From 0 to 1, 1 not included. */
  draw(): number
  /** An unsigned 32-bit integer. */
  word(): number
  /** How many words have been drawn. */
  readonly drawn: number
  /** Where the stream stands, to go on from there another time. */
  readonly place: ChancePlace
}

/** The four words of a generator. */
export type ChancePlace = readonly [number, number, number, number]

/** How many words are drawn before the first that counts. */
const warming = 12

/**
 * A stream of numbers for one purpose: the same seed and purpose give the same stream, and two purposes practically never
 * share one. With a `place`, the stream goes on from there.
 */
export function createChance(seed: number, purpose: string, place?: ChancePlace): Chance {
  // FNV-1a spreads seed and purpose over the four words of an sfc32 generator.
  let hash = 0x811c9dc5
  for (const character of `${seed}/${purpose}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  let [a, b, c, counter] = place ?? [hash, hash ^ 0x9e3779b9, Math.imul(hash, 0x85ebca6b), 1]
  const word = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  if (!place) for (let warm = 0; warm < warming; warm++) word()
  return {
    word,
    draw: () => word() / 4294967296,
    get drawn() {
      return (counter - 1 - warming) >>> 0
    },
    get place() {
      return [a, b, c, counter] as const
    },
  }
}
