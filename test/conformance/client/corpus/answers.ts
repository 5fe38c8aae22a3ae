import type { FaultInput } from '../../../../src/faults/fault.ts'
import { findCallId, goodHooks, type Hooks, isObject, type Outcome, parse } from './client.ts'
import { aCall, aCallback, aStart, manual, type SeededClient } from './stage.ts'

/** What is wrong with an answer. */
type Wrong = Pick<FaultInput, 'http' | 'body' | 'omit' | 'mistype'>

/** Takes for a success whatever `isFine` does, and believes a good answer. */
const credulous = (isFine: (status: number, text: string) => boolean): Partial<Hooks> => ({
  read: (status, text, command) => {
    const json = parse(text)
    const response = isObject(json) ? json.Response : undefined
    return isFine(status, text) ? { is: 'answer', code: 0, response } : goodHooks.read(status, text, command)
  },
})

const fields = (text: string): { readonly [name: string]: unknown } => {
  const json = parse(text)
  return isObject(json) ? json : {}
}

/** Ends the call, and reads its record when there should be one. */
const ends = (name: string, trips: string, wrong: Wrong, hooks: Partial<Hooks>): SeededClient => ({
  name,
  trips,
  settings: manual,
  faults: [{ on: 'end_call', times: 1, ...wrong }],
  async run({ client, emulator }) {
    const one = client(hooks)
    await one.ask('end_call', aCall)
    await emulator.clock.advance('6s')
    await one.ask('get_record_by_callid', aCall)
  },
})

/** Sets where callbacks go, and starts a call. */
const sets = (name: string, trips: string, wrong: Wrong, hooks: Partial<Hooks>): SeededClient => ({
  name,
  trips,
  faults: [{ on: 'set_callback', times: 1, ...wrong }],
  async run({ client }) {
    const one = client(hooks)
    await one.ask('set_callback', aCallback)
    await one.ask('start_call_by_robot', aStart)
  },
})

/** Starts a call that is refused, and names it by whatever it makes of that. */
const names = (name: string, toBody: (outcome: Outcome) => object): SeededClient => ({
  name,
  trips: 'RB-A05',
  faults: [{ on: 'start_call_by_robot', error: 60_020 }],
  async run({ client }) {
    const one = client()
    await one.ask('get_call_info', toBody(await one.ask('start_call_by_robot', aStart)))
  },
})

/** Slips in what is made of an answer. */
export const answers: readonly SeededClient[] = [
  ends(
    'does not miss ActionStatus',
    'RB-A01',
    { omit: ['ActionStatus'] },
    credulous((_, text) => fields(text).ErrorCode === 0),
  ),
  sets(
    'does not miss ErrorCode',
    'RB-A01',
    { omit: ['ErrorCode'] },
    credulous((_, text) => fields(text).ActionStatus === 'OK'),
  ),
  sets(
    'takes what has no ErrorCode for no error',
    'RB-A01',
    { omit: ['ErrorCode', 'ActionStatus'] },
    credulous((_, text) => !fields(text).ErrorCode),
  ),
  {
    name: 'takes a call without members for one that nobody is in',
    trips: 'RB-A01',
    faults: [{ on: 'get_call_info', times: 1, omit: ['Response'] }],
    async run({ client }) {
      const one = client(credulous((_, text) => fields(text).ErrorCode === 0))
      await one.ask('get_call_info', aCall)
      await one.ask('end_call', aCall)
    },
  },

  ends(
    'takes garbage for a success',
    'RB-A02',
    { body: 'garbage' },
    credulous(status => status === 200),
  ),
  ends(
    'takes an empty body for a success',
    'RB-A02',
    { body: 'empty' },
    credulous((_, text) => text === ''),
  ),
  sets(
    'takes half an answer for a success',
    'RB-A02',
    { body: 'truncated' },
    credulous((_, text) => text.includes('"ErrorCode":0')),
  ),
  sets(
    'takes a page of HTML for a success',
    'RB-A02',
    { body: 'html' },
    credulous(status => status === 200),
  ),
  sets(
    'takes an empty body for a setting',
    'RB-A02',
    { body: 'empty' },
    credulous((_, text) => text === ''),
  ),

  ends(
    'takes 502 for a success',
    'RB-A03',
    { http: 502 },
    credulous((_, text) => !text.includes('"ErrorCode"')),
  ),
  sets(
    'takes 202 for a success',
    'RB-A03',
    { http: 202 },
    credulous(status => status < 300),
  ),
  sets(
    'takes 404 for nothing to do',
    'RB-A03',
    { http: 404 },
    credulous(status => status === 404),
  ),

  ends(
    'takes "0" for a success',
    'RB-A04',
    { mistype: ['ErrorCode'] },
    credulous((_, text) => Number(fields(text).ErrorCode) === 0),
  ),
  sets(
    'takes "0" for a setting',
    'RB-A04',
    { mistype: ['ErrorCode'] },
    credulous((_, text) => `${fields(text).ErrorCode}` === '0'),
  ),
  sets(
    'takes ["OK"] for a success',
    'RB-A04',
    { mistype: ['ActionStatus'] },
    credulous((_, text) => `${fields(text).ActionStatus}` === 'OK'),
  ),

  names('names a call "undefined"', outcome => ({ CallId: `${findCallId(outcome)}` })),
  names('names a call "null"', outcome => ({ CallId: `${findCallId(outcome) ?? null}` })),
  names('names a call null', outcome => ({ CallId: findCallId(outcome) ?? null })),
  names('names a call by nothing', outcome => ({ CallId: findCallId(outcome) })),
  names('names a call by an empty text', outcome => ({ CallId: findCallId(outcome) ?? '' })),
  names('names a call by an object as text', outcome => ({ CallId: `${findCallId(outcome) ?? {}}` })),
]
