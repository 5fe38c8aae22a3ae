/**
 * The source of a fact about the service: on a numbered page of the vendor's documentation, in public output of real
 * systems, or nowhere, so that it is an assumption, with its reason.
 */
export type Source = { readonly page: number } | { readonly observed: string } | { readonly assumed: string }

/** The address of a page of the vendor's documentation, by its number. */
export const toPageUrl = (page: number): string => `https://trtc.io/document/${page}`

/** Describes a source as a clause. */
export function explainSource(basis: Source): string {
  if ('page' in basis) return `documented on page ${basis.page}`
  if ('observed' in basis) return `observed: ${basis.observed}`
  return `assumed: ${basis.assumed}`
}

/** A contradiction of the vendor's pages: the statement of each, and what the emulator does. */
export interface Contradiction {
  /** Its subject, such as the name of a field. */
  readonly subject: string
  readonly statements: readonly { readonly page: number; readonly text: string }[]
  /** What the emulator does, and why. */
  readonly decision: string
}
