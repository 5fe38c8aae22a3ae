import { type CallbackCommand, isCallbackCommand } from '../contracts/callbacks.ts'
import type { OperationName } from '../contracts/operations.ts'
import { addGone, addLook, addRecord, type Life, toLife } from './life.ts'
import { findOwnRefusal } from './own-refusal.ts'
import type { Reading } from './read-answer.ts'
import { isThing, type Thing, toName, toThings } from './thing.ts'

/** An application as it was seen. */
export interface SeenApp {
  readonly id: number
  /** Who asked for it and was let in, in the order of their first requests. */
  readonly admins: Set<string>
  /** Which callbacks it had set when the recording began; undefined if none, or if nobody asked before setting some. */
  callbacks: readonly CallbackCommand[] | undefined
  /** Whether callbacks are set, as far as the client has asked or seen to it itself. */
  isSet: boolean | undefined
}

/** All that answers have told of applications and calls. */
export interface Lives {
  readonly apps: ReadonlyMap<number, SeenApp>
  /** By application and id, in the order in which they were first heard of. */
  readonly calls: ReadonlyMap<string, Life>
  /** How many calls were heard of when there were too many already. */
  readonly missed: number
  /** Takes in what one answer tells. */
  learn(told: Told): void
}

/** An answer that tells something. */
export interface Told {
  readonly at: number
  readonly command: OperationName
  readonly app: number
  readonly identifier: string | undefined
  /** The call that the request names. */
  readonly callId: string | undefined
  readonly reading: Reading
  readonly passes: boolean
}

/** The most applications and calls that are kept track of. */
const mostApps = 100
const mostLives = 10_000

/** What a call is known by. */
export const toCallKey = (app: number, id: string): string => `${app}/${id}`

/** Starts to listen. */
export function createLives(): Lives {
  const apps = new Map<number, SeenApp>()
  const calls = new Map<string, Life>()
  let missed = 0

  function findLife(app: number, id: string): Life | undefined {
    const key = toCallKey(app, id)
    const known = calls.get(key)
    if (known || id === '' || id.length > 256) return known
    if (calls.size >= mostLives) {
      missed++
      return undefined
    }
    const life = toLife(app, id)
    calls.set(key, life)
    return life
  }

  function addRecordOf(app: number, record: Thing, at: number): void {
    const life = findLife(app, toName(record.CallId))
    if (life) addRecord(life, record, at)
  }

  const listen: { readonly [Name in OperationName]?: (told: Told, response: Thing | undefined, app: SeenApp) => void } =
    {
      get_call_info({ app, callId = '', at }, response) {
        const life = findLife(app, callId)
        if (life && response) addLook(life, response, at)
      },
      start_call_by_robot({ app }, response) {
        const life = findLife(app, toName(response?.CallId))
        if (life) life.isOwn = true
      },
      end_call({ app, callId = '', at }) {
        const life = findLife(app, callId)
        if (life) life.endedByClient ??= at
      },
      get_record_by_callid({ app, at }, response) {
        if (isThing(response?.CallRecord)) addRecordOf(app, response.CallRecord, at)
      },
      get_record_by_filter({ app, at }, response) {
        for (const record of toThings(response?.CallRecordList)) addRecordOf(app, record, at)
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

  function learnRefusal({ app: id, callId = '', at, command }: Told, code: number, app: SeenApp): void {
    const refusal = findOwnRefusal(command, code)
    if (refusal === 'CallbackNotSet') app.isSet ??= false
    const life = refusal === 'CallNotFound' || refusal === 'RecordNotFound' ? findLife(id, callId) : undefined
    if (!life) return
    if (refusal === 'CallNotFound') addGone(life, at)
    else if (!life.record) life.noRecordUntil = at
  }

  return {
    apps,
    calls,
    get missed() {
      return missed
    },
    learn(told) {
      const { app: id, identifier, reading, passes, command } = told
      if (!passes || reading.code === undefined) return
      const app = apps.get(id) ?? { id, admins: new Set(), callbacks: undefined, isSet: undefined }
      if (!apps.has(id)) {
        if (apps.size >= mostApps) return
        apps.set(id, app)
      }
      if (identifier && app.admins.size < mostApps) app.admins.add(identifier)
      if (reading.code === 0) listen[command]?.(told, reading.response, app)
      else learnRefusal(told, reading.code, app)
    },
  }
}

const toCommands = (response: Thing | undefined) => {
  const listed: readonly unknown[] = Array.isArray(response?.CallbackCommandList) ? response.CallbackCommandList : []
  const known = listed.filter(word => typeof word === 'string').filter(isCallbackCommand)
  return known.length > 0 ? [...new Set(known)] : undefined
}
