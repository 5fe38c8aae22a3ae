/** What one member does to a call. */
export const memberDeeds = ['answer', 'reject', 'busy', 'hangup', 'offline', 'join'] as const

/** What is done to several members at once. */
export const invitationDeeds = ['invite', 'cancel-invite'] as const

/** What is done to the call as a whole. */
export const callDeeds = ['cancel', 'interrupt', 'end'] as const

/** A verb of one member. */
export type MemberDeed = (typeof memberDeeds)[number]

/** A verb of an invitation. */
export type InvitationDeed = (typeof invitationDeeds)[number]

/** A verb of the whole call. */
export type CallDeed = (typeof callDeeds)[number]

/** Everything that can be done to a call. */
export type Deed = MemberDeed | InvitationDeed | CallDeed

/** What is asked of a call. `expire` is asked by time itself: whoever has rung long enough leaves. */
export type Command =
  | { readonly does: MemberDeed; readonly user: string }
  | { readonly does: InvitationDeed; readonly users: readonly string[] }
  | { readonly does: CallDeed }
  | { readonly does: 'expire' }
