import type { Report } from './report.ts'
import type { NamedJournal } from './standard.ts'

/** How a report, or what it was made from, is written down. */
export type Format = (typeof formats)[number]

/** Every format there is. */
export const formats = ['text', 'json', 'junit', 'markdown', 'html', 'sarif', 'har', 'journal'] as const

/** How a text is made for a terminal. */
export interface Look {
  /** How many characters fit on a line; 100 if absent. */
  readonly columns?: number | undefined
  readonly paint?: Paint | undefined
}

/** Colours; whoever shows a text hands them in. */
export interface Paint {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  yellow(text: string): string
  green(text: string): string
}

/** Writes a report down. */
export type Render = (report: Report, journals: readonly NamedJournal[], look?: Look) => string
