import type { NamedJournal } from '../client/run-facts.ts'
import type { Report } from './model.ts'

/** A format of every report. */
export type ReportFormat = (typeof reportFormats)[number]

/** The formats of every report. */
export const reportFormats = ['text', 'json', 'junit', 'markdown', 'html'] as const

/** A format of a report on clients, or of the journals that it was made from. */
export type Format = (typeof formats)[number]

/** The formats of a report on clients. */
export const formats = [...reportFormats, 'sarif', 'har', 'journal'] as const

/** The options of a renderer. */
export interface RenderOptions {
  /** The width of the terminal in columns; 100 if absent. */
  readonly columns?: number | undefined
  readonly paint?: Paint | undefined
  /** Whether text has its full lists. If this is `false`, the text says how to get them. */
  readonly verbose?: boolean | undefined
  /** The command line that made the report; lines to paste repeat it. */
  readonly invocation?: Invocation | undefined
  /** The file that SARIF results point to, relative to the root of the repository. */
  readonly sarifLocation?: string | undefined
}

/** A command line of `ringback exec`, in words of a shell. */
export interface Invocation {
  /** The flags that affect the emulator and the command, such as `--env 'CALL_API={url}'`. */
  readonly flags: readonly { readonly name: string; readonly text: string }[]
  /** The command, after `--`. */
  readonly command: string
}

/** Functions that colour text. */
export interface Paint {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  yellow(text: string): string
  green(text: string): string
}

/** Renders a report of any kind. */
export type Render = (report: Report, options?: RenderOptions) => string

/** Renders a report on clients with its journals. */
export type RenderClient<ClientReport> = (
  report: ClientReport,
  journals: readonly NamedJournal[],
  options?: RenderOptions,
) => string
