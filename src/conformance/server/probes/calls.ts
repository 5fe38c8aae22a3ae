import { type Course, findCode, findResponse, type Probe, pick } from '../probe.ts'
import { type Stage, toDraft } from '../stage.ts'

/** The call that a run has started, if it has. */
export function findStarted(course: Course): string | undefined {
  const id = pick(findResponse(course, 'start'), 'CallId')
  return typeof id === 'string' ? id : undefined
}

/** What a call is started with. */
export const toStart = ({ robot, callee }: Stage) => ({
  Robot_Account: robot,
  CalleeList_Account: [callee],
  Timeout: 60_000,
  CallInfo: { MediaType: 'Video', RoomId: 'ringback-verify', RoomIdType: 2 },
})

const none = 'No call was started.'

const askStarted = (command: 'get_call_info' | 'end_call') => (stage: Stage, course: Course) => {
  const id = findStarted(course)
  return id === undefined ? none : toDraft(stage, command, { CallId: id })
}

/** A call that is under way, and the life of one that the run starts itself. */
export const callProbes = [
  {
    id: 'known-call',
    sentence: 'The call that --call-id names is asked for.',
    command: 'get_call_info',
    toDraft: stage =>
      stage.callId === undefined
        ? 'Name a call that is under way with --call-id.'
        : toDraft(stage, 'get_call_info', { CallId: stage.callId }),
  },
  {
    id: 'start-no-callees',
    sentence: 'A call is started, and CalleeList_Account is missing.',
    command: 'start_call_by_robot',
    toDraft: stage => {
      const { CalleeList_Account: _, ...rest } = toStart(stage)
      return toDraft(stage, 'start_call_by_robot', rest)
    },
  },
  {
    id: 'start-short',
    sentence: 'A call is started, and Timeout is 9999 ms.',
    command: 'start_call_by_robot',
    toDraft: stage => toDraft(stage, 'start_call_by_robot', { ...toStart(stage), Timeout: 9_999 }),
  },
  {
    id: 'start',
    sentence: 'A call is started.',
    command: 'start_call_by_robot',
    toDraft: stage => toDraft(stage, 'start_call_by_robot', toStart(stage)),
  },
  {
    id: 'started-call',
    sentence: 'The call that was started is asked for.',
    command: 'get_call_info',
    needsWrite: true,
    toDraft: askStarted('get_call_info'),
  },
  {
    id: 'end-unknown',
    sentence: 'A call that there never was is ended.',
    command: 'end_call',
    toDraft: stage => toDraft(stage, 'end_call', { CallId: stage.unknownId }),
  },
  {
    id: 'end',
    sentence: 'The call that was started is ended.',
    command: 'end_call',
    always: true,
    toDraft: askStarted('end_call'),
  },
  {
    id: 'ended-call',
    sentence: 'The call that was ended is asked for.',
    command: 'get_call_info',
    needsWrite: true,
    toDraft: (stage, course) =>
      findCode(course, 'end') === 0 ? askStarted('get_call_info')(stage, course) : 'No call was ended.',
  },
] as const satisfies readonly Probe[]
