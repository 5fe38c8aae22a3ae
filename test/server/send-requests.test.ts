import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { answers } from '../../src/server/admin/answers.ts'
import { surfaces } from '../surfaces/surface.ts'

const scenario = {
  ringback: 1,
  start: '2026-01-15T09:30:00Z',
  calls: [{ id: 'live', from: 'alice', to: ['bob'], media: 'audio', ring: 'never' }],
} as const

const refusal = z.object({ code: z.string(), detail: z.string() })
const error = z.object({ ErrorCode: z.int() })

const toCode = (sent: { readonly reply: { readonly body: string } | null }) =>
  sent.reply && error.parse(JSON.parse(sent.reply.body)).ErrorCode

describe.each(surfaces)('$name', ({ open }) => {
  async function start() {
    const surface = await open({ scenario })
    return {
      surface,
      [Symbol.asyncDispose]: () => surface[Symbol.asyncDispose](),
      send: async (input: unknown, path = '/requests') =>
        answers.Sent.parse((await surface.control('POST', path, input)).json),
      refuse: async (input: unknown) => {
        const { status, json } = await surface.control('POST', '/requests', input)
        return { status, ...refusal.parse(json) }
      },
    }
  }

  test('Sends a command, signed', async () => {
    await using at = await start()
    const sent = await at.send({ command: 'get_call_info', body: { CallId: 'live' } })
    expect(toCode(sent)).toBe(0)
    expect(sent.exchange).toMatchObject({ id: '88888888-1', command: 'get_call_info', scope: 'admin', status: 200 })
    expect(sent.exchange.target).toMatch(/usersig=…\w{4}/)
  })

  test('Sends as another account, with changed parameters and a text as body', async () => {
    await using at = await start()
    expect(toCode(await at.send({ command: 'end_call', identifier: 'alice' }))).toBe(60010)
    expect(toCode(await at.send({ command: 'end_call', query: { random: null } }))).toBe(60002)
    expect(toCode(await at.send({ command: 'end_call', body: 'not json' }))).toBe(60003)
  })

  test('Sends an earlier request again with a new signature and no other change', async () => {
    await using at = await start()
    await at.surface.sendCommand('get_call_info', { CallId: 'live' })
    await at.surface.emulator.clock.advance('200d')
    expect(toCode(await at.send({ from: '88888888-1', sign: 'original' }))).toBe(70001)
    const repeated = await at.send({ from: 1 })
    expect(toCode(repeated)).toBe(0)
    expect(repeated.exchange).toMatchObject({ body: '{"CallId":"live"}', identifier: 'administrator' })
  })

  test('Changes the query and the body of an earlier request', async () => {
    await using at = await start()
    await at.surface.sendCommand('get_call_info', { CallId: 'nobody' })
    expect(toCode(await at.send({ from: 1, change: { body: { CallId: 'live' } } }))).toBe(0)
    expect(toCode(await at.send({ from: 1, change: { query: { contenttype: null } } }))).toBe(60025)
    expect(toCode(await at.send({ from: 1, change: { query: { usersig: 'x' } } }))).toBe(70003)
  })

  test('Uses up limits and faults, and reports a reset connection as no reply', async () => {
    await using at = await start()
    await at.surface.control('POST', '/faults', { on: 'all', times: 1, drop: 'before' })
    const reset = await at.send({ command: 'get_call_info', body: { CallId: 'live' } })
    expect(reset).toMatchObject({ reply: null, exchange: { drop: 'before', faults: ['fault-1'] } })
    expect(toCode(await at.send({ command: 'get_call_info', body: { CallId: 'live' } }))).toBe(0)
  })

  test('Evaluates none of its requests by rules', async () => {
    await using at = await start()
    await at.send({ command: 'get_call_info', body: { callid: 'wrong' } })
    const report = answers.Report.parse((await at.surface.control('GET', '/report')).json)
    expect(report.verdict).toBe('not exercised')
    expect(report.results.every(({ evaluated }) => evaluated === 0)).toBe(true)
  })

  test('Sends to the application in the path', async () => {
    await using at = await start()
    await at.surface.control('POST', '/apps', { sdkAppId: 1_400_000_001 })
    const sent = await at.send({ command: 'get_callback' }, '/apps/1400000001/requests')
    expect(sent.exchange).toMatchObject({ id: '1400000001-1', sdkAppId: 1_400_000_001 })
  })

  test.each([
    [{}, 400, 'not-valid'],
    [{ command: 'get_cal_info' }, 400, 'not-valid'],
    [{ command: 'get_call_info', sign: 'fresh' }, 400, 'not-valid'],
    [{ from: 1, body: {} }, 400, 'not-valid'],
    [{ from: 'x-9' }, 404, 'no-such-exchange'],
    [{ command: 'get_call_info', app: 5 }, 404, 'no-such-application'],
  ])('Refuses %j', async (input, status, code) => {
    await using at = await start()
    expect(await at.refuse(input)).toMatchObject({ status, code })
  })

  test('Refuses to repeat a request that the journal keeps only in part', async () => {
    await using at = await start()
    await at.surface.sendCommand('get_call_info', { CallId: 'live', Padding: 'x'.repeat(5_000) })
    expect(await at.refuse({ from: 1 })).toMatchObject({ status: 409, code: 'not-possible' })
    expect(toCode(await at.send({ from: 1, change: { body: { CallId: 'live' } } }))).toBe(0)
  })
})
