import type { Chance } from './chance.ts'

/** How many words of chance a request's id takes. */
const wordsPerRequest = 4

/** Makes the ids of requests, `Id-` + 32 hex digits + `-O-Seq-` + a number that counts up from `first`. */
export function createRequestIds(chance: Chance, first: number): () => string {
  let sequence = first + chance.drawn / wordsPerRequest
  return () =>
    `Id-${toHex(chance.word())}${toHex(chance.word())}${toHex(chance.word())}${toHex(chance.word())}-O-Seq-${sequence++}`
}

/**
 * Makes the ids of an application's calls: lowercase UUIDs, version 4 in form. Those that are taken are passed over: a
 * scenario may have named a call so.
 */
export function createCallIds(chance: Chance, isTaken = (_id: string) => false): () => string {
  return () => {
    for (;;) {
      const [a, b, c, d] = [toHex(chance.word()), toHex(chance.word()), toHex(chance.word()), toHex(chance.word())]
      const variant = '89ab'[chance.word() % 4]
      const id = `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`
      if (!isTaken(id)) return id
    }
  }
}

// A look-up for each byte is ten times as fast as toString(16), and every answer needs sixteen.
const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

const toHex = (word: number) =>
  `${bytes[word >>> 24]}${bytes[(word >>> 16) & 255]}${bytes[(word >>> 8) & 255]}${bytes[word & 255]}`
