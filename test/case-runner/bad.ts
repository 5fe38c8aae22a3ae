import { setTimeout as pause } from 'node:timers/promises'
import type { ClientAdapter } from '../../src/case-runner/client-adapter.ts'
import type { OperationName } from '../../src/contracts/operations.ts'
import { isObject, parse } from '../conformance/client/corpus/client.ts'
import { createAdapter, goodHooks, type Hooks, Refused } from './client.ts'

/** A client with one slip. */
export interface BadClient {
  readonly name: string
  readonly command: OperationName
  /** Exactly the cases it comes to no good in; `rules` is the last of a contract. */
  readonly trips: readonly string[]
  readonly hooks: Partial<Hooks>
  /** Whether it remembers things, so that each case needs one that has just been made. */
  readonly remembers?: true
  /** These, instead of all quick ones. */
  readonly only?: readonly string[]
  /** How long it has for a question, in milliseconds. */
  readonly patience?: number
}

type Read = Hooks['read']
const { read, send } = goodHooks
const mustBeObject = (value: unknown) => (isObject(value) ? value : {})

/** Reads well, and then changes the value. */
const reads =
  (change: (value: { readonly [name: string]: unknown }) => unknown): Read =>
  (came, command) =>
    change(mustBeObject(read(came, command)))

/** Changes a field of an object within the value. */
const readsIn = (field: string, change: (inner: { readonly [name: string]: unknown }) => object): Read =>
  reads(value => ({ ...value, [field]: { ...mustBeObject(value[field]), ...change(mustBeObject(value[field])) } }))

const readsMembers = (change: (members: readonly unknown[]) => readonly unknown[]): Read =>
  reads(value => ({ ...value, UserList: change(Array.isArray(value.UserList) ? value.UserList : []) }))

/** Reads well, unless the service refuses with a code: then it is nothing special. */
const swallows =
  (code: number): Read =>
  (came, command) => {
    try {
      return read(came, command)
    } catch (error) {
      if (error instanceof Refused && error.errorCode === code) return undefined
      throw error
    }
  }

/** Changes what is sent. */
const sends =
  (change: (body: { readonly [name: string]: unknown }) => object): Hooks['send'] =>
  (service, command, body) =>
    send(service, command, change({ ...body }))

/** Those of get_call_info in which the service refuses. */
const refusals = [20, 21, 22, 27, 28, 29, 30, 32, 33, 34, 35].map(number => `RB-C${number}`)

/** Clients of one command, each with one slip. */
export const badClients: readonly BadClient[] = [
  {
    name: 'swallows 101004',
    command: 'get_call_info',
    trips: ['RB-C22', 'RB-C51', 'RB-C60', 'RB-C61'],
    hooks: { read: swallows(101_004) },
  },
  {
    name: 'loses the code',
    command: 'get_call_info',
    trips: [...refusals, 'RB-C51', 'RB-C60', 'RB-C61'],
    hooks: {
      read(came, command) {
        try {
          return read(came, command)
        } catch (error) {
          throw new Error(String(error))
        }
      },
    },
  },
  {
    name: 'gives another code than it got',
    command: 'get_call_info',
    trips: ['RB-C22', 'RB-C51', 'RB-C60', 'RB-C61'],
    hooks: {
      read(came, command) {
        try {
          return read(came, command)
        } catch (error) {
          throw error instanceof Refused && error.errorCode === 101_004 ? new Refused(404, 'not found') : error
        }
      },
    },
  },
  {
    name: 'remembers the first answer about a call',
    command: 'get_call_info',
    trips: ['RB-C51', 'RB-C52'],
    remembers: true,
    only: ['RB-C50', 'RB-C51', 'RB-C52', 'RB-C60', 'RB-C61'],
    get hooks() {
      const told = new Map<string, Promise<{ status: number; text: string }>>()
      const remember: Hooks['send'] = (service, command, body) => {
        const key = JSON.stringify(body)
        const found = told.get(key) ?? send(service, command, body)
        told.set(key, found)
        return found
      }
      return { send: remember, attempts: 1, pause: () => undefined }
    },
  },
  {
    name: 'takes a page of HTML for a call without members',
    command: 'get_call_info',
    trips: ['RB-C08'],
    hooks: {
      read: (came, command) =>
        came.status === 200 && came.text.startsWith('<') ? { CallInfo: {}, UserList: [] } : read(came, command),
    },
  },
  {
    name: 'takes whatever is no JSON for an empty answer',
    command: 'get_call_info',
    trips: ['RB-C01', 'RB-C05', 'RB-C06', 'RB-C07', 'RB-C08'],
    hooks: { read: (came, command) => (parse(came.text) === undefined ? {} : read(came, command)) },
  },
  {
    name: 'takes the text "0" for a success',
    command: 'get_call_info',
    trips: ['RB-C14'],
    hooks: {
      read: ({ status, text }, command) =>
        read({ status, text: text.replace('"ErrorCode":"0"', '"ErrorCode":0') }, command),
    },
  },
  {
    name: 'gives whatever Response is',
    command: 'get_call_info',
    trips: ['RB-C10', 'RB-C15'],
    hooks: {
      read(came, command) {
        const json = mustBeObject(parse(came.text))
        const isGood = came.status === 200 && json.ErrorCode === 0 && typeof json.ActionStatus !== 'object'
        return isGood ? json.Response : read(came, command)
      },
    },
  },
  {
    name: 'wants a RequestId before it looks at ErrorCode',
    command: 'end_call',
    trips: ['RB-C34'],
    hooks: {
      read(came, command) {
        if (!came.text.includes('"RequestId"')) throw new Error('no RequestId')
        return read(came, command)
      },
    },
  },
  {
    name: 'looks for ErrorCode in the text, and takes the last one',
    command: 'end_call',
    trips: ['RB-C35'],
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
    name: 'tells the state of the first two members alone',
    command: 'get_call_info',
    trips: ['RB-C52'],
    hooks: {
      read: readsMembers(members =>
        members.map((member, index) => (index < 2 ? member : { ...mustBeObject(member), Status: 'Waiting' })),
      ),
    },
  },
  {
    name: 'tells ten members at most',
    command: 'get_call_info',
    trips: ['RB-C53'],
    hooks: { read: readsMembers(members => members.slice(0, 10)) },
  },
  {
    name: 'takes every call for audio',
    command: 'get_call_info',
    trips: ['RB-C54'],
    hooks: { read: readsIn('CallInfo', () => ({ MediaType: 'Audio' })) },
  },
  {
    name: 'makes a number of RoomId',
    command: 'get_call_info',
    trips: ['RB-C55', 'RB-C56', 'RB-C57'],
    hooks: { read: readsIn('CallInfo', ({ RoomId }) => ({ RoomId: Number(RoomId) })) },
  },
  {
    name: 'sends ASCII alone',
    command: 'end_call',
    trips: ['RB-C75'],
    hooks: { send: sends(({ CallId }) => ({ CallId: String(CallId).replaceAll(/[^ -~]/g, '?') })) },
  },
  {
    name: 'says that it has ended a call without asking when it has ended it before',
    command: 'end_call',
    trips: ['RB-C72'],
    remembers: true,
    only: ['RB-C70', 'RB-C71', 'RB-C72', 'RB-C73', 'RB-C74'],
    get hooks() {
      const ended = new Set<string>()
      const remember: Hooks['send'] = async (service, command, body) => {
        const key = JSON.stringify(body)
        if (ended.has(key)) return { status: 200, text: '{"ErrorCode":0,"ActionStatus":"OK"}' }
        const came = await send(service, command, body)
        if (came.text.includes('"ErrorCode":0')) ended.add(key)
        return came
      }
      return { send: remember }
    },
  },
  {
    name: 'asks three times for what is not there',
    command: 'get_call_info',
    trips: ['rules'],
    hooks: {
      pause: error => (error instanceof Refused && error.errorCode === 101_004 ? 1 : goodHooks.pause(error)),
    },
  },
  {
    name: 'never comes back from a reset connection',
    command: 'end_call',
    trips: ['RB-C02', 'RB-C03', 'RB-C04'],
    only: ['RB-C02', 'RB-C03', 'RB-C04', 'RB-C70'],
    patience: 700,
    hooks: {
      async send(service, command, body) {
        return send(service, command, body).catch(() => new Promise<never>(() => {}))
      },
    },
  },
  {
    name: 'hangs up after a second',
    command: 'end_call',
    trips: ['RB-C18'],
    only: ['RB-C18', 'RB-C70'],
    hooks: {
      send: (...asked) =>
        Promise.race([send(...asked), pause(1_000).then(() => Promise.reject<never>(new Error('too slow')))]),
    },
  },
  {
    name: 'calls the first one alone',
    command: 'start_call_by_robot',
    trips: ['RB-C81', 'RB-C84'],
    hooks: {
      send: sends(({ CalleeList_Account: callees, ...rest }) => ({
        ...rest,
        CalleeList_Account: Array.isArray(callees) ? callees.slice(0, 1) : callees,
      })),
    },
  },
  {
    name: 'takes AcceptTime 0 for a missing one',
    command: 'get_record_by_callid',
    trips: ['RB-C102'],
    hooks: { read: readsIn('CallRecord', ({ AcceptTime }) => ({ AcceptTime: AcceptTime || null })) },
  },
  {
    name: 'leaves out what is 0',
    command: 'get_record_by_filter',
    trips: ['RB-C113'],
    hooks: { send: sends(body => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== 0))) },
  },
  {
    name: 'cuts the query off an address',
    command: 'set_callback',
    trips: ['RB-C121'],
    hooks: { send: sends(({ Url, ...rest }) => ({ ...rest, Url: String(Url).replace(/\?.*/, '') })) },
  },
]

/** Its adapter, made anew. */
export const toAdapter = ({ command, hooks }: BadClient): ClientAdapter => createAdapter([command], hooks)
