import dns from 'node:dns'
import https from 'node:https'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { hosts } from '../../src/contracts/hosts.ts'
import type { FaultInput } from '../../src/faults/fault.ts'
import { toHandlers } from '../../src/sdk/msw.ts'
import { createEmulator } from '../create-emulator.ts'

/** The reply, or the error of a failed request. */
type SendRequest = (
  url: string,
  method?: string,
) => Promise<{ readonly status: number; readonly text: string } | 'failed'>

const CallId = 'c'
const body = JSON.stringify({ CallId })

const byFetch: SendRequest = async (url, method = 'POST') => {
  try {
    const response = await fetch(url, { method, ...(method === 'GET' ? {} : { body }) })
    return { status: response.status, text: await response.text() }
  } catch {
    return 'failed'
  }
}

const byHttps: SendRequest = (url, method = 'POST') =>
  new Promise(resolve => {
    const outgoing = https.request(url, { method }, response => {
      let text = ''
      response.on('data', chunk => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.on('error', () => resolve('failed'))
    })
    outgoing.on('error', () => resolve('failed'))
    outgoing.end(method === 'GET' ? undefined : body)
  })

const clients = [
  ['fetch', byFetch],
  ['node:https', byHttps],
] as const

const server = setupServer()
// Requests that are not intercepted must not leave the machine.
const lookup = vi.spyOn(dns, 'lookup').mockImplementation((...input: unknown[]) => {
  const done = input.at(-1)
  if (typeof done === 'function') done(new Error('A request would have left this process.'))
})
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => {
  server.resetHandlers()
  expect(lookup).not.toHaveBeenCalled()
})
afterAll(() => {
  server.close()
  lookup.mockRestore()
})

function open() {
  const emulator = createEmulator({ scenario: { ringback: 1 }, clock: 'manual' })
  emulator.calls.open({ id: CallId, from: 'alice', to: ['bob'] })
  server.use(...toHandlers(emulator))
  return emulator
}

describe.for(clients)('By %s', ([, sendRequest]) => {
  test.for(hosts)('Answers requests for $host', async ({ host }) => {
    await using emulator = open()
    const answer = await sendRequest(`https://${host}${emulator.target('get_call_info')}`)
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('"ErrorCode":0') })
    expect(emulator.saveJournal().entries).toMatchObject([{ method: 'POST', body, timing: { host } }])
  })

  test('Receives query and method unchanged', async () => {
    await using emulator = open()
    const query = '?b=1&a=%2A*+%20&a=%e4%BD%A0&&=&c'
    await sendRequest(`https://console.tim.qq.com/v4/call_engine_http_srv/get_call_info${query}`)
    await sendRequest(`https://console.tim.qq.com/v4/call_engine_http_srv/get_call_info${query}`, 'GET')
    const exchanges = emulator.core.runLog.exchanges.since()
    expect(exchanges.map(({ method }) => method)).toEqual(['POST', 'GET'])
    expect(exchanges.map(({ target }) => target.slice(target.indexOf('?')))).toEqual([query, query])
  })

  test.for<FaultInput>([
    { on: 'all', drop: 'before' },
    { on: 'all', drop: 'during' },
  ])('Fails a request whose connection %j resets', async fault => {
    await using emulator = open()
    emulator.faults.add(fault)
    expect(await sendRequest(`https://console.tim.qq.com${emulator.target('get_call_info')}`)).toBe('failed')
  })

  test.for<readonly [FaultInput, object]>([
    [{ on: 'all', http: 502 }, { status: 502 }],
    [
      { on: 'all', body: 'empty' },
      { status: 200, text: '' },
    ],
    [
      { on: 'all', dribble: '5000B/s' },
      { status: 200, text: expect.stringMatching(/}$/) },
    ],
  ])('Applies %j as over a network', async ([fault, failureMode]) => {
    await using emulator = open()
    emulator.faults.add(fault)
    expect(await sendRequest(`https://console.tim.qq.com${emulator.target('get_call_info')}`)).toMatchObject(
      failureMode,
    )
  })

  test('Delays a reply until the clock is advanced', async () => {
    await using emulator = open()
    emulator.faults.add({ on: 'all', delay: '10s' })
    const answer = sendRequest(`https://console.tim.qq.com${emulator.target('get_call_info')}`)
    await emulator.waitFor({ request: {} })
    await emulator.clock.advance('10s')
    expect(await answer).toMatchObject({ status: 200 })
  })

  test.for([
    'https://adminapi.im.qcloud.com/v4/x?usersig=secret',
    'https://qq.com',
    'https://console.tim.qq.com:8443/',
    'https://CONSOLE.tim.qq.com.cn.qq.com./',
    'https://adminapiind.my-imcloud.com/',
    'https://callkit-intl.trtc.tencent-cloud.com/v1/callback/set',
    'https://trtc.tencentcloudapi.com/',
    'https://x.tencentcs.com/',
  ])('Refuses %s with a warning that names the host', async url => {
    await using emulator = open()
    const warnings = collectWarnings()
    expect(await sendRequest(url)).toBe('failed')
    const { hostname } = new URL(url)
    expect(warnings()).toEqual([expect.stringContaining(`POST https://${hostname}`)])
    expect(warnings().join()).not.toContain('secret')
    expect(emulator.journal.count).toBe(0)
  })

  test('Leaves other names to msw', async () => {
    await using emulator = open()
    server.use(http.get('https://example.com/qq.com', () => HttpResponse.text('mine')))
    expect(await sendRequest('https://example.com/qq.com?at=https://qq.com/', 'GET')).toMatchObject({ text: 'mine' })
    expect(emulator.journal.count).toBe(0)
  })
})

test.for([
  [{ host: '43.128.0.1', servername: 'console.tim.qq.com' }],
  [{ host: '43.128.0.1', headers: { Host: 'trtc.tencentcloudapi.com' } }],
] as const)("Refuses a TLS connection to an address whose server name is the vendor's: %j", async ([options]) => {
  open()
  server.close()
  onTestFinished(() => server.listen({ onUnhandledRequest: 'error' }))
  const error = await new Promise(resolve => https.get({ ...options, port: 443 }).on('error', resolve))
  expect(error).toMatchObject({ code: 'RINGBACK_REFUSED' })
})

test('Refuses the service by http, after the handlers of the user', async () => {
  await using _ = open()
  const warnings = collectWarnings()
  expect(await byFetch('http://console.tim.qq.com/')).toBe('failed')
  expect(warnings()).toHaveLength(1)
  server.use(http.get('https://api.weixin.qq.com/token', () => HttpResponse.text('mine')))
  expect(await byFetch('https://api.weixin.qq.com/token', 'GET')).toMatchObject({ text: 'mine' })
})

test('Reports a client that mixes regions or gives up too soon', async () => {
  await using emulator = open()
  for (const host of ['console.tim.qq.com', 'adminapisgp.im.qcloud.com'])
    await byFetch(`https://${host}${emulator.target('get_call_info')}`)
  emulator.faults.add({ on: 'all', delay: '10s' })
  const signal = AbortSignal.timeout(50)
  const target = emulator.target('get_call_info')
  await expect(fetch(`https://console.tim.qq.com${target}`, { method: 'POST', body, signal })).rejects.toThrow()
  const { results } = await emulator.report()
  const failedRules = results.filter(({ verdict }) => verdict === 'failed').map(({ rule }) => rule.id)
  expect(failedRules).toEqual(['RB-Q24', 'RB-B08'])
})

function collectWarnings(): () => readonly string[] {
  const warnings = vi.spyOn(process, 'emitWarning').mockReturnValue()
  onTestFinished(() => warnings.mockRestore())
  return () => warnings.mock.calls.map(([sentence]) => String(sentence))
}
