import { expect, test } from 'vitest'
import { type Played, playProbes } from '../../../src/conformance/receiver/play.ts'
import type { ProbeId } from '../../../src/conformance/receiver/probe.ts'
import { callbacks, isCallbackCommand } from '../../../src/contracts/callbacks.ts'
import type { SendCallback } from '../../../src/emulator/callbacks/delivery-result.ts'
import { sha256 } from '../../../src/sdk/hash.ts'
import { parse, sdkAppId, token } from './receiver.ts'

const now = Date.parse('2026-01-15T09:30:00Z')

/** Plays every probe at a receiver that is none: it refuses those whose Sign is not right, and takes all others. */
async function play(url = 'http://receiver/callback'): Promise<(id: ProbeId) => Played['shots']> {
  const right = sha256(`${token}${now / 1_000}`)
  const send: SendCallback = async ({ target }) => ({ status: target.includes(right) ? 200 : 403, text: '' })
  const played = await playProbes({ url, sdkAppId, token }, { send, now: () => now, sha256 })
  return id => played.find(({ probe }) => probe.id === id)?.shots ?? []
}

const queryOf = (target = '') => Object.fromEntries(new URL(target).searchParams)
const bodies = (shots: Played['shots']) => shots.map(({ parcel }) => parse(parcel.body))

test("a call's life is three callbacks of one call that keep the contract, in order", async () => {
  const sent = await play()
  const life = [...sent('start-call'), ...sent('member-changed'), ...sent('end-call')]
  const words = life.map(({ parcel }) => queryOf(parcel.target).CallbackCommand)
  expect(words).toEqual(Object.keys(callbacks))
  for (const [index, body] of bodies(life).entries()) {
    const word = words[index] ?? ''
    expect(isCallbackCommand(word) && callbacks[word].body.safeParse(body).success).toBe(true)
  }
  expect(bodies(life)).toMatchObject([{ EventTime: now }, { EventTime: now + 1_000 }, { EventTime: now + 3_000 }])
  const ids = life.flatMap(({ parcel }) => parcel.body.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [])
  expect([ids.length, new Set(ids).size]).toEqual([3, 1])
})

test('a callback carries what the service appends, and a Sign that fits', async () => {
  const sent = await play()
  expect(queryOf(sent('start-call')[0]?.parcel.target)).toEqual({
    SdkAppid: `${sdkAppId}`,
    CallbackCommand: 'Call.CallbackAfterStartCall',
    contenttype: 'json',
    ClientIP: '127.0.0.1',
    OptPlatform: 'Android',
    RequestTime: '1768469400',
    Sign: sha256(`${token}1768469400`),
  })
})

test('what is about identity differs in one matter only', async () => {
  const sent = await play()
  const good = queryOf(sent('start-call')[0]?.parcel.target)
  const of = (id: ProbeId) => queryOf(sent(id)[0]?.parcel.target)
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
])('%s gets a query of its own', async (url, target) => {
  const sent = await play(url)
  expect(sent('own-query')[0]?.parcel.target.slice(0, target.length)).toBe(target)
})

test('the odd bodies are odd in what they say they are', async () => {
  const sent = await play()
  const [once, twice] = sent('duplicate')
  expect(once?.parcel.body).toBe(twice?.parcel.body)
  const [end, begin] = bodies(sent('out-of-order'))
  expect([end, begin]).toMatchObject([{ CallRecord: {} }, { CallInfo: {} }])
  const [huge] = sent('huge')
  expect(Buffer.byteLength(huge?.parcel.body ?? '')).toBeGreaterThan(65_536)
  expect(callbacks['Call.CallbackAfterStartCall'].body.safeParse(parse(huge?.parcel.body ?? '')).success).toBe(true)
  const [malformed, after] = bodies(sent('malformed'))
  expect([malformed, after]).toEqual([undefined, expect.anything()])
  expect(queryOf(sent('unknown-word')[0]?.parcel.target).CallbackCommand).toBe('Call.CallbackAfterRingback')
  expect(bodies(sent('unknown-word'))).toMatchObject([{ CallbackCommand: 'Call.CallbackAfterRingback' }])
  expect(bodies(sent('unknown-fields'))).toMatchObject([
    { RingbackText: 'new', CallInfo: { RingbackInfo: { New: true } }, UserList: [{ RingbackNumber: 1 }, {}] },
    { RingbackText: 'new', ChangedUserList: [{ RingbackList: [1] }] },
    { RingbackText: 'new', CallRecord: { RingbackText: 'new' } },
  ])
  for (const { parcel } of sent('unknown-fields')) {
    const word = queryOf(parcel.target).CallbackCommand ?? ''
    expect(isCallbackCommand(word) && callbacks[word].body.safeParse(parse(parcel.body)).success).toBe(true)
  }
})

test('no two checks tell of the same call', async () => {
  const send: SendCallback = async () => ({ status: 200, text: '' })
  const idsAt = async (moment: number) => {
    const played = await playProbes({ url: 'http://receiver', sdkAppId }, { send, now: () => moment, sha256 })
    return played.flatMap(({ shots }) => shots.flatMap(({ parcel }) => parcel.body.match(/"CallId":"[^"]*"/g) ?? []))
  }
  const [one, other] = [await idsAt(now), await idsAt(now + 1)]
  expect(one.filter(id => other.includes(id))).toEqual([])
  expect(one).toEqual(await idsAt(now))
})
