import { describe, expect, test } from 'vitest'
import { requestIdPattern, success } from '../../src/contracts/envelope.ts'
import { endCall } from '../../src/contracts/rest/end-call.ts'
import { surfaces } from '../surfaces/surface.ts'
import { checkCodes, collectRefusals } from './check-refusals.ts'
import { emptyScenario, startSeconds, startTestCall } from './sample.ts'

const [sample] = endCall.examples
const CallId = sample.body.CallId

describe.each(surfaces)('$name', ({ open }) => {
  test('Answers the documented request as documented', async () => {
    await using surface = await open()
    const { status, json, text } = await surface.sendCommand('end_call', sample.body)
    expect(status).toBe(200)
    expect(json).toEqual({ ...sample.answer, RequestId: expect.stringMatching(requestIdPattern) })
    expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(sample.answer))
    expect(success.strict().parse(json)).toEqual(json)
  })

  test('Ends the call and provides its record after five seconds', async () => {
    await using surface = await open()
    await surface.sendCommand('end_call', { CallId })
    expect((await surface.sendCommand('get_call_info', { CallId })).json).toMatchObject({ ErrorCode: 101004 })
    await surface.emulator.clock.advance('5s')
    expect((await surface.sendCommand('get_record_by_callid', { CallId })).json).toMatchObject({ ErrorCode: 0 })
  })

  test.each([
    ['before any answer', [], 'Cancel', 0],
    ['after an answer', ['answer'], 'NormalEnd', startSeconds],
  ] as const)('Ends %s as %s, %s', async (_, actions, CallResult, AcceptTime) => {
    await using surface = await open({ scenario: emptyScenario })
    const act = startTestCall(surface, { ring: 30_000 })
    for (const does of actions) act({ does, user: 'bob' })
    await surface.emulator.clock.advance('4s')
    expect((await surface.sendCommand('end_call', { CallId: 'c' })).json?.ErrorCode).toBe(0)
    // The ring would have timed out by then, which does not affect an ended call.
    await surface.emulator.clock.advance('1m')
    const { json } = await surface.sendCommand('get_record_by_callid', { CallId: 'c' })
    const times = { StartTime: startSeconds, EndTime: startSeconds + 4, AcceptTime }
    expect(json?.Response).toMatchObject({ CallRecord: { CallResult, ...times } })
  })

  test('Ends a call once, and does not find it the second time', async () => {
    await using surface = await open()
    await surface.sendCommand('end_call', { CallId })
    const { status, json } = await surface.sendCommand('end_call', { CallId })
    expect(status).toBe(200)
    expect(json).toMatchObject({ ErrorCode: 101004, ErrorInfo: `The call "${CallId}" has ended.` })
    expect(json).not.toHaveProperty('Response')
  })

  test('Ends a call once for a hundred requests at the same time', async () => {
    await using surface = await open()
    const answers = await Promise.all(Array.from({ length: 100 }, () => surface.sendCommand('end_call', { CallId })))
    expect(answers.filter(({ json }) => json?.ErrorCode === 0)).toHaveLength(1)
  })

  test('Refuses an unknown call', async () => {
    await using surface = await open()
    const { json } = await surface.sendCommand('end_call', { CallId: 'nobody' })
    expect(json).toMatchObject({ ErrorCode: 101004, ErrorInfo: 'Unknown call "nobody".' })
  })

  test('Does not end a call of another application with the same id', async () => {
    await using surface = await open({ scenario: 'two-apps' })
    const { emulator, request } = surface
    const sendAs = async (command: 'end_call' | 'get_call_info', sdkAppId: number) => {
      const init = { method: 'POST', body: '{"CallId":"same-1"}' }
      return (await request(emulator.app(sdkAppId).target(command), init)).json?.ErrorCode
    }
    expect(await sendAs('end_call', 1_400_000_001)).toBe(0)
    expect(await sendAs('get_call_info', 1_400_000_001)).toBe(101004)
    expect(await sendAs('get_call_info', 1_400_000_002)).toBe(0)
  })

  test.each([
    [{}, 'Missing CallId: expected a string.'],
    [{ CallId: 5 }, 'Invalid CallId: expected a string, got 5.'],
    [{ CallId: '' }, 'Invalid CallId: expected at least 1 character, got "".'],
    [{ CallId: 'x'.repeat(257) }, 'expected at most 256 characters'],
  ])('Refuses the body %j', async (body, why) => {
    await using surface = await open()
    const { json } = await surface.sendCommand('end_call', body)
    expect(json).toMatchObject({ ErrorCode: 101002 })
    expect(json?.ErrorInfo).toContain(why)
  })

  test('Performs the checks in the order of the service, before the fields', async () => {
    await using surface = await open({ rateLimit: 1 })
    expect(await collectRefusals(surface, 'end_call', { CallId: 5 }, { CallId })).toEqual([...checkCodes, 101002, 0])
  })
})
