import { expect, test } from 'vitest'
import type { Call, Ending } from '../../src/call/call.ts'
import { isOnRecord, recordDelay, recordLife, toRecord } from '../../src/call/record.ts'
import { applyActions, open } from './play.ts'

function ended(call: Call): Call & { readonly ending: Ending } {
  if (!call.ending) throw new Error('The call has not ended.')
  return { ...call, ending: call.ending }
}

const end = [9_000, { does: 'end' }] as const

test('Records the participants, times and outcome of a call', () => {
  const room = { id: '1434', kind: 'number' } as const
  const call = open({ media: 'video', room })
  const played = applyActions(call, [2_000, { does: 'answer', user: 'bob' }], [7_000, { does: 'hangup', user: 'bob' }])
  expect(toRecord(ended(played.call))).toEqual({
    id: 'c',
    caller: 'alice',
    everyone: ['alice', 'bob'],
    media: 'video',
    room,
    type: 'single',
    startedAt: 0,
    answeredAt: 2_000,
    endedAt: 7_000,
    outcome: 'completed',
  })
})

test('Records no time of answer for an unanswered call', () => {
  const record = toRecord(ended(applyActions(open(), [3_000, { does: 'reject', user: 'bob' }]).call))
  expect(record).toMatchObject({ answeredAt: undefined, endedAt: 3_000, outcome: 'rejected' })
})

test('Records every member in the order of entering', () => {
  const { call } = applyActions(
    open({ to: ['carol', 'bob'] }),
    [1_000, { does: 'join', user: 'dave' }],
    [2_000, { does: 'hangup', user: 'dave' }],
    [3_000, { does: 'invite', users: ['erin', 'dave'] }],
    end,
  )
  expect(toRecord(ended(call)).everyone).toEqual(['alice', 'carol', 'bob', 'dave', 'erin'])
})

test.each([
  ['a call of two without a chat group', {}, 'single'],
  ['a call of two with a chat group', { group: '@TGS#1YTTZEAEG' }, 'group'],
  ['a call of three', { to: ['bob', 'carol'] }, 'group'],
])('Records %s by its type', (_, init, type) => {
  expect(toRecord(ended(applyActions(open(init), end).call)).type).toBe(type)
})

test('Records a call of two that a third user joined as a group call', () => {
  const { call } = applyActions(
    open(),
    [1_000, { does: 'join', user: 'carol' }],
    [2_000, { does: 'hangup', user: 'carol' }],
    end,
  )
  expect(toRecord(ended(call)).type).toBe('group')
})

test('Makes a record readable from five seconds to seven days after the end', () => {
  expect([recordDelay, recordLife]).toEqual([5_000, 604_800_000])
  const { call } = applyActions(open(), end)
  const isThere = (age: number) => isOnRecord(call, 9_000 + age)
  expect([0, 4_999, 5_000, 604_800_000, 604_800_001].map(isThere)).toEqual([false, false, true, true, false])
})

test('Returns no record of a live call', () => {
  expect(isOnRecord(open(), 0) || isOnRecord(open(), 86_400_000)).toBe(false)
})
