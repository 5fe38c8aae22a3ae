import leven from 'leven'

/** The word of a list that a mistyped one was probably meant to be; undefined if none is near. */
export function findNearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > 100) return undefined
  const wanted = fold(word)
  let nearest: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const candidate of known) {
    const distance = leven(wanted, fold(candidate))
    if (distance < least) [nearest, least] = [candidate, distance]
  }
  const near = Math.max(1, Math.floor(word.length / 3))
  return least <= near ? nearest : undefined
}

/** ` Did you mean "answer"?`, with its leading space, or nothing where no word of the list is near. */
export function explainNearest(word: string, known: Iterable<string>): string {
  const nearest = findNearest(word, known)
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`
}

const fold = (word: string) => word.toLowerCase().replaceAll(/[-_\s]/g, '')
