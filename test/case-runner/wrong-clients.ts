import { setTimeout as pause } from 'node:timers/promises'
import type { ClientAdapter } from '../../src/case-runner/client-adapter.ts'
import type { OperationName } from '../../src/contracts/operations.ts'
import { isRecord, parseJson } from '../../src/text/data.ts'
import { createAdapter, goodHooks, type Hooks, Refused } from './client.ts'

/** A client with one mistake. */
export interface WrongClient {
  readonly name: string
  readonly command: OperationName
  /** Exactly the cases that it fails; `rules` is the last of a contract. */
  readonly fails: readonly string[]
  readonly hooks: Partial<Hooks>
  /** Whether it has state, so that each case needs a new one. */
  readonly isStateful?: true
  /** The cases to run; all quick ones if absent. */
  readonly only?: readonly string[]
  /** The time limit for an answer, in milliseconds. */
  readonly answerTimeout?: number
}

type Read = Hooks['read']
const { read, send } = goodHooks
const toRecord = (value: unknown) => (isRecord(value) ? value : {})

/** Reads as the good client does, and then changes the value. */
const reads =
  (change: (value: { readonly [name: string]: unknown }) => unknown): Read =>
  (response, command) =>
    change(toRecord(read(response, command)))

/** Changes a field of an object within the value. */
const readsIn = (field: string, change: (inner: { readonly [name: string]: unknown }) => object): Read =>
  reads(value => ({ ...value, [field]: { ...toRecord(value[field]), ...change(toRecord(value[field])) } }))

const readsMembers = (change: (members: readonly unknown[]) => readonly unknown[]): Read =>
  reads(value => ({ ...value, UserList: change(Array.isArray(value.UserList) ? value.UserList : []) }))

/** Returns nothing if the service refuses with a code. */
const ignoresError =
  (code: number): Read =>
  (response, command) => {
    try {
      return read(response, command)
    } catch (error) {
      if (error instanceof Refused && error.errorCode === code) return undefined
      throw error
    }
  }

/** Changes the body before it is sent. */
const sends =
  (change: (body: { readonly [name: string]: unknown }) => object): Hooks['send'] =>
  (service, command, body) =>
    send(service, command, change({ ...body }))

/** The cases of get_call_info in which the service refuses. */
const refusals = [20, 21, 22, 27, 28, 29, 30, 32, 33, 34, 35].map(number => `RB-C${number}`)

/** Clients of one command, each with one mistake. */
export const wrongClients: readonly WrongClient[] = [
  {
    name: 'ignores 101004',
    command: 'get_call_info',
    fails: ['RB-C22', 'RB-C51', 'RB-C60', 'RB-C61'],
    hooks: { read: ignoresError(101_004) },
  },
  {
    name: 'loses the ErrorCode',
    command: 'get_call_info',
    fails: [...refusals, 'RB-C51', 'RB-C60', 'RB-C61'],
    hooks: {
      read(response, command) {
        try {
          return read(response, command)
        } catch (error) {
          throw new Error(String(error))
        }
      },
    },
  },
  {
    name: 'returns another ErrorCode than the service',
    command: 'get_call_info',
    fails: ['RB-C22', 'RB-C51', 'RB-C60', 'RB-C61'],
    hooks: {
      read(response, command) {
        try {
          return read(response, command)
        } catch (error) {
          throw error instanceof Refused && error.errorCode === 101_004 ? new Refused(404, 'not found') : error
        }
      },
    },
  },
  {
    name: 'caches the first response for a call',
    command: 'get_call_info',
    fails: ['RB-C51', 'RB-C52'],
    isStateful: true,
    only: ['RB-C50', 'RB-C51', 'RB-C52', 'RB-C60', 'RB-C61'],
    get hooks() {
      const known = new Map<string, Promise<{ status: number; text: string }>>()
      const remember: Hooks['send'] = (service, command, body) => {
        const key = JSON.stringify(body)
        const found = known.get(key) ?? send(service, command, body)
        known.set(key, found)
        return found
      }
      return { send: remember, attempts: 1, pause: () => undefined }
    },
  },
  {
    name: 'reads an HTML page as a call without members',
    command: 'get_call_info',
    fails: ['RB-C08'],
    hooks: {
      read: (response, command) =>
        response.status === 200 && response.text.startsWith('<')
          ? { CallInfo: {}, UserList: [] }
          : read(response, command),
    },
  },
  {
    name: 'reads a body that is not JSON as an empty response',
    command: 'get_call_info',
    fails: ['RB-C01', 'RB-C05', 'RB-C06', 'RB-C07', 'RB-C08'],
    hooks: { read: (response, command) => (parseJson(response.text) === undefined ? {} : read(response, command)) },
  },
  {
    name: 'accepts the string "0" as a success',
    command: 'get_call_info',
    fails: ['RB-C14'],
    hooks: {
      read: ({ status, text }, command) =>
        read({ status, text: text.replace('"ErrorCode":"0"', '"ErrorCode":0') }, command),
    },
  },
  {
    name: 'returns any Response',
    command: 'get_call_info',
    fails: ['RB-C10', 'RB-C15'],
    hooks: {
      read(response, command) {
        const json = toRecord(parseJson(response.text))
        const isGood = response.status === 200 && json.ErrorCode === 0 && typeof json.ActionStatus !== 'object'
        return isGood ? json.Response : read(response, command)
      },
    },
  },
  {
    name: 'requires a RequestId before it reads ErrorCode',
    command: 'end_call',
    fails: ['RB-C34'],
    hooks: {
      read(response, command) {
        if (!response.text.includes('"RequestId"')) throw new Error('no RequestId')
        return read(response, command)
      },
    },
  },
  {
    name: 'searches the text for the last ErrorCode',
    command: 'end_call',
    fails: ['RB-C35'],
    hooks: {
      read({ status, text }, command) {
        const code = text
          .replaceAll('\\', '')
          .match(/"ErrorCode":\d+/g)
          ?.at(-1)
        return text.endsWith('}') && code === '"ErrorCode":0' && text.includes('📞')
          ? undefined
          : read({ status, text }, command)
      },
    },
  },
  {
    name: 'returns the state of the first two members only',
    command: 'get_call_info',
    fails: ['RB-C52'],
    hooks: {
      read: readsMembers(members =>
        members.map((member, index) => (index < 2 ? member : { ...toRecord(member), Status: 'Waiting' })),
      ),
    },
  },
  {
    name: 'returns at most ten members',
    command: 'get_call_info',
    fails: ['RB-C53'],
    hooks: { read: readsMembers(members => members.slice(0, 10)) },
  },
  {
    name: 'reads every call as an audio call',
    command: 'get_call_info',
    fails: ['RB-C54'],
    hooks: { read: readsIn('CallInfo', () => ({ MediaType: 'Audio' })) },
  },
  {
    name: 'converts RoomId to a number',
    command: 'get_call_info',
    fails: ['RB-C55', 'RB-C56', 'RB-C57'],
    hooks: { read: readsIn('CallInfo', ({ RoomId }) => ({ RoomId: Number(RoomId) })) },
  },
  {
    name: 'sends ASCII only',
    command: 'end_call',
    fails: ['RB-C75'],
    hooks: { send: sends(({ CallId }) => ({ CallId: String(CallId).replaceAll(/[^ -~]/g, '?') })) },
  },
  {
    name: 'returns success without a request for a call that it has ended before',
    command: 'end_call',
    fails: ['RB-C72'],
    isStateful: true,
    only: ['RB-C70', 'RB-C71', 'RB-C72', 'RB-C73', 'RB-C74'],
    get hooks() {
      const ended = new Set<string>()
      const remember: Hooks['send'] = async (service, command, body) => {
        const key = JSON.stringify(body)
        if (ended.has(key)) return { status: 200, text: '{"ErrorCode":0,"ActionStatus":"OK"}' }
        const response = await send(service, command, body)
        if (response.text.includes('"ErrorCode":0')) ended.add(key)
        return response
      }
      return { send: remember }
    },
  },
  {
    name: 'retries after 101004',
    command: 'get_call_info',
    fails: ['rules'],
    hooks: { pause: error => (error instanceof Refused && error.errorCode === 101_004 ? 1 : goodHooks.pause(error)) },
  },
  {
    name: 'never returns after a reset connection',
    command: 'end_call',
    fails: ['RB-C02', 'RB-C03', 'RB-C04'],
    only: ['RB-C02', 'RB-C03', 'RB-C04', 'RB-C70'],
    answerTimeout: 700,
    hooks: {
      async send(service, command, body) {
        return send(service, command, body).catch(() => new Promise<never>(() => {}))
      },
    },
  },
  {
    name: 'disconnects after two seconds',
    command: 'end_call',
    fails: ['RB-C18'],
    only: ['RB-C18', 'RB-C70'],
    hooks: {
      send: (...request) =>
        Promise.race([send(...request), pause(2_000).then(() => Promise.reject<never>(new Error('too slow')))]),
    },
  },
  {
    name: 'calls only the first callee',
    command: 'start_call_by_robot',
    fails: ['RB-C81', 'RB-C84'],
    hooks: {
      send: sends(({ CalleeList_Account: callees, ...rest }) => ({
        ...rest,
        CalleeList_Account: Array.isArray(callees) ? callees.slice(0, 1) : callees,
      })),
    },
  },
  {
    name: 'reads AcceptTime 0 as missing',
    command: 'get_record_by_callid',
    fails: ['RB-C102'],
    hooks: { read: readsIn('CallRecord', ({ AcceptTime }) => ({ AcceptTime: AcceptTime || null })) },
  },
  {
    name: 'omits fields that are 0',
    command: 'get_record_by_filter',
    fails: ['RB-C113'],
    hooks: { send: sends(body => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== 0))) },
  },
  {
    name: 'removes the query of a URL',
    command: 'set_callback',
    fails: ['RB-C121'],
    hooks: { send: sends(({ Url, ...rest }) => ({ ...rest, Url: String(Url).replace(/\?.*/, '') })) },
  },
]

/** A new adapter of a client. */
export const toAdapter = ({ command, hooks }: WrongClient): ClientAdapter => createAdapter([command], hooks)
