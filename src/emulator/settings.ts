import type { CallbackShape } from '../contracts/callback.ts'
import type { Signatures } from './authorize.ts'
import type { ClockMode } from './clock.ts'
import type { UserSigFinding } from './journal.ts'

/** How an emulator behaves with any scenario. */
export interface Settings {
  /** The clock mode of applications at their beginning. */
  readonly clock: ClockMode
  /** Accepted requests in one second for each application and command; what application or contract says if absent. */
  readonly rateLimit?: number | 'off' | undefined
  readonly validation: 'strict' | 'lenient'
  readonly auth: 'verify' | 'off'
  /** Whether commands of other services, such as Chat's, are refused (60008) or answered with a success. */
  readonly otherCommands: 'refuse' | 'accept'
  /** How many exchanges, and how many callbacks, are kept to be looked at and to be reported on. */
  readonly journal: number
  /** Signs the callbacks of every application, whatever its own token is. */
  readonly callbackToken?: string | undefined
  /** How often a callback that nobody answered is sent again, whatever the application says. */
  readonly callbackRetries?: number | undefined
  /** Which names Call.CallbackAfterStartCall has for the media type; `both` if absent. */
  readonly callbackShape?: CallbackShape | undefined
}

/** Everything that is wrong with a UserSig that was read from a query; `now` is in Unix milliseconds. */
export type Diagnose = (
  userSig: string,
  claim: {
    readonly sdkAppId?: number
    readonly secretKey?: string
    readonly identifier?: string
    readonly now: number
    readonly isSecretKey: (text: string) => boolean
  },
) => readonly UserSigFinding[]

/** What the emulator gets from its platform. */
export interface Platform {
  /** Identifies this run of the emulator in event ids. */
  readonly boot: string
  /** Unix milliseconds of the wall clock. */
  wall(): number
  /** Creates the controller of an application's life; many listen to its signal. */
  createAbortController?(): AbortController
  /** Verifies UserSigs; created for each emulator. */
  readonly signatures: Signatures
  /** Finds what is wrong with UserSigs; created for each emulator. */
  readonly diagnose: Diagnose
}
