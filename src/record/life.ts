import type { Room } from '../call/call.ts'
import { type CallRecord, callResult } from '../contracts/fields.ts'
import { isThing, type Thing, toName, toThings } from './thing.ts'

/** What was seen of one call. Moments are those at which requests came, in Unix milliseconds. */
export interface Life {
  readonly app: number
  readonly id: string
  /** Whether the client started it itself, so that it will again. */
  isOwn: boolean
  media: 'audio' | 'video'
  room: Room | undefined
  /** Its chat group; empty if it was said to have none, undefined if nothing was said. */
  group: string | undefined
  /** Who was in it, whenever that was another than before. */
  readonly looks: Look[]
  /** When it was said not to be there, in order. */
  readonly gone: number[]
  /** When the client ended it. */
  endedByClient: number | undefined
  record: LifeRecord | undefined
  /** When its record was first read, and when there was last said to be none before that. */
  recordFrom: number | undefined
  noRecordUntil: number | undefined
}

/** Who was in a call at a moment, and still at another one. */
export interface Look {
  readonly at: number
  until: number
  readonly members: ReadonlyMap<string, 'Calling' | 'Waiting'>
}

/** What a record says. Times are Unix seconds; `accept` is 0 if nobody ever answered. */
export interface LifeRecord {
  /** Everyone who was in it, the caller first. */
  readonly everyone: readonly string[]
  readonly start: number
  readonly accept: number
  readonly end: number
  readonly result: CallRecord['CallResult'] | undefined
  readonly isSingle: boolean
}

/** A call of which nothing has been seen yet. */
export const toLife = (app: number, id: string): Life => ({
  app,
  id,
  isOwn: false,
  media: 'audio',
  room: undefined,
  group: undefined,
  looks: [],
  gone: [],
  endedByClient: undefined,
  record: undefined,
  recordFrom: undefined,
  noRecordUntil: undefined,
})

/** How many changes of who is in a call are kept. */
const mostLooks = 200

/** How many of the times are kept at which it was not there. */
const mostGone = 500

/** get_call_info has told of a call that is live. */
export function addLook(life: Life, response: Thing, at: number): void {
  const info = isThing(response.CallInfo) ? response.CallInfo : {}
  readCall(life, info)
  if (info.ChatGroupId !== undefined) life.group = toName(info.ChatGroupId)
  const members = new Map(
    toThings(response.UserList)
      .map(({ User_Account, Status }) => [toName(User_Account), Status === 'Calling' ? Status : 'Waiting'] as const)
      .filter(([user]) => user !== ''),
  )
  const last = life.looks.at(-1)
  if (last && isSame(last.members, members)) last.until = at
  else if (life.looks.length < mostLooks) life.looks.push({ at, until: at, members })
}

const isSame = (one: Look['members'], other: Look['members']) =>
  one.size === other.size && [...one].every(([user, status]) => other.get(user) === status)

/** A call was said not to be there. */
export function addGone(life: Life, at: number): void {
  if (life.gone.length < mostGone) life.gone.push(at)
  else if (life.looks.length === 0) {
    // Of the time before its beginning the end counts, and of that after its end the beginning.
    life.gone.shift()
    life.gone.push(at)
  }
}

/** A record has told of a call that had ended. */
export function addRecord(life: Life, record: Thing, at: number): void {
  readCall(life, record)
  life.recordFrom ??= at
  const caller = toName(record.Caller_Account)
  const listed = Array.isArray(record.CalleeList_Account) ? record.CalleeList_Account.map(toName) : []
  const [start, accept, end] = [record.StartTime, record.AcceptTime, record.EndTime].map(toSeconds)
  if (start === undefined || end === undefined || end < start) return
  life.record = {
    everyone: [...new Set([caller, ...listed])].filter(user => user !== ''),
    start,
    accept: accept ?? 0,
    end,
    result: callResult.safeParse(record.CallResult).data,
    isSingle: record.CallType !== 'MultiCall',
  }
}

const latest = 8_640_000_000_000

const toSeconds = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= latest ? value : undefined

function readCall(life: Life, said: Thing): void {
  if (said.MediaType !== undefined) life.media = said.MediaType === 'Video' ? 'video' : 'audio'
  const id = toName(said.RoomId)
  if (id !== '') life.room = { id, kind: said.RoomIdType === 1 && /^\d{1,10}$/.test(id) ? 'number' : 'text' }
}
