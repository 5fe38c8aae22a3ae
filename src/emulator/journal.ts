import type { CommandCount } from './counts.ts'
import type { Exchange, RequestTiming } from './exchange.ts'

/** The largest journal that is taken from a file, in bytes. */
export const largestJournal = 512 * 1_048_576

/**
 * What a run of clients looked like from the service's side, as one document that is JSON and free of secrets. It spans
 * resets of the emulator. Reports are made from it, at once or later.
 */
export interface Journal {
  readonly ringback: 'journal'
  readonly version: 1
  /** The scenario's name. */
  readonly scenario: string
  readonly validation: 'strict' | 'lenient'
  readonly auth: 'verify' | 'off'
  /** How many milliseconds of the emulator's clock passed in a real one at the end; 0 if it only moved when told. */
  readonly rate: number
  readonly counts: readonly CommandCount[]
  /** How many exchanges there were. */
  readonly total: number
  /** The latest of them, in order. */
  readonly entries: readonly Entry[]
  /** Hosts that clients were refused, where the emulator was their proxy. Absent: none. */
  readonly refused?: readonly RefusedHost[] | undefined
  /** What was run under the emulator, if it ran something. */
  readonly run?: JournalRun | undefined
}

/** A host that the proxy refused to clients. */
export interface RefusedHost {
  /** In lower case, without a port. */
  readonly host: string
  /** How many connections and requests were refused. */
  readonly count: number
  /** Why, as a sentence: that of the first refusal. */
  readonly reason: string
}

/** A command that was run under the emulator. */
export interface JournalRun {
  /** As it would be typed, without secrets. */
  readonly command: string
  /** What it ended with; null if a signal ended it. */
  readonly code: number | null
  readonly signal: string | null
  /** Whether the command was stopped because it exceeded its time limit. */
  readonly timedOut?: boolean | undefined
  /** Unix milliseconds of the wall's clock. */
  readonly began: number
  readonly ended: number
}

/** An exchange without its secrets, with what was read off its UserSig, and what the real world did around it. */
export interface Entry extends Omit<Exchange, 'id'> {
  /** Which one it was of the whole run, from 1. */
  readonly position: number
  /** Which beginning of the emulator it came after, from 1: whoever resets it, or loads a scenario, begins again. */
  readonly beginning: number
  /** How many exchanges there had been when its application was last made or reset; requests of one life belong together. */
  readonly life: number
  /** Absent where nobody looked. */
  readonly timing: EntryTiming | undefined
  /** Whether only the first part of the body is here. */
  readonly isCut: boolean
  /** Absent where there was none. */
  readonly userSig: UserSigFacts | undefined
  /** Whether `identifier` is an administrator of the application; `undefined` if there is no such application. */
  readonly isAdministrator: boolean | undefined
  /** Secrets that were found where they do not belong. */
  readonly leaks: readonly Leak[]
}

/** A secret where it does not belong. */
export type Leak = (typeof leaks)[number]

/** Every leak that is looked for: the UserSig belongs into the query alone, the application's key nowhere on the wire. */
export const leaks = [
  'UserSig in the body',
  'UserSig in the URL outside usersig',
  'key in the URL',
  'key in the body',
] as const

/** What the real world did around a request, by the connection's number. Moments are Unix milliseconds of the wall's clock. */
export interface EntryTiming extends Readonly<Omit<RequestTiming, 'connection' | 'host'>> {
  readonly connection: number | undefined
  readonly host: string | undefined
  readonly agent: string | undefined
  /** When the connection opened, and when it was gone, whoever closed it. */
  readonly opened: number | undefined
  readonly closed: number | undefined
}

/** What a UserSig said, and whether it was true. */
export interface UserSigFacts {
  /** What it says of itself, if it can be read: times in Unix seconds. */
  readonly claims:
    | { readonly identifier: string; readonly sdkAppId: number; readonly time: number; readonly expire: number }
    | undefined
  /** By which error it is refused, if so; not looked at where the application is unknown. */
  readonly refuse: string | undefined
  /** Why, as `ErrorInfo` says it. */
  readonly because: string | undefined
  /** Everything that is wrong with it, whether it was refused or not. */
  readonly findings: readonly UserSigFinding[]
}

/** One thing that is wrong with a UserSig, as `ringback explain-sig` finds it. It contains neither the UserSig nor a key. */
export interface UserSigFinding {
  /** Stays the same, so that programs may rely on it. */
  readonly code: string
  readonly severity: 'error' | 'warning' | 'note'
  /** What is the case. */
  readonly text: string
  /** What to do about it. */
  readonly fix: string
}
