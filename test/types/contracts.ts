// The compiler is the test: a line after "@ts-expect-error" must not compile, every other line must.

import type { ClientPlatform } from '../../src/contracts/callback.ts'
import { defineCallback } from '../../src/contracts/callback.ts'
import type { CallbackBody, CallbackCommand } from '../../src/contracts/callbacks.ts'
import { callbacks } from '../../src/contracts/callbacks.ts'
import type { ErrorName } from '../../src/contracts/errors.ts'
import { defineOperation } from '../../src/contracts/operation.ts'
import type { Body, OperationName, RefusalOf, ResponseOf } from '../../src/contracts/operations.ts'
import { operations } from '../../src/contracts/operations.ts'
import type { Contradiction } from '../../src/contracts/source.ts'
import type { Handler } from '../../src/emulator/operations/handlers.ts'

type Response = ResponseOf<'get_call_info'>
const CallInfo: Response['CallInfo'] = { CallId: 'a', MediaType: 'Audio', ChatGroupId: '', RoomId: '', RoomIdType: 0 }

export const answered: Response = { CallInfo, UserList: [{ User_Account: 'user1', Status: 'Calling' }] }

// @ts-expect-error a member is Calling or Waiting
export const ringing: Response = { CallInfo, UserList: [{ User_Account: 'user1', Status: 'Ringing' }] }

// @ts-expect-error UserList is required beside CallInfo
export const alone: Response = { CallInfo }

// @ts-expect-error RoomIdType is 0, 1 or 2
export const room: Response['CallInfo']['RoomIdType'] = 3

export const body: Body<'get_call_info'> = { CallId: 'a' }

// @ts-expect-error CallId is a string
export const numbered: Body<'get_call_info'> = { CallId: 7 }

// @ts-expect-error unknown command
export const command: OperationName = 'get_call_inf'

export const declared: RefusalOf<'get_call_info'> = 'CallNotFound'

// @ts-expect-error an existing error that get_call_info does not declare
export const undeclared: RefusalOf<'get_call_info'> = 'RecordNotFound'

export const refuses: Handler<'get_call_info'> = () => ({
  refuse: 'CallNotFound',
  issue: { code: 'call-not-found', id: 'a' },
})

// @ts-expect-error an error that the contract does not declare
export const refused: Handler<'get_call_info'> = () => ({ refuse: 'RecordNotFound' })

// @ts-expect-error a response that the contract does not describe
export const misspells: Handler<'get_call_info'> = () => ({ respond: { CallInfo, UserList: [{ User_Account: 'a' }] } })

// @ts-expect-error a handler refuses with the name of an error, not its code
export const numbers: Handler<'get_call_info'> = () => ({ refuse: 101004 })

// @ts-expect-error unknown error
export const unknown: ErrorName = 'CallLost'

// @ts-expect-error a contract declares existing errors only
export const invalid = defineOperation({ ...operations.get_call_info, refusals: ['InvalidParameter', 'CallLost'] })

// @ts-expect-error a contract names at least one page
export const pageless = defineOperation({ ...operations.get_call_info, pages: [] })

export const record: ResponseOf<'get_record_by_callid'>['CallRecord']['CallResult'] = 'NotAnswer'

// @ts-expect-error a record has one of seven results
export const outcome: ResponseOf<'get_record_by_callid'>['CallRecord']['CallResult'] = 'not_answer'

export const none: ResponseOf<'end_call'> = undefined

// @ts-expect-error end_call has no Response
export const some: ResponseOf<'end_call'> = {}

// @ts-expect-error required fields of a robot call are missing
export const half: Body<'start_call_by_robot'> = { Robot_Account: 'robot', CalleeList_Account: ['jack'] }

export const filter: Body<'get_record_by_filter'> = {}

// @ts-expect-error a callback has one of three commands
export const unlisted: CallbackCommand = 'Call.CallbackAfterEnd'

export const where: Body<'set_callback'>['CallbackCommandList'] = ['Call.CallbackAfterEndCall']

// @ts-expect-error callbacks are listed by their commands
export const nowhere: Body<'set_callback'>['CallbackCommandList'] = ['EndCall']

export const changed: CallbackBody<'Call.CallbackAfterMemberChanged'> = {
  CallbackCommand: 'Call.CallbackAfterMemberChanged',
  CallId: 'a',
  UserList: [],
  ChangedUserList: [{ User_Account: 'user2', ActionType: 'Cancel_Invite' }],
  EventTime: 0,
}

// @ts-expect-error the service does not send the words of the table
export const action: (typeof changed)['ChangedUserList'][number]['ActionType'] = 'Hang Up'

// @ts-expect-error each callback has its own command
export const other: CallbackBody<'Call.CallbackAfterEndCall'>['CallbackCommand'] = 'Call.CallbackAfterStartCall'

export const platform: ClientPlatform = 'RESTAPI'

// @ts-expect-error a callback names at least one page
export const unseen = defineCallback({ ...callbacks['Call.CallbackAfterEndCall'], pages: [] })

// @ts-expect-error every page of a contradiction has a statement
export const silent: Contradiction = { subject: 'Response', statements: [{ page: 74505 }], decision: 'It is sent.' }
