import * as z from 'zod'
import { callbackCommands } from '../contracts/callbacks.ts'
import { operationNames } from '../contracts/operations.ts'
import { list, oneOf } from '../text/fields.ts'
import { explainNearest } from '../text/suggest.ts'

const wholes = ['all', 'callbacks'] as const
const words = [...operationNames, ...callbackCommands]

const command = 'a command such as get_call_info'
const callback = 'a callback such as Call.CallbackAfterEndCall'

const adviseWord = (came: unknown) => (typeof came === 'string' ? explainNearest(came, [...words, ...wholes]) : '')

const listed = () =>
  z.enum(words, {
    error: ({ input }) =>
      `${command} or ${callback}.${wholes.some(word => word === input) ? ` Write on: ${input}, without a list.` : adviseWord(input)}`,
  })

/** What a fault is about, as written; that commands and callbacks are not mixed is looked at in misplaced. */
export const targetSchema = () =>
  z.union(
    [z.literal(wholes), oneOf(operationNames), oneOf(callbackCommands), list(listed(), 'commands or callbacks', 100)],
    {
      error: ({ input }) =>
        `${command}, ${callback}, a list of either, all (every command), or callbacks (all of them).${adviseWord(input)}`,
    },
  )
