/** The three things an application can be told of, by their words on the wire (pages 68941, 69215, 68940). */
export const callbackCommands = [
  'Call.CallbackAfterStartCall',
  'Call.CallbackAfterMemberChanged',
  'Call.CallbackAfterEndCall',
] as const

/** The word for one of them. */
export type CallbackCommand = (typeof callbackCommands)[number]
