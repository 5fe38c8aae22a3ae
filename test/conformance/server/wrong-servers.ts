import { findCall } from '../../../src/control/calls.ts'
import { catchUp } from '../../../src/emulator/advance.ts'
import { demoApp } from '../../../src/scenarios/demo-app.ts'
import type { Emulator, EmulatorOptions } from '../../create-emulator.ts'
import { change, parse, type Serve, type ServedRequest } from './server.ts'

/** A server that breaks exactly one rule. */
export interface WrongServer {
  readonly rule: string
  readonly name: string
  readonly create: () => Serve | undefined
  readonly options?: EmulatorOptions | undefined
}

/** A wrong server: a function that serves a request, or one that creates it if it has state or needs other options. */
const wrong = (
  rule: string,
  name: string,
  how: Serve | { readonly create?: () => Serve; readonly options?: EmulatorOptions },
): WrongServer =>
  typeof how === 'function'
    ? { rule, name, create: () => how }
    : { rule, name, create: () => how.create?.(), options: how.options }

type Json = Record<string, unknown>

/** An address with the valid UserSig of an administrator. */
function sign(url: string, emulator: Emulator): string {
  const other = new URL(url)
  other.searchParams.set('usersig', emulator.credentials().userSig)
  other.searchParams.set('identifier', demoApp.admins[0])
  return other.href
}

/** Admits requests that are refused with this code, as the administrator. */
const admit =
  (code: number): Serve =>
  async ({ forward, url, emulator }) => {
    const answer = await forward()
    return parse(answer.text).ErrorCode === code ? forward({ url: sign(url, emulator) }) : answer
  }

/** Replaces a parameter that is missing or wrong. */
const repair =
  (name: string, isWrong: (value: string | null) => boolean, value: string): Serve =>
  async ({ forward, url, query }) => {
    if (!isWrong(query.get(name))) return forward()
    const other = new URL(url)
    other.searchParams.set(name, value)
    return forward({ url: other.href })
  }

const list = (json: Json): Json[] => {
  const { CallRecordList = [] } = Object(json.Response)
  return CallRecordList
}

/** An answer without any effect. */
async function fakeAnswer({ forward }: ServedRequest, code = 0, response?: object) {
  const refusal = await forward({ body: '[]' })
  return change(refusal, json => {
    const success = { ErrorCode: 0, ErrorInfo: '', ActionStatus: 'OK' }
    Object.assign(json, code === 0 ? success : { ErrorCode: code }, response && { Response: response })
  })
}

/** Servers whose mistakes affect later probes; all others are examples of the rules. */
export const wrongServers: readonly WrongServer[] = [
  wrong('RB-P18', 'accepts GET', ({ forward, method }) =>
    method === 'GET' ? forward({ method: 'POST', body: '{"CallId":"x"}' }) : forward(),
  ),
  wrong(
    'RB-P20',
    'uses its only application if sdkappid is missing',
    repair('sdkappid', value => value === null, `${demoApp.sdkAppId}`),
  ),
  wrong(
    'RB-P21',
    'uses its only application for any sdkappid',
    repair('sdkappid', value => value !== null && !/^\d+$/.test(value), `${demoApp.sdkAppId}`),
  ),
  wrong(
    'RB-P22',
    'ignores contenttype',
    repair('contenttype', value => value !== 'json', 'json'),
  ),
  wrong(
    'RB-P23',
    'ignores random',
    repair('random', value => value === null || Number(value) > 4294967295, '7'),
  ),
  wrong(
    'RB-P23',
    'accepts a random of 33 bits',
    repair('random', value => Number(value) > 4294967295, '7'),
  ),
  wrong('RB-P25', 'admits an unreadable UserSig', admit(70003)),
  wrong('RB-P26', 'admits a UserSig of another application', admit(70014)),
  wrong('RB-P27', 'admits a UserSig of another user', admit(70013)),
  wrong('RB-P28', 'ignores the signature', admit(70009)),
  wrong('RB-P29', 'admits an expired UserSig', admit(70001)),
  wrong('RB-P30', 'admits every account', admit(60010)),
  wrong('RB-P31', 'checks the body before the identity', async ({ forward, body, query, emulator, url }) => {
    const isKnown = ['sdkappid', 'contenttype', 'random', 'identifier', 'usersig'].every(name => query.has(name))
    return body === '' && isKnown ? forward({ url: sign(url, emulator) }) : forward()
  }),
  wrong('RB-P31', 'checks the method before the identity', ({ forward, method }) =>
    method === 'GET' ? forward({ method: 'POST', url: 'http://127.0.0.1:2255/v4/call_config/unknown' }) : forward(),
  ),
  wrong('RB-P31', 'checks random before contenttype', async ({ forward, query, url }) => {
    if (query.has('contenttype') || query.has('random') || !/^\d+$/.test(query.get('sdkappid') ?? '')) return forward()
    const other = new URL(url)
    other.searchParams.set('contenttype', 'json')
    return forward({ url: other.href })
  }),
  wrong('RB-P32', 'accepts an array as a body without fields', ({ forward, body }) =>
    body === '[]' ? forward({ body: '{}' }) : forward(),
  ),
  wrong('RB-P33', 'accepts a number as CallId', ({ forward, json }) =>
    forward(typeof json.CallId === 'number' ? { body: `{"CallId":"${json.CallId}"}` } : {}),
  ),
  wrong('RB-P34', 'accepts any filter', ({ forward, json }) =>
    forward(json.NumberPerPage === 'ten' ? { body: '{}' } : {}),
  ),
  wrong('RB-P39', 'lists the newest records first', async ({ forward, json, command }) => {
    const { NumberPerPage: size, Page = 1, ...rest } = json
    if (command !== 'get_record_by_filter' || typeof size !== 'number' || Number(Page) > 2) return forward()
    const all = await forward({ body: JSON.stringify({ ...rest, NumberPerPage: 1_000 }) })
    const first = (Number(Page) - 1) * size
    return change(all, ({ Response }) => {
      Object.assign(Object(Response), {
        Page,
        CallRecordList: list({ Response })
          .toReversed()
          .slice(first, first + size),
      })
    })
  }),
  wrong('RB-P40', 'returns ten records on every page', ({ forward, json }) =>
    forward(typeof json.NumberPerPage === 'number' ? { body: JSON.stringify({ ...json, NumberPerPage: 10 }) } : {}),
  ),
  wrong('RB-P40', 'always returns the first page', ({ forward, json }) =>
    forward(json.Page === 2 ? { body: JSON.stringify({ ...json, Page: 1 }) } : {}),
  ),
  wrong('RB-P41', 'returns the first page past the end', ({ forward, json }) =>
    forward(Number(json.Page) > 2 ? { body: '{"Page":1}' } : {}),
  ),
  wrong('RB-P43', 'ignores CallResult', ({ forward, json }) => forward('CallResult' in json ? { body: '{}' } : {})),
  wrong('RB-P43', 'ignores EndTime', ({ forward, json: { EndTime, ...json }, emulator }) =>
    forward(Number(EndTime) * 1_000 < catchUp(emulator.core.defaultApp) ? { body: JSON.stringify(json) } : {}),
  ),
  wrong('RB-P46', 'keeps the first configuration', {
    create: () => {
      let isSet = false
      return async request => {
        if (request.command !== 'set_callback' || !('Url' in request.json)) return request.forward()
        const again = isSet
        isSet = true
        return again ? fakeAnswer(request) : request.forward()
      }
    },
  }),
  wrong('RB-P46', 'merges configurations', {
    create: () => {
      const words = new Set<unknown>()
      return async ({ forward, command, json }) => {
        if (command !== 'set_callback' || !('Url' in json)) return forward()
        for (const word of Array.isArray(json.CallbackCommandList) ? json.CallbackCommandList : []) words.add(word)
        return forward({ body: JSON.stringify({ ...json, CallbackCommandList: [...words] }) })
      }
    },
  }),
  wrong('RB-P47', 'deletes no configuration', request =>
    request.command === 'delete_callback' ? fakeAnswer(request) : request.forward(),
  ),
  wrong('RB-P48', 'refuses to delete a missing configuration', {
    create: () => {
      let deleted = 0
      return async request => {
        if (request.command === 'delete_callback' && deleted++ > 0) return fakeAnswer(request, 100001)
        return request.forward()
      }
    },
  }),
  wrong('RB-P50', 'starts every call as an audio call', ({ forward, body, command }) =>
    forward(command === 'start_call_by_robot' ? { body: body.replace('"Video"', '"Audio"') } : {}),
  ),
  wrong('RB-P50', 'starts no call', request => {
    const { command, json } = request
    if (command !== 'start_call_by_robot' || json.Timeout !== 60_000 || !json.CalleeList_Account)
      return request.forward()
    const CallResult = [{ Callee_Account: 'ringback-callee', ResultCode: 0 }]
    return fakeAnswer(request, 0, { CallId: crypto.randomUUID(), CallResult })
  }),
  wrong('RB-P51', 'rings for less than ten seconds', ({ forward, body }) =>
    forward({ body: body.replace('"Timeout":9999', '"Timeout":10000') }),
  ),
  wrong('RB-P52', 'ends no call', request =>
    request.command === 'end_call' && findCall(request.emulator.core, `${request.json.CallId}`)
      ? fakeAnswer(request)
      : request.forward(),
  ),
  wrong('RB-P53', 'ends a call that never existed', request =>
    request.command === 'end_call' && !findCall(request.emulator.core, `${request.json.CallId}`)
      ? fakeAnswer(request)
      : request.forward(),
  ),
  wrong('RB-P54', 'stores no record of calls by robots', async request => {
    const answer = await request.forward()
    const isRobot = request.command === 'get_record_by_callid' && answer.text.includes('ringback-robot')
    return isRobot ? fakeAnswer(request, 101050) : answer
  }),
  wrong('RB-P56', 'answers a preflight with 405', async ({ forward, method }) => ({
    ...(await forward()),
    ...(method === 'OPTIONS' ? { status: 405 } : {}),
  })),
  wrong('RB-P55', 'has no rate limit', { options: { rateLimit: 'off' } }),
  wrong('RB-P55', 'has a lower rate limit', { options: { rateLimit: 100 } }),
  wrong('RB-P17', 'refuses every UserSig', request => fakeAnswer(request, 70009)),
]
