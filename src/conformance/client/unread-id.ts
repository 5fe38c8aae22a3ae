import type { Run, Seen } from './run.ts'

const nonsense: readonly unknown[] = ['undefined', 'null', '', '[object Object]', 'NaN', null, undefined]

const byId: ReadonlySet<string | undefined> = new Set(['get_call_info', 'end_call', 'get_record_by_callid'])

/** Whether a request names a call by an id that no answer gave: the answer that should have, failed or could not be read. */
export const isIdNeverGot = (run: Run, entry: Seen): boolean =>
  byId.has(entry.command) &&
  entry.json !== undefined &&
  nonsense.includes(entry.json.CallId) &&
  run.isAfterFailedStart(entry)
