import { createHmac } from 'node:crypto'
import type { UserSigDocument } from '../document.ts'
import { type SignedFields, toSignedLines } from '../signature.ts'
import type { FindingId } from './finding.ts'

/** How a signature is made, every step open to be got wrong. */
export interface Recipe {
  readonly key: string | Uint8Array
  readonly lines: readonly (readonly [name: string, value: string])[]
  /** What ends each line but the last. */
  readonly newline: string
  /** What ends the last line; as the others if undefined. */
  readonly end: string | undefined
  readonly digest: string
  /** How the signature's bytes become text. */
  write(mac: Buffer): string
}

/** One way to get it wrong. */
export interface Slip {
  /** Which step it spoils; two slips of one step are not tried together. */
  readonly step:
    | 'key'
    | 'key text'
    | 'app'
    | 'user'
    | 'time'
    | 'buffer'
    | 'order'
    | 'newline'
    | 'names'
    | 'end'
    | 'digest'
    | 'text'
  readonly id: FindingId
  readonly sentence: string
  readonly fix: string
  spoil(recipe: Recipe): Recipe
}

/** What the slips are looked for with: the document, the key, and who is said to have been meant. */
export interface Suspicion {
  /** The names of the document's fields as they are spelled, in their order. */
  readonly names?: readonly string[] | undefined
  readonly document: UserSigDocument
  readonly secretKey: string
  readonly sdkAppId?: number | undefined
  readonly identifier?: string | undefined
}

/** The right way to sign. */
export const toRecipe = (key: string, fields: SignedFields): Recipe => ({
  key,
  lines: toSignedLines(fields),
  newline: '\n',
  end: undefined,
  digest: 'sha256',
  write: mac => mac.toString('base64'),
})

/** The text of `TLS.sig` that a recipe makes. */
export function follow({ key, lines, newline, end = newline, digest, write }: Recipe): string {
  const text = lines.map(([name, value]) => `${name}:${value}`).join(newline) + end
  return write(createHmac(digest, key).update(text).digest())
}

/** A recipe with another value in one line. */
export const withValue = (recipe: Recipe, name: string, value: string): Recipe => ({
  ...recipe,
  lines: recipe.lines.map(line => (line[0] === name ? [name, value] : line)),
})
