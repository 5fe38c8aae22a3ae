import { describe, expect, test } from 'vitest'
import { callbackCommands } from '../../src/contracts/callbacks.ts'
import { requestIdPattern, success } from '../../src/contracts/envelope.ts'
import { setCallback } from '../../src/contracts/rest/callback-settings.ts'
import { surfaces } from '../surfaces/surface.ts'
import { checkCodes, collectRefusals } from './check-refusals.ts'
import { createReceiver, emptyScenario, startTestCall } from './sample.ts'

const [sample] = setCallback.examples
const Url = 'http://127.0.0.1:3000/callback'
const [started, changed, ended] = callbackCommands
const right = { Url, CallbackCommandList: [ended] }

describe.each(surfaces)('$name', ({ open }) => {
  test('Answers the documented request as documented', async () => {
    await using surface = await open()
    const { status, json, text } = await surface.sendCommand('set_callback', sample.body)
    expect(status).toBe(200)
    expect(json).toEqual({ ...sample.answer, RequestId: expect.stringMatching(requestIdPattern) })
    expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(sample.answer))
    expect(success.strict().parse(json)).toEqual(json)
    expect((await surface.sendCommand('get_callback', {})).json?.Response).toEqual(sample.body)
  })

  test.each([
    'http://127.0.0.1',
    'https://example.com/callback?key=secret&next=%2Fa%20b%3F&x',
    'http://example.com/callback?',
    'http://example.com/callback?a=1&',
    'HTTP://EXAMPLE.com:80/../Callback/./%7E?Q=%e4%bd%a0#top',
    'http://[::1]:3000/callback',
    'http://user:pass@localhost:3000/',
    'http://例子.测试/回调?名=值',
    `http://example.com/${'x'.repeat(2_029)}`,
  ])('Keeps the address %.60s byte for byte', async address => {
    await using surface = await open()
    expect((await surface.sendCommand('set_callback', { ...right, Url: address })).json?.ErrorCode).toBe(0)
    expect((await surface.sendCommand('get_callback', {})).json?.Response).toEqual({ ...right, Url: address })
  })

  test('Lists each command once, in the order of the request', async () => {
    await using surface = await open()
    await surface.sendCommand('set_callback', { Url, CallbackCommandList: [ended, started, ended, started] })
    const { json } = await surface.sendCommand('get_callback', {})
    expect(json?.Response).toEqual({ Url, CallbackCommandList: [ended, started] })
  })

  test('Replaces address and commands of an earlier configuration', async () => {
    await using surface = await open()
    await surface.sendCommand('set_callback', { Url: 'http://first/', CallbackCommandList: [started, changed] })
    await surface.sendCommand('set_callback', right)
    expect((await surface.sendCommand('get_callback', {})).json?.Response).toEqual(right)
  })

  test('Sends callbacks to the address that was set when the event happened', async () => {
    const { received, send } = createReceiver()
    await using surface = await open({ scenario: emptyScenario, send })
    startTestCall(surface, { id: 'before' })({ does: 'end' })
    await surface.sendCommand('set_callback', { Url: 'http://first/a', CallbackCommandList: [started, ended] })
    const act = startTestCall(surface)
    act({ does: 'answer', user: 'bob' })
    await surface.emulator.clock.advance(0)
    expect(received).toEqual([`${started} to http://first/a`])
    await surface.sendCommand('set_callback', { Url: 'http://second/b', CallbackCommandList: [changed, ended] })
    await surface.emulator.clock.advance(0)
    act({ does: 'hangup', user: 'bob' })
    await surface.emulator.clock.advance(0)
    expect(received.slice(1)).toEqual([`${changed} to http://second/b`, `${ended} to http://second/b`])
  })

  test('Sends callbacks for what a command causes', async () => {
    const { received, send } = createReceiver()
    await using surface = await open({ send })
    await surface.sendCommand('set_callback', right)
    await surface.sendCommand('end_call', { CallId: '055662e1-bc8a-469c-a334-1126c8c17d58' })
    await surface.emulator.clock.advance(0)
    expect(received).toEqual([`${ended} to ${Url}`])
  })

  test('Keeps the configurations of applications apart', async () => {
    await using surface = await open({ scenario: 'two-apps' })
    const sendAs = async (command: 'set_callback' | 'get_callback', sdkAppId: number, body: object) => {
      const target = surface.emulator.app(sdkAppId).target(command)
      return (await surface.request(target, { method: 'POST', body: JSON.stringify(body) })).json
    }
    await sendAs('set_callback', 1_400_000_001, right)
    expect(await sendAs('get_callback', 1_400_000_002, {})).toMatchObject({ ErrorCode: 100301 })
    await sendAs('set_callback', 1_400_000_002, { ...right, Url: 'http://other/' })
    expect(await sendAs('get_callback', 1_400_000_001, {})).toMatchObject({ Response: right })
  })

  test.each([
    [{ Url: undefined }, 'Missing Url: expected a string.'],
    [{ Url: 5 }, 'Invalid Url: expected a string, got 5.'],
    [{ Url: '' }, 'Invalid Url: expected an address'],
    [{ Url: 'example.com/callback' }, 'Invalid Url: expected an address'],
    [{ Url: 'ftp://example.com/' }, 'Invalid Url: expected an address'],
    [{ Url: 'http:/example.com' }, 'http:// or https://'],
    [{ Url: 'http://' }, 'http:// or https://'],
    [{ Url: 'http:///callback' }, 'http:// or https://'],
    [{ Url: 'http://?a=1' }, 'http:// or https://'],
    [{ Url: 'http://host:port/' }, 'http:// or https://'],
    [{ Url: ' http://example.com/' }, 'http:// or https://'],
    [{ Url: 'http://example.com/a b' }, 'http:// or https://'],
    [{ Url: 'http://example.com/\n' }, 'http:// or https://'],
    [{ Url: 'javascript:alert(1)//http://' }, 'http:// or https://'],
    [{ Url: `http://example.com/${'x'.repeat(2_030)}` }, 'expected at most 2048 characters'],
    [{ CallbackCommandList: undefined }, 'Missing CallbackCommandList: expected an array.'],
    [{ CallbackCommandList: [] }, 'Invalid CallbackCommandList: expected at least 1 item, got [].'],
    [{ CallbackCommandList: ended }, `Invalid CallbackCommandList: expected an array, got "${ended}".`],
    [{ CallbackCommandList: [ended, 'EndCall'] }, `Invalid CallbackCommandList.1: expected "${started}"`],
    [{ CallbackCommandList: [null] }, 'Invalid CallbackCommandList.0: expected'],
  ])('Refuses %j with a reason and keeps the configuration', async (changes, why) => {
    await using surface = await open()
    await surface.sendCommand('set_callback', right)
    const { status, json } = await surface.sendCommand('set_callback', {
      Url,
      CallbackCommandList: [started],
      ...changes,
    })
    expect(status).toBe(200)
    expect(json).toMatchObject({ ErrorCode: 100002, ActionStatus: 'FAIL' })
    expect(json?.ErrorInfo).toContain(why)
    expect((await surface.sendCommand('get_callback', {})).json?.Response).toEqual(right)
  })

  test('Performs the checks in the order of the service, before the fields', async () => {
    await using surface = await open({ rateLimit: 1 })
    expect(await collectRefusals(surface, 'set_callback', { Url }, right)).toEqual([...checkCodes, 100002, 0])
  })
})
