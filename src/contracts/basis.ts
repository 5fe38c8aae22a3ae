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
