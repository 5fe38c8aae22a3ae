import { describe, expect, test } from 'vitest'
import { requestIdPattern, toSuccess } from '../../src/contracts/envelope.ts'
import { getRecordByFilter } from '../../src/contracts/rest/get-record-by-filter.ts'
import { advanceTo } from '../../src/emulator/advance.ts'
import { surfaces } from '../surfaces/surface.ts'
import { checkCodes, collectRefusals } from './check-refusals.ts'
import { find, noRecord, runCall, runTenCalls, toPage } from './records.ts'
import { emptyScenario, startTestCall, toShape } from './sample.ts'

const [sample] = getRecordByFilter.examples
const week = 7 * 24 * 3_600

describe.each(surfaces)('$name', ({ open }) => {
  test('Answers the documented request as documented, number for number', async () => {
    const [, second] = sample.answer.Response.CallRecordList
    const firstStart = sample.answer.Response.CallRecordList[0].StartTime
    await using surface = await open({
      scenario: { ringback: 1, start: new Date((firstStart - 10) * 1000).toISOString() },
    })
    const { core } = surface.emulator
    const advanceToSecond = (seconds: number) => advanceTo(core.defaultApp, seconds * 1000)
    const startTalk = (id: string) => {
      const act = startTestCall(surface, { id })
      act({ does: 'answer', user: 'bob' })
      act({ does: 'end' })
    }
    const replay = (record: (typeof sample.answer.Response.CallRecordList)[number]) => {
      const [from, to] = record.CalleeList_Account
      const room = { id: record.RoomId, kind: 'text' } as const
      const media = record.MediaType === 'Audio' ? 'audio' : 'video'
      advanceToSecond(record.StartTime)
      const act = startTestCall(surface, { id: record.CallId, from, to: [to], media, room })
      advanceToSecond(record.AcceptTime)
      act({ does: 'answer', user: to })
      advanceToSecond(record.EndTime)
      act({ does: 'end' })
    }
    startTalk('before-1')
    startTalk('before-2')
    replay(sample.answer.Response.CallRecordList[0])
    replay(second)
    runCall(surface, 'cancelled')
    runCall(surface, 'of three', { does: 'end' }, { to: ['bob', 'carol'] })
    for (let index = 0; index < 137; index++) startTalk(`after-${index}`)
    advanceToSecond(sample.body.EndTime + 5)

    const { status, json, text } = await surface.sendCommand('get_record_by_filter', sample.body)
    expect(status).toBe(200)
    expect(json).toEqual({ ...sample.answer, RequestId: expect.stringMatching(requestIdPattern) })
    expect(toShape(JSON.parse(text))).toEqual(toShape(sample.answer))
    expect(toSuccess(getRecordByFilter.response).strict().parse(json)).toEqual(json)
  })

  test('Refuses if there are no records', async () => {
    await using surface = await open({ scenario: emptyScenario })
    const json = await find(surface)
    expect(json).toMatchObject(noRecord)
    expect(json).not.toHaveProperty('Response')
  })

  test('Lists a record exactly five seconds after the end', async () => {
    await using surface = await open({ scenario: emptyScenario })
    runCall(surface, 'c')
    await surface.emulator.clock.advance(4_999)
    expect(await find(surface)).toMatchObject(noRecord)
    await surface.emulator.clock.advance(1)
    expect(toPage(await find(surface))).toEqual([1, 1, 'c'])
  })

  test('Lists a record for seven days after the start', async () => {
    await using surface = await open({ scenario: emptyScenario })
    runCall(surface, 'c')
    await surface.emulator.clock.advance(week * 1000)
    expect(toPage(await find(surface, { StartTime: 0 }))).toEqual([1, 1, 'c'])
    await surface.emulator.clock.advance(1)
    expect(await find(surface, { StartTime: 0 })).toMatchObject(noRecord)
    expect((await surface.sendCommand('get_record_by_callid', { CallId: 'c' })).json).toMatchObject({
      ErrorCode: 101050,
    })
  })

  test('Lists no call that began more than seven days ago', async () => {
    await using surface = await open({ scenario: emptyScenario })
    const act = startTestCall(surface, { id: 'long' })
    await surface.emulator.clock.advance('8d')
    act({ does: 'end' })
    await surface.emulator.clock.advance('5s')
    expect(await find(surface, { StartTime: 0 })).toMatchObject(noRecord)
    expect((await surface.sendCommand('get_record_by_callid', { CallId: 'long' })).json).toMatchObject({ ErrorCode: 0 })
  })

  test('Returns ten records by default, and the next ones on page two', async () => {
    await using surface = await open({ scenario: emptyScenario })
    await runTenCalls(surface)
    for (const id of ['d', 'e', 'f']) runCall(surface, id)
    await surface.emulator.clock.advance('5s')
    const first = [13, 1, 'c0 c1 c2 c3 c4 c5 c6 c7 c8 c9']
    expect(toPage(await find(surface))).toEqual(first)
    expect(toPage(await find(surface, { Page: 1, NumberPerPage: 10 }))).toEqual(first)
    expect(toPage(await find(surface, { Page: 2 }))).toEqual([13, 2, 'd e f'])
  })

  test.each([
    [1, 1, 'c0', 1],
    [1, 10, 'c9', 10],
    [1, 11, '', 0],
    [3, 4, 'c9', 4],
    [3, 5, '', 0],
    [5, 2, 'c5 c6 c7 c8 c9', 2],
    [5, 3, '', 0],
    [1_000, 1, 'c0 c1 c2 c3 c4 c5 c6 c7 c8 c9', 1],
    [1_000, 2, '', 0],
    [1_000, Number.MAX_SAFE_INTEGER, '', 0],
  ])('Returns, with %i of ten records on a page, page %i with %j', async (NumberPerPage, Page, ids, pageNumber) => {
    await using surface = await open({ scenario: emptyScenario })
    await runTenCalls(surface)
    expect(toPage(await find(surface, { NumberPerPage, Page }))).toEqual([10, pageNumber, ids])
  })

  test.each([
    [{ StartTime: -1 }, 'Invalid StartTime: expected at least 0 Unix seconds, got -1.'],
    [{ StartTime: 1.5 }, 'Invalid StartTime: expected an integer (Unix seconds), got 1.5.'],
    [{ StartTime: '0' }, 'Invalid StartTime: expected a number (Unix seconds), got "0".'],
    [{ StartTime: null }, 'Invalid StartTime: expected a number (Unix seconds), got null.'],
    [{ EndTime: -1 }, 'Invalid EndTime: expected at least 0 Unix seconds, got -1.'],
    [{ CallResult: 'Normal' }, 'Invalid CallResult: expected "Cancel", "Reject", "NotAnswer", "NormalEnd"'],
    [{ CallResult: '' }, 'got ""'],
    [{ CallType: 'singlecall' }, 'Invalid CallType: expected "SingleCall" or "MultiCall", got "singlecall".'],
    [{ NumberPerPage: 0 }, 'Invalid NumberPerPage: expected at least 1 record, got 0.'],
    [{ NumberPerPage: 1_001 }, 'Invalid NumberPerPage: expected at most 1000 records, got 1001.'],
    [{ Page: 0 }, 'Invalid Page: expected at least 1, got 0.'],
    [{ Page: '1' }, 'Invalid Page: expected a number, got "1".'],
  ])('Refuses %j with a reason', async (body, why) => {
    await using surface = await open({ scenario: emptyScenario })
    const json = await find(surface, body)
    expect(json).toMatchObject({ ErrorCode: 101002 })
    expect(json?.ErrorInfo).toContain(`${why}`)
  })

  test('Performs the checks in the order of the service, before the fields', async () => {
    await using surface = await open({ rateLimit: 1 })
    runCall(surface, 'c')
    await surface.emulator.clock.advance('5s')
    const codes = await collectRefusals(surface, 'get_record_by_filter', { Page: 0 }, {})
    expect(codes).toEqual([...checkCodes, 101002, 0])
  })
})
