import type { Probe } from '../probe.ts'
import { control } from '../reading.ts'
import { type Draft, type Stage, toDraft } from '../stage.ts'

/** The request that every probe of the query differs from in one matter: of a call that there never was. */
export const toPlain = (stage: Stage): Draft => toDraft(stage, 'get_call_info', { CallId: stage.unknownId })

const without = (name: string) => (stage: Stage) => {
  const { query, ...rest } = toPlain(stage)
  return { ...rest, query: Object.fromEntries(Object.entries(query).filter(([other]) => other !== name)) }
}

const withValue = (name: string, value: string) => (stage: Stage) => {
  const { query, ...rest } = toPlain(stage)
  return { ...rest, query: { ...query, [name]: value } }
}

const command = 'get_call_info'

/** Each slip that method, path and query can have, alone. */
export const queryProbes = [
  { id: control, sentence: 'A call that there never was is asked for.', command, toDraft: toPlain },
  {
    id: 'get-method',
    sentence: 'The method is GET.',
    command,
    toDraft: stage => ({ ...toPlain(stage), method: 'GET', body: '' }),
  },
  {
    id: 'unknown-command',
    sentence: 'The path names a command that there is not.',
    toDraft: stage => ({ ...toPlain(stage), path: '/v4/call_engine_http_srv/ringback_no_such_command' }),
  },
  {
    id: 'preflight',
    sentence: "A browser's preflight asks to post JSON from another origin.",
    command,
    toDraft: stage => ({
      ...toPlain(stage),
      method: 'OPTIONS',
      query: {},
      userSig: undefined,
      body: '',
      headers: {
        Origin: 'https://ringback.example',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type',
      },
    }),
  },
  { id: 'no-sdkappid', sentence: 'sdkappid is missing.', command, toDraft: without('sdkappid') },
  { id: 'odd-sdkappid', sentence: 'sdkappid is no integer.', command, toDraft: withValue('sdkappid', 'ringback') },
  { id: 'no-contenttype', sentence: 'contenttype is missing.', command, toDraft: without('contenttype') },
  { id: 'odd-contenttype', sentence: 'contenttype is xml.', command, toDraft: withValue('contenttype', 'xml') },
  { id: 'no-random', sentence: 'random is missing.', command, toDraft: without('random') },
  {
    id: 'large-random',
    sentence: 'random is one more than 32 bits can hold.',
    command,
    toDraft: withValue('random', '4294967296'),
  },
  { id: 'no-identifier', sentence: 'identifier is missing.', command, toDraft: without('identifier') },
  {
    id: 'no-usersig',
    sentence: 'usersig is missing.',
    command,
    toDraft: stage => ({ ...toPlain(stage), userSig: undefined }),
  },
] as const satisfies readonly Probe[]
