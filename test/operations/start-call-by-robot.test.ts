import { describe, expect, test } from 'vitest'
import { toSuccess } from '../../src/contracts/envelope.ts'
import { startCallByRobot } from '../../src/contracts/rest/start-call-by-robot.ts'
import { findCall, listCalls } from '../../src/control/calls.ts'
import { act } from '../create-emulator.ts'
import { type Surface, surfaces } from '../surfaces/surface.ts'
import { checkCodes, collectRefusals } from './check-refusals.ts'
import { emptyScenario, startSeconds, toShape } from './sample.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const [sample] = startCallByRobot.examples
const body = { ...sample.body, Robot_Account: 'robot', CalleeList_Account: ['jack', 'jill'], Timeout: 10_000 }
const schema = toSuccess(startCallByRobot.response).strict()

/** Starts a call and returns its id. */
async function start(surface: Surface, changes: object = {}): Promise<string> {
  const { json } = await surface.sendCommand('start_call_by_robot', { ...body, ...changes })
  return schema.parse(json).Response.CallId
}

const getCall = async (surface: Surface, CallId: string) =>
  (await surface.sendCommand('get_call_info', { CallId })).json

describe.each(surfaces)('$name', ({ open }) => {
  test.each(startCallByRobot.examples)('Answers $title as documented', async example => {
    await using surface = await open()
    const { status, json, text } = await surface.sendCommand('start_call_by_robot', example.body)
    expect(status).toBe(200)
    expect(schema.parse(json)).toEqual(json)
    expect(toShape(JSON.parse(text))).toEqual(toShape(example.answer))
    const { CallResult } = example.answer.Response
    expect(json?.Response).toEqual({ CallId: expect.stringMatching(uuid), CallResult })
  })

  test('Starts with the robot in the call and every callee ringing', async () => {
    await using surface = await open()
    const CallId = await start(surface)
    expect((await getCall(surface, CallId))?.Response).toEqual({
      CallInfo: { CallId, MediaType: 'Video', ChatGroupId: '', RoomId: 'roomid-test', RoomIdType: 2 },
      UserList: [
        { User_Account: 'robot', Status: 'Calling' },
        { User_Account: 'jack', Status: 'Waiting' },
        { User_Account: 'jill', Status: 'Waiting' },
      ],
    })
  })

  test('Lists the callees in the order of the request', async () => {
    await using surface = await open()
    const callees = ['z', 'a', '__proto__', '10', '9']
    const { json } = await surface.sendCommand('start_call_by_robot', { ...body, CalleeList_Account: callees })
    const { CallResult } = schema.parse(json).Response
    expect(CallResult).toEqual(callees.map(callee => ({ Callee_Account: callee, ResultCode: 0 })))
  })

  test.each([10_000, 45_678, 600_000])('Rings for exactly the Timeout of %i ms', async Timeout => {
    await using surface = await open({ scenario: emptyScenario })
    const CallId = await start(surface, { Timeout })
    await surface.emulator.clock.advance(Timeout - 1)
    const before = await getCall(surface, CallId)
    expect(before?.Response).toMatchObject({ UserList: [{}, { Status: 'Waiting' }, { Status: 'Waiting' }] })
    await surface.emulator.clock.advance(1)
    expect(await getCall(surface, CallId)).toMatchObject({ ErrorCode: 101004 })
    await surface.emulator.clock.advance('5s')
    const { json } = await surface.sendCommand('get_record_by_callid', { CallId })
    expect(json?.Response).toMatchObject({
      CallRecord: {
        CallId,
        Caller_Account: 'robot',
        StartTime: startSeconds,
        EndTime: startSeconds + Math.floor(Timeout / 1000),
        AcceptTime: 0,
        CallResult: 'NotAnswer',
        CalleeList_Account: ['robot', 'jack', 'jill'],
      },
    })
  })

  test('Continues an answered call after the Timeout', async () => {
    await using surface = await open()
    const CallId = await start(surface, { CalleeList_Account: ['jack'] })
    const held = findCall(surface.emulator.core, CallId)
    if (held) act(held, { does: 'answer', user: 'jack' })
    await surface.emulator.clock.advance('1h')
    expect(await getCall(surface, CallId)).toMatchObject({ ErrorCode: 0 })
  })

  test('Allows any number of calls by a robot, with unique ids', async () => {
    await using surface = await open()
    const ids = await Promise.all(Array.from({ length: 50 }, () => start(surface)))
    expect(new Set(ids).size).toBe(50)
    for (const id of ids) expect(await getCall(surface, id)).toMatchObject({ ErrorCode: 0 })
  })

  test('Generates no id that a scenario uses', async () => {
    await using first = await open({ scenario: emptyScenario })
    const id = await start(first)
    const existing = { id, from: 'ann', to: ['ben'], media: 'audio', ring: 'never' } as const
    await using surface = await open({ scenario: { ...emptyScenario, calls: [existing] } })
    const other = await start(surface)
    expect(other).not.toBe(id)
    expect(await getCall(surface, other)).toMatchObject({ Response: { UserList: [{ User_Account: 'robot' }, {}, {}] } })
  })

  test.each([
    [{}, '', 0],
    [{ RoomId: 'room' }, 'room', 2],
    [{ RoomId: 'room', RoomIdType: 2 }, 'room', 2],
    [{ RoomId: '77', RoomIdType: 1 }, '77', 1],
    [{ RoomId: '77' }, '77', 2],
    [{ RoomId: '' }, '', 0],
    [{ RoomId: '', RoomIdType: 1 }, '', 0],
    [{ RoomIdType: 1 }, '', 0],
  ])('Reports the room %j as %j, %i in get_call_info', async (room, RoomId, RoomIdType) => {
    await using surface = await open()
    const CallId = await start(surface, { CallInfo: { MediaType: 'Audio', ...room } })
    expect(await getCall(surface, CallId)).toMatchObject({
      Response: { CallInfo: { MediaType: 'Audio', RoomId, RoomIdType } },
    })
  })

  test('Accepts UserData of a thousand bytes in any script', async () => {
    await using surface = await open()
    for (const UserData of ['', 'x'.repeat(1_000), `${'呼'.repeat(333)}x`]) await start(surface, { UserData })
  })

  test('Accepts missing optional fields and ignores unknown ones', async () => {
    await using surface = await open()
    const { UserData, OfflinePushInfo, ...rest } = body
    const { json } = await surface.sendCommand('start_call_by_robot', {
      ...rest,
      Extra: 1,
      CallInfo: { MediaType: 'Audio' },
    })
    expect(json?.ErrorCode).toBe(0)
  })

  test.each([
    [{ Robot_Account: undefined }, 'Missing Robot_Account: expected a string.'],
    [{ Robot_Account: '' }, 'Invalid Robot_Account: expected at least 1 character, got "".'],
    [{ Robot_Account: 7 }, 'Invalid Robot_Account: expected a string, got 7.'],
    [{ CalleeList_Account: undefined }, 'Missing CalleeList_Account: expected an array.'],
    [{ CalleeList_Account: 'jack' }, 'Invalid CalleeList_Account: expected an array, got "jack".'],
    [{ CalleeList_Account: [] }, 'Invalid CalleeList_Account: expected at least 1 item, got [].'],
    [{ CalleeList_Account: ['jack', 5] }, 'Invalid CalleeList_Account.1: expected a string, got 5.'],
    [
      { CalleeList_Account: ['jack', 'jill', 'jack'] },
      'Invalid CalleeList_Account.2: expected an account that is not named before, got "jack".',
    ],
    [{ CalleeList_Account: Array.from({ length: 101 }, (_, index) => `u${index}`) }, 'expected at most 100 items'],
    [
      { CalleeList_Account: ['jack', 'robot'] },
      'Invalid CalleeList_Account: expected users other than Robot_Account, got "robot".',
    ],
    [{ Timeout: undefined }, 'Missing Timeout: expected a number (milliseconds).'],
    [{ Timeout: 9_999 }, 'Invalid Timeout: expected at least 10000 milliseconds, got 9999.'],
    [{ Timeout: 600_001 }, 'Invalid Timeout: expected at most 600000 milliseconds, got 600001.'],
    [{ Timeout: 10_000.5 }, 'Invalid Timeout: expected an integer (milliseconds), got 10000.5.'],
    [{ Timeout: '30000' }, 'Invalid Timeout: expected a number (milliseconds), got "30000".'],
    [{ UserData: 'x'.repeat(1_001) }, 'expected at most 1000 bytes of UTF-8'],
    [{ UserData: '呼'.repeat(334) }, 'expected at most 1000 bytes of UTF-8'],
    [{ UserData: {} }, 'Invalid UserData: expected a string, got {}.'],
    [{ CallInfo: undefined }, 'Missing CallInfo: expected an object.'],
    [{ CallInfo: {} }, 'Missing CallInfo.MediaType: expected "Audio" or "Video".'],
    [{ CallInfo: { MediaType: 'video' } }, 'Invalid CallInfo.MediaType: expected "Audio" or "Video", got "video".'],
    [{ CallInfo: { MediaType: 'Audio', RoomId: 77 } }, 'Invalid CallInfo.RoomId: expected a string, got 77.'],
    [{ CallInfo: { MediaType: 'Audio', RoomIdType: 0 } }, 'Invalid CallInfo.RoomIdType: expected 1 or 2, got 0.'],
    [
      { CallInfo: { MediaType: 'Audio', RoomId: 'room', RoomIdType: 1 } },
      'Invalid CallInfo.RoomId: expected a decimal number',
    ],
    [{ OfflinePushInfo: { Title: 1 } }, 'Invalid OfflinePushInfo.Title: expected a string, got 1.'],
    [{ OfflinePushInfo: { PushFlag: '0' } }, 'Invalid OfflinePushInfo.PushFlag: expected a number, got "0".'],
  ])('Refuses %j with a reason', async (changes, why) => {
    await using surface = await open({ scenario: emptyScenario })
    const { status, json } = await surface.sendCommand('start_call_by_robot', { ...body, ...changes })
    expect(status).toBe(200)
    expect(json).toMatchObject({ ErrorCode: 101002, ActionStatus: 'FAIL' })
    expect(json?.ErrorInfo).toContain(why)
    expect(listCalls(surface.emulator.core, {})).toEqual([])
  })

  test('Generates no call id for a refusal', async () => {
    await using plain = await open({ scenario: emptyScenario })
    await using refused = await open({ scenario: emptyScenario })
    await refused.sendCommand('start_call_by_robot', { ...body, CalleeList_Account: ['robot'] })
    expect(await start(refused)).toBe(await start(plain))
  })

  test('Performs the checks in the order of the service, before the fields', async () => {
    await using surface = await open({ rateLimit: 1 })
    const codes = await collectRefusals(surface, 'start_call_by_robot', { ...body, Timeout: 1 }, body)
    expect(codes).toEqual([...checkCodes, 101002, 0])
  })
})
