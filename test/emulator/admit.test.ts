import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toError } from '../../src/contracts/errors.ts'
import type { Application } from '../../src/emulator/authorize.ts'
import { admit, type Desk } from '../../src/emulator/authorize.ts'
import { toAsk } from './ask.ts'

const app: Application = { sdkAppId: 88888888, secretKey: 'key', admins: new Set(['administrator']) }

const desk: Desk<Application> = {
  listApps: () => [88888888],
  findApp: sdkAppId => (sdkAppId === app.sdkAppId ? app : undefined),
  signatures: {
    read: () => undefined,
    verify: userSig =>
      userSig === 'forged'
        ? { ok: false, refuse: 'UserSigSignatureWrong', because: { code: 'usersig-signature-wrong' } }
        : { ok: true },
  },
  validation: 'strict',
  auth: 'verify',
  otherCommands: 'refuse',
}

/** Every slip the gates look for, in the service's order, with the code it is refused with. */
const slips = [
  { code: 60002, path: '/call_engine_http_srv/get_call_info' },
  { code: 60008, path: '/v4/call_engine_http_srv/make_tea' },
  { code: 60012, query: { sdkappid: undefined } },
  { code: 60006, query: { sdkappid: 'demo' } },
  { code: 60006, query: { sdkappid: '12345' } },
  { code: 60025, query: { contenttype: undefined }, isTolerated: true },
  { code: 60025, query: { contenttype: 'form' }, isTolerated: true },
  { code: 60002, query: { random: undefined }, isTolerated: true },
  { code: 60002, query: { random: '4294967296' }, isTolerated: true },
  { code: 60004, query: { identifier: undefined } },
  { code: 60004, query: { usersig: '' } },
  { code: 70009, query: { usersig: 'forged' } },
  { code: 60010, query: { identifier: 'mallory' } },
  { code: 60008, method: 'GET' },
] as const

type Slip = (typeof slips)[number]

/** A request with these slips in it. Where two are about the same thing, the earlier one is made. */
function toAskWith(made: readonly Slip[]) {
  let query = {}
  let rest = {}
  for (const slip of [...made].reverse()) {
    if ('query' in slip) query = { ...query, ...slip.query }
    else rest = { ...rest, ...slip }
  }
  return toAsk(query, rest)
}

function codeOf(answer: ReturnType<typeof admit>): number {
  return 'refuse' in answer ? toError(answer.refuse).code : 0
}

test('a request that is right in everything is admitted, and what it asks is known', () => {
  expect(admit(toAsk(), desk, 0)).toEqual({
    operation: 'get_call_info',
    app,
    identifier: 'administrator',
    tolerated: [],
  })
})

test.for(slips)('a request with one slip is refused for it: %o', slip => {
  expect(codeOf(admit(toAskWith([slip]), desk, 0))).toBe(slip.code)
})

test('of several slips the one the service looks for first decides', () => {
  fc.assert(
    fc.property(fc.subarray([...slips]), made => {
      expect(codeOf(admit(toAskWith(made), desk, 0))).toBe(made[0]?.code ?? 0)
    }),
    { numRuns: 500 },
  )
})

test('lenient validation serves what the service tolerates and reports it, and refuses all else', () => {
  const lenient = { ...desk, validation: 'lenient' } as const
  fc.assert(
    fc.property(fc.subarray([...slips]), made => {
      const answer = admit(toAskWith(made), lenient, 0)
      const first = made.find(slip => !('isTolerated' in slip))
      expect(codeOf(answer)).toBe(first?.code ?? 0)
      if ('refuse' in answer) return
      const about = ['contenttype', 'random'].filter(name => made.some(slip => 'query' in slip && name in slip.query))
      expect(answer.tolerated.map(sentence => /^\w+ (\w+)/.exec(sentence)?.[1])).toEqual(about)
    }),
    { numRuns: 500 },
  )
})

test('Reports in lenient validation what strict validation refuses', () => {
  const ask = toAsk({ random: undefined })
  const lenient = admit(ask, { ...desk, validation: 'lenient' }, 0)
  const [reported] = 'tolerated' in lenient ? lenient.tolerated : []
  expect(reported).toMatch(/^Missing random/)
  expect(admit(ask, desk, 0)).toHaveProperty('because', `HTTP parse Error. ${reported}`)
})

test.for(['GET', 'PUT', 'HEAD', 'M'.repeat(500)])('Returns 60008 for the method %.10s after the identity', method => {
  const refused = admit(toAsk({}, { method }), desk, 0)
  expect(codeOf(refused)).toBe(60008)
  expect(refused).toHaveProperty('because', expect.stringContaining(`got ${method.slice(0, 20)}.`))
  expect(codeOf(admit(toAsk({ usersig: 'forged' }, { method }), desk, 0))).toBe(70009)
})

test.for([
  '/v4/call_engine_http_srv/Get_Call_Info',
  '/v4/call_engine_http_srv/get_call_info/',
  '/v4/get_call_info',
  '/v4/',
  '/v4/openim/sendmsg',
  '/v1/callback/set',
])('Returns 60008 for the unknown command %j', path => {
  const refused = admit(toAsk({}, { path }), desk, 0)
  expect(codeOf(refused)).toBe(60008)
  expect(refused).toHaveProperty(
    'because',
    expect.stringMatching(/^service timeout or request format error,please check and try again/),
  )
})

test.for([
  '/',
  '',
  '/v4',
  '/V4/call_engine_http_srv/get_call_info',
  '//v4/call_engine_http_srv/get_call_info',
  '/favicon.ico',
])('Returns 60002 for the path %j', path => {
  const refused = admit(toAsk({}, { path }), desk, 0)
  expect(codeOf(refused)).toBe(60002)
  expect(refused).toHaveProperty('because', expect.stringMatching(/^HTTP parse Error/))
})

test('Shortens a long path in the refusal', () => {
  for (const prefix of ['/', '/v4/', '/v1/', '/v4/openim/']) {
    const refused = admit(toAsk({}, { path: prefix + 'x'.repeat(5_000) }), desk, 0)
    expect(Reflect.get(refused, 'because').length).toBeLessThan(1_000)
  }
})

test('Admits a command of another service only if other commands are accepted, after the same checks', () => {
  const open = { ...desk, otherCommands: 'accept' } as const
  const path = '/v4/openim/sendmsg'
  expect(admit(toAsk({}, { path }), open, 0)).toMatchObject({ operation: undefined, app })
  expect(codeOf(admit(toAsk({ sdkappid: undefined }, { path }), open, 0))).toBe(60012)
  expect(codeOf(admit(toAsk({ usersig: 'forged' }, { path }), open, 0))).toBe(70009)
  expect(codeOf(admit(toAsk({}, { path, method: 'GET' }), open, 0))).toBe(60008)
  expect(codeOf(admit(toAsk({}, { path: '/v4/call_config/unknown' }), open, 0))).toBe(60008)
  expect(codeOf(admit(toAsk({}, { path: '/v1/callback/set' }), open, 0))).toBe(60008)
})

test('an application that is not here is named in the refusal', () => {
  expect(admit(toAsk({ sdkappid: '12345' }), desk, 0)).toHaveProperty(
    'because',
    'There is no application 12345 here: want 88888888.',
  )
})

test('with verification off a forged UserSig passes, but an absent one does not', () => {
  const open = { ...desk, auth: 'off' } as const
  expect(codeOf(admit(toAsk({ usersig: 'forged' }), open, 0))).toBe(0)
  expect(codeOf(admit(toAsk({ usersig: undefined }), open, 0))).toBe(60004)
})

test('the body is none of its business', () => {
  const ask = { ...toAsk(), body: { unreadable: 'too large' } as const }
  expect(codeOf(admit(ask, desk, 0))).toBe(0)
})
