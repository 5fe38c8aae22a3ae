import { describe, expect, test } from 'vitest'
import type { CallAction } from '../../src/call/call.ts'
import { requestIdPattern, toSuccess } from '../../src/contracts/envelope.ts'
import { getRecordByCallid } from '../../src/contracts/rest/get-record-by-callid.ts'
import { findCall } from '../../src/control/calls.ts'
import { advanceTo, catchUp } from '../../src/emulator/advance.ts'
import type { NewCallPlan as OpeningPlan } from '../../src/scenarios/plan.ts'
import { act } from '../create-emulator.ts'
import { type Surface, surfaces } from '../surfaces/surface.ts'
import { checkCodes, collectRefusals } from './check-refusals.ts'
import { emptyScenario, startSeconds, startTestCall, toShape } from './sample.ts'

const [sample] = getRecordByCallid.examples
const recorded = sample.answer.Response.CallRecord
const week = 7 * 24 * 3_600_000

const read = async (surface: Surface, CallId = 'c') =>
  (await surface.sendCommand('get_record_by_callid', { CallId })).json

/** Starts a call from alice to bob and applies actions, each some milliseconds after the one before. */
function runCall(
  surface: Surface,
  opening: Partial<OpeningPlan>,
  ...actions: readonly (readonly [number, CallAction])[]
) {
  const { core } = surface.emulator
  const act = startTestCall(surface, { ring: 30_000, ...opening })
  for (const [wait, command] of actions) {
    advanceTo(core.defaultApp, catchUp(core.defaultApp) + wait)
    act(command)
  }
}

const answer = { does: 'answer', user: 'bob' } as const
const end = { does: 'end' } as const
const three = { to: ['bob', 'carol'] } as const

describe.each(surfaces)('$name', ({ open }) => {
  test('Answers the documented request as documented, number for number', async () => {
    const start = new Date(recorded.StartTime * 1000).toISOString()
    await using surface = await open({ scenario: { ringback: 1, start } })
    const [user1, user5, user2] = recorded.CalleeList_Account
    const room = { id: recorded.RoomId, kind: 'text' } as const
    const duration = recorded.EndTime - recorded.AcceptTime
    runCall(
      surface,
      { id: recorded.CallId, from: user1, to: [user5, user2], room, ring: Number.POSITIVE_INFINITY },
      [(recorded.AcceptTime - recorded.StartTime) * 1000, { does: 'answer', user: user2 }],
      [duration * 1000, { does: 'end' }],
    )
    await surface.emulator.clock.advance('5s')
    const { status, json, text } = await surface.sendCommand('get_record_by_callid', sample.body)
    expect(status).toBe(200)
    expect(json).toEqual({ ...sample.answer, RequestId: expect.stringMatching(requestIdPattern) })
    expect(toShape(JSON.parse(text))).toEqual(toShape(sample.answer))
    expect(toSuccess(getRecordByCallid.response).strict().parse(json)).toEqual(json)
  })

  test('Provides a record exactly five seconds after the end', async () => {
    await using surface = await open({ scenario: emptyScenario })
    runCall(surface, {}, [2_000, { does: 'reject', user: 'bob' }])
    expect(await read(surface)).toMatchObject({
      ErrorCode: 101050,
      ErrorInfo: `There is no record of "c": it can be read 5 s after the call's end, in 5000 ms.`,
    })
    await surface.emulator.clock.advance(4_999)
    expect(await read(surface)).toMatchObject({
      ErrorCode: 101050,
      ErrorInfo: `There is no record of "c": it can be read 5 s after the call's end, in 1 ms.`,
    })
    await surface.emulator.clock.advance(1)
    expect(await read(surface)).toMatchObject({ ErrorCode: 0, Response: { CallRecord: { CallResult: 'Reject' } } })
  })

  test('Keeps a record for exactly seven days', async () => {
    await using surface = await open({ scenario: emptyScenario })
    runCall(surface, {}, [2_000, end])
    await surface.emulator.clock.advance(week)
    expect(await read(surface)).toMatchObject({ ErrorCode: 0 })
    await surface.emulator.clock.advance(1)
    expect(await read(surface)).toMatchObject({
      ErrorCode: 101050,
      ErrorInfo: 'There is no record of "c": it was kept for 7 days.',
    })
  })

  test('Refuses live and unknown calls', async () => {
    await using surface = await open({ scenario: emptyScenario })
    runCall(surface, {})
    expect(await read(surface)).toMatchObject({
      ErrorCode: 101050,
      ErrorInfo: 'There is no record of "c": the call has not ended.',
    })
    const json = await read(surface, 'nobody')
    expect(json).toMatchObject({
      ErrorCode: 101050,
      ActionStatus: 'FAIL',
      ErrorInfo: 'There is no record of "nobody": there is no such call.',
    })
    expect(json).not.toHaveProperty('Response')
  })

  test.for<[string, readonly (readonly [number, CallAction])[]]>([
    ['Cancel', [[1_000, { does: 'cancel' }]]],
    ['Cancel', [[1_000, { does: 'hangup', user: 'alice' }]]],
    ['Cancel', [[1_000, { does: 'cancel-invite', users: ['bob'] }]]],
    ['Cancel', [[1_000, end]]],
    ['Reject', [[1_000, { does: 'reject', user: 'bob' }]]],
    ['CallBusy', [[1_000, { does: 'busy', user: 'bob' }]]],
    ['Offline', [[1_000, { does: 'offline', user: 'bob' }]]],
    ['Offline', [[1_000, { does: 'offline', user: 'alice' }]]],
    ['Interrupt', [[1_000, { does: 'interrupt' }]]],
    ['NotAnswer', []],
  ])('Reports %s and AcceptTime 0 for an unanswered call after %j', async ([CallResult, actions]) => {
    await using surface = await open({ scenario: emptyScenario })
    runCall(surface, {}, ...actions)
    await surface.emulator.clock.advance('1m')
    expect(await read(surface)).toMatchObject({ Response: { CallRecord: { CallResult, AcceptTime: 0 } } })
  })

  test.for<[string, CallAction]>([
    ['NormalEnd', { does: 'hangup', user: 'alice' }],
    ['NormalEnd', { does: 'hangup', user: 'bob' }],
    ['NormalEnd', end],
    ['Offline', { does: 'offline', user: 'bob' }],
    ['Interrupt', { does: 'interrupt' }],
  ])('Reports %s for an answered call after %j', async ([CallResult, last]) => {
    await using surface = await open({ scenario: emptyScenario })
    runCall(surface, {}, [1_000, answer], [2_000, last])
    await surface.emulator.clock.advance('1m')
    const times = { StartTime: startSeconds, AcceptTime: startSeconds + 1, EndTime: startSeconds + 3 }
    expect(await read(surface)).toMatchObject({ Response: { CallRecord: { CallResult, ...times } } })
  })

  test.for<[string, Partial<OpeningPlan>, readonly (readonly [number, CallAction])[], string[]]>([
    ['SingleCall', {}, [], ['alice', 'bob']],
    ['MultiCall', { group: '@TGS#1' }, [], ['alice', 'bob']],
    ['MultiCall', three, [], ['alice', 'bob', 'carol']],
    ['MultiCall', three, [[1, { does: 'reject', user: 'carol' }]], ['alice', 'bob', 'carol']],
    ['MultiCall', {}, [[1, { does: 'invite', users: ['dave'] }]], ['alice', 'bob', 'dave']],
    [
      'MultiCall',
      {},
      [
        [1, { does: 'join', user: 'dave' }],
        [1, { does: 'hangup', user: 'dave' }],
      ],
      ['alice', 'bob', 'dave'],
    ],
    ['SingleCall', {}, [[1, answer]], ['alice', 'bob']],
  ])('Reports the type %s for a call %j after %j', async ([CallType, opening, actions, everyone]) => {
    await using surface = await open({ scenario: emptyScenario })
    runCall(surface, opening, ...actions, [1_000, end])
    await surface.emulator.clock.advance('5s')
    const record = { CallType, CalleeList_Account: everyone, Caller_Account: 'alice' }
    expect(await read(surface)).toMatchObject({ Response: { CallRecord: record } })
  })

  test('Rounds times down to whole seconds', async () => {
    await using surface = await open({ scenario: emptyScenario })
    await surface.emulator.clock.advance(999)
    runCall(surface, {}, [1_000, answer], [1_000, end])
    await surface.emulator.clock.advance('5s')
    const times = { StartTime: startSeconds, AcceptTime: startSeconds + 1, EndTime: startSeconds + 2 }
    expect(await read(surface)).toMatchObject({ Response: { CallRecord: times } })
  })

  test.each([
    [undefined, '', 0],
    [{ id: '77', kind: 'number' }, '77', 1],
    [{ id: '77', kind: 'text' }, '77', 2],
  ] as const)('Returns for the room %j RoomId %j and RoomIdType %i', async (room, RoomId, RoomIdType) => {
    await using surface = await open({ scenario: emptyScenario })
    runCall(surface, { room, media: 'video' }, [1_000, end])
    await surface.emulator.clock.advance('5s')
    expect(await read(surface)).toMatchObject({
      Response: { CallRecord: { MediaType: 'Video', RoomId, RoomIdType } },
    })
  })

  test('Refuses a record of another application', async () => {
    await using surface = await open({ scenario: 'two-apps' })
    const { emulator, request } = surface
    const [one, other] = [1_400_000_001, 1_400_000_002]
    const held = findCall(emulator.core, 'same-1', emulator.core.findApp(one))
    if (held) act(held, end)
    await emulator.clock.advance('5s')
    const sendAs = async (sdkAppId: number) => {
      const init = { method: 'POST', body: '{"CallId":"same-1"}' }
      return (await request(emulator.app(sdkAppId).target('get_record_by_callid'), init)).json
    }
    expect(await sendAs(one)).toMatchObject({ Response: { CallRecord: { Caller_Account: 'user1' } } })
    expect(await sendAs(other)).toMatchObject({ ErrorCode: 101050 })
  })

  test.each([
    [{}, 'Missing CallId: expected a string.'],
    [{ CallId: ['c'] }, 'Invalid CallId: expected a string, got ["c"].'],
    [{ CallId: '' }, 'Invalid CallId: expected at least 1 character, got "".'],
  ])('Refuses the body %j', async (body, why) => {
    await using surface = await open()
    const { json } = await surface.sendCommand('get_record_by_callid', body)
    expect(json).toMatchObject({ ErrorCode: 101002, ErrorInfo: `${why}` })
  })

  test('Performs the checks in the order of the service, before the fields', async () => {
    await using surface = await open({ rateLimit: 1 })
    runCall(surface, {}, [0, end])
    await surface.emulator.clock.advance('5s')
    const codes = await collectRefusals(surface, 'get_record_by_callid', { CallId: 5 }, { CallId: 'c' })
    expect(codes).toEqual([...checkCodes, 101002, 0])
  })
})
