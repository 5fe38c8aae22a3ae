import { findCall } from '../../../src/control/calls.ts'
import { catchUp } from '../../../src/emulator/advance.ts'
import { demoApp } from '../../../src/scenarios/demo-app.ts'
import type { EmulatorOptions } from '../../create-emulator.ts'
import { change, parse, type Serve, type ServedRequest, Unanswered } from './server.ts'

/** A server that breaks exactly one rule. */
export interface WrongServer {
  readonly rule: string
  readonly name: string
  readonly create: () => Serve | undefined
  readonly options?: EmulatorOptions | undefined
}

/** A wrong server: how it serves a request, or, if it has state or is an emulator with other options, how it is made. */
const wrong = (
  rule: string,
  name: string,
  how: Serve | { readonly create?: () => Serve; readonly options?: EmulatorOptions },
): WrongServer =>
  typeof how === 'function'
    ? { rule, name, create: () => how }
    : { rule, name, create: () => how.create?.(), options: how.options }

type Json = Record<string, unknown>

/** Changes the JSON of every answer, or of those of one command. */
const edit =
  (edit: (json: Json) => void, only?: string): Serve =>
  async ({ pass, command }) => {
    const answer = await pass()
    return only === undefined || command === only ? change(answer, edit) : answer
  }

const onSuccess = (json: Json, change: () => void) => {
  if (json.ErrorCode === 0) change()
}
const onRefusal = (json: Json, change: () => void) => {
  if (json.ErrorCode !== 0) change()
}

/** Replaces one code, for some commands or all. */
const recode =
  (from: number, to: number, only?: readonly string[]): Serve =>
  async asked => {
    const answer = await asked.pass()
    if (only && !only.includes(asked.command)) return answer
    return change(answer, json => {
      if (json.ErrorCode === from) json.ErrorCode = to
    })
  }

const own = (url: string, userSig: string, identifier: string = demoApp.admins[0]) => {
  const other = new URL(url)
  other.searchParams.set('usersig', userSig)
  other.searchParams.set('identifier', identifier)
  return other.href
}

/** Admits requests that are refused with this code, as the administrator. */
const admit = (code: number): Serve => {
  return async asked => {
    const answer = await asked.pass()
    const { ErrorCode } = parse(answer.text)
    return ErrorCode === code ? asked.pass({ url: own(asked.url, asked.emulator.credentials().userSig) }) : answer
  }
}

/** Fills in what is missing or wrong in the query. */
const repair =
  (name: string, isWrong: (value: string | null) => boolean, value: string): Serve =>
  async ({ pass, url, query }) => {
    if (!isWrong(query.get(name))) return pass()
    const other = new URL(url)
    other.searchParams.set(name, value)
    return pass({ url: other.href })
  }

const list = (json: Json): Json[] => {
  const { CallRecordList = [] } = Object(json.Response)
  return CallRecordList
}

/** An answer that is made up: nothing happened. */
async function feign({ pass }: ServedRequest, code = 0, response?: object) {
  const refusal = await pass({ body: '[]' })
  return change(refusal, json => {
    const success = { ErrorCode: 0, ErrorInfo: '', ActionStatus: 'OK' }
    Object.assign(json, code === 0 ? success : { ErrorCode: code }, response && { Response: response })
  })
}

/** Every server that breaks a rule. */
export const wrongServers: readonly WrongServer[] = [
  wrong('RB-P01', 'answers refusals with status 404', async ({ pass }) => {
    const answer = await pass()
    return answer.text.includes('"FAIL"') ? { ...answer, status: 404 } : answer
  }),
  wrong('RB-P01', 'redirects one command with status 302, body and all', async ({ pass, command }) => ({
    ...(await pass()),
    status: command === 'end_call' ? 302 : 200,
  })),
  wrong('RB-P02', 'sends no Content-Type', async ({ pass }) => {
    const answer = await pass()
    const { 'content-type': _, ...headers } = answer.headers
    return { ...answer, headers }
  }),
  wrong('RB-P02', 'sends its JSON as text/html', async ({ pass }) => {
    const { headers, ...rest } = await pass()
    return { ...rest, headers: { ...headers, 'content-type': 'text/html' } }
  }),
  wrong('RB-P03', 'answers an array with an HTML page', async ({ pass, body, method }) => {
    const answer = await pass()
    return body === '[]' && method === 'POST' ? { ...answer, text: '<html>Bad Request</html>' } : answer
  }),
  wrong('RB-P03', 'prints a line after its JSON', async ({ pass, command }) => {
    const answer = await pass()
    return command === 'get_callback' ? { ...answer, text: `${answer.text}\nDeprecated: foo()` } : answer
  }),
  wrong(
    'RB-P04',
    'puts ErrorCode into quotes',
    edit(json => {
      json.ErrorCode = `${json.ErrorCode}`
    }),
  ),
  wrong(
    'RB-P04',
    'omits RequestId from refusals',
    edit(json =>
      onRefusal(json, () => {
        delete json.RequestId
      }),
    ),
  ),
  wrong(
    'RB-P04',
    'omits ActionStatus',
    edit(json => {
      delete json.ActionStatus
    }),
  ),
  wrong(
    'RB-P05',
    'sends a UUID as RequestId',
    edit(json => {
      json.RequestId = crypto.randomUUID()
    }),
  ),
  wrong(
    'RB-P06',
    'sends FAIL on success',
    edit(json =>
      onSuccess(json, () => {
        json.ActionStatus = 'FAIL'
      }),
    ),
  ),
  wrong(
    'RB-P06',
    'sends OK on refusals',
    edit(json => {
      json.ActionStatus = 'OK'
    }),
  ),
  wrong(
    'RB-P07',
    'sends success as ErrorInfo',
    edit(json =>
      onSuccess(json, () => {
        json.ErrorInfo = 'success'
      }),
    ),
  ),
  wrong(
    'RB-P07',
    'sends no reason of refusals',
    edit(json => {
      json.ErrorInfo = ''
    }),
  ),
  wrong('RB-P08', 'returns an undocumented code', async ({ pass, json }) => {
    const answer = await pass()
    if (json.CallId !== '055662e1-bc8a-469c-a334-1126c8c17d58') return answer
    return change(answer, json => {
      Object.assign(json, { ErrorCode: 4711, ErrorInfo: 'odd', ActionStatus: 'FAIL' })
      delete json.Response
    })
  }),
  wrong('RB-P09', 'omits Response', async ({ pass, json, command }) => {
    const answer = await pass()
    if (command !== 'get_call_info' || json.CallId !== '055662e1-bc8a-469c-a334-1126c8c17d58') return answer
    return change(answer, answered => {
      delete answered.Response
    })
  }),
  wrong(
    'RB-P09',
    'has an empty Response in refusals',
    edit(json =>
      onRefusal(json, () => {
        json.Response = {}
      }),
    ),
  ),
  wrong(
    'RB-P10',
    'omits an empty ChatGroupId',
    edit(json =>
      onSuccess(json, () => {
        delete Object(Object(json.Response).CallInfo).ChatGroupId
      }),
    ),
  ),
  wrong(
    'RB-P11',
    'puts RoomIdType into quotes',
    edit(json => {
      const info = Object(Object(json.Response).CallInfo)
      if ('RoomIdType' in info) info.RoomIdType = `${info.RoomIdType}`
    }),
  ),
  wrong(
    'RB-P11',
    'puts TotalNum into quotes',
    edit(json => {
      const response = Object(json.Response)
      if ('TotalNum' in response) response.TotalNum = `${response.TotalNum}`
    }),
  ),
  wrong(
    'RB-P12',
    'has a status of its own for members',
    edit(json => {
      for (const member of Object(json.Response).UserList ?? [])
        if (member.Status === 'Waiting') member.Status = 'Ringing'
    }),
  ),
  wrong(
    'RB-P12',
    'sends CallType in lowercase',
    edit(json => {
      const { CallRecord } = Object(json.Response)
      for (const record of [...list(json), ...(CallRecord ? [CallRecord] : [])])
        record.CallType = record.CallType.toLowerCase()
    }),
  ),
  wrong(
    'RB-P13',
    'has a field of its own in every answer',
    edit(json => {
      json.Took = 3
    }),
  ),
  wrong(
    'RB-P13',
    'has a field of its own in every member',
    edit(json => {
      for (const member of Object(json.Response).UserList ?? []) member.Device = 'phone'
    }),
  ),
  wrong(
    'RB-P14',
    'sends the same RequestId with every refusal',
    edit(json =>
      onRefusal(json, () => {
        json.RequestId = `Id-${'0'.repeat(32)}-O-Seq-1`
      }),
    ),
  ),
  wrong('RB-P15', 'sends no Access-Control headers', async ({ pass, method }) => {
    const { headers, ...rest } = await pass()
    const kept = method === 'OPTIONS' ? headers : { 'content-type': headers['content-type'] ?? '' }
    return { ...rest, headers: kept }
  }),
  wrong('RB-P16', 'leaves an array unanswered', async ({ pass, body }) =>
    body === '[]' ? Promise.reject(new Unanswered()) : pass(),
  ),
  wrong('RB-P18', 'accepts GET', ({ pass, method }) =>
    method === 'GET' ? pass({ method: 'POST', body: '{"CallId":"x"}' }) : pass(),
  ),
  wrong('RB-P19', 'answers 60009 for an unknown command', async ({ pass, command }) => {
    const answer = await pass()
    if (command !== 'ringback_no_such_command') return answer
    return change(answer, json => {
      json.ErrorCode = 60009
    })
  }),
  wrong('RB-P20', 'returns 60006 if sdkappid is missing', recode(60012, 60006)),
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
  wrong('RB-P24', 'returns 60005 if identifier or usersig is missing', recode(60004, 60005)),
  wrong('RB-P25', 'admits an unreadable UserSig', admit(70003)),
  wrong('RB-P26', 'admits a UserSig of another application', admit(70014)),
  wrong('RB-P27', 'admits a UserSig of another user', admit(70013)),
  wrong('RB-P28', 'ignores the signature', admit(70009)),
  wrong('RB-P29', 'admits an expired UserSig', admit(70001)),
  wrong('RB-P30', 'admits every account', admit(60010)),
  wrong('RB-P31', 'checks the body before the identity', async ({ pass, body, query, emulator, url }) => {
    const isKnown = ['sdkappid', 'contenttype', 'random', 'identifier', 'usersig'].every(name => query.has(name))
    return body === '' && isKnown ? pass({ url: own(url, emulator.credentials().userSig) }) : pass()
  }),
  wrong('RB-P31', 'checks the method before the identity', ({ pass, method }) =>
    method === 'GET' ? pass({ method: 'POST', url: 'http://127.0.0.1:2255/v4/call_config/unknown' }) : pass(),
  ),
  wrong('RB-P31', 'checks random before contenttype', async ({ pass, query, url }) => {
    if (query.has('contenttype') || query.has('random') || !/^\d+$/.test(query.get('sdkappid') ?? '')) return pass()
    const other = new URL(url)
    other.searchParams.set('contenttype', 'json')
    return pass({ url: other.href })
  }),
  wrong('RB-P32', 'accepts an array as a body without fields', ({ pass, body }) =>
    body === '[]' ? pass({ body: '{}' }) : pass(),
  ),
  wrong('RB-P33', 'returns 101004 if CallId is missing', recode(101002, 101004, ['get_call_info'])),
  wrong('RB-P33', 'accepts a number as CallId', ({ pass, json }) =>
    pass(typeof json.CallId === 'number' ? { body: `{"CallId":"${json.CallId}"}` } : {}),
  ),
  wrong('RB-P34', 'accepts any filter', ({ pass, json }) => pass(json.NumberPerPage === 'ten' ? { body: '{}' } : {})),
  wrong('RB-P35', 'returns an internal error for an unknown call', async asked => {
    const known = findCall(asked.emulator.core, `${asked.json.CallId}`)
    return known ? asked.pass() : recode(101004, 101001, ['get_call_info'])(asked)
  }),
  wrong(
    'RB-P36',
    'returns another call',
    edit(json => {
      const info = Object(Object(json.Response).CallInfo)
      if ('CallId' in info) info.CallId = '1d6f3c52-8a07-4be1-9c34-5f2e0b7a9d10'
    }),
  ),
  wrong('RB-P37', 'returns an internal error for an unknown record', recode(101050, 101001, ['get_record_by_callid'])),
  wrong(
    'RB-P38',
    'returns another EndTime in a record than in the list',
    edit(json => {
      const record = Object(Object(json.Response).CallRecord)
      if ('EndTime' in record) record.EndTime++
    }),
  ),
  wrong('RB-P39', 'lists the newest records first', async ({ pass, json, command }) => {
    const { NumberPerPage: size, Page = 1, ...rest } = json
    if (command !== 'get_record_by_filter' || typeof size !== 'number' || Number(Page) > 2) return pass()
    const all = await pass({ body: JSON.stringify({ ...rest, NumberPerPage: 1_000 }) })
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
  wrong('RB-P40', 'returns ten records on every page', ({ pass, json }) =>
    pass(typeof json.NumberPerPage === 'number' ? { body: JSON.stringify({ ...json, NumberPerPage: 10 }) } : {}),
  ),
  wrong('RB-P40', 'always returns the first page', ({ pass, json }) =>
    pass(json.Page === 2 ? { body: JSON.stringify({ ...json, Page: 1 }) } : {}),
  ),
  wrong('RB-P41', 'returns the first page past the end', ({ pass, json }) =>
    pass(Number(json.Page) > 2 ? { body: '{"Page":1}' } : {}),
  ),
  wrong('RB-P42', 'returns an internal error if no record matches', recode(101050, 101001, ['get_record_by_filter'])),
  wrong('RB-P43', 'ignores CallResult', ({ pass, json }) => pass('CallResult' in json ? { body: '{}' } : {})),
  wrong('RB-P43', 'ignores EndTime', ({ pass, json: { EndTime, ...json }, emulator }) =>
    pass(Number(EndTime) * 1_000 < catchUp(emulator.core.defaultApp) ? { body: JSON.stringify(json) } : {}),
  ),
  wrong('RB-P44', 'returns an internal error if no callback is configured', recode(100301, 100001, ['get_callback'])),
  wrong(
    'RB-P45',
    'changes an address without a query',
    edit(json => {
      const settings = Object(json.Response)
      if (`${settings.Url}`.endsWith('/one')) settings.Url += '/'
    }),
  ),
  wrong('RB-P46', 'keeps the first configuration', {
    create: () => {
      let isSet = false
      return async asked => {
        if (asked.command !== 'set_callback' || !('Url' in asked.json)) return asked.pass()
        const again = isSet
        isSet = true
        return again ? feign(asked) : asked.pass()
      }
    },
  }),
  wrong('RB-P46', 'merges configurations', {
    create: () => {
      const words = new Set<unknown>()
      return async ({ pass, command, json }) => {
        if (command !== 'set_callback' || !('Url' in json)) return pass()
        for (const word of Array.isArray(json.CallbackCommandList) ? json.CallbackCommandList : []) words.add(word)
        return pass({ body: JSON.stringify({ ...json, CallbackCommandList: [...words] }) })
      }
    },
  }),
  wrong('RB-P47', 'deletes no configuration', asked =>
    asked.command === 'delete_callback' ? feign(asked) : asked.pass(),
  ),
  wrong('RB-P48', 'refuses to delete a missing configuration', {
    create: () => {
      let deleted = 0
      return async asked => {
        if (asked.command === 'delete_callback' && deleted++ > 0) return feign(asked, 100001)
        return asked.pass()
      }
    },
  }),
  wrong('RB-P49', 'returns an internal error if Url is missing', recode(100002, 100001)),
  wrong('RB-P50', 'starts every call as an audio call', ({ pass, body, command }) =>
    pass(command === 'start_call_by_robot' ? { body: body.replace('"Video"', '"Audio"') } : {}),
  ),
  wrong('RB-P50', 'starts no call', asked => {
    const { command, json } = asked
    if (command !== 'start_call_by_robot' || json.Timeout !== 60_000 || !json.CalleeList_Account) return asked.pass()
    const CallResult = [{ Callee_Account: 'ringback-callee', ResultCode: 0 }]
    return feign(asked, 0, { CallId: crypto.randomUUID(), CallResult })
  }),
  wrong('RB-P51', 'rings for less than ten seconds', ({ pass, body }) =>
    pass({ body: body.replace('"Timeout":9999', '"Timeout":10000') }),
  ),
  wrong('RB-P52', 'ends no call', asked =>
    asked.command === 'end_call' && findCall(asked.emulator.core, `${asked.json.CallId}`) ? feign(asked) : asked.pass(),
  ),
  wrong('RB-P53', 'ends a call that never existed', asked =>
    asked.command === 'end_call' && !findCall(asked.emulator.core, `${asked.json.CallId}`)
      ? feign(asked)
      : asked.pass(),
  ),
  wrong('RB-P54', 'stores no record of calls by robots', async asked => {
    const answer = await asked.pass()
    const isRobot = asked.command === 'get_record_by_callid' && answer.text.includes('ringback-robot')
    return isRobot ? feign(asked, 101050) : answer
  }),
  wrong('RB-P56', 'answers a preflight with 405', async ({ pass, method }) => ({
    ...(await pass()),
    ...(method === 'OPTIONS' ? { status: 405 } : {}),
  })),
  wrong('RB-P56', 'does not allow Content-Type in a preflight', async ({ pass, method }) => {
    const answer = await pass()
    const { 'access-control-allow-headers': _, ...headers } = answer.headers
    return method === 'OPTIONS' ? { ...answer, headers } : answer
  }),
  wrong('RB-P55', 'has no limit', { options: { rateLimit: 'off' } }),
  wrong('RB-P55', 'has a lower limit', { options: { rateLimit: 100 } }),
  wrong('RB-P17', 'admits nobody', asked => feign(asked, 70009)),
]
