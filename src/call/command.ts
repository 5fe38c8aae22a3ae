/** What one member does to a call. */
export const memberActions = ['answer', 'reject', 'busy', 'hangup', 'offline', 'join'] as const

/** What is done to several members at once. */
export const invitationActions = ['invite', 'cancel-invite'] as const

/** What is done to the call as a whole. */
export const wholeCallActions = ['cancel', 'interrupt', 'end'] as const

/** A verb of one member. */
export type MemberAction = (typeof memberActions)[number]

/** A verb of an invitation. */
export type InvitationAction = (typeof invitationActions)[number]

/** A verb of the whole call. */
export type WholeCallAction = (typeof wholeCallActions)[number]

/** Everything that can be done to a call. */
export type ActionName = MemberAction | InvitationAction | WholeCallAction

/** What is asked of a call. `expire` is asked by time itself: whoever has rung long enough leaves. */
export type CallAction =
  | { readonly does: MemberAction; readonly user: string }
  | { readonly does: InvitationAction; readonly users: readonly string[] }
  | { readonly does: WholeCallAction }
  | { readonly does: 'expire' }
