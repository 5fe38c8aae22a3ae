import type { Room } from '../call/call.ts'
import { type CallbackCommand, isCallbackCommand } from '../contracts/callbacks.ts'
import { type CallRecord, callResult } from '../contracts/fields.ts'
import type { OperationName } from '../contracts/operations.ts'
import { isRecord, type JsonObject } from '../text/data.ts'
import { findCommandRefusal, type ParsedAnswer } from './exchange.ts'

/** Everything that answers have shown of one call. Times are those of the requests, in Unix milliseconds. */
export interface CallObservation {
  readonly app: number
  readonly id: string
  /** Whether the client started the call itself, so that it will start it in a replay too. */
  isOwn: boolean
  media: 'audio' | 'video'
  room: Room | undefined
  /** Its chat group; empty if it has none, undefined if unknown. */
  group: string | undefined
  /** The members whenever they had changed. */
  readonly memberships: Membership[]
  /** When the call was reported not to exist, in order. */
  readonly absentAt: number[]
  /** When the client ended it. */
  endedByClient: number | undefined
  record: ObservedRecord | undefined
  /** When its record was first read, and when it was last reported missing before that. */
  recordFrom: number | undefined
  noRecordUntil: number | undefined
}

/** The members of a call from one time until another. */
export interface Membership {
  readonly at: number
  until: number
  readonly members: ReadonlyMap<string, 'Calling' | 'Waiting'>
}

/** A call record. Times are Unix seconds; `accept` is 0 if nobody answered. */
export interface ObservedRecord {
  /** Everyone who was in the call, the caller first. */
  readonly everyone: readonly string[]
  readonly start: number
  readonly accept: number
  readonly end: number
  readonly result: CallRecord['CallResult'] | undefined
  readonly isSingle: boolean
}

/** Everything that answers have shown of one application. */
export interface AppObservation {
  readonly id: number
  /** The accounts that were accepted as administrators, in the order of their first requests. */
  readonly admins: Set<string>
  /** The callbacks that were set when the recording began; undefined if none, or if it is unknown. */
  callbacks: readonly CallbackCommand[] | undefined
  /** Whether callbacks are set; undefined if the client neither asked nor changed them. */
  isSet: boolean | undefined
}

/** Everything that answers have shown of applications and calls. */
export interface CallObservations {
  readonly apps: ReadonlyMap<number, AppObservation>
  /** By `toCallKey`, in the order in which they were first seen. */
  readonly calls: ReadonlyMap<string, CallObservation>
  /** How many calls were ignored because too many were known already. */
  readonly missed: number
  /** Adds what one answer shows. */
  observe(exchange: ObservedExchange): void
}

/** A request and its parsed answer. */
interface ObservedExchange {
  readonly at: number
  readonly command: OperationName
  readonly app: number
  readonly identifier: string | undefined
  /** The call that the request names. */
  readonly callId: string | undefined
  readonly parsed: ParsedAnswer
  readonly passes: boolean
}

/** The most applications and calls that are observed. */
const mostApps = 100
const mostCalls = 10_000

/** The key of a call: application and id. */
export const toCallKey = (app: number, id: string): string => `${app}/${id}`

/** Creates observations without content. */
export function createObservations(): CallObservations {
  const apps = new Map<number, AppObservation>()
  const calls = new Map<string, CallObservation>()
  let missed = 0

  function findCall(app: number, id: string): CallObservation | undefined {
    const key = toCallKey(app, id)
    const known = calls.get(key)
    if (known || id === '' || id.length > 256) return known
    if (calls.size >= mostCalls) {
      missed++
      return undefined
    }
    const call = createObservation(app, id)
    calls.set(key, call)
    return call
  }

  function addRecordOf(app: number, record: JsonObject, at: number): void {
    const call = findCall(app, toName(record.CallId))
    if (call) addRecord(call, record, at)
  }

  const observers: {
    readonly [Name in OperationName]?: (
      exchange: ObservedExchange,
      response: JsonObject | undefined,
      app: AppObservation,
    ) => void
  } = {
    get_call_info({ app, callId = '', at }, response) {
      const call = findCall(app, callId)
      if (call && response) addMembership(call, response, at)
    },
    start_call_by_robot({ app }, response) {
      const call = findCall(app, toName(response?.CallId))
      if (call) call.isOwn = true
    },
    end_call({ app, callId = '', at }) {
      const call = findCall(app, callId)
      if (call) call.endedByClient ??= at
    },
    get_record_by_callid({ app, at }, response) {
      if (isRecord(response?.CallRecord)) addRecordOf(app, response.CallRecord, at)
    },
    get_record_by_filter({ app, at }, response) {
      for (const record of toObjects(response?.CallRecordList)) addRecordOf(app, record, at)
    },
    set_callback(_, __, app) {
      app.isSet = true
    },
    delete_callback(_, __, app) {
      app.isSet = false
    },
    get_callback(_, response, app) {
      if (app.isSet === undefined) app.callbacks = toCommands(response)
      app.isSet = true
    },
  }

  function observeRefusal(exchange: ObservedExchange, code: number, app: AppObservation): void {
    const { callId = '', at, command } = exchange
    const refusal = findCommandRefusal(command, code)
    if (refusal === 'CallbackNotSet') app.isSet ??= false
    const isAbout = refusal === 'CallNotFound' || refusal === 'RecordNotFound'
    const call = isAbout ? findCall(exchange.app, callId) : undefined
    if (!call) return
    if (refusal === 'CallNotFound') addAbsence(call, at)
    else if (!call.record) call.noRecordUntil = at
  }

  return {
    apps,
    calls,
    get missed() {
      return missed
    },
    observe(exchange) {
      const { app: id, identifier, parsed, passes, command } = exchange
      if (!passes || parsed.code === undefined) return
      const app = apps.get(id) ?? { id, admins: new Set(), callbacks: undefined, isSet: undefined }
      if (!apps.has(id)) {
        if (apps.size >= mostApps) return
        apps.set(id, app)
      }
      if (identifier && app.admins.size < mostApps) app.admins.add(identifier)
      if (parsed.code === 0) observers[command]?.(exchange, parsed.response, app)
      else observeRefusal(exchange, parsed.code, app)
    },
  }
}

const createObservation = (app: number, id: string): CallObservation => ({
  app,
  id,
  isOwn: false,
  media: 'audio',
  room: undefined,
  group: undefined,
  memberships: [],
  absentAt: [],
  endedByClient: undefined,
  record: undefined,
  recordFrom: undefined,
  noRecordUntil: undefined,
})

/** How many changes of a call's members are kept. */
const mostMemberships = 200

/** How many of the times are kept at which a call did not exist. */
const mostAbsences = 500

/** Adds an answer of get_call_info. */
function addMembership(call: CallObservation, response: JsonObject, at: number): void {
  const info = isRecord(response.CallInfo) ? response.CallInfo : {}
  addDetails(call, info)
  if (info.ChatGroupId !== undefined) call.group = toName(info.ChatGroupId)
  const members = new Map(
    toObjects(response.UserList)
      .map(({ User_Account, Status }) => [toName(User_Account), Status === 'Calling' ? Status : 'Waiting'] as const)
      .filter(([user]) => user !== ''),
  )
  const last = call.memberships.at(-1)
  if (last && isEqual(last.members, members)) last.until = at
  else if (call.memberships.length < mostMemberships) call.memberships.push({ at, until: at, members })
}

const isEqual = (one: Membership['members'], other: Membership['members']) =>
  one.size === other.size && [...one].every(([user, status]) => other.get(user) === status)

function addAbsence(call: CallObservation, at: number): void {
  if (call.absentAt.length < mostAbsences) call.absentAt.push(at)
  else if (call.memberships.length === 0) {
    // Before the call was seen the latest absences count, and after that the earliest.
    call.absentAt.shift()
    call.absentAt.push(at)
  }
}

function addRecord(call: CallObservation, record: JsonObject, at: number): void {
  addDetails(call, record)
  call.recordFrom ??= at
  const caller = toName(record.Caller_Account)
  const listed = Array.isArray(record.CalleeList_Account) ? record.CalleeList_Account.map(toName) : []
  const [start, accept, end] = [record.StartTime, record.AcceptTime, record.EndTime].map(toSeconds)
  if (start === undefined || end === undefined || end < start) return
  call.record = {
    everyone: [...new Set([caller, ...listed])].filter(user => user !== ''),
    start,
    accept: accept ?? 0,
    end,
    result: callResult.safeParse(record.CallResult).data,
    isSingle: record.CallType !== 'MultiCall',
  }
}

function addDetails(call: CallObservation, fields: JsonObject): void {
  if (fields.MediaType !== undefined) call.media = fields.MediaType === 'Video' ? 'video' : 'audio'
  const id = toName(fields.RoomId)
  if (id !== '') call.room = { id, kind: fields.RoomIdType === 1 && /^\d{1,10}$/.test(id) ? 'number' : 'text' }
}

const latest = 8_640_000_000_000

const toSeconds = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= latest ? value : undefined

function toCommands(response: JsonObject | undefined) {
  const listed: readonly unknown[] = Array.isArray(response?.CallbackCommandList) ? response.CallbackCommandList : []
  const known = listed.filter(word => typeof word === 'string').filter(isCallbackCommand)
  return known.length > 0 ? [...new Set(known)] : undefined
}

const toObjects = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isRecord) : [])

/** An account or an id; some servers write those that consist of digits as numbers. Empty if there is none. */
const toName = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? `${value}` : '')
