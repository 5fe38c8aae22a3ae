import type { OperationName } from '../../contracts/operations.ts'
import type { Entry, Journal } from '../../emulator/journal.ts'
import type { NamedJournal } from '../client/run-facts.ts'
import type { FailOn, ResolvedKnownIssue, RuleResult, Severity, Verdict } from '../rule.ts'

/** What a report is about: a client, a server, a receiver of callbacks, or a sweep of faults. */
export type ReportKind = 'client' | 'server' | 'receiver' | 'sweep'

/**
 * A contract report as data. Reports of one kind add their own fields, such as the runs of a client or the probes of a
 * server; as JSON these are next to the fields below, while `facts` and `sections` are for people and left out.
 */
export interface Report {
  readonly kind: ReportKind
  /** What was looked at, as the headline begins: `4 requests`, `http://127.0.0.1:2255`. */
  readonly title: string
  readonly verdict: Verdict
  /** Why the verdict is not `passed`, as sentences; empty if it is. */
  readonly reasons: readonly string[]
  /** The lowest severity that fails the report. */
  readonly failOn: FailOn
  /** Every rule with its result, in the order of the rules. */
  readonly results: readonly RuleResult[]
  /** Known issues that did not occur. */
  readonly resolvedKnownIssues: readonly ResolvedKnownIssue[]
  /** What was looked at, a line each, such as a run with its requests and settings. */
  readonly facts: readonly Fact[]
  /** Whatever else there is to show, in order. */
  readonly sections: readonly Section[]
  /** The failure coverage of a client. */
  readonly failureCoverage?: FailureCoverage | undefined
  /** How the commands failed that were run, such as `exit code 1`; the headline names them first. */
  readonly commandFailures?: readonly string[] | undefined
  /** Replaces the verdict in the headline, such as `INTERRUPTED`. */
  readonly label?: string | undefined
  /** Replaces the counts of rules in the headline, as sentences. */
  readonly summary?: string | undefined
}

/** A line about what was looked at. */
export interface Fact {
  /** Such as `run 2`; absent where there is only one of its kind. */
  readonly name?: string | undefined
  /** Sentences. */
  readonly text: string
  /** When it began, in Unix milliseconds. */
  readonly time?: number | undefined
}

/** A part of a report with a heading: a paragraph, a list and a table, each of which may be absent. */
export interface Section {
  /** A word for links. */
  readonly id: string
  readonly title: string
  readonly text?: string | undefined
  readonly items?: readonly string[] | undefined
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] } | undefined
  /** Whether text for a terminal shows it only with `--verbose`. */
  readonly isVerbose?: boolean | undefined
  /** A check that is not a rule, such as the comparison with a baseline: a test case of its own in JUnit. */
  readonly check?:
    | {
        readonly title: string
        readonly severity: Severity
        readonly isBroken: boolean
        /** Added to the headline, as a sentence. */
        readonly summary?: string | undefined
      }
    | undefined
}

/** Which of the failure modes of its commands a client met. */
export interface FailureCoverage {
  /** How many failure modes of the used commands were met, and how many there are. */
  readonly met: number
  readonly all: number
  /** In percent, rounded down; undefined if no command was used. */
  readonly percent: number | undefined
  /** The lowest percentage that passes; absent if none is required. */
  readonly minimum?: number | undefined
  /** One row for each command that was used, in the order of the contracts. */
  readonly rows: readonly FailureCoverageRow[]
}

/** The failure modes of one command. */
export interface FailureCoverageRow {
  readonly command: OperationName
  readonly requests: number
  readonly cells: readonly FailureCoverageCell[]
}

/** One failure mode of one command: a documented refusal, or a failure of the transport or the response. */
export interface FailureCoverageCell {
  /** An ErrorCode as text, or the name of a failure mode: `101001`, `http`. */
  readonly name: string
  /** What it is, as a sentence. */
  readonly meaning: string
  readonly isErrorCode: boolean
  /** How often it was met. */
  readonly times: number
  /** How often the client did what next; empty if it was not met, or if the exchanges are no longer kept. */
  readonly reactions: { readonly [Name in Reaction]?: number }
}

/** What a client did after it had met a failure. */
export type Reaction = (typeof reactions)[number]

/** Every reaction, the best first. */
export const reactions = ['recovered', 'retried', 'continued', 'disconnected', 'stopped'] as const

/** A format of every report. */
export type ReportFormat = (typeof reportFormats)[number]

/** The formats of every report. */
export const reportFormats = ['text', 'json', 'junit', 'markdown', 'html'] as const

/** A format of a report on clients, or of the journals that it was made from. */
export type Format = (typeof formats)[number]

/** The formats of a report on clients. */
export const formats = [...reportFormats, 'sarif', 'har', 'journal'] as const

/** The built page of the console, which HTML reports are made of. */
export interface ReportPage {
  /** A document that loads its style sheet and its script; both are put in their place. */
  readonly html: string
  readonly script: InlineFile
  readonly style: InlineFile
}

/** A file that stands inside a page, with its hash as a Content-Security-Policy names it: `sha256-…`. */
export interface InlineFile {
  readonly text: string
  readonly hash: string
}

/** What a saved page has inside, as JSON in its element `run`. */
export interface SavedRun {
  /** The report as JSON, with `facts` and `sections`. */
  readonly report: object
  /** The journals that the report was made from; none for a report on a server, a receiver or a sweep. */
  readonly runs: readonly (Omit<Journal, 'entries'> & {
    /** The file it was read from. */
    readonly name?: string
    /** How many exchanges of the journal are not in the page. */
    readonly omitted: number
    /** The latest exchanges and all with findings, each with the reason for its reply. */
    readonly entries: readonly (Entry & { readonly explanation?: object })[]
  })[]
}

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
  /** The page of the console; HTML needs it. */
  readonly page?: ReportPage | undefined
  /** Makes what explains why the requests of a journal were answered as they were, for HTML. */
  readonly createExplainer?: ((journal: Journal) => (entry: Entry) => object) | undefined
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
