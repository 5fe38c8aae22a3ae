/** Numbers that look random and follow from a seed. */
export interface Chance {
  /** From 0 to 1, 1 not included. */
  draw(): number
  /** An unsigned 32-bit integer. */
  word(): number
}

/** A stream of numbers for one purpose: the same seed and purpose give the same stream, and two purposes practically never share one. */
export function createChance(seed: number, purpose: string): Chance {
  // FNV-1a spreads seed and purpose over the four words of an sfc32 generator.
  let hash = 0x811c9dc5
  for (const character of `${seed}/${purpose}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  let [a, b, c, counter] = [hash, hash ^ 0x9e3779b9, Math.imul(hash, 0x85ebca6b), 1]
  const word = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let warm = 0; warm < 12; warm++) word()
  return { word, draw: () => word() / 4294967296 }
}
