import type { Report } from '../client/report.ts'
import type { NamedJournal } from '../client/standard.ts'

/** How a report, or the journal it was made from, is written down. */
export type Format = (typeof formats)[number]

/** Every format. */
export const formats = ['text', 'json', 'junit', 'markdown', 'html', 'sarif', 'har', 'journal'] as const

/** The options of a renderer. */
export interface Look {
  /** The width of a terminal in characters; 100 if absent. */
  readonly columns?: number | undefined
  readonly paint?: Paint | undefined
  /** Whether a text has its full lists. Where this is `false`, the text says how to get them. */
  readonly verbose?: boolean | undefined
  /** The command line that made the report; where it is known, lines to paste repeat it. */
  readonly invocation?: Invocation | undefined
  /** The file that SARIF results point to, relative to the root of the repository. */
  readonly sarifLocation?: string | undefined
}

/** A command line of `ringback exec`, in words of a shell. */
export interface Invocation {
  /** The flags that decide what the emulator and the command do, such as `--env 'CALL_API={url}'`. */
  readonly flags: readonly { readonly name: string; readonly text: string }[]
  /** The command, after `--`. */
  readonly command: string
}

/** Functions that colour text, passed in by the caller. */
export interface Paint {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  yellow(text: string): string
  green(text: string): string
}

/** Writes a report down. */
export type Render = (report: Report, journals: readonly NamedJournal[], look?: Look) => string
