import { describe, expect, test } from 'vitest'
import { requestIdPattern, toSuccess } from '../../src/contracts/envelope.ts'
import { getCallInfo } from '../../src/contracts/rest/get-call-info.ts'
import { findCall } from '../../src/control/calls.ts'
import { act, startCall } from '../create-emulator.ts'
import { surfaces } from '../surfaces/surface.ts'

const [sample] = getCallInfo.examples
const CallId = sample.body.CallId
const at = { app: 88888888, media: 'video', from: 'alice', to: ['bob'] } as const

describe.each(surfaces)('$name', ({ open }) => {
  test('Answers the documented request as documented', async () => {
    await using surface = await open()
    const { status, json, text } = await surface.sendCommand('get_call_info', sample.body)
    expect(status).toBe(200)
    expect(json).toEqual({ ...sample.answer, RequestId: expect.stringMatching(requestIdPattern) })
    expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(sample.answer))
  })

  test('Answers within its contract', async () => {
    await using surface = await open()
    const { json } = await surface.sendCommand('get_call_info', sample.body)
    expect(toSuccess(getCallInfo.response).strict().parse(json)).toEqual(json)
  })

  test('Sends the documented headers', async () => {
    await using surface = await open()
    const { headers } = await surface.sendCommand('get_call_info', sample.body)
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-allow-headers')).toBe('X-Requested-With')
    expect(headers.get('access-control-allow-methods')).toBe('POST')
    expect(headers.get('content-type')).toMatch(/^application\/json/)
  })

  test('Sends a unique RequestId with every reply', async () => {
    await using surface = await open()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => surface.sendCommand('get_call_info', sample.body)),
    )
    expect(new Set(answers.map(({ json }) => json?.RequestId)).size).toBe(50)
  })

  test('Refuses an unknown call', async () => {
    await using surface = await open()
    const { status, json } = await surface.sendCommand('get_call_info', { CallId: 'nobody' })
    expect(status).toBe(200)
    expect(json).toMatchObject({ ErrorCode: 101004, ActionStatus: 'FAIL' })
    expect(json?.ErrorInfo).toContain('nobody')
    expect(json).not.toHaveProperty('Response')
  })

  test('Refuses an ended call', async () => {
    await using surface = await open()
    const held = findCall(surface.emulator.core, CallId)
    if (held) act(held, { does: 'end' })
    const { json } = await surface.sendCommand('get_call_info', { CallId })
    expect(json).toMatchObject({ ErrorCode: 101004, ErrorInfo: `The call "${CallId}" has ended.` })
  })

  test('Reports a member who answers as Calling, with room and group', async () => {
    await using surface = await open()
    const { core } = surface.emulator
    const held = startCall(core, at.app, { ...at, id: 'c', room: { id: '77', kind: 'number' }, group: '@TGS#1' })
    if ('call' in held) act(held, { does: 'answer', user: 'bob' })
    const { json } = await surface.sendCommand('get_call_info', { CallId: 'c' })
    expect(json?.Response).toEqual({
      CallInfo: { CallId: 'c', MediaType: 'Video', ChatGroupId: '@TGS#1', RoomId: '77', RoomIdType: 1 },
      UserList: [
        { User_Account: 'alice', Status: 'Calling' },
        { User_Account: 'bob', Status: 'Calling' },
      ],
    })
  })

  test('Reports type 2 for a room with a text id', async () => {
    await using surface = await open()
    startCall(surface.emulator.core, at.app, { ...at, id: 'c', room: { id: '77', kind: 'text' } })
    const { json } = await surface.sendCommand('get_call_info', { CallId: 'c' })
    expect(json?.Response).toMatchObject({ CallInfo: { RoomId: '77', RoomIdType: 2 } })
  })

  test.each([
    [{}, 'Missing CallId: expected a string.'],
    [{ CallId: 5 }, 'Invalid CallId: expected a string, got 5.'],
    [{ CallId: null }, 'Invalid CallId: expected a string, got null.'],
    [{ CallId: '' }, 'Invalid CallId: expected at least 1 character, got "".'],
    [{ CallID: 'x' }, 'Missing CallId (received "CallID"; names are case-sensitive): expected a string.'],
  ])('Refuses the body %j', async (body, why) => {
    await using surface = await open()
    const { json } = await surface.sendCommand('get_call_info', body)
    expect(json).toMatchObject({ ErrorCode: 101002, ErrorInfo: `${why}` })
  })

  test('Ignores unknown fields', async () => {
    await using surface = await open()
    const body = '{"__proto__":{"CallId":"x"},"Extra":[1],"CallId":"055662e1-bc8a-469c-a334-1126c8c17d58"}'
    const { json } = await surface.request(surface.emulator.target('get_call_info'), { method: 'POST', body })
    expect(json?.ErrorCode).toBe(0)
  })
})
