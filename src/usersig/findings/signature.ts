import { type Fields, findDocument } from '../read-fields.ts'
import { digestSlips } from './digest-slips.ts'
import { type Finding, toFinding } from './finding.ts'
import { keySlips } from './key-slips.ts'
import { lineSlips } from './line-slips.ts'
import { follow, type Recipe, type Slip, type Suspicion, toRecipe } from './recipe.ts'
import { valueSlips } from './value-slips.ts'

/** Whether the signature is right and, if not, which slip or which two together make exactly this one. */
export function checkSignature(
  fields: Fields,
  asked: {
    readonly sdkAppId?: number | undefined
    readonly secretKey?: string | undefined
    readonly identifier?: string | undefined
  },
): Finding[] {
  const { secretKey } = asked
  if (secretKey === undefined) {
    const sentence = 'Without the secret key it cannot be told whether the signature is right.'
    return [toFinding('signature-not-checked', sentence, "Give the application's secret key.")]
  }
  // A missing or foreign version is a finding of its own, and nothing that is signed.
  const document = findDocument({ ...fields, ver: '2.0' })
  if (!document) {
    const sentence = 'The signature was not checked: not everything it is made over is known.'
    return [toFinding('signature-not-checked', sentence, 'Mend the fields first.')]
  }
  const suspicion = { ...asked, document, secretKey }
  const right = toRecipe(secretKey, document)
  if (follow(right) === document.sig) return []
  const slips = findSlips(suspicion, right)
  return slips ? slips.map(({ id, sentence, fix }) => toFinding(id, sentence, fix)) : [toFinding(...otherKey)]
}

/** Tries every slip alone, then every two: some thousand signatures, a few milliseconds. */
function findSlips(suspicion: Suspicion, right: Recipe): readonly Slip[] | undefined {
  const wanted = suspicion.document.sig
  const slips = [...keySlips(suspicion), ...valueSlips(suspicion), ...lineSlips(suspicion), ...digestSlips]
  for (const slip of slips) {
    if (follow(slip.spoil(right)) === wanted) return [slip]
  }
  for (const [at, first] of slips.entries()) {
    const spoiled = first.spoil(right)
    for (const second of slips.slice(at + 1)) {
      if (second.step !== first.step && follow(second.spoil(spoiled)) === wanted) return [first, second]
    }
  }
  return undefined
}

const otherKey = [
  'signed-with-another-key',
  'The signature is wrong, and by no slip known here: it was most likely signed with the key of another application.',
  'Compare the key with the one the console shows for this application.',
] as const
