import * as z from 'zod'
import { invitationActions, memberActions, wholeCallActions } from '../call/command.ts'
import { explainDeed } from './deeds.ts'
import { duration, list, oneOf, text, thing, whole } from './leaf.ts'
import { once } from './once.ts'
import { account, sdkAppId } from './schema-app.ts'

/** The id of a call; as long as get_call_info takes. */
export const callId = once(() => text('the id of a call', 256))

const accounts = once(() => list(account(), 'accounts such as [user2]', 100))

/** What it takes to open a call, key by key. */
export const openingShape = once(() => ({
  id: callId()
    .optional()
    .meta({
      description: 'The id of the call; made from the seed if absent.',
      examples: ['055662e1-bc8a-469c-a334-1126c8c17d58'],
    }),
  app: sdkAppId().optional().meta({ description: 'The application the call belongs to; the first if absent.' }),
  from: account().meta({ description: 'Who calls.', examples: ['user1'] }),
  to: accounts().meta({ description: 'Who is called.', examples: [['user2']] }),
  media: oneOf(['audio', 'video']).meta({ description: 'What the call carries.' }),
  room: z
    .union([text('a room id', 128), whole('a room id', 1, 4294967295)], {
      error: () => 'a room id, as text of 1 to 128 characters or as an integer from 1 to 4294967295.',
    })
    .optional()
    .meta({
      description: 'The media room. A text has RoomIdType 2, an integer 1; without a room it is 0.',
      examples: ['roomid-1434', 1434],
    }),
  group: text('the id of a chat group', 128)
    .optional()
    .meta({ description: 'The chat group of a group call (ChatGroupId).', examples: ['@TGS#1YTTZEAEG'] }),
  ring: duration({ least: 1, never: true })
    .optional()
    .meta({ description: 'How long whoever is called or invited rings.', default: '30s' }),
}))

/** What it takes to open a call now. */
export const openingSchema = once(() => thing('a call', openingShape()))

const at = once(() => duration().meta({ description: "When it is done, since the call's start.", examples: ['9s'] }))

/** Something done to a call, at a time since its start. */
export const stepSchema = once(() =>
  z.discriminatedUnion(
    'does',
    [
      thing('a step of one member', {
        at: at(),
        user: account().meta({ description: 'Which member does it.' }),
        does: oneOf(memberActions).meta({ description: 'What the member does.' }),
      }),
      thing('a step that invites', {
        at: at(),
        users: accounts().meta({ description: 'Who is invited, or not any more.' }),
        does: oneOf(invitationActions).meta({ description: 'Others are invited, or their invitation is withdrawn.' }),
      }),
      thing('a step of the whole call', {
        at: at(),
        does: oneOf(wholeCallActions).meta({
          description: 'The caller gives up before anybody answered, the network breaks, or the service ends the call.',
        }),
      }),
    ],
    {
      error({ code, input }) {
        if (code !== 'invalid_union') return 'a step, a map with at, does and, if a member does it, user.'
        const step = Object(input)
        return explainDeed(step.does, 'user' in step)
      },
    },
  ),
)

/** The keys that a step with an unknown verb may have. */
export const looseStepSchema = once(() =>
  thing('a step', { at: at(), does: z.unknown().optional(), user: account().optional(), users: accounts().optional() }),
)

/** A scripted call as written. */
export const callSchema = once(() =>
  thing('a call', {
    ...openingShape(),
    at: duration()
      .optional()
      .meta({ description: "When the call begins, since the scenario's beginning.", default: '0s' }),
    then: list(stepSchema(), 'steps', 1000, 0).optional().meta({
      description: 'What happens to the call afterwards.',
    }),
  }),
)
