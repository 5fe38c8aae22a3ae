import type { OperationName } from '../../contracts/operations.ts'
import type { Source } from '../../contracts/source.ts'
import type { FailureMode } from '../../emulator/exchange.ts'
import type { Journal, RefusedHost } from '../../emulator/journal.ts'
import type { FailOn, Verdict } from '../rule.ts'
import type { Clause } from './rule.ts'

/** The verdict on whatever clients did in one or several runs, as data. */
export interface Report {
  readonly verdict: Verdict
  /** Why the verdict is not `passed`, as sentences; empty if it is. */
  readonly because: readonly string[]
  /** The lowest severity that makes the verdict `failed`. */
  readonly failOn: FailOn
  /** The runs it was made from, in the order in which they were given. */
  readonly runs: readonly RunFacts[]
  /** Every rule, in the order of the list; then every case, where a client was led through them. */
  readonly findings: readonly Finding[]
  readonly exposure: Exposure
  /** Lines of the list of known findings that did not occur. */
  readonly gone: readonly Gone[]
}

/** What a run was, without its exchanges. */
export interface RunFacts extends Pick<Journal, 'scenario' | 'validation' | 'auth' | 'run'> {
  /** Its file, or absent if it was judged at once. */
  readonly name: string | undefined
  /** How many requests of the Call API there were. */
  readonly requests: number
  /** How many of them are still kept: the rules were judged by these. */
  readonly kept: number
  /** By command, in the order of the contracts; `undefined` is what named no command. */
  readonly commands: readonly { readonly command: string | undefined; readonly requests: number }[]
  /** Requests to other services of the same host, by command. `undefined` stands for those without a usual name. */
  readonly otherServices: readonly {
    readonly command: string | undefined
    readonly requests: number
    /** How many of them were answered with ErrorCode 0, as `--other-commands accept` does. */
    readonly accepted: number
  }[]
  /** Requests that belong to no service. */
  readonly outside: {
    readonly requests: number
    /** The first few of them, each once. The method is empty where the bytes were not HTTP. */
    readonly examples: readonly { readonly method: string; readonly path: string }[]
  }
  /** Hosts that clients were refused, where the emulator was their proxy. */
  readonly refused: readonly RefusedHost[]
}

/** A rule or a case with what came of it. */
export interface Finding {
  readonly rule: Clause
  /** Known slips alone don't make it fail. */
  readonly verdict: Verdict
  /** How many exchanges said something of it; of a case, with how many commands it was tried. */
  readonly judged: number
  /** What broke it, the first ones. */
  readonly slips: readonly Slip[]
  /** How often it was broken, known ones not counted. */
  readonly count: number
  /** Slips that the list of known findings names, the first ones. */
  readonly known: readonly Slip[]
  readonly knownCount: number
}

/** One breach of a rule, or one trial of a case that came to no good. */
export interface Slip {
  /** Which of the runs, from 0. */
  readonly run: number
  /** The exchange's number in that run; absent where a case came to no good without any. */
  readonly entry: number | undefined
  readonly command: string | undefined
  /** Unix milliseconds of the emulator's clock. */
  readonly at: number
  /** Empty where there is no exchange, or where it was no HTTP. */
  readonly method: string
  /** Path and query, without secrets. */
  readonly target: string
  /** What was found, as a sentence. */
  readonly sentence: string
  /** The source of what the finding is held against, such as the page of its command; that of its rule if absent. */
  readonly seen?: Source | undefined
  /** A line for a shell that reproduces the finding; contains no secret. */
  readonly curl: string
  /** What that line requires or does, as a sentence, such as the emulator that must be running. */
  readonly needs: string
  /** What the list of known findings says why, where it is known. */
  readonly why?: string | undefined
}

/** A known finding that did not occur, from a line of the list. */
export interface Gone {
  readonly line: number
  readonly rule: string
  readonly command: string | undefined
  /** Whether its rule was exercised all the same, so that the line can go; else nobody can tell. */
  readonly exercised: boolean
}

/** What the commands of a client could meet, and what of it they met. */
export interface Exposure {
  /** How many cells of the commands in use were met, and how many there are. */
  readonly met: number
  readonly all: number
  /** In hundredths, rounded down; undefined where no command was used. */
  readonly percent: number | undefined
  /** How much was wanted, in hundredths; absent where nobody asked for anything. */
  readonly floor?: number | undefined
  /** One row for each command that was used, in the order of the contracts. */
  readonly rows: readonly ExposureRow[]
}

/** What one command could meet. */
export interface ExposureRow {
  readonly command: OperationName
  readonly requests: number
  readonly cells: readonly ExposureCell[]
}

/** One thing a command could meet: a documented refusal, or a stumble on the way. */
export interface ExposureCell {
  readonly meets:
    | { readonly code: number; readonly meaning: string }
    | { readonly stumble: Exclude<FailureMode, 'refusal'> }
  /** How often it was met. */
  readonly times: number
  /** What the client did next, by how often; empty where it was not met, or where the exchanges are gone. */
  readonly reactions: { readonly [Name in Reaction]?: number }
}

/** What a client did after it had met something. */
export type Reaction = (typeof reactions)[number]

/** Every reaction there is, the best first. */
export const reactions = ['recovered', 'asked again', 'went on', 'hung up', 'asked no more'] as const

/** How many slips of a rule are kept in a report. */
export const slipsKept = 20
