/** Numbers that look random and follow from a seed. */
export interface Random {
  /** From 0 to 1, 1 not included. */
  next(): number
  /** An unsigned 32-bit integer. */
  nextWord(): number
  /** How many words have been drawn. */
  readonly drawn: number
  /** The position of the stream, to continue from it later. */
  readonly state: RandomState
}

/** The four words of a generator. */
export type RandomState = readonly [number, number, number, number]

/** How many words are drawn before the first that counts. */
const warming = 12

/**
 * A stream of numbers for one purpose: the same seed and purpose give the same stream, and two purposes practically never
 * share one. With a `place`, the stream continues from there.
 */
export function createRandom(seed: number, purpose: string, place?: RandomState): Random {
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
    nextWord: word,
    next: () => word() / 4294967296,
    get drawn() {
      return (counter - 1 - warming) >>> 0
    },
    get state() {
      return [a, b, c, counter] as const
    },
  }
}

/** How many words of chance a request's id takes. */
const wordsPerRequest = 4

/** Makes the ids of requests, `Id-` + 32 hex digits + `-O-Seq-` + a number that counts up from `first`. */
export function createRequestIds(chance: Random, first: number): () => string {
  let sequence = first + chance.drawn / wordsPerRequest
  return () =>
    `Id-${toHex(chance.nextWord())}${toHex(chance.nextWord())}${toHex(chance.nextWord())}${toHex(chance.nextWord())}-O-Seq-${sequence++}`
}

/**
 * Makes the ids of an application's calls: lowercase UUIDs, version 4 in form. Those that are taken are passed over: a
 * scenario may have named a call so.
 */
export function createCallIds(chance: Random, isTaken = (_id: string) => false): () => string {
  return () => {
    for (;;) {
      const [a, b, c, d] = [
        toHex(chance.nextWord()),
        toHex(chance.nextWord()),
        toHex(chance.nextWord()),
        toHex(chance.nextWord()),
      ]
      const variant = '89ab'[chance.nextWord() % 4]
      const id = `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`
      if (!isTaken(id)) return id
    }
  }
}

// A look-up for each byte is ten times as fast as toString(16), and every answer needs sixteen.
const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

const toHex = (word: number) =>
  `${bytes[word >>> 24]}${bytes[(word >>> 16) & 255]}${bytes[(word >>> 8) & 255]}${bytes[word & 255]}`
