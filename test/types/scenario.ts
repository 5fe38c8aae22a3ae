import type { FaultInput } from '../../src/faults/fault.ts'
import { defineScenario } from '../../src/scenarios/schema.ts'

const app = { sdkAppId: 1, secretKey: 'key', admins: ['administrator'] } as const
const call = { from: 'user1', to: ['user2'], media: 'audio' } as const

defineScenario({
  ringback: 1,
  apps: [
    { ...app, rateLimit: 50, callback: { token: 'xxxxyyyy', retries: 3 } },
    { ...app, rateLimit: 'off', callback: { url: 'http://127.0.0.1:3000', commands: ['Call.CallbackAfterEndCall'] } },
  ],
  calls: [
    {
      ...call,
      ring: 'never',
      at: '2m30s',
      room: 1434,
      then: [
        { at: '9s', user: 'user2', does: 'answer' },
        { at: '1h30m', does: 'invite', users: ['user3'] },
        { at: '2h', does: 'end' },
      ],
    },
  ],
  faults: [
    { on: ['get_call_info'], error: 101001, delay: { lognormal: { median: '80ms', sigma: 0.5 } } },
    { on: 'all', omit: ['RequestId'], mistype: ['ErrorCode', 'Response'] },
    { on: 'callbacks', callback: 'wrong-signature', delay: '5s' },
    { on: 'Call.CallbackAfterEndCall', times: 1, callback: 'drop' },
    { on: ['Call.CallbackAfterStartCall', 'Call.CallbackAfterMemberChanged'], callback: 'reorder' },
  ],
  generate: [{ calls: 500, over: '10m', media: { audio: 3 }, outcome: { answered: 6 } }],
})

// @ts-expect-error the version is missing
defineScenario({ calls: [] })
// @ts-expect-error unknown version
defineScenario({ ringback: 2 })
// @ts-expect-error unknown key
defineScenario({ ringback: 1, cals: [] })
// @ts-expect-error media is audio or video
defineScenario({ ringback: 1, calls: [{ ...call, media: 'adio' }] })
// @ts-expect-error a duration has a unit
defineScenario({ ringback: 1, calls: [{ ...call, ring: '30' }] })
// @ts-expect-error a duration is a string
defineScenario({ ringback: 1, calls: [{ ...call, ring: 30 }] })
// @ts-expect-error `never` is only allowed for rings and faults
defineScenario({ ringback: 1, calls: [{ ...call, at: 'never' }] })
// @ts-expect-error unknown action
defineScenario({ ringback: 1, calls: [{ ...call, then: [{ at: '9s', user: 'user2', does: 'accept' }] }] })
// @ts-expect-error the user is missing
defineScenario({ ringback: 1, calls: [{ ...call, then: [{ at: '9s', does: 'answer' }] }] })
// @ts-expect-error the users are missing
defineScenario({ ringback: 1, calls: [{ ...call, then: [{ at: '9s', does: 'invite' }] }] })
// @ts-expect-error `end` has no user
defineScenario({ ringback: 1, calls: [{ ...call, then: [{ at: '9s', does: 'end', user: 'user1' }] }] })
// @ts-expect-error the time is missing
defineScenario({ ringback: 1, calls: [{ ...call, then: [{ does: 'end' }] }] })
// @ts-expect-error undocumented code
defineScenario({ ringback: 1, faults: [{ on: 'all', error: 101003 }] })
// @ts-expect-error unknown command
defineScenario({ ringback: 1, faults: [{ on: 'get_call_inof', error: 101001 }] })
// @ts-expect-error `drop` is before or during
defineScenario({ ringback: 1, faults: [{ on: 'all', drop: 'after' }] })
// @ts-expect-error unknown field of the envelope
defineScenario({ ringback: 1, faults: [{ on: 'all', mistype: ['Errorcode'] }] })
// @ts-expect-error unknown callback
defineScenario({ ringback: 1, faults: [{ on: 'Call.CallbackAfterEndCal', callback: 'drop' }] })
// @ts-expect-error unknown effect on callbacks
defineScenario({ ringback: 1, faults: [{ on: 'callbacks', callback: 'lost' }] })
// @ts-expect-error a limit is a number, or off
defineScenario({ ringback: 1, apps: [{ ...app, rateLimit: 'none' }] })
// @ts-expect-error unknown callback
defineScenario({ ringback: 1, apps: [{ ...app, callback: { url: 'http://a', commands: ['AfterEndCall'] } }] })
// @ts-expect-error a rate has a unit
defineScenario({ ringback: 1, faults: [{ on: 'all', dribble: 50 }] })
// @ts-expect-error unknown outcome
defineScenario({ ringback: 1, generate: [{ calls: 1, over: '1m', outcome: { declined: 1 } }] })

/** A fault may be passed by itself. */
export const fault: FaultInput = { on: 'all', http: 502 }
