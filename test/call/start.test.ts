import { expect, test } from 'vitest'
import { type CallInit, start } from '../../src/call/transition.ts'

const opening: CallInit = { id: 'c', from: 'alice', to: ['bob', 'carol'], media: 'video' }

test('the caller is in the call from the start and whoever is called rings', () => {
  const begun = start({ ...opening, ring: 10_000 }, 5_000)
  expect(begun).toMatchObject({
    call: {
      caller: 'alice',
      startedAt: 5_000,
      answeredAt: undefined,
      ending: undefined,
      members: [
        { user: 'alice', state: 'talking' },
        { user: 'bob', state: 'ringing', until: 15_000 },
        { user: 'carol', state: 'ringing', until: 15_000 },
      ],
      everyone: ['alice', 'bob', 'carol'],
    },
  })
})

test('a start is the only thing that has happened to a call that has just started', () => {
  expect(start(opening, 5_000)).toHaveProperty('events', [{ at: 5_000, call: 'c', what: 'started' }])
})

test('whoever is called rings for thirty seconds if nothing else is said', () => {
  expect(start(opening, 1_000)).toMatchObject({ call: { ring: 30_000, members: [{}, { until: 31_000 }, {}] } })
})

test('a call keeps its id, media, room and group', () => {
  const kept = { id: 'x', media: 'video', room: { id: 'roomid-1434', kind: 'text' }, group: '@TGS#1YTTZEAEG' } as const
  expect(start({ ...opening, ...kept }, 0)).toMatchObject({ call: kept })
})

test('a call has neither room nor group if none is given', () => {
  expect(start(opening, 0)).toMatchObject({ call: { room: undefined, group: undefined } })
})

test('a call to nobody is impossible', () => {
  expect(start({ ...opening, to: [] }, 0)).toEqual({ code: 'no-callee' })
})

test('a call to oneself is impossible, even beside others', () => {
  expect(start({ ...opening, to: ['bob', 'alice'] }, 0)).toEqual({ code: 'self-call', user: 'alice' })
})

test('a call that names somebody twice is impossible', () => {
  expect(start({ ...opening, to: ['bob', 'carol', 'bob'] }, 0)).toEqual({ code: 'duplicate-user', user: 'bob' })
})
