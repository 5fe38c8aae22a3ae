import type { RefusedHost } from '../../emulator/journal.ts'
import type { Verdict } from '../rule.ts'
import type { Mutant } from './mutant.ts'

/** What came of a run in which one thing befell one exchange. */
export type Outcome = (typeof outcomes)[number]

/** Every outcome there is, the worst first; the last is none. */
export const outcomes = ['hung', 'crashed', 'slipped', 'gave up', 'told', 'survived', 'not met'] as const

/** What each outcome means, as a sentence. */
export const outcomeMeanings: { readonly [Name in Outcome]: string } = {
  hung: 'It exceeded the time limit.',
  crashed: 'A signal ended it.',
  slipped: 'It broke a rule of the contract that it does not break without the fault.',
  'gave up': 'It failed, although a retry would have succeeded.',
  told: 'It failed, as it should: a retry does not help, or could do harm.',
  survived: 'It exited with code 0.',
  'not met': 'The fault was not triggered.',
}

/** Whether an outcome is one that a client has to be mended for. */
export const isBroken = (outcome: Outcome): boolean =>
  outcome === 'hung' || outcome === 'crashed' || outcome === 'slipped' || outcome === 'gave up'

/** How a command ended. */
export interface End {
  readonly code: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  /** How long it took. */
  readonly milliseconds: number
  /** The last of what it printed, on both streams, as it came. */
  readonly output: string
}

/** A rule that a run broke. */
export interface Breach {
  readonly rule: string
  readonly sentence: string
  /** What was found, as a sentence. */
  readonly found: string
}

/** A rule of severity warning that runs broke, whatever their outcome. */
export interface Warning {
  readonly rule: string
  readonly sentence: string
  /** The runs, in the order of the exchanges, each with what was found in it. */
  readonly runs: readonly (Pick<Mutant, 'command' | 'nth' | 'meets'> & Pick<Breach, 'found'>)[]
}

/** A run with what came of it. */
export interface Result extends Mutant, End {
  readonly outcome: Outcome
  /** Rules of errors that the rehearsal did not break. */
  readonly broken: readonly Breach[]
  /**
   * Rules of warnings that the rehearsal did not break, whatever the outcome; RB-B01 only where neither the outcome nor
   * `unheeded` says the same.
   */
  readonly warnings: readonly Breach[]
  /** What the client did after it had met the fault, such as `recovered`. */
  readonly reaction: string
  /** Whether it ended well and never asked again for what it had not got. */
  readonly unheeded: boolean
  /** A line for a shell that shows it again. */
  readonly again: string
}

/** A whole sweep. */
export interface Sweep {
  readonly verdict: Verdict
  /** Why it is no better, as sentences; empty if it passed. */
  readonly because: readonly string[]
  /** As it would be typed, without secrets. */
  readonly command: string
  readonly scenario: string
  readonly rehearsal: Rehearsal
  /** How long a run could take, in milliseconds. */
  readonly timeout: number
  /** What the choice followed from. */
  readonly seed: number
  /** Whether it was told to stop before it was through. */
  readonly interrupted: boolean
  /** In the order of the exchanges. */
  readonly results: readonly Result[]
  /** The warnings of all runs by rule, in the order in which the runs first have them. They do not fail a sweep. */
  readonly warnings: readonly Warning[]
  /** What could have befallen it as well. */
  readonly leftOut: readonly Mutant[]
}

/** The run without faults. */
export interface Rehearsal {
  /** Hosts that its clients were refused, where the emulator was their proxy. */
  readonly refused: readonly RefusedHost[]
  readonly requests: number
  readonly milliseconds: number
  /** Ids of rules of errors that were broken without any fault; they don't count afterwards. */
  readonly broken: readonly string[]
}
