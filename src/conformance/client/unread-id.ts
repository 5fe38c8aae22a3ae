import { findBefore, type Run, type Seen } from './run.ts'

const nonsense: readonly unknown[] = ['undefined', 'null', '', '[object Object]', 'NaN', null, undefined]

/** Whether a request names a call by an id that no answer gave: the answer that should have, failed or could not be read. */
export function isIdNeverGot(run: Run, entry: Seen): boolean {
  const { command, json, stream } = entry
  if (command === undefined || !byId.has(command) || json === undefined || !nonsense.includes(json.CallId)) return false
  const last = findBefore(run.streams.get(stream), entry, one => one.command === 'start_call_by_robot')
  return last !== undefined && last.trouble !== 'none'
}

const byId: ReadonlySet<string> = new Set(['get_call_info', 'end_call', 'get_record_by_callid'])
