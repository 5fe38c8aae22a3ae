import { demoApp } from '../../../src/scenarios/plan.ts'
import type { EmulatorOptions } from '../../create-emulator.ts'
import { change, parse, type Serve, type ServedRequest, Unanswered } from './server.ts'

/** A server with exactly one slip, and the rule it breaks. */
export interface WrongServer {
  readonly name: string
  readonly rule: string
  readonly create: () => Serve
  readonly options?: EmulatorOptions
}

type Json = Record<string, unknown>

/** Changes the JSON of every answer, or of those of one command. */
const edit =
  (edit: (json: Json) => void, only?: string): (() => Serve) =>
  () =>
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

/** Answers one code with another one, for some commands or all. */
const recode = (from: number, to: number, only?: readonly string[]) => (): Serve => async asked => {
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

/** Whatever is refused with this code is asked again by the administrator, and so let in. */
const admit = (code: number): (() => Serve) => {
  return () => async asked => {
    const answer = await asked.pass()
    const { ErrorCode } = parse(answer.text)
    return ErrorCode === code ? asked.pass({ url: own(asked.url, asked.emulator.userSig()) }) : answer
  }
}

/** Fills in what is missing or wrong in the query before it is looked at. */
const repair =
  (name: string, isWrong: (value: string | null) => boolean, value: string): (() => Serve) =>
  () =>
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

/** An answer that is made up: nothing has happened. */
async function feign({ pass }: ServedRequest, code = 0, response?: object) {
  const refusal = await pass({ body: '[]' })
  return change(refusal, json => {
    const success = { ErrorCode: 0, ErrorInfo: '', ActionStatus: 'OK' }
    Object.assign(json, code === 0 ? success : { ErrorCode: code }, response && { Response: response })
  })
}

/** Every wrong server there is. */
export const wrongServers: readonly WrongServer[] = [
  {
    name: 'answers refusals with status 404',
    rule: 'RB-P01',
    create:
      () =>
      async ({ pass }) => {
        const answer = await pass()
        return answer.text.includes('"FAIL"') ? { ...answer, status: 404 } : answer
      },
  },
  {
    name: 'redirects one command with status 302, body and all',
    rule: 'RB-P01',
    create:
      () =>
      async ({ pass, command }) => ({ ...(await pass()), status: command === 'end_call' ? 302 : 200 }),
  },
  {
    name: 'says nothing of the type',
    rule: 'RB-P02',
    create:
      () =>
      async ({ pass }) => {
        const answer = await pass()
        const { 'content-type': _, ...headers } = answer.headers
        return { ...answer, headers }
      },
  },
  {
    name: 'says text/html of its JSON',
    rule: 'RB-P02',
    create:
      () =>
      async ({ pass }) => {
        const { headers, ...rest } = await pass()
        return { ...rest, headers: { ...headers, 'content-type': 'text/html' } }
      },
  },
  {
    name: 'answers a missing body with a page of HTML',
    rule: 'RB-P03',
    create:
      () =>
      async ({ pass, body, method }) => {
        const answer = await pass()
        return body === '[]' && method === 'POST' ? { ...answer, text: '<html>Bad Request</html>' } : answer
      },
  },
  {
    name: 'prints a line behind its JSON',
    rule: 'RB-P03',
    create:
      () =>
      async ({ pass, command }) => {
        const answer = await pass()
        return command === 'get_callback' ? { ...answer, text: `${answer.text}\nDeprecated: foo()` } : answer
      },
  },
  {
    name: 'puts ErrorCode into quotes',
    rule: 'RB-P04',
    create: edit(json => {
      json.ErrorCode = `${json.ErrorCode}`
    }),
  },
  {
    name: 'leaves RequestId out of refusals',
    rule: 'RB-P04',
    create: edit(json =>
      onRefusal(json, () => {
        delete json.RequestId
      }),
    ),
  },
  {
    name: 'leaves ActionStatus out',
    rule: 'RB-P04',
    create: edit(json => {
      delete json.ActionStatus
    }),
  },
  {
    name: 'makes RequestId a plain UUID',
    rule: 'RB-P05',
    create: edit(json => {
      json.RequestId = crypto.randomUUID()
    }),
  },
  {
    name: 'says FAIL on success',
    rule: 'RB-P06',
    create: edit(json =>
      onSuccess(json, () => {
        json.ActionStatus = 'FAIL'
      }),
    ),
  },
  {
    name: 'says OK on refusals',
    rule: 'RB-P06',
    create: edit(json => {
      json.ActionStatus = 'OK'
    }),
  },
  {
    name: 'says success in ErrorInfo',
    rule: 'RB-P07',
    create: edit(json =>
      onSuccess(json, () => {
        json.ErrorInfo = 'success'
      }),
    ),
  },
  {
    name: 'gives no reason for refusals',
    rule: 'RB-P07',
    create: edit(json => {
      json.ErrorInfo = ''
    }),
  },
  {
    name: 'has a code of its own for a call that --call-id names',
    rule: 'RB-P08',
    create:
      () =>
      async ({ pass, json }) => {
        const answer = await pass()
        if (json.CallId !== '055662e1-bc8a-469c-a334-1126c8c17d58') return answer
        return change(answer, json => {
          Object.assign(json, { ErrorCode: 4711, ErrorInfo: 'odd', ActionStatus: 'FAIL' })
          delete json.Response
        })
      },
  },
  {
    name: 'puts what was asked for beside Response',
    rule: 'RB-P09',
    create:
      () =>
      async ({ pass, json, command }) => {
        const answer = await pass()
        if (command !== 'get_call_info' || json.CallId !== '055662e1-bc8a-469c-a334-1126c8c17d58') return answer
        return change(answer, answered => {
          delete answered.Response
        })
      },
  },
  {
    name: 'has an empty Response in refusals',
    rule: 'RB-P09',
    create: edit(json =>
      onRefusal(json, () => {
        json.Response = {}
      }),
    ),
  },
  {
    name: 'leaves ChatGroupId out where there is none',
    rule: 'RB-P10',
    create: edit(json =>
      onSuccess(json, () => {
        delete Object(Object(json.Response).CallInfo).ChatGroupId
      }),
    ),
  },
  {
    name: 'puts RoomIdType into quotes',
    rule: 'RB-P11',
    create: edit(json => {
      const info = Object(Object(json.Response).CallInfo)
      if ('RoomIdType' in info) info.RoomIdType = `${info.RoomIdType}`
    }),
  },
  {
    name: 'puts TotalNum into quotes',
    rule: 'RB-P11',
    create: edit(json => {
      const response = Object(json.Response)
      if ('TotalNum' in response) response.TotalNum = `${response.TotalNum}`
    }),
  },
  {
    name: 'has a status of its own for members',
    rule: 'RB-P12',
    create: edit(json => {
      for (const member of Object(json.Response).UserList ?? [])
        if (member.Status === 'Waiting') member.Status = 'Ringing'
    }),
  },
  {
    name: 'writes CallType in small letters',
    rule: 'RB-P12',
    create: edit(json => {
      const { CallRecord } = Object(json.Response)
      for (const record of [...list(json), ...(CallRecord ? [CallRecord] : [])])
        record.CallType = record.CallType.toLowerCase()
    }),
  },
  {
    name: 'has a field of its own in every answer',
    rule: 'RB-P13',
    create: edit(json => {
      json.Took = 3
    }),
  },
  {
    name: 'has a field of its own in every member',
    rule: 'RB-P13',
    create: edit(json => {
      for (const member of Object(json.Response).UserList ?? []) member.Device = 'phone'
    }),
  },
  {
    name: 'gives every refusal one RequestId',
    rule: 'RB-P14',
    create: edit(json =>
      onRefusal(json, () => {
        json.RequestId = `Id-${'0'.repeat(32)}-O-Seq-1`
      }),
    ),
  },
  {
    name: 'sends no Access-Control headers',
    rule: 'RB-P15',
    create:
      () =>
      async ({ pass, method }) => {
        const { headers, ...rest } = await pass()
        const kept = method === 'OPTIONS' ? headers : { 'content-type': headers['content-type'] ?? '' }
        return { ...rest, headers: kept }
      },
  },
  {
    name: 'leaves an array unanswered',
    rule: 'RB-P16',
    create:
      () =>
      async ({ pass, body }) =>
        body === '[]' ? Promise.reject(new Unanswered()) : pass(),
  },
  {
    name: 'takes GET',
    rule: 'RB-P18',
    create:
      () =>
      ({ pass, method }) =>
        method === 'GET' ? pass({ method: 'POST', body: '{"CallId":"x"}' }) : pass(),
  },
  {
    name: 'answers 60009 for an unknown command',
    rule: 'RB-P19',
    create:
      () =>
      async ({ pass, command }) => {
        const answer = await pass()
        if (command !== 'ringback_no_such_command') return answer
        return change(answer, json => {
          json.ErrorCode = 60009
        })
      },
  },
  { name: 'answers 60006 where sdkappid is missing', rule: 'RB-P20', create: recode(60012, 60006) },
  {
    name: 'takes its only application for a missing sdkappid',
    rule: 'RB-P20',
    create: repair('sdkappid', value => value === null, `${demoApp.sdkAppId}`),
  },
  {
    name: 'takes its only application for any sdkappid',
    rule: 'RB-P21',
    create: repair('sdkappid', value => value !== null && !/^\d+$/.test(value), `${demoApp.sdkAppId}`),
  },
  { name: 'looks at no contenttype', rule: 'RB-P22', create: repair('contenttype', value => value !== 'json', 'json') },
  {
    name: 'looks at no random',
    rule: 'RB-P23',
    create: repair('random', value => value === null || Number(value) > 4294967295, '7'),
  },
  {
    name: 'takes a number of 33 bits for random',
    rule: 'RB-P23',
    create: repair('random', value => Number(value) > 4294967295, '7'),
  },
  { name: 'answers 60005 where identifier or usersig is missing', rule: 'RB-P24', create: recode(60004, 60005) },
  { name: 'lets in whoever has no readable UserSig', rule: 'RB-P25', create: admit(70003) },
  { name: "lets in whoever has another application's UserSig", rule: 'RB-P26', create: admit(70014) },
  { name: "lets in whoever has another user's UserSig", rule: 'RB-P27', create: admit(70013) },
  { name: 'looks at no signature', rule: 'RB-P28', create: admit(70009) },
  { name: 'lets in whoever has a UserSig that has expired', rule: 'RB-P29', create: admit(70001) },
  { name: 'lets in whoever is no administrator', rule: 'RB-P30', create: admit(60010) },
  {
    name: 'looks at the body before it looks at who asks',
    rule: 'RB-P31',
    create:
      () =>
      async ({ pass, body, query, emulator, url }) => {
        const isKnown = ['sdkappid', 'contenttype', 'random', 'identifier', 'usersig'].every(name => query.has(name))
        return body === '' && isKnown ? pass({ url: own(url, emulator.userSig()) }) : pass()
      },
  },
  {
    name: 'checks the method before the identity',
    rule: 'RB-P31',
    create:
      () =>
      ({ pass, method }) =>
        method === 'GET' ? pass({ method: 'POST', url: 'http://127.0.0.1:2255/v4/call_config/unknown' }) : pass(),
  },
  {
    name: 'looks at random before contenttype',
    rule: 'RB-P31',
    create:
      () =>
      async ({ pass, query, url }) => {
        if (query.has('contenttype') || query.has('random') || !/^\d+$/.test(query.get('sdkappid') ?? '')) return pass()
        const other = new URL(url)
        other.searchParams.set('contenttype', 'json')
        return pass({ url: other.href })
      },
  },
  {
    name: 'takes an array for a body without fields',
    rule: 'RB-P32',
    create:
      () =>
      ({ pass, body }) =>
        body === '[]' ? pass({ body: '{}' }) : pass(),
  },
  {
    name: 'answers 101004 where CallId is missing',
    rule: 'RB-P33',
    create: recode(101002, 101004, ['get_call_info']),
  },
  {
    name: 'takes a number for the id of a call',
    rule: 'RB-P33',
    create:
      () =>
      ({ pass, json }) =>
        pass(typeof json.CallId === 'number' ? { body: `{"CallId":"${json.CallId}"}` } : {}),
  },
  {
    name: 'takes any filter',
    rule: 'RB-P34',
    create:
      () =>
      ({ pass, json }) =>
        pass(json.NumberPerPage === 'ten' ? { body: '{}' } : {}),
  },
  {
    name: 'fails inside where there never was such a call',
    rule: 'RB-P35',
    create: () => async asked => {
      const known = asked.emulator.switchboard.findCall(`${asked.json.CallId}`)
      return known ? asked.pass() : recode(101004, 101001, ['get_call_info'])()(asked)
    },
  },
  {
    name: 'tells of another call than was asked for',
    rule: 'RB-P36',
    create: edit(json => {
      const info = Object(Object(json.Response).CallInfo)
      if ('CallId' in info) info.CallId = '1d6f3c52-8a07-4be1-9c34-5f2e0b7a9d10'
    }),
  },
  {
    name: 'fails inside where there is no record',
    rule: 'RB-P37',
    create: recode(101050, 101001, ['get_record_by_callid']),
  },
  {
    name: 'tells another end in a record than in the list',
    rule: 'RB-P38',
    create: edit(json => {
      const record = Object(Object(json.Response).CallRecord)
      if ('EndTime' in record) record.EndTime++
    }),
  },
  {
    name: 'lists the newest records first',
    rule: 'RB-P39',
    create:
      () =>
      async ({ pass, json, command }) => {
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
      },
  },
  {
    name: 'gives every page ten records',
    rule: 'RB-P40',
    create:
      () =>
      ({ pass, json }) =>
        pass(typeof json.NumberPerPage === 'number' ? { body: JSON.stringify({ ...json, NumberPerPage: 10 }) } : {}),
  },
  {
    name: 'gives the first page whatever is asked for',
    rule: 'RB-P40',
    create:
      () =>
      ({ pass, json }) =>
        pass(json.Page === 2 ? { body: JSON.stringify({ ...json, Page: 1 }) } : {}),
  },
  {
    name: 'gives the first page past the end',
    rule: 'RB-P41',
    create:
      () =>
      ({ pass, json }) =>
        pass(Number(json.Page) > 2 ? { body: '{"Page":1}' } : {}),
  },
  {
    name: 'fails inside where no record fits',
    rule: 'RB-P42',
    create: recode(101050, 101001, ['get_record_by_filter']),
  },
  {
    name: 'does not filter by CallResult',
    rule: 'RB-P43',
    create:
      () =>
      ({ pass, json }) =>
        pass('CallResult' in json ? { body: '{}' } : {}),
  },
  {
    name: 'does not filter by EndTime',
    rule: 'RB-P43',
    create:
      () =>
      ({ pass, json: { EndTime, ...json }, emulator }) =>
        pass(Number(EndTime) * 1_000 < emulator.switchboard.now() ? { body: JSON.stringify(json) } : {}),
  },
  {
    name: 'fails inside where no callback is configured',
    rule: 'RB-P44',
    create: recode(100301, 100001, ['get_callback']),
  },
  {
    name: 'mends an address that has no query',
    rule: 'RB-P45',
    create: edit(json => {
      const settings = Object(json.Response)
      if (`${settings.Url}`.endsWith('/one')) settings.Url += '/'
    }),
  },
  {
    name: 'keeps the first configuration and says OK to the next',
    rule: 'RB-P46',
    create: () => {
      let isSet = false
      return async asked => {
        if (asked.command !== 'set_callback' || !('Url' in asked.json)) return asked.pass()
        const again = isSet
        isSet = true
        return again ? feign(asked) : asked.pass()
      }
    },
  },
  {
    name: 'adds the words of the next configuration to those it has',
    rule: 'RB-P46',
    create: () => {
      const words = new Set<unknown>()
      return async ({ pass, command, json }) => {
        if (command !== 'set_callback' || !('Url' in json)) return pass()
        for (const word of Array.isArray(json.CallbackCommandList) ? json.CallbackCommandList : []) words.add(word)
        return pass({ body: JSON.stringify({ ...json, CallbackCommandList: [...words] }) })
      }
    },
  },
  {
    name: 'says OK and deletes no configuration',
    rule: 'RB-P47',
    create: () => asked => (asked.command === 'delete_callback' ? feign(asked) : asked.pass()),
  },
  {
    name: 'refuses to delete what there is not',
    rule: 'RB-P48',
    create: () => {
      let deleted = 0
      return async asked => {
        if (asked.command === 'delete_callback' && deleted++ > 0) return feign(asked, 100001)
        return asked.pass()
      }
    },
  },
  {
    name: 'fails inside where a configuration has no address',
    rule: 'RB-P49',
    create: recode(100002, 100001),
  },
  {
    name: 'starts every call as one of audio',
    rule: 'RB-P50',
    create:
      () =>
      ({ pass, body, command }) =>
        pass(command === 'start_call_by_robot' ? { body: body.replace('"Video"', '"Audio"') } : {}),
  },
  {
    name: 'says OK and starts no call',
    rule: 'RB-P50',
    create: () => asked => {
      const { command, json } = asked
      if (command !== 'start_call_by_robot' || json.Timeout !== 60_000 || !json.CalleeList_Account) return asked.pass()
      const CallResult = [{ Callee_Account: 'ringback-callee', ResultCode: 0 }]
      return feign(asked, 0, { CallId: crypto.randomUUID(), CallResult })
    },
  },
  {
    name: 'rings for less than ten seconds',
    rule: 'RB-P51',
    create:
      () =>
      ({ pass, body }) =>
        pass({ body: body.replace('"Timeout":9999', '"Timeout":10000') }),
  },
  {
    name: 'says OK and ends no call',
    rule: 'RB-P52',
    create: () => asked =>
      asked.command === 'end_call' && asked.emulator.switchboard.findCall(`${asked.json.CallId}`)
        ? feign(asked)
        : asked.pass(),
  },
  {
    name: 'says OK to the end of a call that there never was',
    rule: 'RB-P53',
    create: () => asked =>
      asked.command === 'end_call' && !asked.emulator.switchboard.findCall(`${asked.json.CallId}`)
        ? feign(asked)
        : asked.pass(),
  },
  {
    name: 'keeps no record of calls by robots',
    rule: 'RB-P54',
    create: () => async asked => {
      const answer = await asked.pass()
      const isRobot = asked.command === 'get_record_by_callid' && answer.text.includes('ringback-robot')
      return isRobot ? feign(asked, 101050) : answer
    },
  },
  {
    name: 'answers a preflight with 405',
    rule: 'RB-P56',
    create:
      () =>
      async ({ pass, method }) => ({ ...(await pass()), ...(method === 'OPTIONS' ? { status: 405 } : {}) }),
  },
  {
    name: 'does not allow Content-Type in a preflight',
    rule: 'RB-P56',
    create:
      () =>
      async ({ pass, method }) => {
        const answer = await pass()
        const { 'access-control-allow-headers': _, ...headers } = answer.headers
        return method === 'OPTIONS' ? { ...answer, headers } : answer
      },
  },
  {
    name: 'knows no limit',
    rule: 'RB-P55',
    options: { rateLimit: 'off' },
    create:
      () =>
      ({ pass }) =>
        pass(),
  },
  {
    name: 'has a limit of its own',
    rule: 'RB-P55',
    options: { rateLimit: 100 },
    create:
      () =>
      ({ pass }) =>
        pass(),
  },
  {
    name: 'lets nobody in',
    rule: 'RB-P17',
    create: () => asked => feign(asked, 70009),
  },
]
