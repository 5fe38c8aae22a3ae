import * as z from 'zod'
import { callbackCommands } from '../../contracts/callbacks.ts'
import { operationNames } from '../../contracts/operations.ts'
import { outcomes } from '../../emulator/wire.ts'
import { duration, oneOf, text, thing, whole } from '../../scenarios/leaf.ts'
import { once } from '../../scenarios/once.ts'
import { account, sdkAppId } from '../../scenarios/schema-app.ts'
import { callId } from '../../scenarios/schema-call.ts'
import { callbackId, deliveryStates } from './callback-words.ts'

// That a callback sets out is told to nobody.
const awaitedStates = deliveryStates.filter(state => state !== 'sending')

/** The longest anybody waits, in real milliseconds. */
const longestWait = 600_000

/** The most things that are waited for at once. */
const mostAwaited = 10_000

const app = () => sdkAppId().optional().meta({ description: 'Only of this application.' })

const request = () =>
  thing('a request', {
    command: oneOf(operationNames, 'a command such as get_call_info').optional(),
    errorCode: whole('an error code, or 0 for a success', 0, 2_147_483_647).optional(),
    callId: callId().optional(),
    identifier: text('an account', 256).optional().meta({ description: 'Who asks.' }),
    app: app(),
    since: whole('the id of an exchange', 0, Number.MAX_SAFE_INTEGER).optional().meta({
      description:
        'Only requests after this one, by its id in the journal; 0 if absent, so that it may have come already.',
    }),
  })

const webhook = () =>
  thing('a webhook', {
    command: oneOf(callbackCommands, 'a callback such as Call.CallbackAfterEndCall').optional(),
    callId: callId().optional(),
    app: app(),
    state: oneOf(awaitedStates).optional().meta({
      description: 'Where it stands; delivered if absent, or anywhere if there is a status.',
    }),
    status: whole('an HTTP status', 100, 599)
      .optional()
      .meta({ description: "The receiver's HTTP status in the latest attempt." }),
    since: z
      .union([z.int().min(0), callbackId], { error: () => 'the id of a callback, such as callback-7, or its number.' })
      .optional()
      .meta({ description: 'Only callbacks after this one.' }),
  })

const member = () =>
  thing('a member', {
    user: account(),
    state: oneOf(['talking', 'ringing'])
      .optional()
      .meta({ description: 'What they do in it now; if absent, it is enough that they ever were in it.' }),
  })

const call = () =>
  thing('a call', {
    id: callId().optional(),
    app: app(),
    state: oneOf(['live', 'ended']).optional(),
    outcome: oneOf(outcomes).optional().meta({ description: 'How it came out.' }),
    from: account().optional().meta({ description: 'Who called.' }),
    member: member().optional().meta({ description: 'Who takes part.' }),
  })

/** What is waited for, as written: one of three things, how many of them, and how long. */
export const awaitSchema = once(() =>
  thing('an await', {
    request: request().optional().meta({ description: "A request to the vendor's surface." }),
    webhook: webhook().optional().meta({ description: 'A callback.' }),
    call: call().optional().meta({ description: 'A call that is so, or becomes so.' }),
    count: whole('how many there must be', 1, mostAwaited).optional().meta({ default: 1 }),
    within: duration({ most: longestWait })
      .optional()
      .meta({ description: 'How long to wait, in real time.', default: '5s' }),
  }),
)

/** What is waited for, as written and checked for its form. */
export type AwaitInput = z.infer<ReturnType<typeof awaitSchema>>
