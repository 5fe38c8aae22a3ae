import { type Basis, explainBasis, toPageUrl } from '../contracts/basis.ts'

/** How much a rule weighs: an error fails a check, a warning does not. */
export type Severity = 'error' | 'warning'

/** What comes of a rule. */
export type Verdict = 'passed' | 'failed' | 'not exercised'

/** Why a rule is one, as sentences for people, with the page it is documented on. */
export function explainReason({ reason, seen }: { readonly reason: string; readonly seen: Basis }): string {
  const basis = explainBasis(seen)
  const page = 'page' in seen ? `, ${toPageUrl(seen.page)}` : ''
  return `${reason} ${basis.charAt(0).toUpperCase()}${basis.slice(1)}${page}.`
}
