import { randomBytes, randomUUID } from 'node:crypto'
import { goodHooks, type Hooks, type Query, toText } from './client.ts'
import { aCall, look, type SeededClient } from './stage.ts'

/** The query with some of its values replaced, or left out where they are undefined. */
const withQuery = (change: { readonly [Name in keyof Query]?: string | undefined }): Partial<Hooks> => ({
  toQuery: query => {
    const fields = Object.entries({ ...query, ...change })
    return toText(Object.fromEntries(fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))))
  },
})

const renamed = (from: keyof Query, to: string): Partial<Hooks> => ({
  toQuery: query => toText({ ...query }).replace(`${from}=`, `${to}=`),
})

const withMore = (more: (query: Query) => string): Partial<Hooks> => ({
  toQuery: query => `${toText({ ...query })}&${more(query)}`,
})

const withPath = (change: (path: string) => string): Partial<Hooks> => ({
  path: command => change(goodHooks.path(command)),
})

const one = (name: string, trips: string, hooks: Partial<Hooks>): SeededClient => ({ name, trips, run: look(hooks) })

/** Slips in the first line of a request and in its `Host`. */
export const queries: readonly SeededClient[] = [
  one('sends the parameters in a form', 'RB-Q25', {
    toQuery: () => '',
    toBody: (body, query) => toText({ ...body, ...query }),
  }),
  one('sends all parameters but sdkappid in its JSON', 'RB-Q25', {
    toQuery: ({ sdkappid }) => toText({ sdkappid }),
    toBody: (body, { sdkappid: _, ...query }) => JSON.stringify({ ...body, ...query }),
  }),
  one('asks by GET', 'RB-Q01', { method: 'GET' }),
  one('asks by PUT', 'RB-Q01', { method: 'PUT' }),

  one(
    'has a slip of the pen in the path',
    'RB-Q02',
    withPath(path => path.replace('get_call_info', 'get_callinfo')),
  ),
  one(
    'writes the path in capitals',
    'RB-Q02',
    withPath(path => path.replace('call_info', 'Call_Info')),
  ),
  one(
    'ends the path with a slash',
    'RB-Q02',
    withPath(path => `${path}/`),
  ),
  one(
    'misspells the service',
    'RB-Q02',
    withPath(path => path.replace('call_engine_http_srv/get_call_info', 'call_engine_http_svc/get_call')),
  ),
  one(
    'asks another service for the command',
    'RB-Q02',
    withPath(path => path.replace('engine', 'record')),
  ),
  one(
    'uses the deprecated version',
    'RB-Q02',
    withPath(() => '/v1/records/get_record_by_callId'),
  ),

  one('writes SdkAppId', 'RB-Q03', renamed('sdkappid', 'SdkAppId')),
  one('writes userSig', 'RB-Q03', renamed('usersig', 'userSig')),
  one('writes Identifier', 'RB-Q03', renamed('identifier', 'Identifier')),
  one('writes contentType', 'RB-Q03', renamed('contenttype', 'contentType')),
  {
    ...one('writes Random where that is tolerated', 'RB-Q03', renamed('random', 'Random')),
    settings: { validation: 'lenient' },
  },

  one(
    'has random twice',
    'RB-Q04',
    withMore(({ random }) => `random=${random}`),
  ),
  one(
    'has sdkappid twice, with another value',
    'RB-Q04',
    withMore(() => 'sdkappid=1400000001'),
  ),

  { name: 'names an application that is not there', trips: 'RB-Q05', run: look({}, { sdkAppId: 1_400_999_999 }) },
  one('names the application by letters', 'RB-Q05', withQuery({ sdkappid: 'my-app' })),
  one('writes the application as a fraction', 'RB-Q05', withQuery({ sdkappid: '88888888.0' })),
  one('leaves out sdkappid', 'RB-Q05', withQuery({ sdkappid: undefined })),

  one('leaves out contenttype', 'RB-Q06', withQuery({ contenttype: undefined })),
  one('writes JSON in capitals', 'RB-Q06', withQuery({ contenttype: 'JSON' })),
  one('has a media type in contenttype', 'RB-Q06', withQuery({ contenttype: 'application/json' })),

  one('draws 63 bits', 'RB-Q07', { randomValue: () => `${(randomBytes(8).readBigUInt64BE() >> 2n) | (1n << 62n)}` }),
  one('draws a UUID', 'RB-Q07', { randomValue: randomUUID }),
  one('draws a fraction', 'RB-Q07', { randomValue: () => `${Math.random() / 2 + 0.1}` }),
  one('draws below zero', 'RB-Q07', { randomValue: () => `-${randomBytes(2).readUInt16BE() + 1}` }),
  one('draws 2 to the 32nd', 'RB-Q07', { randomValue: () => `${2 ** 32}` }),
  one('leaves out random', 'RB-Q07', withQuery({ random: undefined })),
  {
    ...one('leaves out random where that is tolerated', 'RB-Q07', withQuery({ random: undefined })),
    settings: { validation: 'lenient' },
  },

  one('has an empty identifier', 'RB-Q08', withQuery({ identifier: '' })),
  one('leaves out identifier', 'RB-Q08', withQuery({ identifier: undefined })),

  one('has an empty usersig', 'RB-Q09', withQuery({ usersig: '' })),
  one('leaves out usersig', 'RB-Q09', withQuery({ usersig: undefined })),

  {
    name: 'draws once for all requests',
    trips: 'RB-Q10',
    async run({ client }) {
      const one = client({ randomValue: () => '99999999' })
      for (let times = 0; times < 5; times++) await one.ask('get_call_info', aCall)
    },
  },

  one('has the key in the query', 'RB-Q23', {
    toQuery: (query, { secretKey }) => toText({ ...query, secretkey: secretKey }),
  }),

  one('asks a host that the service does not have', 'RB-Q24', { host: 'adminapi.im.qcloud.com' }),
  one('asks the host of the deprecated v1 API', 'RB-Q24', { host: 'callkit-intl.trtc.tencent-cloud.com' }),
  {
    name: 'asks the backup host of another region',
    trips: 'RB-Q24',
    async run({ client }) {
      for (const host of ['console.tim.qq.com', 'adminapisgp.my-imcloud.com']) {
        await client({ host }).ask('get_call_info', aCall)
      }
    },
  },
  {
    name: 'asks about one application in two regions',
    trips: 'RB-Q24',
    async run({ client }) {
      for (const host of ['console.tim.qq.com', 'adminapisgp.im.qcloud.com']) {
        await client({ host }).ask('get_call_info', aCall)
      }
    },
  },
]
