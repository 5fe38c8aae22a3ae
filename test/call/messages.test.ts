import { expect, test } from 'vitest'
import { describeAllowedActions, describeRejection } from '../../src/call/messages.ts'
import type { Rejection } from '../../src/call/transition.ts'
import { applyActions, open } from './play.ts'

const rejections: { readonly [Code in Rejection['code']]: Rejection & { readonly code: Code } } = {
  'call-ended': { code: 'call-ended' },
  'call-removed': { code: 'call-removed' },
  'unknown-call': { code: 'unknown-call' },
  'already-answered': { code: 'already-answered' },
  'no-callee': { code: 'no-callee' },
  'no-users': { code: 'no-users' },
  'self-call': { code: 'self-call', user: 'alice' },
  'duplicate-user': { code: 'duplicate-user', user: 'bob' },
  'not-in-call': { code: 'not-in-call', user: 'bob' },
  'already-in-call': { code: 'already-in-call', user: 'bob' },
  'still-ringing': { code: 'still-ringing', user: 'bob', instead: 'reject' },
  'not-ringing': { code: 'not-ringing', user: 'bob', action: 'answer', isInCall: true },
  'duplicate-id': { code: 'duplicate-id', id: 'call-1' },
  'unknown-app': { code: 'unknown-app', app: 5 },
}

test('Makes the message of every rejection and of the possible actions', () => {
  const { call } = applyActions(open(), [1, { does: 'end' }])
  expect({
    ...Object.fromEntries(Object.entries(rejections).map(([code, rejection]) => [code, describeRejection(rejection)])),
    'possible actions': describeAllowedActions(open(), 0),
    'possible actions of many': describeAllowedActions(open({ to: ['bob', 'carol', 'dave', 'eve', 'frank'] }), 0),
    'possible actions after the end': describeAllowedActions(call, 2),
  }).toMatchSnapshot()
})
