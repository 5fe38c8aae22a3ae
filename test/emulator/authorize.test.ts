import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toError } from '../../src/contracts/errors.ts'
import type { ApiRequest } from '../../src/contracts/parse-request.ts'
import { type AuthContext, authorize, checkIdentity, type Signatures } from '../../src/emulator/authorize.ts'
import { toErrorInfo } from '../../src/emulator/messages.ts'
import type { AppCredentials } from '../../src/emulator/state.ts'
import { toApiRequest } from './api-request.ts'

const app: AppCredentials = { sdkAppId: 88888888, secretKey: 'key', admins: new Set(['administrator']) }

const context: AuthContext = {
  listAppIds: () => [88888888],
  signatures: {
    read: () => undefined,
    verify: userSig =>
      userSig === 'forged'
        ? { ok: false, refuse: 'UserSigExpired', issue: { code: 'usersig-expired', validUntil: 0, now: 1 } }
        : { ok: true },
  },
  validation: 'strict',
  auth: 'verify',
  otherCommands: 'refuse',
}

/** Authorizes a request at time 0; the application is found by its id as in the emulator. */
const check = (request: ApiRequest, changes: Partial<AuthContext> = {}) =>
  authorize(request, request.query.get('sdkappid') === '88888888' ? app : undefined, { ...context, ...changes }, 0)

/** Every mistake that is checked, in the service's order, with its code. */
const mistakes = [
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
  { code: 70001, query: { usersig: 'forged' } },
  { code: 60010, query: { identifier: 'mallory' } },
  { code: 60008, method: 'GET' },
] as const

type Mistake = (typeof mistakes)[number]

/** A request with these mistakes. If two concern the same part, only the earlier one is made. */
function toRequestWith(selected: readonly Mistake[]) {
  let query = {}
  let rest = {}
  for (const mistake of [...selected].reverse()) {
    if ('query' in mistake) query = { ...query, ...mistake.query }
    else rest = { ...rest, ...mistake }
  }
  return toApiRequest(query, rest)
}

const toCode = (result: ReturnType<typeof authorize>): number => ('refuse' in result ? toError(result.refuse).code : 0)

test('Authorizes a request without mistakes, and finds its operation', () => {
  expect(check(toApiRequest())).toEqual({ operation: 'get_call_info', tolerated: [] })
})

test.for(mistakes)('Refuses a request with one mistake: %o', mistake => {
  expect(toCode(check(toRequestWith([mistake])))).toBe(mistake.code)
})

test('Refuses several mistakes by the one that the service looks for first', () => {
  fc.assert(
    fc.property(fc.subarray([...mistakes]), selected => {
      expect(toCode(check(toRequestWith(selected)))).toBe(selected[0]?.code ?? 0)
    }),
    { numRuns: 500 },
  )
})

test('Lenient validation serves and reports what the service tolerates, and refuses everything else', () => {
  fc.assert(
    fc.property(fc.subarray([...mistakes]), selected => {
      const result = check(toRequestWith(selected), { validation: 'lenient' })
      const first = selected.find(mistake => !('isTolerated' in mistake))
      expect(toCode(result)).toBe(first?.code ?? 0)
      if ('refuse' in result) return
      const names = ['contenttype', 'random'].filter(name =>
        selected.some(mistake => 'query' in mistake && name in mistake.query),
      )
      expect(result.tolerated).toEqual(names.map(name => expect.objectContaining({ name })))
    }),
    { numRuns: 500 },
  )
})

test('Lenient validation reports what strict validation refuses', () => {
  const request = toApiRequest({ random: undefined })
  const lenient = check(request, { validation: 'lenient' })
  const [reported] = 'tolerated' in lenient ? lenient.tolerated : []
  expect(reported).toEqual({ code: 'missing-parameter', name: 'random' })
  expect(check(request)).toEqual({ refuse: 'HttpParseError', issue: reported })
})

test.for(['GET', 'PUT', 'HEAD', 'M'.repeat(500)])('Returns 60008 for the method %.10s after the identity', method => {
  const refused = check(toApiRequest({}, { method }))
  expect(toCode(refused)).toBe(60008)
  expect(refused).toHaveProperty('issue', { code: 'invalid-method', method })
  expect(toCode(check(toApiRequest({ usersig: 'forged' }, { method })))).toBe(70001)
})

test.for([
  '/v4/call_engine_http_srv/Get_Call_Info',
  '/v4/call_engine_http_srv/get_call_info/',
  '/v4/get_call_info',
  '/v4/',
  '/v4/openim/sendmsg',
  '/v1/callback/set',
])('Returns 60008 for the unknown command %j', path => {
  const refused = check(toApiRequest({}, { path }))
  expect(toCode(refused)).toBe(60008)
  expect(refused).toHaveProperty('refuse', 'ServiceTimeout')
})

test.for([
  '/',
  '',
  '/v4',
  '/V4/call_engine_http_srv/get_call_info',
  '//v4/call_engine_http_srv/get_call_info',
  '/favicon.ico',
])('Returns 60002 for the path %j', path => {
  const refused = check(toApiRequest({}, { path }))
  expect(toCode(refused)).toBe(60002)
  expect(refused).toHaveProperty('refuse', 'HttpParseError')
})

test('Shortens a long path in the refusal', () => {
  for (const prefix of ['/', '/v4/', '/v1/', '/v4/openim/']) {
    const refused = check(toApiRequest({}, { path: prefix + 'x'.repeat(5_000) }))
    expect('refuse' in refused && toErrorInfo(refused).length).toBeLessThan(1_000)
  }
})

test('Admits a command of another service only if other commands are accepted, after the same checks', () => {
  const open = { otherCommands: 'accept' } as const
  const path = '/v4/openim/sendmsg'
  expect(check(toApiRequest({}, { path }), open)).toEqual({ operation: undefined, tolerated: [] })
  expect(toCode(check(toApiRequest({ sdkappid: undefined }, { path }), open))).toBe(60012)
  expect(toCode(check(toApiRequest({ usersig: 'forged' }, { path }), open))).toBe(70001)
  expect(toCode(check(toApiRequest({}, { path, method: 'GET' }), open))).toBe(60008)
  expect(toCode(check(toApiRequest({}, { path: '/v4/call_config/unknown' }), open))).toBe(60008)
  expect(toCode(check(toApiRequest({}, { path: '/v1/callback/set' }), open))).toBe(60008)
})

test('Names the known applications for an unknown one', () => {
  expect(check(toApiRequest({ sdkappid: '12345' }))).toEqual({
    refuse: 'SdkAppIdInvalid',
    issue: { code: 'unknown-application', sdkAppId: '12345', known: [88888888] },
  })
})

test('Accepts a forged UserSig without verification, but not an absent one', () => {
  const open = { auth: 'off' } as const
  expect(toCode(check(toApiRequest({ usersig: 'forged' }), open))).toBe(0)
  expect(toCode(check(toApiRequest({ usersig: undefined }), open))).toBe(60004)
})

test('Ignores the body', () => {
  const request = { ...toApiRequest(), body: { unreadable: 'too large' } as const }
  expect(toCode(check(request))).toBe(0)
})

const verify = (admins: readonly string[], identifier: string, changes: Partial<AuthContext> = {}) =>
  checkIdentity({ ...app, admins: new Set(admins) }, identifier, 'sig', { ...context, ...changes }, 5)

test('Verifies a UserSig for the application, the account and the time', () => {
  let seen: unknown
  const signatures: Signatures = {
    read: () => undefined,
    verify(...all) {
      seen = all
      return { ok: true }
    },
  }
  expect(verify(['admin'], 'admin', { signatures })).toBeUndefined()
  expect(seen).toEqual(['sig', { sdkAppId: 88888888, secretKey: 'key', identifier: 'admin', now: 5 }])
})

test.for(['verify', 'off'] as const)('Refuses an account that is not an administrator, with auth %s', auth => {
  expect(verify(['administrator', 'admin'], 'Admin', { auth })).toEqual({
    refuse: 'NotAdministrator',
    issue: {
      code: 'not-an-administrator',
      identifier: 'Admin',
      sdkAppId: 88888888,
      admins: ['administrator', 'admin'],
    },
  })
})

test('Names the first five of many administrators', () => {
  const refusal = verify(['a', 'b', 'c', 'd', 'e', 'f'], 'mallory')
  expect(refusal?.issue).toHaveProperty('admins', ['a', 'b', 'c', 'd', 'e'])
})
