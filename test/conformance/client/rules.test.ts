import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { toRuleCatalogue } from '../../../build/rules.ts'
import { toClientReport } from '../../../src/conformance/client/report.ts'
import type { ExampleRequest } from '../../../src/conformance/client/rule.ts'
import { clientRules } from '../../../src/conformance/client/rules.ts'
import type { Settings } from '../../../src/emulator/settings.ts'
import { toUserSigText } from '../../../src/usersig/document.ts'
import { forge, forgeDocument, good } from '../../usersig/forge.ts'
import { runExample } from './example.ts'

test('Generates the catalogue from the rules', () => {
  const file = new URL('../../../docs/rules.md', import.meta.url)
  expect(readFileSync(file, 'utf8')).toBe(toRuleCatalogue().trimEnd().concat('\n'))
})

test('Lists every rule once, by group and id', () => {
  const ids = clientRules.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual(['Q', 'B', 'A'].flatMap(letter => ids.filter(id => id.startsWith(`RB-${letter}`)).toSorted()))
  for (const { id, group } of clientRules)
    expect(id[3]).toBe({ request: 'Q', behaviour: 'B', response: 'A', case: 'C' }[group])
})

test('Gives every rule a title, a reason, a fix and messages', () => {
  for (const { title, reason, fix, messages } of clientRules) {
    expect(title).toMatch(/^[A-Z].*[^.]$/)
    expect(reason).toMatch(/^["A-Z0-9].*\.$/)
    expect(fix).toMatch(/^[A-Z].*\.$/)
    expect(Object.keys(messages).length).toBeGreaterThan(0)
  }
})

/** The rules that the requests break, and those that they pass. */
async function evaluate(requests: readonly ExampleRequest[], settings?: Partial<Settings>) {
  const { results } = toClientReport([{ journal: await runExample(requests, settings) }])
  const of = (verdict: string) => results.filter(one => one.verdict === verdict).map(({ rule }) => rule.id)
  return { failed: of('failed'), passed: of('passed') }
}

test.each(clientRules)('Passes the good example of $id and fails its bad one', async ({ id, examples }) => {
  const { failed, passed } = await evaluate(examples.good)
  expect([failed, passed]).toEqual([[], expect.arrayContaining([id])])
  expect((await evaluate(examples.bad)).failed).toEqual([id])
})

const info = '/v4/call_engine_http_srv/get_call_info'
const without = (...names: readonly string[]) => Object.fromEntries(names.map(name => [name, undefined]))
const rename = (name: string, other: string, value: string): ExampleRequest => ({
  query: { [name]: undefined, [other]: value },
})
const start = {
  Robot_Account: 'robot',
  CalleeList_Account: ['user2'],
  Timeout: 30_000,
  CallInfo: { MediaType: 'Audio' },
}
const startWith = (body: object): ExampleRequest => ({ command: 'start_call_by_robot', body: { ...start, ...body } })
const setWith = (list: unknown): ExampleRequest => ({
  command: 'set_callback',
  body: { Url: 'https://example.com/callback', CallbackCommandList: list },
})
const everyParameter = ['sdkappid', 'identifier', 'usersig', 'random', 'contenttype'] as const
const lenient = { validation: 'lenient' } as const
const off = { auth: 'off' } as const
const end = (fault: NonNullable<ExampleRequest['fault']>): ExampleRequest[] => [
  { command: 'end_call', fault },
  { command: 'get_record_by_callid', after: '6s' },
]
const set = (fault: NonNullable<ExampleRequest['fault']>): ExampleRequest[] => [
  { command: 'set_callback', fault },
  { command: 'start_call_by_robot' },
]
const failedStart = (body: object): ExampleRequest[] => [
  { command: 'start_call_by_robot', fault: { error: 60_020 } },
  { body },
]

test.each<[string, ExampleRequest | ExampleRequest[], Partial<Settings>?]>([
  ['RB-Q01', { method: 'PUT' }],
  ['RB-Q02', { path: info.replace('call_info', 'Call_Info') }],
  ['RB-Q02', { path: `${info}/` }],
  ['RB-Q02', { path: '/v4/call_engine_http_svc/get_call' }],
  ['RB-Q02', { path: info.replace('engine', 'record') }],
  ['RB-Q02', { path: '/v1/records/get_record_by_callId' }],
  ['RB-Q03', rename('usersig', 'userSig', '{UserSig}')],
  ['RB-Q03', rename('identifier', 'Identifier', 'administrator')],
  ['RB-Q03', rename('contenttype', 'contentType', 'json')],
  ['RB-Q03', rename('random', 'Random', '7'), lenient],
  ['RB-Q04', { query: { sdkappid: ['88888888', '1400000001'] } }],
  ['RB-Q05', { query: { sdkappid: 'my-app' } }],
  ['RB-Q05', { query: { sdkappid: '88888888.0' } }],
  ['RB-Q05', { query: without('sdkappid') }],
  ['RB-Q06', { query: without('contenttype') }],
  ['RB-Q06', { query: { contenttype: 'JSON' } }],
  ['RB-Q07', { query: { random: '6148914691236517205' } }],
  ['RB-Q07', { query: { random: '055662e1-bc8a-469c-a334-1126c8c17d58' } }],
  ['RB-Q07', { query: { random: '0.25' } }],
  ['RB-Q07', { query: { random: '-7' } }],
  ['RB-Q07', { query: without('random') }],
  ['RB-Q07', { query: without('random') }, lenient],
  ['RB-Q08', { query: { identifier: '' } }],
  ['RB-Q09', { query: { usersig: '' } }],
  ['RB-Q11', { userSig: toUserSigText(Buffer.from(JSON.stringify(forgeDocument())).toString('base64')) }],
  ['RB-Q11', { userSig: `+/${forge().slice(2, -1)}=` }],
  ['RB-Q11', { userSig: forge().slice(0, 128) }],
  ['RB-Q11', { userSig: encodeURIComponent(`+${forge()}`) }],
  ['RB-Q13', { userSig: { identifier: 'Administrator' } }],
  ['RB-Q14', { userSig: { secretKey: good.secretKey.toUpperCase() } }],
  ['RB-Q14', { userSig: { secretKey: Buffer.from(good.secretKey, 'hex').toString('latin1') } }],
  ['RB-Q17', { userSig: { expire: 3_650 * 86_400 } }],
  ['RB-Q18', { query: { identifier: 'Admin' }, userSig: { identifier: 'Admin' } }],
  ['RB-Q18', { query: { identifier: 'user1' } }, off],
  ['RB-Q19', { body: '' }],
  ['RB-Q19', { body: '[{"CallId":"a-call"}]' }],
  ['RB-Q19', { body: 'null' }],
  ['RB-Q19', { body: JSON.stringify('{"CallId":"a-call"}') }],
  ['RB-Q19', { body: "{'CallId': 'a-call'}" }],
  ['RB-Q19', { body: '\ufeff{"CallId":"a-call"}' }],
  ['RB-Q20', { body: { CallId: 'a-call', callid: 'a-call' } }],
  ['RB-Q20', startWith({ OfflinePushInfo: { Titel: 'Ring' } })],
  ['RB-Q20', { command: 'get_callback', body: { SdkAppId: 88_888_888 } }],
  ['RB-Q21', startWith({ Timeout: '30000' })],
  ['RB-Q21', startWith({ CalleeList_Account: 'user2' })],
  ['RB-Q21', startWith({ CallInfo: { MediaType: 'Audio', RoomId: '7', RoomIdType: '1' } })],
  ['RB-Q21', setWith('Call.CallbackAfterEndCall')],
  ['RB-Q21', { command: 'get_record_by_filter', body: { Page: '1' } }],
  ['RB-Q22', { command: 'end_call', body: { CallId: '' } }],
  ['RB-Q22', startWith({ CallInfo: { MediaType: 'audio' } })],
  ['RB-Q22', startWith({ Timeout: 30 })],
  ['RB-Q22', startWith({ Timeout: 5_000 })],
  ['RB-Q22', startWith({ CalleeList_Account: [] })],
  ['RB-Q22', setWith(['CallbackAfterEndCall'])],
  ['RB-Q22', { command: 'get_record_by_filter', body: { StartTime: 1_739_868_165.5 } }],
  ['RB-Q23', { body: { CallId: 'a-call', usersig: 'eJyrVgrxCdYrTi0' } }],
  ['RB-Q23', { query: { secretkey: good.secretKey } }],
  ['RB-Q24', { host: 'adminapi.im.qcloud.com' }],
  ['RB-Q24', { host: 'callkit-intl.trtc.tencent-cloud.com' }],
  ['RB-Q24', [{ host: 'console.tim.qq.com' }, { host: 'adminapisgp.my-imcloud.com' }]],
  [
    'RB-Q25',
    {
      query: without(...everyParameter),
      body: 'CallId=a-call&sdkappid=8&identifier=a&usersig=x&random=7&contenttype=json',
    },
  ],
  ['RB-B01', { fault: { error: 60_008 } }],
  ['RB-B01', { fault: { drop: 'before' } }],
  ['RB-B01', { command: 'set_callback', fault: { error: 100_001 } }],
  ['RB-B02', { fault: { error: 70_003 }, times: 3, after: '150ms' }],
  ['RB-B02', { fault: { error: 60_020 }, times: 2, after: '150ms' }],
  ['RB-B02', { command: 'end_call', body: { CallId: 'ended-call' }, times: 4, after: '150ms' }],
  ['RB-B03', [{ fault: { http: 502 } }, { after: '30ms' }]],
  ['RB-B03', [{ fault: { body: 'truncated' } }, { after: '1ms' }]],
  ['RB-B04', { fault: { drop: 'before' }, times: 14, after: '20ms' }],
  ['RB-B04', { fault: { http: 503 }, times: 14, after: '120ms' }],
  ['RB-B05', { times: 4, after: '20ms' }, { rateLimit: 2 }],
  ['RB-B05', [{ fault: { error: 60_011 } }, { after: '20ms' }]],
  ['RB-B07', { times: 300, after: '1ms' }, { rateLimit: 'off' }],
  ['RB-B08', [{ fault: { delay: '2s' }, timeout: '400ms', times: 3 }]],
  ['RB-B10', [{ command: 'end_call' }, { command: 'get_record_by_callid', after: '2s', times: 2 }]],
  ['RB-A01', set({ omit: ['ErrorCode'] })],
  ['RB-A01', set({ omit: ['ErrorCode', 'ActionStatus'] })],
  ['RB-A01', [{ fault: { omit: ['Response'] } }, { command: 'end_call' }]],
  ['RB-A02', end({ body: 'garbage' })],
  ['RB-A02', end({ body: 'empty' })],
  ['RB-A02', set({ body: 'truncated' })],
  ['RB-A03', end({ http: 502 })],
  ['RB-A03', set({ http: 202 })],
  ['RB-A03', set({ http: 404 })],
  ['RB-A04', end({ mistype: ['ErrorCode'] })],
  ['RB-A04', set({ mistype: ['ActionStatus'] })],
  ['RB-A05', failedStart({ CallId: 'null' })],
  ['RB-A05', failedStart({ CallId: null })],
  ['RB-A05', failedStart({})],
  ['RB-A05', failedStart({ CallId: '' })],
  ['RB-A05', failedStart({ CallId: '[object Object]' })],
])('Reports only %s for %j %j', async (id, requests, settings) => {
  expect((await evaluate([requests].flat(), settings)).failed).toEqual([id])
})
