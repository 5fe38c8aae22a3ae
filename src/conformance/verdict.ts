import { explainSource, type Source, toPageUrl } from '../contracts/basis.ts'
import { formatList, formatValue } from '../text/quote.ts'

/** How much a rule weighs: an error fails a check, a warning does not. */
export type Severity = 'error' | 'warning'

/** What comes of a rule. */
export type Verdict = 'passed' | 'failed' | 'not exercised'

/** The least that makes a report fail. */
export type FailOn = (typeof failOns)[number]

/** Every `--fail-on` there is. */
export const failOns = ['error', 'warning', 'none'] as const

/** Whether a rule of a severity makes a report fail if it is broken. Throws a TypeError where that is asked by no word of the list. */
export function isFatal(severity: Severity, failOn: FailOn = 'error'): boolean {
  if (!failOns.includes(failOn)) throw new TypeError(`failOn is ${formatValue(failOn)}: want ${formatList(failOns)}.`)
  return failOn === 'warning' || failOn === severity
}

/** Where it was seen, as a sentence, with the address of the page. */
function explainSourceAddress(basis: Source): string {
  const text = explainSource(basis)
  const page = 'page' in basis ? `, ${toPageUrl(basis.page)}` : ''
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${page}.`
}

/** Why a rule is one, as sentences for people, with the page it is documented on. */
export function explainReason({
  reason,
  seen,
}: {
  readonly reason: string
  readonly seen: Source | readonly Source[]
}): string {
  const bases: readonly Source[] = Array.isArray(seen) ? seen : [seen]
  return [reason, ...bases.map(explainSourceAddress)].join(' ')
}
