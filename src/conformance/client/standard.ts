import type { Journal } from '../../emulator/journal.ts'
import type { FailOn } from '../rule.ts'
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
  readonly reproduce?: ReproduceOptions | undefined
}

/** How the lines that reproduce findings are made. What is absent follows from the journal. */
export interface ReproduceOptions {
  /** The address of an emulator that is running, and keeps running. */
  readonly url?: string | undefined
  /** The command that starts an emulator like the one of the run, and where it then listens. */
  readonly start?: { readonly command: string; readonly url: string } | undefined
  /** The command that repeats the whole run. */
  readonly rerun?: string | undefined
}
