/**
 * Where a fact about the service was seen: on a numbered page of the vendor's documentation, in public output of real
 * systems, or nowhere, so that it is an assumption and says why it was made.
 */
export type Source = { readonly page: number } | { readonly observed: string } | { readonly assumed: string }

/** The address of a page of the vendor's documentation, by its number. */
export const toPageUrl = (page: number): string => `https://trtc.io/document/${page}`

/** A basis as a short sentence for people. */
export function explainSource(basis: Source): string {
  if ('page' in basis) return `documented on page ${basis.page}`
  if ('observed' in basis) return `observed: ${basis.observed}`
  return `assumed: ${basis.assumed}`
}

/** Where the vendor's pages say two things about one: what each says, and which of them is kept here. */
export interface Contradiction {
  /** What it is about, such as a field's name. */
  readonly subject: string
  readonly statements: readonly { readonly page: number; readonly text: string }[]
  /** What is done about it here, and why. */
  readonly decision: string
}
