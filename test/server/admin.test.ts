import { describe, expect, test } from 'vitest'
import { findLibraryScenario, libraryNames } from '../../src/scenarios/library.ts'
import { routes } from '../../src/server/admin/routes.ts'
import { createEmulator } from '../create-emulator.ts'
import { toCodes } from '../surfaces/problem.ts'
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

describe.each(surfaces)('$name', ({ open }) => {
  test('Reports version, time and the number of live calls as health', async () => {
    await using surface = await open({ scenario })
    const { status, json } = await surface.control('GET', '/health')
    expect(status).toBe(200)
    const version = expect.stringMatching(/^\d+\.\d+\.\d+/)
    expect(json).toEqual({ status: 'ok', version, now: '2026-01-15T09:30:00.000Z', calls: 1 })
  })

  test('Performs what is due on an advance and returns what happened', async () => {
    await using surface = await open({ scenario })
    const answered = { about: 'call', app: 88888888, call: 'c1', what: 'answered', user: 'bob' }
    expect((await surface.control('POST', '/clock/advance', { by: '10s' })).json).toEqual({
      now: '2026-01-15T09:30:10.000Z',
      happened: [{ at: '2026-01-15T09:30:09.000Z', ...answered }],
      omitted: 0,
    })
    const { json } = await surface.control('POST', '/clock/advance', { to: '2026-01-15T09:31:00Z' })
    expect(json).toMatchObject({ now: '2026-01-15T09:31:00.000Z', happened: [] })
  })

  test('Changes how time passes and keeps the time', async () => {
    await using surface = await open({ scenario })
    expect((await surface.control('PUT', '/clock', { mode: '60x' })).json).toMatchObject({ mode: '60x' })
    expect((await surface.control('PUT', '/clock', { mode: 'manual' })).json).toMatchObject({
      mode: 'manual',
      beginning: '2026-01-15T09:30:00.000Z',
      now: expect.stringMatching(/^2026-01-15T09:3/),
    })
  })

  test('Lists what is scheduled next, in order', async () => {
    await using surface = await open({
      scenario: {
        ringback: 1,
        start: '2026-01-15T09:30:00Z',
        apps: [
          {
            sdkAppId: 5,
            secretKey: 'a-secret',
            admins: ['administrator'],
            callback: { url: 'http://127.0.0.1:9/callback', commands: ['Call.CallbackAfterStartCall'] },
          },
        ],
        calls: [
          {
            id: 'c1',
            from: 'alice',
            to: ['bob', 'carol'],
            media: 'audio',
            then: [
              { at: '9s', user: 'bob', does: 'answer' },
              { at: '10s', does: 'invite', users: ['dave', 'erin'] },
            ],
          },
          { id: 'c2', from: 'frank', to: ['grace'], media: 'audio', ring: 'never' },
          { id: 'c3', at: '20s', from: 'heidi', to: ['ivan'], media: 'audio' },
        ],
        faults: [
          { on: 'Call.CallbackAfterStartCall', call: 'c2', delay: '3s' },
          { on: 'get_call_info', delay: '40s' },
        ],
      },
      callbackRetries: 1,
      send: async () => ({ unanswered: { code: 'timeout', timeoutMs: 2_000 } }),
    })
    await surface.control('POST', '/clock/advance', { by: '0s' })
    await surface.control('POST', '/calls/c2/end')
    const pending = surface.sendCommand('get_call_info', { CallId: 'c1' })
    const toClock = async () => (await surface.control('GET', '/apps/5/clock')).json as { due: object[] }
    await expect.poll(async () => (await toClock()).due.at(-1)).toMatchObject({ kind: 'reply' })
    const { nextDue, due } = (await surface.control('GET', '/clock')).json as { nextDue: string; due: object[] }
    const at = (seconds: number) => new Date(Date.parse('2026-01-15T09:30:00Z') + seconds * 1_000).toISOString()
    expect(nextDue).toBe(at(1))
    expect(due).toEqual([
      { at: at(1), kind: 'retry', call: 'c1', command: 'Call.CallbackAfterStartCall', callback: '5-1' },
      { at: at(3), kind: 'delivery', call: 'c2', command: 'Call.CallbackAfterStartCall', callback: '5-2' },
      { at: at(5), kind: 'record', call: 'c2' },
      { at: at(9), kind: 'step', call: 'c1', does: 'answer', user: 'bob' },
      { at: at(10), kind: 'step', call: 'c1', does: 'invite', users: ['dave', 'erin'] },
      { at: at(20), kind: 'start', call: 'c3', user: 'heidi' },
      { at: at(30), kind: 'ring-timeout', call: 'c1', user: 'bob' },
      { at: at(30), kind: 'ring-timeout', call: 'c1', user: 'carol' },
      { at: at(40), kind: 'reply', call: 'c1', command: 'get_call_info', exchange: '5-1' },
    ])
    await surface.control('POST', '/clock/advance', { by: '1m' })
    expect((await pending).status).toBe(200)
    expect((await toClock()).due).toEqual([])
  })

  test('Lists at most 100 scheduled items', async () => {
    await using surface = await open()
    for (let count = 0; count < 60; count++) {
      await surface.control('POST', '/calls', { from: 'alice', to: ['bob', 'carol'], ring: `${200 - count}s` })
    }
    const { due } = (await surface.control('GET', '/clock')).json as { due: readonly { at: string }[] }
    expect(due).toHaveLength(100)
    expect(due.map(one => one.at)).toEqual(due.map(one => one.at).toSorted())
  })

  test('Starts a call, acts on it and keeps its events', async () => {
    await using surface = await open({ scenario })
    const input = { id: 'mine', from: 'carol', to: ['dave'], media: 'video', room: 7, ring: '1m' }
    expect(await surface.control('POST', '/calls', input)).toMatchObject({
      status: 201,
      json: { id: 'mine', state: 'live', room: 7, media: 'video' },
    })
    await surface.control('POST', '/calls/mine/answer', { user: 'dave' })
    expect((await surface.sendCommand('get_call_info', { CallId: 'mine' })).json?.Response).toMatchObject({
      UserList: [{ Status: 'Calling' }, { Status: 'Calling' }],
    })
    const { json } = await surface.control('POST', '/calls/mine/hangup', { user: 'carol' })
    expect(json).toMatchObject({ state: 'ended', outcome: 'completed', members: [] })
    expect((await surface.control('GET', '/calls/mine')).json).toMatchObject({
      events: [{ what: 'started' }, { what: 'answered' }, { what: 'hung-up' }, { what: 'ended' }],
    })
  })

  test('Draws the id of a call from the seed', async () => {
    await using surface = await open({ scenario })
    const id = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect((await surface.control('POST', '/calls', { from: 'carol', to: ['dave'] })).json).toMatchObject({ id })
  })

  test('Lists calls by state and application', async () => {
    await using surface = await open({ scenario })
    await surface.control('POST', '/calls/c1/end')
    expect((await surface.control('GET', '/calls?state=ended')).json).toMatchObject({
      count: 1,
      calls: [{ id: 'c1', outcome: 'cancelled' }],
    })
    for (const query of ['state=live', 'app=5'])
      expect((await surface.control('GET', `/calls?${query}`)).json).toEqual({ count: 0, calls: [] })
    expect((await surface.control('GET', '/calls?q=outcome:cancelled%20since:1m')).json).toMatchObject({ count: 1 })
    expect((await surface.control('GET', '/calls?q=outcome:!cancelled')).json).toMatchObject({ count: 0 })
  })

  test.each([
    ['POST', '/clock/advance', { by: 'soon' }, ['400 not-valid']],
    ['POST', '/clock/advance', { by: 'never' }, ['400 not-valid']],
    ['POST', '/clock/advance', { to: 'tomorrow' }, ['400 not-valid']],
    ['POST', '/clock/advance', { to: '2026-01-15T09:29:59Z' }, ['409 not-possible']],
    ['POST', '/clock/advance', { to: '2126-01-15T09:29:59Z' }, ['400 not-valid']],
    ['POST', '/clock/advance', {}, ['400 not-valid', 'invalid-field']],
    ['POST', '/clock/advance', { by: '1s', to: '2026-01-15T09:31:00Z' }, ['400 not-valid', 'invalid-field']],
    ['PUT', '/clock', { mode: 'fast' }, ['400 not-valid']],
    ['PUT', '/clock', { mode: 'auto', idle: 'soon' }, ['400 not-valid']],
    ['PUT', '/clock', { mode: 'auto', maxSkip: '0s' }, ['400 not-valid']],
    ['POST', '/calls', { from: 'a' }, ['400 not-valid', 'missing-field to']],
    ['POST', '/calls', { from: 'a', to: ['a'] }, ['409 not-possible']],
    ['POST', '/calls', { from: 'a', to: ['b'], id: 'c1' }, ['409 not-possible']],
    ['POST', '/calls', { from: 'a', to: ['b'], app: 7 }, ['404 no-such-application']],
    ['POST', '/calls', { from: 'a', to: ['b'], ring: 'long' }, ['400 not-valid', 'invalid-field ring']],
    ['POST', '/calls', { from: 'a', to: ['b'], rign: '3s' }, ['400 not-valid', 'unknown-field rign']],
    ['GET', '/calls/c2', undefined, ['404 no-such-call']],
    ['POST', '/calls/c1/accpet', { user: 'bob' }, ['404 no-such-path']],
    ['POST', '/calls/c1/answer', {}, ['400 not-valid']],
    ['POST', '/calls/c1/answer', { usr: 'bob', by: 1 }, ['400 not-valid', 'unknown-field usr', 'unknown-field by']],
    ['POST', '/calls/c1/answer', { user: 'bobby' }, ['409 not-possible']],
    ['POST', '/calls/c1/invite', {}, ['400 not-valid']],
    ['DELETE', '/faults/fault-9', undefined, ['404 no-such-fault']],
    ['POST', '/faults', { on: 'get_call_inf', error: 101001 }, ['400 not-valid', 'invalid-field on']],
    ['POST', '/faults', { on: 'all', error: 101003 }, ['400 not-valid', 'invalid-field error']],
    ['POST', '/faults', { on: 'all' }, ['400 not-valid', 'no-effect']],
    ['GET', '/journal/99', undefined, ['404 no-such-exchange']],
    ['GET', '/journal/5-1', undefined, ['404 no-such-exchange']],
    ['GET', '/journal?since=first', undefined, ['400 not-valid', 'invalid-field since']],
    ['GET', `/journal?q=${'x'.repeat(201)}`, undefined, ['400 not-valid', 'filter-too-long q']],
    [
      'GET',
      '/journal?q=code:ok%20comand:x',
      undefined,
      ['400 not-valid', 'invalid-filter-value q', 'unknown-filter-key q'],
    ],
    ['GET', '/webhooks?q=state:lost', undefined, ['400 not-valid', 'invalid-filter-value q']],
    ['GET', '/calls?q=since:12', undefined, ['400 not-valid', 'invalid-filter-value q']],
    ['GET', '/usersig?sdkAppId=5', undefined, ['404 no-such-application']],
    ['POST', '/reset', { app: 5 }, ['400 not-valid', 'unknown-field app']],
    ['GET', '/helth', undefined, ['404 no-such-path']],
    ['PUT', '/health', {}, ['405 wrong-method']],
  ])('Refuses %s %s with %j', async (method, path, input, codes) => {
    await using surface = await open({ scenario })
    const answer = await surface.control(method, path, input)
    expect(toCodes(answer)).toEqual(codes)
    expect(answer.json).toMatchObject({
      type: 'about:blank',
      status: answer.status,
      title: expect.any(String),
      detail: expect.stringMatching(/\S/),
    })
  })

  test.each([
    ['GET', '/helth', undefined, '"/health"'],
    ['GET', '/calls/c2', undefined, '"c1"'],
    ['PUT', '/health', {}, 'GET'],
    ['POST', '/calls', { from: 'a', to: ['b'], rign: '3s' }, '"ring"'],
    ['POST', '/faults', { on: 'get_call_inf', error: 101001 }, '"get_call_info"'],
    ['POST', '/calls', { from: 'a', to: ['b'], app: 7 }, '88888888'],
  ])('Names the alternative in the refusal of %s %s with %j', async (method, path, input, named) => {
    await using surface = await open({ scenario })
    expect((await surface.control(method, path, input)).json).toMatchObject({ detail: expect.stringContaining(named) })
  })

  test('Refuses a body that is not JSON with a problem document', async () => {
    await using surface = await open({ scenario })
    const answer = await surface.request('/_ringback/calls', { method: 'POST', body: '{"from":' })
    expect(toCodes(answer)).toEqual(['400 not-json'])
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
  })

  test('Resets calls, faults and clock', async () => {
    await using surface = await open({ scenario })
    await surface.control('POST', '/faults', { on: 'all', error: 101001 })
    await surface.control('POST', '/clock/advance', { by: '1h' })
    const { json } = await surface.control('POST', '/reset')
    expect(json).toMatchObject({ now: '2026-01-15T09:30:00.000Z', calls: 1 })
    expect((await surface.control('GET', '/faults')).json).toEqual({ faults: [] })
    expect((await surface.sendCommand('get_call_info', { CallId: 'c1' })).json?.ErrorCode).toBe(0)
  })

  test('Loads a scenario written as YAML', async () => {
    await using surface = await open()
    const yaml = 'ringback: 1\nname: by hand\ncalls:\n  - { id: y1, from: a, to: [b], media: video }\n'
    const put = await surface.request('/_ringback/scenario', { method: 'PUT', body: yaml })
    expect(put).toMatchObject({ status: 200, json: { name: 'by hand', calls: 1 } })
    expect((await surface.control('GET', '/scenario')).json).toMatchObject({ name: 'by hand' })
    expect((await surface.sendCommand('get_call_info', { CallId: 'y1' })).json?.ErrorCode).toBe(0)
    expect((await surface.sendCommand('get_call_info', { CallId: seedCall })).json?.ErrorCode).toBe(101004)
  })

  test('Refuses a scenario with every mistake and its line, and keeps the current one', async () => {
    await using surface = await open()
    const yaml =
      'ringback: 1\nname: wrong\ncalls:\n  - { id: y1, from: a, to: [b], media: vidoe }\nfaults:\n  - { on: all, error: 5 }\n'
    const put = await surface.request('/_ringback/scenario', { method: 'PUT', body: yaml })
    expect(toCodes(put)).toEqual(['400 not-valid', 'invalid-field calls.0.media', 'invalid-field faults.0.error'])
    expect(put.json).toMatchObject({ problems: [{ line: 4 }, { line: 6 }] })
    expect((await surface.sendCommand('get_call_info', { CallId: seedCall })).json?.ErrorCode).toBe(0)
  })

  test('Validates a scenario and reports every mistake with its place, without starting it', async () => {
    await using surface = await open({ scenario })
    const validate = (body: string) => surface.request('/_ringback/scenario/validate', { method: 'POST', body })
    expect((await validate('ringback: 1\nname: fine\n')).json).toEqual({ valid: true, issues: [] })
    const { status, json } = await validate('ringback: 1\ncalls:\n  - from: alice\n    two: [bob]\nfaults: [\n')
    expect([status, json]).toEqual([200, expect.objectContaining({ valid: false })])
    expect((json as unknown as { issues: object[] }).issues).toContainEqual({
      code: expect.any(String),
      path: expect.any(Array),
      message: expect.any(String),
      line: expect.any(Number),
      column: expect.any(Number),
    })
    const both = await validate('ringback: 1\nsead: 5\ncalls:\n  - { from: alice, to: [bob], media: smell }\n')
    expect(both.json).toMatchObject({
      issues: [
        { code: 'unknown-field', path: ['sead'], line: 2, column: 1 },
        { code: 'invalid-field', path: ['calls', 0, 'media'], line: 4 },
      ],
    })
    expect((await surface.control('GET', '/scenario')).json).toMatchObject({ name: 'one call' })
  })

  test('Lists the library and returns the text of one of its scenarios', async () => {
    await using surface = await open()
    const { scenarios } = (await surface.control('GET', '/scenarios')).json as { scenarios: object[] }
    expect(scenarios).toHaveLength(libraryNames.length)
    expect(scenarios[0]).toEqual({ name: 'demo', about: expect.stringMatching(/\S/) })
    const { status, headers, text } = await surface.request('/_ringback/scenarios/answered')
    expect([status, headers.get('Content-Type')]).toEqual([200, 'application/yaml; charset=utf-8'])
    expect(text).toBe(findLibraryScenario('answered')?.text)
    expect(toCodes(await surface.control('GET', '/scenarios/answerd'))).toEqual(['404 no-such-scenario'])
  })

  test('Explains a UserSig with the key of its application and by its clock', async () => {
    await using surface = await open({ scenario })
    const explain = async (input: object) => (await surface.control('POST', '/usersig/explain', input)).json
    const { userSig } = surface.emulator.credentials()
    const claims = { sdkAppId: 88888888, identifier: 'administrator', timeIso: '2026-01-15T09:30:00Z' }
    expect(await explain({ userSig })).toMatchObject({ claims, findings: [], ok: true, accepted: true })
    expect(await explain({ userSig, identifier: 'alice' })).toMatchObject({ findings: [{ severity: 'error' }] })
    expect(await explain({ userSig, secretKey: 'another key' })).toMatchObject({ accepted: false })
    await surface.control('POST', '/clock/advance', { by: '181d' })
    expect(await explain({ userSig })).toMatchObject({ findings: [{ code: 'expired' }], accepted: false })
    expect(await explain({ userSig: 'x' })).toMatchObject({ claims: null, ok: false })
    expect(toCodes(await surface.control('POST', '/usersig/explain', {}))).toEqual([
      '400 not-valid',
      'invalid-field userSig',
    ])
  })

  test('Creates a UserSig that is accepted', async () => {
    await using surface = await open()
    const { json } = await surface.control('GET', '/usersig?identifier=admin')
    const { userSig: usersig } = json as { userSig: string }
    const query = new URLSearchParams({
      sdkappid: '88888888',
      identifier: 'admin',
      usersig,
      random: '1',
      contenttype: 'json',
    })
    const init = { method: 'POST', body: JSON.stringify({ CallId: seedCall }) }
    const answer = await surface.request(`/v4/call_engine_http_srv/get_call_info?${query}`, init)
    expect(answer.json?.ErrorCode).toBe(0)
  })

  test('Lists exchanges by error, position and call, and masks UserSigs', async () => {
    await using surface = await open({ journal: 2 })
    for (const CallId of ['x', seedCall, 'y']) await surface.sendCommand('get_call_info', { CallId })
    const { json } = await surface.control('GET', '/journal')
    const second = { id: '88888888-2', position: 2 }
    const third = { id: '88888888-3', position: 3 }
    expect(json).toMatchObject({
      count: 3,
      exchanges: [
        { ...second, callId: seedCall, errorCode: 0 },
        { ...third, errorCode: 101004 },
      ],
    })
    expect(JSON.stringify(json)).not.toContain(surface.emulator.credentials().userSig.slice(0, -4))
    expect(JSON.stringify(json)).toContain('usersig=…')
    expect((await surface.control('GET', '/journal?errorCode=0')).json).toMatchObject({ exchanges: [second] })
    expect((await surface.control('GET', '/journal?since=2&callId=y')).json).toMatchObject({ exchanges: [third] })
    for (const [q, found] of [
      ['code:0', second],
      ['code:!0', third],
      ['command:get_call_info call:y since:1m', third],
      ['user:administrator since:2', third],
    ] as const)
      expect((await surface.control('GET', `/journal?q=${q}`)).json).toMatchObject({ exchanges: [found] })
    for (const id of ['88888888-3', '3'])
      expect((await surface.control('GET', `/journal/${id}`)).json).toMatchObject(third)
    await surface.control('DELETE', '/journal')
    expect((await surface.control('GET', '/journal')).json).toEqual({ count: 0, exchanges: [] })
    await surface.sendCommand('get_callback', {})
    expect((await surface.control('GET', '/journal')).json).toMatchObject({ exchanges: [{ position: 4 }] })
  })

  test('Keeps the trace context and the test name of a request, and finds it by text', async () => {
    await using surface = await open()
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const send = (headers: Record<string, string>, CallId: string) =>
      surface.request(surface.emulator.target('get_call_info'), {
        method: 'POST',
        headers,
        body: JSON.stringify({ CallId }),
      })
    await send({ traceparent, 'X-Ringback-Test': 'answers a Call' }, 'one')
    await send({}, 'two')
    const [first, second] = surface.emulator.journal.list()
    expect(first).toMatchObject({ traceparent, test: 'answers a Call' })
    expect([second?.traceparent, second?.test]).toEqual([undefined, undefined])
    expect(surface.emulator.saveJournal().entries[0]).toMatchObject({ traceparent, test: 'answers a Call' })
    const find = async (q: string) => {
      const { json } = await surface.control('GET', `/journal?q=${encodeURIComponent(q)}`)
      return (json as { exchanges: { position: number }[] }).exchanges.map(({ position }) => position)
    }
    expect(await find('ANSWERS a call')).toEqual([1])
    expect(await find('"two"')).toEqual([2])
    expect(await find('get_call_info')).toEqual([1, 2])
    expect(await find('nowhere')).toEqual([])
    expect(await find(surface.emulator.credentials().userSig.slice(0, 20))).toEqual([])
  })

  test('Streams events, and resumes after the last one that the client has seen', async () => {
    await using surface = await open({ scenario })
    const read = async (last: string | undefined, until: string) => {
      const headers = last === undefined ? {} : { 'Last-Event-ID': last }
      const response = await surface.emulator.fetch('/_ringback/events', { headers })
      const reader = response.body?.getReader()
      let text = ''
      while (!text.includes(until)) text += new TextDecoder().decode((await reader?.read())?.value)
      await reader?.cancel()
      return text
    }
    const live = read(undefined, 'answered')
    await new Promise(setImmediate)
    await surface.control('POST', '/clock/advance', { by: '10s' })
    const [, boot = '', position = ''] =
      /id: (.+)-(\d+)\nevent: call\ndata: .*"what":"answered","user":"bob"/.exec(await live) ?? []
    expect(await read(`${boot}-0`, 'answered')).toContain('"what":"started"')
    expect(await read(`${boot}-${Number(position) - 1}`, 'answered')).not.toContain('"what":"started"')
    for (const unknown of ['0', `other-${position}`, `${boot}-999`, `${boot}-x`])
      expect(await read(unknown, '\n\nid:')).toMatch(new RegExp(`id: ${boot}-\\d+\nevent: resync\ndata: {}\n\n`))
  })

  test('Requests a reload of the state if its position is no longer kept', async () => {
    await using surface = await open({ scenario })
    const { log, boot, emit } = surface.emulator.core.events
    for (let count = 0; count <= 10_000; count++) emit({ at: 0, about: 'clock', what: 'manual' })
    const response = await surface.emulator.fetch('/_ringback/events', { headers: { 'Last-Event-ID': `${boot}-1` } })
    const reader = response.body?.getReader()
    const text = [await reader?.read(), await reader?.read()]
      .map(part => new TextDecoder().decode(part?.value))
      .join('')
    await reader?.cancel()
    expect(text).toContain(`id: ${boot}-${log.count}\nevent: resync\ndata: {}\n\n`)
  })

  test('Serves both OpenAPI documents', async () => {
    await using surface = await open()
    const { json } = await surface.control('GET', '/openapi.json')
    const { paths } = json as { paths: Record<string, object> }
    for (const { method, path } of routes) expect(paths[path]).toHaveProperty(method)
    const vendor = (await surface.control('GET', '/vendor.openapi.json')).json
    expect(vendor).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) })
  })

  test('Requires the token of every request to the admin API', async () => {
    await using surface = await open({ controlToken: 'hush' })
    expect((await surface.control('GET', '/calls')).status).toBe(401)
    const headers = { Authorization: 'Bearer hush' }
    expect((await surface.request('/_ringback/calls', { headers })).status).toBe(200)
    expect((await surface.control('GET', '/calls?token=hush')).status).toBe(200)
    expect((await surface.sendCommand('get_call_info', { CallId: seedCall })).json?.ErrorCode).toBe(0)
  })
})

test.each([
  [{ Host: 'evil.example' }, 'foreign-host'],
  [{ Host: '127.0.0.1.evil.example' }, 'foreign-host'],
  [{ Origin: 'http://evil.example' }, 'foreign-origin'],
  [{ Origin: 'null' }, 'foreign-origin'],
])('Refuses a request with %j', async (headers, code) => {
  await using emulator = createEmulator()
  const { port } = await emulator.listen()
  const lines = Object.entries({ Host: `127.0.0.1:${port}`, ...headers, Connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  for (const path of ['/_ringback/health', '/_ringback/nothing', '/_ringback']) {
    const { text } = await sendRaw(port, `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
    expect(text).toContain('HTTP/1.1 403')
    expect(text).toContain(code)
    expect(text.toLowerCase()).not.toContain('access-control')
  }
})
