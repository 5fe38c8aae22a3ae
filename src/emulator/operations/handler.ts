import type { Call, CallAction, Instant } from '../../call/call.ts'
import type { CallInit } from '../../call/transition.ts'
import type { Body, OperationName, RefusalOf, ResponseOf } from '../../contracts/operations.ts'
import type { CallbackSettings } from '../callbacks/outgoing-callback.ts'
import type { EndedCallEntry } from '../ended-calls.ts'

/** What a command sees of the emulator: one application's calls, and now. It can change nothing by itself. */
export interface HandlerView {
  readonly now: Instant
  findCall(id: string): Call | undefined
  /** Shows calls that have ended and began at a moment or later, the earliest first, until one is answered with false. */
  scanEnded(from: Instant, visit: (ended: EndedCallEntry) => boolean): void
  /** An id for a call to be opened; follows from the seed. */
  nextCallId(): string
  /** Where the application's callbacks go. */
  readonly callback: CallbackSettings | undefined
}

/** What a command wants done to its application: a call opened, something done to one it has seen, callbacks sent elsewhere. */
export type Action =
  | { readonly open: CallInit }
  | { readonly call: string; readonly command: CallAction }
  | { readonly callback: CallbackSettings | undefined }

/** What a command answers: a response with what it changes, or a refusal its contract declares. */
export type HandlerResult<Name extends OperationName> =
  | { readonly respond: ResponseOf<Name>; readonly changes?: readonly Action[] }
  | { readonly refuse: RefusalOf<Name>; readonly because?: string }

/** One command: what it answers to a body that its contract has passed. */
export type Handler<Name extends OperationName> = (body: Body<Name>, view: HandlerView) => HandlerResult<Name>
