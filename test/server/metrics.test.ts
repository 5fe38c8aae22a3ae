import { describe, expect, test } from 'vitest'
import { createEmulator } from '../create-emulator.ts'
import { type Surface, surfaces } from '../surfaces/surface.ts'

/** The samples of a text in Prometheus' format 0.0.4, by name and labels as written. Throws for everything that the format forbids. */
function parseMetrics(text: string): { readonly [series: string]: number } {
  const name = '[a-zA-Z_:][a-zA-Z0-9_:]*'
  const label = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"'
  const value = '[+-]?(?:\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?|Inf)|NaN'
  const sample = new RegExp(`^(${name})(?:\\{(${label}(?:,${label})*)\\})? (${value})$`)
  const series: { [series: string]: number } = {}
  const described = new Set<string>()
  let current: { readonly name: string; type?: string | undefined } | undefined
  if (!text.endsWith('\n')) throw new Error('The last line does not end.')
  for (const line of text.slice(0, -1).split('\n')) {
    const help = new RegExp(`^# HELP (${name}) (?:[^\\\\]|\\\\[\\\\n])+$`).exec(line)?.[1]
    const [, typed, type] = new RegExp(`^# TYPE (${name}) (counter|gauge)$`).exec(line) ?? []
    if (help !== undefined) {
      if (described.has(help)) throw new Error(`${help} is described twice.`)
      described.add(help)
      current = { name: help }
    } else if (typed !== undefined) {
      if (current?.name !== typed || current.type) throw new Error(`The type of ${typed} is not below its help.`)
      current.type = type
      if ((type === 'counter') !== typed.endsWith('_total')) throw new Error(`${typed} is named unlike a ${type}.`)
    } else {
      const [, of, labels = '', number] = sample.exec(line) ?? []
      if (of === undefined) throw new Error(`Not a sample: ${line}`)
      if (current?.name !== of || !current.type) throw new Error(`${of} has no type.`)
      if (/(?:^|,)(\w+)=.*,\1=/.test(labels)) throw new Error(`A label is there twice: ${line}`)
      const key = labels ? `${of}{${labels}}` : of
      if (key in series) throw new Error(`${key} is there twice.`)
      series[key] = Number(number)
    }
  }
  return series
}

async function scrape(surface: Surface) {
  const { status, headers, text } = await surface.request('/_ringback/metrics')
  expect([status, headers.get('Content-Type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  return parseMetrics(text)
}

describe.each(surfaces)('$name', ({ name, open }) => {
  test('Counts requests, calls, callbacks, faults and exchanges', async () => {
    const answers = [{ status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' } as const]
    await using surface = await open({
      journal: 4,
      send: async () => answers.shift() ?? { status: 500, text: '' },
      scenario: {
        ringback: 1,
        apps: [
          {
            sdkAppId: 5,
            secretKey: 'a-secret',
            admins: ['administrator'],
            callback: { url: 'http://127.0.0.1:9/callback', commands: ['Call.CallbackAfterStartCall'] },
          },
        ],
        calls: [
          { id: 'one', from: 'alice', to: ['bob'], media: 'audio' },
          { id: 'two', from: 'carol', to: ['dave'], media: 'audio' },
        ],
        faults: [{ on: 'get_call_info', skip: 2, times: 1, http: 502 }],
      },
    })
    await surface.control('POST', '/clock/advance', { by: '1s' })
    for (const CallId of ['one', 'none', 'one']) await surface.sendCommand('get_call_info', { CallId })
    await surface.sendCommand('end_call', { CallId: 'two' })
    await surface.request('/v4/openim/"a\\b/c', { method: 'POST', body: '{}' })
    expect(await scrape(surface)).toMatchObject({
      'ringback_requests_total{scope="call-api",command="get_call_info",code="0"}': 1,
      'ringback_requests_total{scope="call-api",command="get_call_info",code="101004"}': 1,
      'ringback_requests_total{scope="call-api",command="get_call_info",code="none"}': 1,
      'ringback_requests_total{scope="call-api",command="end_call",code="0"}': 1,
      ringback_callbacks_total: 2,
      'ringback_callbacks{state="delivered",attempts="1"}': 1,
      'ringback_callbacks{state="failed",attempts="1"}': 1,
      'ringback_callback_attempts_total{result="ok"}': 1,
      'ringback_callback_attempts_total{result="wrong-status"}': 1,
      'ringback_calls{state="live"}': 1,
      'ringback_calls{state="ended"}': 1,
      ringback_applications: 1,
      ringback_exchanges: 4,
      'ringback_fault_matches_total{fault="fault-1"}': 3,
      'ringback_fault_hits_total{fault="fault-1"}': 1,
      ringback_event_streams: 0,
    })
  })

  test('Counts open connections and event streams', async () => {
    await using surface = await open()
    const response = await (surface.emulator.url === undefined
      ? surface.emulator.fetch('/_ringback/events')
      : fetch(`${surface.emulator.url}/_ringback/events`))
    const reader = response.body?.getReader()
    await reader?.read()
    const { ringback_connections: connections = -1, ringback_event_streams: streams } = await scrape(surface)
    expect([connections > 0, streams]).toEqual([name === 'over HTTP', 1])
    await reader?.cancel()
    await expect.poll(async () => (await scrape(surface)).ringback_event_streams).toBe(0)
  })

  test('Reports the version and the process', async () => {
    await using surface = await open()
    const { ringback_uptime_seconds: uptime = -1, ...samples } = await scrape(surface)
    expect(uptime).toBeLessThan(60)
    expect(uptime).toBeGreaterThan(0)
    expect(Object.keys(samples)).toContainEqual(
      expect.stringMatching(/^ringback_build_info\{version="\d+\.\d+\.\d+",node="\d+\.\d+\.\d+"\}$/),
    )
    expect(samples.process_resident_memory_bytes).toBeGreaterThan(1e6)
    expect(samples.process_cpu_seconds_total).toBeGreaterThan(0)
    expect(samples.process_start_time_seconds).toBeGreaterThan(1.6e9)
  })
})

test('Has no series per application, and masks keys in names of commands', async () => {
  await using emulator = createEmulator({ clock: 'manual', otherCommands: 'accept' })
  const count = async () => Object.keys(parseMetrics(await (await emulator.fetch('/_ringback/metrics')).text())).length
  const secretKey = 'a_secret_key_of_mine'
  emulator.apps.create({ secretKey })
  await emulator.fetch(`/v4/openim/${secretKey}?sdkappid=88888888`, { method: 'POST', body: '{}' })
  const text = await (await emulator.fetch('/_ringback/metrics')).text()
  expect(text).toContain('scope="other-service",command="openim/')
  expect(text).not.toContain(secretKey)
  const before = await count()
  for (let created = 0; created < 20; created++) emulator.apps.create()
  expect(await count()).toBe(before)
})
