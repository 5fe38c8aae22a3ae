import { describe, expect, test } from 'vitest'
import { createEmulator } from '../create-emulator.ts'
import { sendRaw, toRawPost } from '../surfaces/raw.ts'
import { type Surface, surfaces } from '../surfaces/surface.ts'

const body = { CallId: '055662e1-bc8a-469c-a334-1126c8c17d58' }
const text = JSON.stringify(body)
const arm = async (surface: Surface, fault: object) =>
  expect((await surface.control('POST', '/faults', fault)).status).toBe(201)
const on = 'get_call_info'

describe.each(surfaces)('$name', ({ open }) => {
  test.each([101001, 101002, 101004, 60008, 70169, 60020])('Refuses with the error %i in one line', async error => {
    await using surface = await open()
    await arm(surface, { on, error })
    const { status, json } = await surface.sendCommand('get_call_info', body)
    expect([status, json?.ErrorCode, json?.ActionStatus]).toEqual([200, error, 'FAIL'])
  })

  test('Sends the message of a fault as ErrorInfo', async () => {
    await using surface = await open()
    await arm(surface, { on, error: 101001, message: 'shard 7 is away' })
    expect((await surface.sendCommand('get_call_info', body)).json?.ErrorInfo).toBe('shard 7 is away')
  })

  test('Skips, then hits the given number of requests, and counts them', async () => {
    await using surface = await open()
    await arm(surface, { on, skip: 1, times: 2, error: 101001 })
    const codes = []
    for (let index = 0; index < 5; index++)
      codes.push((await surface.sendCommand('get_call_info', body)).json?.ErrorCode)
    expect(codes).toEqual([0, 101001, 101001, 0, 0])
    const { json } = await surface.control('GET', '/faults')
    expect(json).toMatchObject({ faults: [{ id: 'fault-1', hit: 2, done: true }] })
  })

  test('Applies the second fault when the first is used up', async () => {
    await using surface = await open()
    await arm(surface, { on, times: 1, error: 101001 })
    await arm(surface, { on, times: 1, error: 60008 })
    const codes = []
    for (let index = 0; index < 3; index++)
      codes.push((await surface.sendCommand('get_call_info', body)).json?.ErrorCode)
    expect(codes).toEqual([101001, 60008, 0])
  })

  test('Applies an error only to accepted requests', async () => {
    await using surface = await open()
    await arm(surface, { on: 'all', times: 1, error: 101001 })
    expect((await surface.request('/v4/call_engine_http_srv/get_call_info', { method: 'POST' })).json?.ErrorCode).toBe(
      60012,
    )
    expect((await surface.sendCommand('get_call_info', body)).json?.ErrorCode).toBe(101001)
  })

  test('Applies a fault within its interval of the scenario', async () => {
    await using surface = await open()
    await arm(surface, { on, from: '5s', until: '10s', error: 101001 })
    const codes = []
    for (let index = 0; index < 3; index++) {
      codes.push((await surface.sendCommand('get_call_info', body)).json?.ErrorCode)
      await surface.emulator.clock.advance('5s')
    }
    expect(codes).toEqual([0, 101001, 0])
  })

  test('Sends the page of a gateway for http: 502', async () => {
    await using surface = await open()
    await arm(surface, { on, http: 502 })
    const answer = await surface.sendCommand('get_call_info', body)
    expect(answer.status).toBe(502)
    expect(answer.headers.get('content-type')).toBe('text/html')
    expect(answer.text).toContain('502 Bad Gateway')
  })

  test.each([
    ['empty', (text: string) => text === ''],
    ['truncated', (text: string) => text.startsWith('{"ErrorCode":0') && !text.endsWith('}')],
    ['garbage', (text: string) => text.includes('not json')],
    ['html', (text: string) => text.startsWith('<html>')],
  ] as const)('Sends %s instead of JSON, with status 200', async (kind, fits) => {
    await using surface = await open()
    await arm(surface, { on, body: kind })
    const answer = await surface.sendCommand('get_call_info', body)
    expect([answer.status, answer.json, fits(answer.text)]).toEqual([200, undefined, true])
  })

  test('Omits fields of the envelope', async () => {
    await using surface = await open()
    await arm(surface, { on, omit: ['ActionStatus', 'RequestId'] })
    const { json } = await surface.sendCommand('get_call_info', body)
    expect(Object.keys(json ?? {})).toEqual(['ErrorCode', 'ErrorInfo', 'Response'])
  })

  test('Sends fields of the envelope as another JSON type', async () => {
    await using surface = await open()
    const right = await surface.sendCommand('get_call_info', body)
    await arm(surface, { on, mistype: ['ErrorCode', 'ActionStatus', 'Response'] })
    const { status, headers, json } = await surface.sendCommand('get_call_info', body)
    expect([status, headers.get('content-type')]).toEqual([200, right.headers.get('content-type')])
    expect(json).toEqual({
      ErrorCode: '0',
      ErrorInfo: '',
      ActionStatus: ['OK'],
      RequestId: expect.any(String),
      Response: JSON.stringify(right.json?.Response),
    })
    const { json: listed } = await surface.control('GET', '/faults')
    expect(listed).toMatchObject({
      faults: [{ sentence: expect.stringContaining('sends ErrorCode, ActionStatus and Response as another type') }],
    })
  })

  test('Mistypes a refusal too, and keeps the reply in the journal', async () => {
    await using surface = await open()
    await arm(surface, { on, error: 101001, mistype: ['ErrorCode'] })
    expect((await surface.sendCommand('get_call_info', body)).json).toMatchObject({
      ErrorCode: '101001',
      ActionStatus: 'FAIL',
    })
    const [exchange] = surface.emulator.core.runLog.exchanges.since()
    expect([exchange?.errorCode, exchange?.failureModes]).toEqual([101001, ['refusal', 'mistyped']])
  })

  test('Keeps a mistype fault in a snapshot', async () => {
    await using surface = await open()
    await arm(surface, { on, mistype: ['ErrorCode'] })
    const { json: snapshot } = await surface.control('GET', '/snapshot')
    await using other = await open()
    expect((await other.control('PUT', '/snapshot', snapshot)).status).toBe(200)
    expect((await other.sendCommand('get_call_info', body)).json?.ErrorCode).toBe('0')
    expect((await other.control('GET', '/snapshot')).json).toMatchObject({
      faults: [{ fault: { mistype: ['ErrorCode'] } }],
    })
  })

  test('Refuses faults with fields that no envelope has', async () => {
    await using surface = await open()
    const { status, json } = await surface.control('POST', '/faults', { on, mistype: ['ErrorCod'] })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(JSON.stringify(json)).toContain('Did you mean')
  })

  test('Ends a delay when the clock is advanced', async () => {
    await using surface = await open()
    await arm(surface, { on, delay: '10m' })
    const pending = surface.sendCommand('get_call_info', body)
    while (surface.emulator.core.runLog.exchanges.count === 0) await new Promise(setImmediate)
    await surface.emulator.clock.advance('10m')
    expect((await pending).json?.ErrorCode).toBe(0)
  })

  test('Ends a delay when the same real time has passed', async () => {
    await using surface = await open()
    await arm(surface, { on, delay: '60ms' })
    const startedAt = performance.now()
    expect((await surface.sendCommand('get_call_info', body)).json?.ErrorCode).toBe(0)
    expect(performance.now() - startedAt).toBeGreaterThan(50)
  })

  test.each(['before', 'during'])('Fails the request for drop: %s', async drop => {
    await using surface = await open()
    await arm(surface, { on, drop })
    await expect(surface.sendCommand('get_call_info', body)).rejects.toThrow()
    await surface.control('DELETE', '/faults')
    expect((await surface.sendCommand('get_call_info', body)).json?.ErrorCode).toBe(0)
  })

  test('Sends the whole reply slowly for dribble', async () => {
    await using surface = await open()
    await arm(surface, { on, dribble: '2000B/s' })
    const startedAt = performance.now()
    expect((await surface.sendCommand('get_call_info', body)).json?.ErrorCode).toBe(0)
    expect(performance.now() - startedAt).toBeGreaterThan(50)
  })

  test('Applies a delay and an error together', async () => {
    await using surface = await open()
    await arm(surface, { on, delay: '40ms' })
    await arm(surface, { on, error: 101001 })
    const startedAt = performance.now()
    expect((await surface.sendCommand('get_call_info', body)).json?.ErrorCode).toBe(101001)
    expect(performance.now() - startedAt).toBeGreaterThan(30)
  })

  test('Draws probabilities from the seed', async () => {
    const draw = async (seed: number) => {
      await using surface = await open({ seed })
      await arm(surface, { on, probability: 0.5, error: 101001 })
      const codes = []
      for (let index = 0; index < 40; index++)
        codes.push((await surface.sendCommand('get_call_info', body)).json?.ErrorCode)
      return codes.join()
    }
    expect(await draw(7)).toBe(await draw(7))
    expect(await draw(7)).not.toBe(await draw(8))
  })
})

test('Resets the connection without a byte for drop: before', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { port, url } = await emulator.listen()
  await fetch(`${url}/_ringback/faults`, { method: 'POST', body: JSON.stringify({ on, drop: 'before' }) })
  const answer = await sendRaw(port, toRawPost(emulator.target('get_call_info'), text))
  expect(answer).toEqual({ text: '', ended: 'reset' })
})

test('Resets the connection within the body for drop: during', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { port, url } = await emulator.listen()
  await fetch(`${url}/_ringback/faults`, { method: 'POST', body: JSON.stringify({ on, drop: 'during' }) })
  const answer = await sendRaw(port, toRawPost(emulator.target('get_call_info'), text))
  // Node's sockets end a stream after a reset like any other, but it is incomplete.
  expect(answer.ended).not.toBe('left open')
  expect(answer.text).toMatch(/HTTP\/1.1 200 OK[\s\S]*Content-Length: 3\d\d/)
  expect(answer.text).toContain('{"ErrorCode":0')
  expect(answer.text).not.toContain('user2')
})

test('Continues after a client disconnects during a slow reply', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { port, url } = await emulator.listen()
  await fetch(`${url}/_ringback/faults`, { method: 'POST', body: JSON.stringify({ on, times: 1, dribble: '20B/s' }) })
  const cut = await sendRaw(port, toRawPost(emulator.target('get_call_info'), text), 200)
  expect(cut.ended).toBe('left open')
  const answer = await sendRaw(port, toRawPost(emulator.target('get_call_info'), text))
  expect(answer.text).toContain('"ErrorCode":0')
})
