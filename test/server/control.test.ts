import { describe, expect, test } from 'vitest'
import { routes } from '../../src/server/admin/routes.ts'
import { createEmulator } from '../create-emulator.ts'
import { sendRaw } from '../surfaces/raw.ts'
import { surfaces } from '../surfaces/surface.ts'

const seedCall = '055662e1-bc8a-469c-a334-1126c8c17d58'
const scenario = {
  ringback: 1,
  name: 'one call',
  start: '2026-01-15T09:30:00Z',
  calls: [
    {
      id: 'c1',
      from: 'alice',
      to: ['bob'],
      media: 'audio',
      ring: '30s',
      then: [{ at: '9s', user: 'bob', does: 'answer' }],
    },
  ],
} as const

for (const { name, open } of surfaces) {
  describe(name, () => {
    test('health tells version, time and how many calls are live', async () => {
      await using surface = await open({ scenario })
      const { status, json } = await surface.control('GET', '/health')
      expect(status).toBe(200)
      expect(json).toEqual({
        status: 'ok',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        now: '2026-01-15T09:30:00.000Z',
        calls: 1,
      })
    })

    test('advance plays what is due and tells what happened', async () => {
      await using surface = await open({ scenario })
      expect((await surface.control('POST', '/clock/advance', { by: '10s' })).json).toEqual({
        now: '2026-01-15T09:30:10.000Z',
        happened: [
          { at: '2026-01-15T09:30:09.000Z', about: 'call', app: 88888888, call: 'c1', what: 'answered', user: 'bob' },
        ],
        omitted: 0,
      })
      const { json } = await surface.control('POST', '/clock/advance', { to: '2026-01-15T09:31:00Z' })
      expect(json).toMatchObject({ now: '2026-01-15T09:31:00.000Z', happened: [] })
    })

    test.each([
      [{ by: 'soon' }, 400, '"soon"'],
      [{ by: 'never' }, 400, 'never'],
      [{ to: 'tomorrow' }, 400, '"tomorrow"'],
      [{ to: '2026-01-15T09:29:59Z' }, 409, 'does not go back'],
      [{ to: '2126-01-15T09:29:59Z' }, 400, 'ten years'],
      [{}, 400, 'one of by or to'],
      [{ by: '1s', to: '2026-01-15T09:31:00Z' }, 400, 'Invalid body'],
    ])('advance refuses %j and says why', async (input, code, words) => {
      await using surface = await open({ scenario })
      const { status, json } = await surface.control('POST', '/clock/advance', input)
      expect(status).toBe(code)
      expect(json).toMatchObject({ status: code, detail: expect.stringContaining(words) })
    })

    test('the clock changes how time passes, not what time it is', async () => {
      await using surface = await open({ scenario })
      expect((await surface.control('PUT', '/clock', { mode: '60x' })).json).toMatchObject({ mode: '60x' })
      const { json } = await surface.control('PUT', '/clock', { mode: 'manual' })
      expect(json).toMatchObject({
        mode: 'manual',
        beginning: '2026-01-15T09:30:00.000Z',
        now: expect.stringMatching(/^2026-01-15T09:3/),
      })
      expect((await surface.control('PUT', '/clock', { mode: 'fast' })).status).toBe(400)
    })

    test('a call is begun, answered and hung up by hand, and keeps what happened to it', async () => {
      await using surface = await open({ scenario })
      const begun = await surface.control('POST', '/calls', {
        id: 'mine',
        from: 'carol',
        to: ['dave'],
        media: 'video',
        room: 7,
        ring: '1m',
      })
      expect([begun.status, begun.json]).toEqual([
        201,
        expect.objectContaining({ id: 'mine', state: 'live', room: 7, media: 'video' }),
      ])
      await surface.control('POST', '/calls/mine/answer', { user: 'dave' })
      expect((await surface.ask('get_call_info', { CallId: 'mine' })).json?.Response).toMatchObject({
        UserList: [{ Status: 'Calling' }, { Status: 'Calling' }],
      })
      const { json } = await surface.control('POST', '/calls/mine/hangup', { user: 'carol' })
      expect(json).toMatchObject({ state: 'ended', outcome: 'completed', members: [] })
      const { json: again } = await surface.control('GET', '/calls/mine')
      expect((again as { events: { what: string }[] }).events.map(({ what }) => what)).toEqual([
        'started',
        'answered',
        'hung-up',
        'ended',
      ])
    })

    test('a call without an id gets one from the seed', async () => {
      await using surface = await open({ scenario })
      const { json } = await surface.control('POST', '/calls', { from: 'carol', to: ['dave'] })
      expect((json as { id: string }).id).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      )
    })

    test('calls are listed by state and application', async () => {
      await using surface = await open({ scenario })
      await surface.control('POST', '/calls/c1/end')
      expect((await surface.control('GET', '/calls?state=ended')).json).toMatchObject({
        count: 1,
        calls: [{ id: 'c1', outcome: 'cancelled' }],
      })
      expect((await surface.control('GET', '/calls?state=live')).json).toEqual({ count: 0, calls: [] })
      expect((await surface.control('GET', '/calls?app=5')).json).toEqual({ count: 0, calls: [] })
    })

    test.each([
      ['POST', '/calls', { from: 'a' }, 400, 'not-valid', 'Missing to'],
      ['POST', '/calls', { from: 'a', to: ['a'] }, 409, 'not-possible', 'Invalid to'],
      ['POST', '/calls', { from: 'a', to: ['b'], id: 'c1' }, 409, 'not-possible', 'already'],
      ['POST', '/calls', { from: 'a', to: ['b'], app: 7 }, 404, 'no-such-application', '88888888'],
      ['POST', '/calls', { from: 'a', to: ['b'], ring: 'long' }, 400, 'not-valid', '"long"'],
      ['POST', '/calls', { from: 'a', to: ['b'], rign: '3s' }, 400, 'not-valid', 'Did you mean "ring"?'],
      ['GET', '/calls/c2', undefined, 404, 'no-such-call', 'Did you mean "c1"?'],
      ['POST', '/calls/c1/accpet', { user: 'bob' }, 404, 'no-such-path', 'There are answer'],
      ['POST', '/calls/c1/answer', {}, 400, 'not-valid', 'want {"user"'],
      ['POST', '/calls/c1/answer', { user: 'bobby' }, 409, 'not-possible', '"bobby"'],
      ['POST', '/calls/c1/invite', {}, 400, 'not-valid', 'want {"users"'],
      ['DELETE', '/faults/fault-9', undefined, 404, 'no-such-fault', 'none is armed'],
      ['POST', '/faults', { on: 'get_call_inf', error: 101001 }, 400, 'not-valid', 'Did you mean "get_call_info"?'],
      ['POST', '/faults', { on: 'all', error: 101003 }, 400, 'not-valid', '101003'],
      ['POST', '/faults', { on: 'all' }, 400, 'not-valid', ''],
      ['GET', '/journal/99', undefined, 404, 'no-such-exchange', 'No exchange 99'],
      ['GET', '/usersig?sdkAppId=5', undefined, 404, 'no-such-application', '88888888'],
      ['GET', '/helth', undefined, 404, 'no-such-path', 'Did you mean "/health"?'],
      ['PUT', '/health', {}, 405, 'wrong-method', 'use GET'],
    ])('%s %s with %j is a problem document', async (method, path, input, status, code, words) => {
      await using surface = await open({ scenario })
      const answer = await surface.control(method, path, input)
      expect(answer.json).toMatchObject({
        type: 'about:blank',
        status,
        code,
        title: expect.any(String),
        detail: expect.stringContaining(words),
      })
      expect(answer.status).toBe(status)
    })

    test('a body that is not JSON is a problem document', async () => {
      await using surface = await open({ scenario })
      const answer = await surface.request('/_ringback/calls', { method: 'POST', body: '{"from":' })
      expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
      expect(answer.json).toMatchObject({ code: 'not-json' })
    })

    test('reset goes back to the beginning of everything', async () => {
      await using surface = await open({ scenario })
      await surface.control('POST', '/faults', { on: 'all', error: 101001 })
      await surface.control('POST', '/clock/advance', { by: '1h' })
      expect((await surface.control('POST', '/reset')).json).toMatchObject({
        now: '2026-01-15T09:30:00.000Z',
        calls: 1,
      })
      expect((await surface.control('GET', '/faults')).json).toEqual({ faults: [] })
      expect((await surface.ask('get_call_info', { CallId: 'c1' })).json?.ErrorCode).toBe(0)
    })

    test('a scenario is put as YAML, and the calls are its own', async () => {
      await using surface = await open()
      const yaml = 'ringback: 1\nname: by hand\ncalls:\n  - { id: y1, from: a, to: [b], media: video }\n'
      const put = await surface.request('/_ringback/scenario', { method: 'PUT', body: yaml })
      expect([put.status, put.json]).toEqual([200, expect.objectContaining({ name: 'by hand', calls: 1 })])
      expect((await surface.control('GET', '/scenario')).json).toMatchObject({ name: 'by hand' })
      expect((await surface.ask('get_call_info', { CallId: 'y1' })).json?.ErrorCode).toBe(0)
      expect((await surface.ask('get_call_info', { CallId: seedCall })).json?.ErrorCode).toBe(101004)
    })

    test('a scenario with slips is refused whole, each with its line, and the present one goes on', async () => {
      await using surface = await open()
      const yaml =
        'ringback: 1\nname: slips\ncalls:\n  - { id: y1, from: a, to: [b], media: vidoe }\nfaults:\n  - { on: all, error: 5 }\n'
      const put = await surface.request('/_ringback/scenario', { method: 'PUT', body: yaml })
      expect(put.status).toBe(400)
      expect(put.json).toMatchObject({ code: 'not-valid', problems: [{ line: 4 }, { line: 6 }] })
      expect((await surface.ask('get_call_info', { CallId: seedCall })).json?.ErrorCode).toBe(0)
    })

    test('a UserSig is minted that is accepted', async () => {
      await using surface = await open()
      const { json } = await surface.control('GET', '/usersig?identifier=admin')
      const usersig = (json as { userSig: string }).userSig
      const query = new URLSearchParams({
        sdkappid: '88888888',
        identifier: 'admin',
        usersig,
        random: '1',
        contenttype: 'json',
      })
      const answer = await surface.request(`/v4/call_engine_http_srv/get_call_info?${query}`, {
        method: 'POST',
        body: JSON.stringify({ CallId: seedCall }),
      })
      expect(answer.json?.ErrorCode).toBe(0)
    })

    test('the journal keeps exchanges, and of a usersig the last four characters', async () => {
      await using surface = await open({ journal: 2 })
      for (const CallId of ['x', seedCall, 'y']) await surface.ask('get_call_info', { CallId })
      const { json } = await surface.control('GET', '/journal')
      expect(json).toMatchObject({
        count: 3,
        exchanges: [
          { id: 2, callId: seedCall, errorCode: 0 },
          { id: 3, errorCode: 101004 },
        ],
      })
      const userSig = surface.emulator.credentials().userSig
      expect(JSON.stringify(json)).not.toContain(userSig.slice(0, -4))
      expect(JSON.stringify(json)).toContain('usersig=…')
      expect((await surface.control('GET', '/journal?errorCode=0')).json).toMatchObject({ exchanges: [{ id: 2 }] })
      expect((await surface.control('GET', '/journal?since=2&callId=y')).json).toMatchObject({ exchanges: [{ id: 3 }] })
      expect((await surface.control('GET', '/journal/3')).json).toMatchObject({ id: 3, command: 'get_call_info' })
      await surface.control('DELETE', '/journal')
      expect((await surface.control('GET', '/journal')).json).toEqual({ count: 3, exchanges: [] })
    })

    test('events are streamed, and one who comes back is told what was missed', async () => {
      await using surface = await open({ scenario })
      const read = async (headers: Record<string, string>, wanted: string) => {
        const { emulator } = surface
        const response = await emulator.fetch('/_ringback/events', { headers })
        const reader = response.body?.getReader()
        let text = ''
        while (!text.includes(wanted)) text += new TextDecoder().decode((await reader?.read())?.value)
        await reader?.cancel()
        return text
      }
      const live = read({}, 'answered')
      await new Promise(setImmediate)
      await surface.control('POST', '/clock/advance', { by: '10s' })
      expect(await live).toMatch(/id: \d+\nevent: call\ndata: .*"what":"answered","user":"bob"/)
      expect(await read({ 'Last-Event-ID': '0' }, 'answered')).toContain('"what":"started"')
    })

    test('both OpenAPI documents are there, and the one of this surface has every route', async () => {
      await using surface = await open()
      const { json } = await surface.control('GET', '/openapi.json')
      const paths = (json as { paths: Record<string, object> }).paths
      for (const { method, path } of routes) expect(paths[path]).toHaveProperty(method)
      expect((await surface.control('GET', '/vendor.openapi.json')).json).toMatchObject({
        openapi: expect.stringMatching(/^3\.1/),
      })
    })

    test.each([
      [{ Host: 'evil.example' }, 403, 'foreign-host'],
      [{ Host: '127.0.0.1.evil.example' }, 403, 'foreign-host'],
      [{ Origin: 'http://evil.example' }, 403, 'foreign-origin'],
      [{ Origin: 'null' }, 403, 'foreign-origin'],
    ])('a visitor with %j is refused', async (headers, status, code) => {
      await using emulator = createEmulator()
      const { port } = await emulator.listen()
      const lines = Object.entries({ Host: `127.0.0.1:${port}`, ...headers, Connection: 'close' }).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      )
      for (const path of ['/_ringback/health', '/_ringback/nothing', '/_ringback']) {
        const { text } = await sendRaw(port, `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
        expect(text).toContain(`HTTP/1.1 ${status}`)
        expect(text).toContain(code)
        expect(text.toLowerCase()).not.toContain('access-control')
      }
    })

    test('with a token the control surface wants it from everyone', async () => {
      await using surface = await open({ controlToken: 'hush' })
      expect((await surface.control('GET', '/calls')).status).toBe(401)
      expect((await surface.request('/_ringback/calls', { headers: { Authorization: 'Bearer hush' } })).status).toBe(
        200,
      )
      expect((await surface.control('GET', '/calls?token=hush')).status).toBe(200)
      expect((await surface.ask('get_call_info', { CallId: seedCall })).json?.ErrorCode).toBe(0)
    })
  })
}
