import type { Journal } from '../../journal/journal.ts'
import { quote, toEnumeration } from '../../words/quote.ts'
import type { Severity } from '../verdict.ts'
import type { KnownLine } from './known.ts'

/** A journal, and the file it came from, if it came from one. */
export interface NamedJournal {
  readonly journal: Journal
  readonly name?: string | undefined
}

/** What a report is held against. */
export interface Standard {
  /** Findings that are known and don't make it fail. */
  readonly known?: readonly KnownLine[] | undefined
  /** How much of what the client's commands could meet must have been met, in hundredths. */
  readonly minExposure?: number | undefined
  /** What makes the verdict `failed`; errors if absent. */
  readonly failOn?: FailOn | undefined
}

/** The least that makes a report fail. */
export type FailOn = (typeof failOns)[number]

/** Every `--fail-on` there is. */
export const failOns = ['error', 'warning', 'none'] as const

/** Whether a rule of a severity makes a report fail if it is broken. Throws a TypeError where that is asked by no word of the list. */
export function isFatal(severity: Severity, failOn: FailOn = 'error'): boolean {
  if (!failOns.includes(failOn)) throw new TypeError(`failOn is ${quote(failOn)}: want ${toEnumeration(failOns)}.`)
  return failOn === 'warning' || failOn === severity
}
