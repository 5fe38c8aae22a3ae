import { expect, test } from 'vitest'
import { toPath } from '../../src/contracts/operation.ts'
import { type OperationName, operations } from '../../src/contracts/operations.ts'
import { parseRequest } from '../../src/contracts/parse-request.ts'
import type { RequestTiming } from '../../src/emulator/exchange.ts'
import { createRecorder } from '../../src/record/recorder.ts'
import { parseScenario } from '../../src/scenarios/yaml.ts'

const startTime = 1_772_366_400_000
const line: RequestTiming = { connection: undefined, receivedAt: 0, sentAt: undefined, abortedAt: undefined }
const query = 'sdkappid=1400000077&identifier=boss&usersig=x&random=7&contenttype=json'

type Step = readonly [second: number, command: OperationName, body: object, answer: object | number, took?: number]

/** Records exchanges: a number is an ErrorCode, anything else a Response. */
function record(steps: readonly Step[], { size = 10_000, target = query } = {}) {
  const recorder = createRecorder({ size, secrets: [], readUserSig: () => ({ claims: undefined, findings: [] }) })
  for (const [second, command, body, answer, took = 1] of steps) {
    const code = typeof answer === 'number' ? answer : 0
    const rest = typeof answer === 'number' ? {} : { Response: answer }
    const envelope = {
      ErrorCode: code,
      ErrorInfo: code === 0 ? '' : 'x',
      ActionStatus: code === 0 ? 'OK' : 'FAIL',
      RequestId: 'x',
    }
    recorder.add({
      at: startTime + second * 1000,
      ask: parseRequest('POST', `${toPath(operations[command])}?${target}`, { text: JSON.stringify(body) }),
      answer: { status: 200, type: 'application/json', text: JSON.stringify({ ...envelope, ...rest }) },
      took,
      line,
    })
  }
  return { recorder, ...recorder.toRecording() }
}

const toUserList = (...members: readonly string[]) => ({
  CallInfo: { CallId: 'c', MediaType: 'Audio', ChatGroupId: '', RoomId: '', RoomIdType: 0 },
  UserList: members.map(member => ({
    User_Account: member.slice(1),
    Status: member.startsWith('+') ? 'Calling' : 'Waiting',
  })),
})
const call = { CallId: 'c' }
const ended = (second: number, more: object = {}) => ({
  CallId: 'c',
  Caller_Account: 'ann',
  MediaType: 'Video',
  CallType: 'SingleCall',
  StartTime: startTime / 1000 + second,
  EndTime: startTime / 1000 + second + 9,
  AcceptTime: 0,
  CallResult: 'Cancel',
  CalleeList_Account: ['ann', 'bob'],
  RoomId: '42',
  RoomIdType: 1,
  ...more,
})

test('Turns observed members into steps at the times of observation', () => {
  const { scenario } = record([
    [1, 'get_call_info', call, 101004],
    [2, 'get_call_info', call, toUserList('+ann', '-bob', '-cyd')],
    [5, 'get_call_info', call, toUserList('+ann', '+bob', '-cyd')],
    [7, 'get_call_info', call, toUserList('+ann', '+bob', '-dan')],
    [9, 'get_call_info', call, 101004],
  ])
  expect(scenario.faults).toBeUndefined()
  expect(scenario.calls).toMatchObject([
    {
      at: '1s',
      from: 'user1',
      to: ['user2', 'user3'],
      ring: 'never',
      then: [
        { at: '3s', user: 'user2', does: 'answer' },
        { at: '5s', users: ['user4'], does: 'invite' },
        { at: '5s', user: 'user3', does: 'reject' },
        { at: '7s', does: 'end' },
      ],
    },
  ])
})

test('Takes start, answer, end and result from a record, and begins with an older call', () => {
  const { scenario, facts } = record([
    [
      0,
      'get_record_by_callid',
      call,
      { CallRecord: ended(-60, { AcceptTime: startTime / 1000 - 58, CallResult: 'NormalEnd' }) },
    ],
  ])
  expect(facts.lead).toBe(60_000)
  expect(scenario.calls).toMatchObject([
    {
      at: '0s',
      media: 'video',
      room: 1,
      then: [
        { at: '2s', user: 'user2', does: 'answer' },
        { at: '9s', user: 'user1', does: 'hangup' },
      ],
    },
  ])
})

test.each([
  ['Cancel', { ring: 'never', then: [{ at: '9s', does: 'cancel' }] }],
  ['Reject', { ring: 'never', then: [{ at: '9s', user: 'user2', does: 'reject' }] }],
  ['CallBusy', { ring: 'never', then: [{ at: '9s', user: 'user2', does: 'busy' }] }],
  ['Offline', { ring: 'never', then: [{ at: '9s', user: 'user2', does: 'offline' }] }],
  ['Interrupt', { ring: 'never', then: [{ at: '9s', does: 'interrupt' }] }],
  ['NotAnswer', { ring: '9s' }],
])('Reproduces a call with the result %s', (CallResult, expected) => {
  const { scenario } = record([[0, 'get_record_by_callid', call, { CallRecord: ended(-20, { CallResult }) }]])
  expect(scenario.calls).toMatchObject([expected])
  if (!('then' in expected)) expect(scenario.calls?.[0]).not.toHaveProperty('then')
})

test('Omits calls that the client starts or ends and callbacks that it sets', () => {
  const { scenario, facts } = record([
    [0, 'get_callback', {}, { Url: 'http://x/y', CallbackCommandList: ['Call.CallbackAfterEndCall'] }],
    [
      0,
      'start_call_by_robot',
      { Robot_Account: 'r', CalleeList_Account: ['a'], Timeout: 10_000, CallInfo: { MediaType: 'Audio' } },
      { CallId: 'own' },
    ],
    [1, 'get_call_info', { CallId: 'own' }, toUserList('+r', '-a')],
    [2, 'end_call', call, {}],
    [3, 'end_call', call, 101004],
    [4, 'set_callback', { Url: 'http://z', CallbackCommandList: ['Call.CallbackAfterStartCall'] }, {}],
    [5, 'delete_callback', {}, {}],
    [6, 'get_callback', {}, 100301],
  ])
  expect(facts).toMatchObject({ calls: 1, own: 1, faults: 0 })
  expect(scenario.calls).toMatchObject([{ at: '2s', from: 'user1', to: ['user2'], ring: 'never' }])
  expect(scenario.calls?.[0]).not.toHaveProperty('then')
  expect(scenario.apps).toMatchObject([
    { callback: { url: 'http://127.0.0.1:3000/callback', commands: ['Call.CallbackAfterEndCall'] } },
  ])
})

test('Adds a caller who leaves at once if every member is waiting', () => {
  const { scenario } = record([[0, 'get_call_info', call, toUserList('-ann', '-bob')]])
  expect(scenario.calls).toMatchObject([
    { from: 'user1', to: ['user2', 'user3'], then: [{ at: '0s', user: 'user1', does: 'offline' }] },
  ])
})

test('Reproduces refusals and late answers as faults in their order, unless they follow from calls or requests', () => {
  const { scenario, facts } = record([
    [0, 'get_call_info', { CallId: 'unknown' }, 101004],
    [0, 'get_call_info', {}, 101002],
    [1, 'get_call_info', call, toUserList('+ann', '-bob')],
    [2, 'get_call_info', call, 101004, 1_234],
    [3, 'get_call_info', call, toUserList('+ann', '-bob'), 500],
    [4, 'get_call_info', call, 101001],
    [5, 'get_call_info', call, 424_242],
    [6, 'get_call_info', call, toUserList('+ann', '-bob')],
  ])
  expect(scenario.faults).toEqual([
    { on: 'get_call_info', skip: 2, times: 1, error: 101004 },
    { on: 'get_call_info', skip: 3, times: 1, error: 101001 },
    { on: 'get_call_info', skip: 3, times: 2, delay: { uniform: ['500ms', '1s230ms'] } },
  ])
  expect(facts.notReproduced).toBe(1)
})

test('Reproduces a record that was not ready, and infers the end of the call from it', () => {
  const CallRecord = ended(0, {
    EndTime: startTime / 1000 + 7,
    AcceptTime: startTime / 1000 + 1,
    CallResult: 'NormalEnd',
  })
  const { scenario } = record([
    [0, 'get_call_info', call, toUserList('+ann', '-bob')],
    [7.1, 'get_call_info', call, toUserList('+ann', '+bob')],
    [9, 'get_record_by_callid', call, 101050],
    [12.5, 'get_record_by_callid', call, 101050],
    [13, 'get_record_by_callid', call, { CallRecord }],
  ])
  expect(scenario.faults).toBeUndefined()
  expect(scenario.calls?.[0]?.then).toEqual([
    { at: '1s', user: 'user2', does: 'answer' },
    { at: '7s501ms', user: 'user1', does: 'hangup' },
  ])
})

test('Includes requests that only lenient validation accepts', () => {
  const { scenario, facts } = record([[0, 'get_call_info', call, toUserList('+ann', '-bob')]], {
    target: query.replace('random=7', 'random=no-number'),
  })
  expect(facts.isLenient).toBe(true)
  expect(scenario.calls).toHaveLength(1)
})

test('Omits calls that do not fit, and counts them', () => {
  const list = Array.from({ length: 5_000 }, (_, index) => ended(-60, { CallId: `c${index}` }))
  const { text, facts } = record([[0, 'get_record_by_filter', {}, { CallRecordList: list }]])
  expect(parseScenario(text).calls).toHaveLength(2_000)
  expect(facts.leftOut).toBe(3_000)
})

test('Keeps the first exchanges for the scenario and the latest for the report', () => {
  const steps = [0, 1, 2].map(
    (second): Step => [second, 'get_call_info', { CallId: `c${second}` }, toUserList('+ann', '-bob')],
  )
  const { recorder, scenario } = record(steps, { size: 2 })
  const { total, entries } = recorder.toJournal()
  expect([total, entries.map(({ callId }) => callId)]).toEqual([3, ['c1', 'c2']])
  expect(scenario.calls?.map(({ at }) => at)).toEqual(['0s', '1s'])
})
