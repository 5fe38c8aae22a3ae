import type { Body, OperationName, RefusalOf, ResponseOf } from '../contracts/operations.ts'
import type { Call, Instant } from '../engine/call.ts'

/** What a command sees of the emulator: one application's calls, and now. It can change nothing. */
export interface View {
  readonly now: Instant
  findCall(id: string): Call | undefined
}

/** What a command answers: a response, or a refusal its contract declares. */
export type Answer<Name extends OperationName> =
  | { readonly respond: ResponseOf<Name> }
  | { readonly refuse: RefusalOf<Name>; readonly because?: string }

/** One command: what it answers to a body that its contract has passed. */
export type Handler<Name extends OperationName> = (body: Body<Name>, view: View) => Answer<Name>
