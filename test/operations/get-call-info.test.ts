import { describe, expect, test } from 'vitest'
import { requestIdPattern, toSuccess } from '../../src/contracts/envelope.ts'
import { getCallInfo } from '../../src/contracts/rest/get-call-info.ts'
import { findCall } from '../../src/control/calls.ts'
import { act, startCall } from '../create-emulator.ts'
import { surfaces } from '../surfaces/surface.ts'

const [sample] = getCallInfo.examples
const CallId = sample.body.CallId
const at = { app: 88888888, media: 'video', from: 'alice', to: ['bob'] } as const

for (const { name, open } of surfaces) {
  describe(name, () => {
    test('the documented request gets the documented answer', async () => {
      await using surface = await open()
      const { status, json, text } = await surface.ask('get_call_info', sample.body)
      expect(status).toBe(200)
      expect(json).toEqual({ ...sample.answer, RequestId: expect.stringMatching(requestIdPattern) })
      expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(sample.answer))
    })

    test('the answer keeps its own contract', async () => {
      await using surface = await open()
      const { json } = await surface.ask('get_call_info', sample.body)
      expect(toSuccess(getCallInfo.response).strict().parse(json)).toEqual(json)
    })

    test('it carries the documented headers', async () => {
      await using surface = await open()
      const { headers } = await surface.ask('get_call_info', sample.body)
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-allow-headers')).toBe('X-Requested-With')
      expect(headers.get('access-control-allow-methods')).toBe('POST')
      expect(headers.get('content-type')).toMatch(/^application\/json/)
    })

    test('every answer has a RequestId of its own', async () => {
      await using surface = await open()
      const answers = await Promise.all(Array.from({ length: 50 }, () => surface.ask('get_call_info', sample.body)))
      expect(new Set(answers.map(({ json }) => json?.RequestId)).size).toBe(50)
    })

    test('a call that never was is not found', async () => {
      await using surface = await open()
      const { status, json } = await surface.ask('get_call_info', { CallId: 'nobody' })
      expect(status).toBe(200)
      expect(json).toMatchObject({ ErrorCode: 101004, ActionStatus: 'FAIL' })
      expect(json?.ErrorInfo).toContain('nobody')
      expect(json).not.toHaveProperty('Response')
    })

    test('a call that has ended is not found any more', async () => {
      await using surface = await open()
      const held = findCall(surface.emulator.core, CallId)
      if (held) act(held, { does: 'end' })
      const { json } = await surface.ask('get_call_info', { CallId })
      expect(json).toMatchObject({ ErrorCode: 101004, ErrorInfo: `The call "${CallId}" has ended.` })
    })

    test('whoever answers is Calling, and the room and the group are told', async () => {
      await using surface = await open()
      const { core } = surface.emulator
      const held = startCall(core, at.app, { ...at, id: 'c', room: { id: '77', kind: 'number' }, group: '@TGS#1' })
      if ('call' in held) act(held, { does: 'answer', user: 'bob' })
      const { json } = await surface.ask('get_call_info', { CallId: 'c' })
      expect(json?.Response).toEqual({
        CallInfo: { CallId: 'c', MediaType: 'Video', ChatGroupId: '@TGS#1', RoomId: '77', RoomIdType: 1 },
        UserList: [
          { User_Account: 'alice', Status: 'Calling' },
          { User_Account: 'bob', Status: 'Calling' },
        ],
      })
    })

    test('a room that is named by text has type 2', async () => {
      await using surface = await open()
      startCall(surface.emulator.core, at.app, { ...at, id: 'c', room: { id: '77', kind: 'text' } })
      const { json } = await surface.ask('get_call_info', { CallId: 'c' })
      expect(json?.Response).toMatchObject({ CallInfo: { RoomId: '77', RoomIdType: 2 } })
    })

    test.each([
      [{}, 'Missing CallId: expected a string.'],
      [{ CallId: 5 }, 'Invalid CallId: expected a string, got 5.'],
      [{ CallId: null }, 'Invalid CallId: expected a string, got null.'],
      [{ CallId: '' }, 'Invalid CallId: expected at least 1 character, got "".'],
      [{ CallID: 'x' }, 'Missing CallId (received "CallID"; names are case-sensitive): expected a string.'],
    ])('a body %j is refused, and told why', async (body, why) => {
      await using surface = await open()
      const { json } = await surface.ask('get_call_info', body)
      expect(json).toMatchObject({ ErrorCode: 101002, ErrorInfo: `${why}` })
    })

    test('fields nobody asked for are left alone', async () => {
      await using surface = await open()
      const body = '{"__proto__":{"CallId":"x"},"Extra":[1],"CallId":"055662e1-bc8a-469c-a334-1126c8c17d58"}'
      const { json } = await surface.request(surface.emulator.target('get_call_info'), { method: 'POST', body })
      expect(json?.ErrorCode).toBe(0)
    })
  })
}
