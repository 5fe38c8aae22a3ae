import type { Json } from '../../emulator/validate-body.ts'
import type { Run, Seen } from './run.ts'

const nonsense: readonly unknown[] = ['undefined', 'null', '', '[object Object]', 'NaN', null, undefined]

const byId: ReadonlySet<string | undefined> = new Set(['get_call_info', 'end_call', 'get_record_by_callid'])

/**
 * Whether a request names a call by an id that no answer gave: the answer that should have, failed or could not be read.
 * An id under a wrong name is an id; that it is misnamed is a finding about the request.
 */
export const isIdNeverGot = (run: Run, entry: Seen): boolean =>
  byId.has(entry.command) &&
  entry.json !== undefined &&
  nonsense.includes(entry.json.CallId) &&
  !hasOtherId(entry.json) &&
  run.isAfterFailedStart(entry)

/** Whether a body without CallId has a text or a number in another field, as under a misspelled name. */
const hasOtherId = (json: Json): boolean =>
  json.CallId === undefined &&
  Object.values(json).some(
    value => (typeof value === 'string' || typeof value === 'number') && !nonsense.includes(value),
  )
