import { expect, test } from 'vitest'
import type { Call, CallAction, Instant, Outcome } from '../../src/call/call.ts'
import { open, play } from './play.ts'

// Every way a call ends. Before each last deed the call still goes on.

type Deeds = readonly (readonly [at: Instant, command: CallAction])[]

const two = open()
const three = open({ to: ['bob', 'carol'] })
const answered: Deeds = [[1_000, { does: 'answer', user: 'bob' }]]

test.for<[how: string, call: Call, deeds: Deeds, last: CallAction, Outcome]>([
  ['the callee rejects', two, [], { does: 'reject', user: 'bob' }, 'rejected'],
  ['the callee is busy', two, [], { does: 'busy', user: 'bob' }, 'busy'],
  ['the callee lets it ring', two, [], { does: 'expire' }, 'unanswered'],
  ['the callee goes offline', two, [], { does: 'offline', user: 'bob' }, 'offline'],
  ['the caller goes offline before an answer', two, [], { does: 'offline', user: 'alice' }, 'offline'],
  ['the caller cancels', two, [], { does: 'cancel' }, 'cancelled'],
  ['the caller hangs up before an answer', two, [], { does: 'hangup', user: 'alice' }, 'cancelled'],
  ['the only invitation is withdrawn', two, [], { does: 'cancel-invite', users: ['bob'] }, 'cancelled'],
  ['it is ended from outside before an answer', two, [], { does: 'end' }, 'cancelled'],
  ['it is interrupted before an answer', two, [], { does: 'interrupt' }, 'interrupted'],
  ['the caller hangs up', two, answered, { does: 'hangup', user: 'alice' }, 'completed'],
  ['the callee hangs up', two, answered, { does: 'hangup', user: 'bob' }, 'completed'],
  ['it is ended from outside', two, answered, { does: 'end' }, 'completed'],
  ['the callee goes offline while talking', two, answered, { does: 'offline', user: 'bob' }, 'offline'],
  ['it is interrupted while talking', two, answered, { does: 'interrupt' }, 'interrupted'],
  [
    'the last of two callees rejects after the first was busy',
    three,
    [[1_000, { does: 'busy', user: 'bob' }]],
    { does: 'reject', user: 'carol' },
    'rejected',
  ],
  [
    'the last of two callees is busy after the first rejected',
    three,
    [[1_000, { does: 'reject', user: 'bob' }]],
    { does: 'busy', user: 'carol' },
    'busy',
  ],
  ['both callees let it ring', three, [], { does: 'expire' }, 'unanswered'],
  ['both invitations are withdrawn', three, [], { does: 'cancel-invite', users: ['carol', 'bob'] }, 'cancelled'],
  ['it is cancelled with two callees ringing', three, [], { does: 'cancel' }, 'cancelled'],
  [
    'the last one rejects after another had answered and left',
    three,
    [...answered, [2_000, { does: 'hangup', user: 'bob' }]],
    { does: 'reject', user: 'carol' },
    'completed',
  ],
  [
    'the last one lets it ring after another had answered and left',
    three,
    [...answered, [2_000, { does: 'hangup', user: 'bob' }]],
    { does: 'expire' },
    'completed',
  ],
  [
    'the last invitation is withdrawn after another had answered and left',
    three,
    [...answered, [2_000, { does: 'hangup', user: 'bob' }]],
    { does: 'cancel-invite', users: ['carol'] },
    'completed',
  ],
  [
    'one hangs up after another went offline',
    three,
    [...answered, [2_000, { does: 'answer', user: 'carol' }], [3_000, { does: 'offline', user: 'bob' }]],
    { does: 'hangup', user: 'carol' },
    'completed',
  ],
  [
    'one goes offline after another hung up',
    three,
    [...answered, [2_000, { does: 'answer', user: 'carol' }], [3_000, { does: 'hangup', user: 'bob' }]],
    { does: 'offline', user: 'carol' },
    'offline',
  ],
  [
    'whoever joined hangs up again after the callee rejected',
    two,
    [
      [1_000, { does: 'join', user: 'dave' }],
      [2_000, { does: 'reject', user: 'bob' }],
    ],
    { does: 'hangup', user: 'dave' },
    'completed',
  ],
])('when %s the call comes out right', ([, call, deeds, last, outcome]) => {
  const before = play(call, ...deeds).call
  expect(before.ending).toBeUndefined()
  const after = play(before, [40_000, last])
  expect(after.call.ending).toMatchObject({ at: 40_000, outcome })
  expect(after.call.members).toEqual([])
  expect(after.events.at(-1)).toEqual({ at: 40_000, call: 'c', what: 'ended', outcome })
})
