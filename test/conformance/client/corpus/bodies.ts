import type { OperationName } from '../../../../src/contracts/operations.ts'
import { sendRaw } from '../../../surfaces/raw.ts'
import type { Hooks } from './client.ts'
import { aCall, aCallback, aStart, look, type SeededClient } from './stage.ts'

const serialised = (name: string, trips: string, toBody: Hooks['toBody']): SeededClient => ({
  name,
  trips,
  run: look({ toBody }),
})

const sends = (name: string, trips: string, command: OperationName, body: object): SeededClient => ({
  name,
  trips,
  run: ({ client }) => client().ask(command, body),
})

/** Slips in the body. */
export const bodies: readonly SeededClient[] = [
  serialised('sends no body', 'RB-Q19', () => ''),
  serialised('sends a form', 'RB-Q19', body => new URLSearchParams({ ...body }).toString()),
  serialised('sends an array', 'RB-Q19', body => JSON.stringify([body])),
  serialised('sends null', 'RB-Q19', () => 'null'),
  serialised('encodes its JSON twice', 'RB-Q19', body => JSON.stringify(JSON.stringify(body))),
  serialised('prints an object of its language', 'RB-Q19', () => "{'CallId': 'a-call'}"),
  serialised('sends Latin 1', 'RB-Q19', () => Buffer.from('{"CallId":"für-zwei"}', 'latin1')),
  serialised('sends a mark before its JSON', 'RB-Q19', body => `\ufeff\ufeff${JSON.stringify(body)}`),
  serialised('sends more than a body may have', 'RB-Q19', body =>
    JSON.stringify({ ...body, Extra: 'x'.repeat(1_100_000) }),
  ),
  {
    name: 'promises more of a body than it sends',
    trips: 'RB-Q19',
    run: ({ emulator, port }) => {
      const target = emulator.target('get_call_info')
      return sendRaw(port, `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{"CallId":"a-call"}`, 3_600)
    },
  },

  sends('sends a field nobody knows', 'RB-Q20', 'get_call_info', { ...aCall, Verbose: true }),
  sends('sends a field in another case as well', 'RB-Q20', 'get_call_info', { ...aCall, callid: 'a-call' }),
  sends('mistypes an optional field', 'RB-Q20', 'start_call_by_robot', {
    ...aStart,
    OfflinePushInfo: { Titel: 'Ring' },
  }),
  sends('sends fields where there are none', 'RB-Q20', 'get_callback', { SdkAppId: 88_888_888 }),

  sends('has CallId as a number', 'RB-Q21', 'get_call_info', { CallId: 123 }),
  sends('has Timeout as a string', 'RB-Q21', 'start_call_by_robot', { ...aStart, Timeout: '30000' }),
  sends('has one callee instead of a list', 'RB-Q21', 'start_call_by_robot', {
    ...aStart,
    CalleeList_Account: 'user2',
  }),
  sends('has RoomIdType as a string', 'RB-Q21', 'start_call_by_robot', {
    ...aStart,
    CallInfo: { MediaType: 'Audio', RoomId: '7', RoomIdType: '1' },
  }),
  sends('joins the callbacks by commas', 'RB-Q21', 'set_callback', {
    ...aCallback,
    CallbackCommandList: aCallback.CallbackCommandList.join(','),
  }),
  sends('has a page as a string', 'RB-Q21', 'get_record_by_filter', { Page: '1' }),

  sends('leaves out CallId', 'RB-Q22', 'get_call_info', {}),
  sends('has an empty CallId', 'RB-Q22', 'end_call', { CallId: '' }),
  sends('has MediaType in small letters', 'RB-Q22', 'start_call_by_robot', {
    ...aStart,
    CallInfo: { MediaType: 'audio' },
  }),
  sends('has Timeout in seconds', 'RB-Q22', 'start_call_by_robot', { ...aStart, Timeout: 30 }),
  sends('has a Timeout that is too short', 'RB-Q22', 'start_call_by_robot', { ...aStart, Timeout: 5_000 }),
  sends('calls nobody', 'RB-Q22', 'start_call_by_robot', { ...aStart, CalleeList_Account: [] }),
  sends('names a callback that there is none of', 'RB-Q22', 'set_callback', {
    ...aCallback,
    CallbackCommandList: ['CallbackAfterEndCall'],
  }),
  sends('has a time in fractions of a second', 'RB-Q22', 'get_record_by_filter', { StartTime: 1_739_868_165.5 }),

  serialised('has the UserSig in the body as well', 'RB-Q23', (body, { usersig }) =>
    JSON.stringify({ ...body, usersig }),
  ),
  serialised('has the key in the body', 'RB-Q23', (body, _, { secretKey }) => JSON.stringify({ ...body, secretKey })),
]
