import type { CallbackShape } from '../../contracts/callback-request.ts'
import type { CallbackBody } from '../../contracts/callbacks.ts'
import type { Sha256 } from '../../emulator/callbacks/sign.ts'

/** What a probe is called, in the order in which they are played. */
export type ProbeId =
  | 'start-call'
  | 'start-call-sample'
  | 'member-changed'
  | 'end-call'
  | 'at-once'
  | 'own-query'
  | 'foreign-app'
  | 'wrong-sign'
  | 'unsigned'
  | 'stale'
  | 'duplicate'
  | 'out-of-order'
  | 'unknown-word'
  | 'unknown-fields'
  | 'huge'
  | 'malformed'

/** The receiver that is looked at, and what callbacks to it are made from. */
export interface Subject {
  /** As it would be configured; may have a query of its own. */
  readonly url: string
  readonly sdkAppId: number
  /** What it checks Sign with; it checks none if there is no token. */
  readonly token?: string | undefined
}

/** What the probes of one check share. */
export interface Stage extends Subject {
  /** When the check began, in Unix milliseconds. */
  readonly began: number
  /** The shape of start callbacks that the receiver takes. */
  readonly shape: CallbackShape
  readonly sha256: Sha256
}

/** How a callback is signed if there is a token: rightly, with another Sign, not at all, or rightly but a day ago. */
export type Signing = 'right' | 'wrong' | 'none' | 'stale'

/** A callback before it is addressed and signed, which happens when it leaves. */
export interface Draft {
  readonly url: string
  readonly sdkAppId: number
  readonly command: string
  readonly body: string
  readonly signing: Signing
  /** Shell commands that print the body, where it is too long to be written down. */
  readonly shell?: string | undefined
}

/** Something that is tried on a receiver. */
export interface Probe {
  readonly id: ProbeId
  /** What is sent, as a sentence. */
  readonly sentence: string
  /** Those that must have been taken, for this one differs from them in one matter only. */
  readonly controls: readonly ProbeId[]
  /** One that must have been answered in time, whatever the answer was. */
  readonly notAfterSlow?: ProbeId | undefined
  /** One that must have been refused, or this one tells nothing. */
  readonly refusal?: ProbeId | undefined
  readonly needsToken?: boolean | undefined
  /** Whether its callbacks are sent at once; else one after the other. */
  readonly atOnce?: boolean | undefined
  readonly toDrafts: (stage: Stage) => readonly [Draft, ...Draft[]]
}

/** A callback as the service would send it. */
export const toDraft = ({ url, sdkAppId }: Stage, body: CallbackBody): Draft => ({
  url,
  sdkAppId,
  command: body.CallbackCommand,
  body: JSON.stringify(body),
  signing: 'right',
})
