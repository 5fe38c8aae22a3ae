import type { OperationName } from '../../../contracts/operations.ts'
import type { Probe } from '../probe.ts'
import { type Stage, toDraft } from '../stage.ts'

const withBody = (command: OperationName, body: string) => (stage: Stage) => ({ ...toDraft(stage, command, {}), body })

const command = 'get_call_info'

/** Each slip that a body can have, alone. */
export const bodyProbes = [
  { id: 'empty-body', sentence: 'The body is empty.', command, toDraft: withBody(command, '') },
  { id: 'no-json', sentence: 'The body breaks off in the middle.', command, toDraft: withBody(command, '{"CallId":') },
  { id: 'array-body', sentence: 'The body is an array.', command, toDraft: withBody(command, '[]') },
  { id: 'no-call-id', sentence: 'CallId is missing.', command, toDraft: withBody(command, '{}') },
  { id: 'number-call-id', sentence: 'CallId is a number.', command, toDraft: withBody(command, '{"CallId":1}') },
  {
    id: 'record-no-call-id',
    sentence: 'A record is asked for, and CallId is missing.',
    command: 'get_record_by_callid',
    toDraft: withBody('get_record_by_callid', '{}'),
  },
  {
    id: 'filter-text-page',
    sentence: 'Records are asked for, and NumberPerPage is a word.',
    command: 'get_record_by_filter',
    toDraft: withBody('get_record_by_filter', '{"NumberPerPage":"ten"}'),
  },
] as const satisfies readonly Probe[]
