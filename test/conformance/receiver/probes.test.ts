import { expect, test } from 'vitest'
import { runReceiverProbes } from '../../../src/conformance/receiver/check.ts'
import type { ReceiverProbeId } from '../../../src/conformance/receiver/probes.ts'
import type { ReceiverProbeRun } from '../../../src/conformance/receiver/request.ts'
import { callbacks, isCallbackCommand } from '../../../src/contracts/callbacks.ts'
import type { SendCallback } from '../../../src/emulator/callbacks/delivery-result.ts'
import { sha256 } from '../../../src/sdk/callback-dispatcher.ts'
import { parseJson } from '../../../src/text/data.ts'
import { sdkAppId, token } from './receiver.ts'

const now = Date.parse('2026-01-15T09:30:00Z')

/** Sends every probe to a receiver that refuses a wrong Sign and accepts everything else. */
async function run(url = 'http://receiver/callback'): Promise<(id: ReceiverProbeId) => ReceiverProbeRun['attempts']> {
  const right = sha256(`${token}${now / 1_000}`)
  const send: SendCallback = async ({ target }) => ({ status: target.includes(right) ? 200 : 403, text: '' })
  const runs = await runReceiverProbes({ url, sdkAppId, token }, { send, now: () => now, sha256 })
  return id => runs.find(({ probe }) => probe.id === id)?.attempts ?? []
}

const queryOf = (target = '') => Object.fromEntries(new URL(target).searchParams)
const bodies = (attempts: ReceiverProbeRun['attempts']) => attempts.map(({ request }) => parseJson(request.body))

test('Sends the three callbacks of a call in order, as the contract has them', async () => {
  const sent = await run()
  const bodiesOfCall = [...sent('start-call'), ...sent('member-changed'), ...sent('end-call')]
  const words = bodiesOfCall.map(({ request }) => queryOf(request.url).CallbackCommand)
  expect(words).toEqual(Object.keys(callbacks))
  for (const [index, body] of bodies(bodiesOfCall).entries()) {
    const word = words[index] ?? ''
    expect(isCallbackCommand(word) && callbacks[word].body.safeParse(body).success).toBe(true)
  }
  expect(bodies(bodiesOfCall)).toMatchObject([
    { EventTime: now },
    { EventTime: now + 1_000 },
    { EventTime: now + 3_000 },
  ])
  const ids = bodiesOfCall.flatMap(
    ({ request }) => request.body.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [],
  )
  expect([ids.length, new Set(ids).size]).toEqual([3, 1])
})

test('Appends the parameters of the service, and a valid Sign', async () => {
  const sent = await run()
  expect(queryOf(sent('start-call')[0]?.request.url)).toEqual({
    SdkAppid: `${sdkAppId}`,
    CallbackCommand: 'Call.CallbackAfterStartCall',
    contenttype: 'json',
    ClientIP: '127.0.0.1',
    OptPlatform: 'Android',
    RequestTime: '1768469400',
    Sign: sha256(`${token}1768469400`),
  })
})

test('Changes one value only in each probe of the identity', async () => {
  const sent = await run()
  const good = queryOf(sent('start-call')[0]?.request.url)
  const of = (id: ReceiverProbeId) => queryOf(sent(id)[0]?.request.url)
  const { Sign, RequestTime, ...unsigned } = good
  expect(of('foreign-app')).toEqual({ ...good, SdkAppid: '1400000001' })
  expect(of('unsigned')).toEqual(unsigned)
  expect(of('wrong-sign')).toEqual({ ...good, Sign: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(of('wrong-sign').Sign).not.toBe(Sign)
  const dayBefore = `${Number(RequestTime) - 86_400}`
  expect(of('stale')).toEqual({ ...good, RequestTime: dayBefore, Sign: sha256(`${token}${dayBefore}`) })
})

test.each([
  ['http://receiver/callback', 'http://receiver/callback?ringback=1&SdkAppid='],
  ['http://receiver/callback?a=b', 'http://receiver/callback?a=b&ringback=1&SdkAppid='],
  ['http://receiver/callback?', 'http://receiver/callback?ringback=1&SdkAppid='],
  ['http://receiver/callback?a=b#here', 'http://receiver/callback?a=b&ringback=1&SdkAppid='],
])('Adds a query to %s', async (url, target) => {
  const sent = await run(url)
  expect(sent('own-query')[0]?.request.url.slice(0, target.length)).toBe(target)
})

test('Sends malformed and unknown bodies as their titles say', async () => {
  const sent = await run()
  const [firstBody, secondBody] = sent('duplicate')
  expect(firstBody?.request.body).toBe(secondBody?.request.body)
  const [endBody, startBody] = bodies(sent('out-of-order'))
  expect([endBody, startBody]).toMatchObject([{ CallRecord: {} }, { CallInfo: {} }])
  const [huge] = sent('huge')
  expect(Buffer.byteLength(huge?.request.body ?? '')).toBeGreaterThan(65_536)
  expect(callbacks['Call.CallbackAfterStartCall'].body.safeParse(parseJson(huge?.request.body ?? '')).success).toBe(
    true,
  )
  const [malformed, after] = bodies(sent('malformed'))
  expect([malformed, after]).toEqual([undefined, expect.anything()])
  expect(queryOf(sent('unknown-word')[0]?.request.url).CallbackCommand).toBe('Call.CallbackAfterRingback')
  expect(bodies(sent('unknown-word'))).toMatchObject([{ CallbackCommand: 'Call.CallbackAfterRingback' }])
  expect(bodies(sent('unknown-fields'))).toMatchObject([
    { RingbackText: 'new', CallInfo: { RingbackInfo: { New: true } }, UserList: [{ RingbackNumber: 1 }, {}] },
    { RingbackText: 'new', ChangedUserList: [{ RingbackList: [1] }] },
    { RingbackText: 'new', CallRecord: { RingbackText: 'new' } },
  ])
  for (const { request } of sent('unknown-fields')) {
    const word = queryOf(request.url).CallbackCommand ?? ''
    expect(isCallbackCommand(word) && callbacks[word].body.safeParse(parseJson(request.body)).success).toBe(true)
  }
})

test('Uses new calls in each run', async () => {
  const send: SendCallback = async () => ({ status: 200, text: '' })
  const idsAt = async (time: number) => {
    const runs = await runReceiverProbes({ url: 'http://receiver', sdkAppId }, { send, now: () => time, sha256 })
    const requests = runs.flatMap(({ attempts }) => attempts.map(({ request }) => request))
    return requests.flatMap(({ body }) => body.match(/"CallId":"[^"]*"/g) ?? [])
  }
  const [one, other] = [await idsAt(now), await idsAt(now + 1)]
  expect(one.filter(id => other.includes(id))).toEqual([])
  expect(one).toEqual(await idsAt(now))
})
