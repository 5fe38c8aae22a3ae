import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findCall } from '../../src/control/calls.ts'
import { advanceTo, catchUp } from '../../src/emulator/advance.ts'
import { act } from '../create-emulator.ts'
import { surfaces } from '../surfaces/surface.ts'
import { type Filter, filter, filterRecords, runCalls, type TestCall, testCall, waitTime } from './filter-model.ts'
import { find, noRecord, runCall, runTenCalls, toPage } from './records.ts'
import { emptyScenario, startSeconds, startTestCall } from './sample.ts'

// Which records get_record_by_filter returns, and in which order.

describe.each(surfaces)('$name', ({ open }) => {
  test.each([
    [{ StartTime: 0 }, 10, 'c0'],
    [{ StartTime: startSeconds }, 10, 'c0'],
    [{ StartTime: startSeconds + 1 }, 9, 'c1'],
    [{ StartTime: startSeconds + 540 }, 1, 'c9'],
    [{ EndTime: startSeconds }, 1, 'c0'],
    [{ EndTime: startSeconds + 59 }, 1, 'c0'],
    [{ EndTime: startSeconds + 60 }, 2, 'c0'],
    [{ EndTime: Number.MAX_SAFE_INTEGER }, 10, 'c0'],
    [{ StartTime: startSeconds + 60, EndTime: startSeconds + 60 }, 1, 'c1'],
    [{ StartTime: startSeconds + 61, EndTime: startSeconds + 240 }, 3, 'c2'],
  ])('Filters by the times %j: %i records, the first is %s', async (filter, total, first) => {
    await using surface = await open({ scenario: emptyScenario })
    await runTenCalls(surface)
    expect(toPage(await find(surface, { ...filter, NumberPerPage: 1 }))).toEqual([total, 1, first])
  })

  test.each([
    { StartTime: startSeconds + 541 },
    { StartTime: startSeconds + 86_400 },
    { StartTime: Number.MAX_SAFE_INTEGER },
    { EndTime: 0 },
    { EndTime: startSeconds - 1 },
    { StartTime: startSeconds + 120, EndTime: startSeconds + 60 },
    { StartTime: startSeconds + 61, EndTime: startSeconds + 119 },
    { CallResult: 'Interrupt' },
    { CallType: 'MultiCall' },
  ])('Finds nothing with %j on any page', async filter => {
    await using surface = await open({ scenario: emptyScenario })
    await runTenCalls(surface)
    expect(await find(surface, filter)).toMatchObject(noRecord)
    expect(await find(surface, { ...filter, Page: 3 })).toMatchObject(noRecord)
  })

  test('Limits StartTime to seven days ago', async () => {
    await using surface = await open({ scenario: emptyScenario })
    runCall(surface, 'old')
    await surface.emulator.clock.advance('1d')
    runCall(surface, 'young')
    await surface.emulator.clock.advance('6d5s')
    for (const filter of [{}, { StartTime: 0 }, { StartTime: startSeconds }]) {
      expect(toPage(await find(surface, filter))).toEqual([1, 1, 'young'])
    }
  })

  test('Sorts records by the start of the call', async () => {
    await using surface = await open({ scenario: emptyScenario })
    const long = startTestCall(surface, { id: 'long' })
    await surface.emulator.clock.advance('1m')
    const longish = startTestCall(surface, { id: 'longish' })
    runCall(surface, 'short')
    await surface.emulator.clock.advance('1m')
    runCall(surface, 'last')
    long({ does: 'end' })
    await surface.emulator.clock.advance('1m')
    longish({ does: 'end' })
    await surface.emulator.clock.advance('5s')
    // Of two calls with the same start, the first to end is listed first.
    expect(toPage(await find(surface))).toEqual([4, 1, 'long short longish last'])
  })

  test.each([
    ['Cancel', { does: 'cancel' }],
    ['Reject', { does: 'reject', user: 'bob' }],
    ['CallBusy', { does: 'busy', user: 'bob' }],
    ['Offline', { does: 'offline', user: 'bob' }],
    ['Interrupt', { does: 'interrupt' }],
    ['NormalEnd', { does: 'hangup', user: 'bob' }],
    ['NotAnswer', undefined],
  ] as const)('Finds by %s only the calls with that result', async (CallResult, command) => {
    await using surface = await open({ scenario: emptyScenario })
    const actions = ['cancel', 'interrupt'] as const
    for (const does of actions) runCall(surface, does, { does })
    for (const does of ['reject', 'busy', 'offline'] as const) runCall(surface, does, { does, user: 'bob' })
    const act = startTestCall(surface, { id: 'hangup' })
    act({ does: 'answer', user: 'bob' })
    act({ does: 'hangup', user: 'bob' })
    startTestCall(surface, { id: 'ring', ring: 30_000 })
    await surface.emulator.clock.advance('35s')
    expect(toPage(await find(surface, { CallResult }))).toEqual([1, 1, command?.does ?? 'ring'])
    expect(toPage(await find(surface, { CallResult, CallType: 'SingleCall' }))[0]).toBe(1)
    expect(await find(surface, { CallResult, CallType: 'MultiCall' })).toMatchObject(noRecord)
  })

  test('Distinguishes calls of two and of several', async () => {
    await using surface = await open({ scenario: emptyScenario })
    runCall(surface, 'two')
    runCall(surface, 'three', { does: 'end' }, { to: ['bob', 'carol'] })
    runCall(surface, 'group', { does: 'end' }, { group: '@TGS#1' })
    await surface.emulator.clock.advance('5s')
    expect(toPage(await find(surface, { CallType: 'SingleCall' }))).toEqual([1, 1, 'two'])
    expect(toPage(await find(surface, { CallType: 'MultiCall' }))).toEqual([2, 1, 'three group'])
  })

  test('Returns no records of another application', async () => {
    await using surface = await open({ scenario: 'two-apps' })
    const { emulator, request } = surface
    const [one, other] = [1_400_000_001, 1_400_000_002]
    const held = findCall(emulator.core, 'same-1', emulator.core.findApp(one))
    if (held) act(held, { does: 'end' })
    await emulator.clock.advance('5s')
    const sendFilter = async (sdkAppId: number) => {
      const init = { method: 'POST', body: '{"StartTime":0}' }
      return (await request(emulator.app(sdkAppId).target('get_record_by_filter'), init)).json
    }
    expect(await sendFilter(one)).toMatchObject({
      Response: { TotalNum: 1, CallRecordList: [{ Caller_Account: 'user1' }] },
    })
    expect(await sendFilter(other)).toMatchObject(noRecord)
  })
})

for (const { name, open } of surfaces) {
  describe(name, () => {
    test('Returns the same records as a naive filter, for any calls', async () => {
      const cases = [fc.array(testCall, { maxLength: 40 }), fc.array(filter, { minLength: 5 }), waitTime] as const
      await fc.assert(fc.asyncProperty(...cases, compare), { numRuns: name === 'in process' ? 150 : 20 })
    })

    async function compare(calls: readonly TestCall[], filters: readonly Filter[], wait: number) {
      await using surface = await open({ scenario: emptyScenario, rateLimit: 'off' })
      const { core } = surface.emulator
      const stored = runCalls(surface, calls)
      advanceTo(core.defaultApp, catchUp(core.defaultApp) + wait)
      for (const requested of filters) {
        const { json } = await surface.sendCommand('get_record_by_filter', requested)
        const expected = filterRecords(stored, requested, catchUp(core.defaultApp))
        if (expected) expect(json?.Response).toEqual(expected)
        else expect(json).toMatchObject({ ErrorCode: 101050, ErrorInfo: 'No record matches the filter.' })
      }
    }
  })
}
