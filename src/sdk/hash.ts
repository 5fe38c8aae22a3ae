import { createHash, timingSafeEqual } from 'node:crypto'

/** The SHA-256 of a text as UTF-8, in hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Creates a comparison with a secret whose time depends on neither text. */
export function createComparison(secret: string): (text: string) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const expected = digest(secret)
  return text => timingSafeEqual(digest(text), expected)
}
