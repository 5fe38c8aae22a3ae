import type { Instant, Outcome } from './call.ts'

/** What a member can be seen to do. */
export type MemberEvent =
  | 'answered'
  | 'rejected'
  | 'unanswered'
  | 'busy'
  | 'hung-up'
  | 'went-offline'
  | 'joined'
  | 'invited'
  | 'uninvited'

/** Something that happened to a call. */
export type CallEvent =
  | { readonly at: Instant; readonly call: string; readonly what: 'started' }
  | {
      readonly at: Instant
      readonly call: string
      readonly what: MemberEvent
      readonly user: string
    }
  | {
      readonly at: Instant
      readonly call: string
      readonly what: 'ended'
      readonly outcome: Outcome
    }
