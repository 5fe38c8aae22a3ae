import { expect, test } from 'vitest'
import { describeAllowedActions } from '../../src/call/messages.ts'
import { open, play } from './play.ts'

test('before anybody answered the caller can cancel, and those who ring can leave in four ways', () => {
  expect(describeAllowedActions(open(), 0)).toBe(
    'What can be done: answer, reject, busy, offline or cancel-invite for bob; hangup or offline for alice; join or invite for others; cancel, interrupt or end.',
  )
})

test('of many who can do the same three are named', () => {
  const to = ['bob', 'carol', 'dave', 'eve', 'frank']
  expect(describeAllowedActions(open({ to }), 0)).toContain('cancel-invite for bob, carol, dave or 2 more;')
})

test('nothing can be done to a call that has ended', () => {
  expect(describeAllowedActions(play(open(), [1, { does: 'end' }]).call, 2)).toBe('Nothing more can be done to it.')
})
