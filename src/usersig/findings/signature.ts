import { type Fields, findDocument } from '../read-fields.ts'
import { digestSlips } from './digest-slips.ts'
import { type Finding, toFinding } from './finding.ts'
import { keySlips } from './key-slips.ts'
import { lineSlips } from './line-slips.ts'
import { nameSlips } from './name-slips.ts'
import { follow, type Recipe, type Slip, type Suspicion, toRecipe } from './recipe.ts'
import { valueSlips } from './value-slips.ts'

/** What a signature is checked against. */
export interface Expected {
  readonly sdkAppId?: number | undefined
  readonly secretKey?: string | undefined
  readonly identifier?: string | undefined
  /** The names of the document's fields as they are spelled, in their order. */
  readonly names?: readonly string[] | undefined
}

/** How much a search for mistakes may cost, and what it learns for the next one. */
export interface Search {
  /** How many more times each mistake may be tried alone, which takes about a millisecond. */
  alone: number
  /** How many more times every two mistakes may be tried together, which takes some milliseconds. */
  pairs: number
  /** The mistakes that were found last, by their places in the list: tried first, since a client repeats them. */
  last: readonly number[]
}

/** Whether the signature is right. If not, which mistake, or which two together, make exactly this one. */
export function checkSignature(
  fields: Fields,
  expected: Expected,
  search: Search = { alone: 1, pairs: 1, last: [] },
): Finding[] {
  const { secretKey } = expected
  if (secretKey === undefined) {
    const text = 'The signature was not checked: the secret key is not known.'
    return [toFinding('signature-not-checked', text, "Pass the application's secret key.")]
  }
  // A missing or foreign version is a finding of its own, and is not signed.
  const document = findDocument({ ...fields, ver: '2.0' })
  if (!document) {
    const text = 'The signature was not checked: not every signed field is known.'
    return [toFinding('signature-not-checked', text, 'Fix the fields first.')]
  }
  const suspicion = { ...expected, document, secretKey }
  const right = toRecipe(secretKey, document)
  if (follow(right) === document.sig) return []
  const slips = findSlips(suspicion, right, search)
  return slips ? slips.map(({ id, sentence, fix }) => toFinding(id, sentence, fix)) : [toFinding(...otherKey)]
}

/** Whether the signature is right, as far as everything it is made over is there. */
export function isSigned(fields: Fields, secretKey: string | undefined): boolean {
  const document = findDocument({ ...fields, ver: '2.0' })
  return document !== undefined && secretKey !== undefined && follow(toRecipe(secretKey, document)) === document.sig
}

/** Tries what was found last, then every mistake alone, then every two: some thousand signatures, a few milliseconds. */
function findSlips(suspicion: Suspicion, right: Recipe, search: Search): readonly Slip[] | undefined {
  const expected = suspicion.document.sig
  const combined = [...keySlips(suspicion), ...valueSlips(suspicion), ...lineSlips(suspicion), ...digestSlips]
  const slips = [...combined, ...nameSlips(suspicion)]
  const makes = (recipe: Recipe) => follow(recipe) === expected
  const last = search.last.flatMap(at => slips[at] ?? [])
  if (last.length > 0 && makes(last.reduce((recipe, slip) => slip.spoil(recipe), right))) return last
  if (search.alone <= 0) return undefined
  search.alone--
  for (const [at, slip] of slips.entries()) {
    if (!makes(slip.spoil(right))) continue
    search.last = [at]
    return [slip]
  }
  if (search.pairs <= 0) return undefined
  search.pairs--
  for (const [at, first] of combined.entries()) {
    const spoiled = first.spoil(right)
    for (let other = at + 1; other < combined.length; other++) {
      const second = combined[other]
      if (!second || second.step === first.step || !makes(second.spoil(spoiled))) continue
      search.last = [at, other]
      return [first, second]
    }
  }
  return undefined
}

const otherKey = [
  'signed-with-another-key',
  'The signature is wrong, and no known mistake explains it: most likely it was signed with the key of another application.',
  'Compare the key with the one that the console shows for this application.',
] as const
