import type { Call, CallAction, Instant } from '../../call/call.ts'
import type { CallInit } from '../../call/transition.ts'
import type { Body, OperationName, RefusalOf, ResponseOf } from '../../contracts/operations.ts'
import type { CallbackSettings } from '../callbacks/outgoing-callback.ts'
import type { EndedCallEntry } from '../ended-calls.ts'
import type { EmulatorIssue } from '../messages.ts'

/** What an operation sees of its application, read-only. */
export interface HandlerView {
  readonly now: Instant
  findCall(id: string): Call | undefined
  /** Visits ended calls that started at `from` or later, the earliest first, until `visit` returns false. */
  scanEnded(from: Instant, visit: (ended: EndedCallEntry) => boolean): void
  /** The id of a new call; follows from the seed. */
  nextCallId(): string
  /** Where the application's callbacks are sent. */
  readonly callback: CallbackSettings | undefined
}

/** What an operation does to its application: open a call, act on one, or change the callback settings. */
export type Action =
  | { readonly open: CallInit }
  | { readonly call: string; readonly action: CallAction }
  | { readonly callback: CallbackSettings | undefined }

/** A response with its actions, or a refusal that the contract declares. */
export type HandlerResult<Name extends OperationName> =
  | { readonly respond: ResponseOf<Name>; readonly actions?: readonly Action[] }
  | { readonly refuse: RefusalOf<Name>; readonly issue?: EmulatorIssue }

/** An operation: a pure function of a valid body and the state of the application. */
export type Handler<Name extends OperationName> = (body: Body<Name>, view: HandlerView) => HandlerResult<Name>
