import type * as z from 'zod'
import type { Callback } from './callback.ts'
import { afterEndCall } from './callbacks/after-end-call.ts'
import { afterMemberChanged } from './callbacks/after-member-changed.ts'
import { afterStartCall } from './callbacks/after-start-call.ts'

/** Every callback there is, by its word on the wire. */
export const callbacks = {
  'Call.CallbackAfterStartCall': afterStartCall,
  'Call.CallbackAfterMemberChanged': afterMemberChanged,
  'Call.CallbackAfterEndCall': afterEndCall,
} as const satisfies { readonly [command: string]: Callback }

/** A callback's word on the wire. */
export type CallbackCommand = keyof typeof callbacks

/** What a callback carries. */
export type CallbackBody<Name extends CallbackCommand = CallbackCommand> = z.infer<(typeof callbacks)[Name]['body']>

// The list is a literal, so its keys are exactly the words.
/** Every callback's word, in the order of a call's life. */
export const callbackCommands = Object.keys(callbacks) as CallbackCommand[]

/** Whether a word is a callback's. */
export const isCallbackCommand = (word: string): word is CallbackCommand => Object.hasOwn(callbacks, word)
