import type { Call, CallAction, Instant, Room } from '../../call/call.ts'
import { isOnRecord, recordDelay, recordLife, toRecord } from '../../call/record.ts'
import { type CallInit, start } from '../../call/transition.ts'
import type { Body, OperationName, RefusalOf, ResponseOf } from '../../contracts/operations.ts'
import type { CallbackSettings } from '../callbacks/outgoing-callback.ts'
import type { EndedCallEntry } from '../ended-calls.ts'
import type { EmulatorIssue } from '../messages.ts'
import {
  toCallRecord,
  toCallResult,
  toCallType,
  toMedia,
  toMediaType,
  toRoomFields,
  toSeconds,
  toUserList,
} from './wire.ts'

/** What an operation sees of its application, read-only. */
export interface HandlerView {
  readonly now: Instant
  findCall(id: string): Call | undefined
  /** Visits ended calls that started at `from` or later, the earliest first, until `visit` returns false. */
  scanEnded(from: Instant, visit: (ended: EndedCallEntry) => boolean): void
  /** The id of a new call; follows from the seed. */
  nextCallId(): string
  /** Where the application's callbacks are sent. */
  readonly callback: CallbackSettings | undefined
}

/** What an operation does to its application: open a call, act on one, or change the callback settings. */
export type Action =
  | { readonly open: CallInit }
  | { readonly call: string; readonly action: CallAction }
  | { readonly callback: CallbackSettings | undefined }

/** A response with its actions, or a refusal that the contract declares. */
type HandlerResult<Name extends OperationName> =
  | { readonly respond: ResponseOf<Name>; readonly actions?: readonly Action[] }
  | { readonly refuse: RefusalOf<Name>; readonly issue?: EmulatorIssue }

/** An operation: a pure function of a valid body and the state of the application. */
export type Handler<Name extends OperationName> = (body: Body<Name>, view: HandlerView) => HandlerResult<Name>

/** The number of records of a page, if the request does not say (page 68931). */
const defaultPageSize = 10

/** Every command's handler; a contract without one does not compile. */
export const handlers: { readonly [Name in OperationName]: Handler<Name> } = {
  get_call_info({ CallId }, view) {
    const call = findOngoing(CallId, view)
    if ('refuse' in call) return call
    return {
      respond: {
        CallInfo: {
          CallId: call.id,
          MediaType: toMediaType[call.media],
          ChatGroupId: call.group ?? '',
          ...toRoomFields(call.room),
        },
        UserList: toUserList(call.members),
      },
    }
  },

  start_call_by_robot(body, view) {
    const { MediaType, RoomId, RoomIdType } = body.CallInfo
    const room: Room | undefined = RoomId ? { id: RoomId, kind: RoomIdType === 1 ? 'number' : 'text' } : undefined
    const init = {
      id: '',
      from: body.Robot_Account,
      to: body.CalleeList_Account,
      media: toMedia[MediaType],
      room,
      ring: body.Timeout,
    }
    // Whether the call is possible is known before an id is spent on it.
    const started = start(init, view.now)
    if ('code' in started) {
      // In the names of this request; other rejections name no field.
      const issue =
        started.code === 'self-call'
          ? ({ code: 'callee-is-caller', user: started.user } as const)
          : ({ code: 'call-rejected', rejection: started } as const)
      return { refuse: 'InvalidParameter', issue }
    }
    const id = view.nextCallId()
    return {
      respond: {
        CallId: id,
        CallResult: body.CalleeList_Account.map(callee => ({ Callee_Account: callee, ResultCode: 0 })),
      },
      actions: [{ open: { ...init, id } }],
    }
  },

  end_call({ CallId }, view) {
    const call = findOngoing(CallId, view)
    if ('refuse' in call) return call
    return { respond: undefined, actions: [{ call: call.id, action: { does: 'end' } }] }
  },

  get_record_by_callid({ CallId }, view) {
    const call = view.findCall(CallId)
    if (call && isOnRecord(call, view.now)) return { respond: { CallRecord: toCallRecord(toRecord(call)) } }
    const left = call?.ending ? call.ending.at + recordDelay - view.now : 0
    const why = !call ? 'unknown-call' : !call.ending ? 'not-ended' : left > 0 ? { left } : 'expired'
    return { refuse: 'RecordNotFound', issue: { code: 'no-record', id: CallId, why } }
  },

  get_record_by_filter(body, view) {
    const { CallResult, CallType, NumberPerPage = defaultPageSize, Page = 1 } = body
    // The service searches the last seven days, even if an earlier StartTime is sent (page 68931).
    const from = Math.max(toSeconds(view.now - recordLife), body.StartTime ?? 0)
    const to = body.EndTime ?? toSeconds(view.now)
    const latestStart = (to + 1) * 1000
    const [earliestEnd, latestEnd] = [view.now - recordLife, view.now - recordDelay]

    const first = (Page - 1) * NumberPerPage
    const page: EndedCallEntry[] = []
    let total = 0
    view.scanEnded(from * 1000, ended => {
      if (ended.startedAt >= latestStart) return false
      if (ended.endedAt > latestEnd || ended.endedAt < earliestEnd) return true
      if (CallResult !== undefined && toCallResult[ended.outcome] !== CallResult) return true
      if (CallType !== undefined && toCallType[ended.type] !== CallType) return true
      if (total >= first && page.length < NumberPerPage) page.push(ended)
      total++
      return true
    })
    if (total === 0) return { refuse: 'RecordNotFound', issue: { code: 'no-matching-record' } }
    return {
      respond: {
        TotalNum: total,
        Page: page.length > 0 ? Page : 0,
        CallRecordList: page.map(({ call }) => toCallRecord(toRecord(call))),
      },
    }
  },

  set_callback: ({ Url, CallbackCommandList }) => ({
    respond: undefined,
    actions: [{ callback: { url: Url, commands: [...new Set(CallbackCommandList)] } }],
  }),

  get_callback: (_, { callback }) =>
    callback
      ? { respond: { Url: callback.url, CallbackCommandList: [...callback.commands] } }
      : { refuse: 'CallbackNotSet', issue: { code: 'callback-not-set' } },

  delete_callback: () => ({ respond: undefined, actions: [{ callback: undefined }] }),
}

/** A call that has not ended, or the refusal for its id. */
function findOngoing(id: string, view: HandlerView) {
  const call = view.findCall(id)
  if (call && !call.ending) return call
  return { refuse: 'CallNotFound', issue: { code: call ? 'call-has-ended' : 'call-not-found', id } } as const
}
