import leven from 'leven'

/** The word of a list that a mistyped or shortened word probably means; undefined if none is near. */
export function findNearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > 100) return undefined
  const wanted = fold(word)
  let nearest: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const candidate of known) {
    const distance = leven(wanted, fold(candidate))
    if (distance < least) [nearest, least] = [candidate, distance]
  }
  if (nearest === undefined) return undefined
  const near = Math.max(1, Math.floor(wanted.length / 3))
  // Two swapped letters are one typo, though a distance of two.
  if (least <= near || (least === 2 && toLetters(nearest) === toLetters(word))) return nearest
  if (wanted.length < shortestStem) return undefined
  const isStart = (candidate: string) => fold(candidate).startsWith(wanted)
  const isFirstPart = (candidate: string) => leven(wanted, fold(candidate.split(/[-_]/)[0] ?? '')) <= near
  return findOnly(known, isStart) ?? findOnly(known, isFirstPart)
}

/** A single letter begins too many words. */
const shortestStem = 2

/** The only word of a list for which `isSo` holds; undefined if there are several or none. */
function findOnly(known: Iterable<string>, isSo: (word: string) => boolean): string | undefined {
  const found = [...new Set(known)].filter(isSo)
  return found.length === 1 ? found[0] : undefined
}

/** How many letters must be inserted, deleted or replaced to turn one word into another. */
export const countEdits = (word: string, other: string): number => leven(word, other)

/** ` Did you mean "answer"?`, with its leading space, or nothing if no word of the list is near. */
export function explainNearest(word: string, known: Iterable<string>): string {
  const nearest = findNearest(word, known)
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`
}

const toLetters = (word: string) => [...fold(word)].sort().join('')

const fold = (word: string) => word.toLowerCase().replaceAll(/[-_\s]/g, '')
