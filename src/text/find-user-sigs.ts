/** Where a text has the shape of a UserSig; `isCut` if only its beginning is there. */
export interface UserSigPlace {
  readonly start: number
  readonly end: number
  readonly isCut: boolean
}

/**
 * What a UserSig begins with in base64: a zlib header of any level, a gzip header, or the beginning of a JSON object. None of
 * them is likely by chance, so nothing is unpacked; a base64 text that has one in its middle may be masked from there on.
 */
const beginning = /e(?:J[w-z]|A[E-H]|F[4-7]|N[o-r]|yJ)|H4sI|eyAi/g

/** Letters, digits, and what the base64 alphabets have besides: the vendor's, the ordinary one, the one for URLs. */
const run = /[A-Za-z0-9*\-_+/=]+(?:(?<=[A-Za-z0-9*\-_+/=]{60})\r?\n[A-Za-z0-9*\-_+/=]+)*/y

/** The shortest UserSig, in characters; real ones have 150 and more. */
const shortest = 40

/** The shortest beginning of a UserSig that was cut, where an ellipsis follows it. */
const shortestCut = 12

/** The places of a text that have the shape of a UserSig, in order. */
export function findUserSigs(text: string): readonly UserSigPlace[] {
  if (text.length < shortestCut) return none
  let places: UserSigPlace[] | undefined
  beginning.lastIndex = 0
  for (let found = beginning.exec(text); found; found = beginning.exec(text)) {
    run.lastIndex = found.index
    run.exec(text)
    const { index: start } = found
    const end = run.lastIndex
    const isCut = text.charAt(end) === '…'
    // Shorter than that, whatever else begins in the run is shorter still.
    if (end - start < (isCut ? shortestCut : shortest)) beginning.lastIndex = end
    else {
      places ??= []
      places.push({ start, end, isCut })
      beginning.lastIndex = end
    }
  }
  return places ?? none
}

const none: readonly UserSigPlace[] = []
