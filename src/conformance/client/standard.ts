import type { Journal } from '../../journal/journal.ts'
import type { FailOn } from '../verdict.ts'
import type { KnownLine } from './known.ts'

/** A journal, and the file it came from, if it came from one. */
export interface NamedJournal {
  readonly journal: Journal
  readonly name?: string | undefined
}

/** What a report is held against. */
export interface Standard {
  /** Findings that are known and don't make it fail. */
  readonly knownIssues?: readonly KnownLine[] | undefined
  /** How much of what the client's commands could meet must have been met, in hundredths. */
  readonly minCoverage?: number | undefined
  /** What makes the verdict `failed`; errors if absent. */
  readonly failOn?: FailOn | undefined
}
