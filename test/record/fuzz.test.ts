import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toPath } from '../../src/contracts/operation.ts'
import { type OperationName, operationNames, operations } from '../../src/contracts/operations.ts'
import { parseRequest } from '../../src/contracts/parse-request.ts'
import type { RequestTiming } from '../../src/emulator/exchange.ts'
import type { FaultInput } from '../../src/faults/fault.ts'
import type { RecordedResponse } from '../../src/record/exchange.ts'
import { parseScenario } from '../../src/scenarios/yaml.ts'
import { createEmulator } from '../create-emulator.ts'
import { listen, type Request, send } from './play.ts'

/** A part of every name, which occurs nowhere else. */
const mark = 'zq'
const line: RequestTiming = { connection: undefined, receivedAt: 0, sentAt: undefined, abortedAt: undefined }

const name = fc.constantFrom('zq-ann', 'zq-bob', 'zq cleo', '@zq#1', 'zqé…', `${mark}${'x'.repeat(300)}`)
const strange = fc.oneof(
  name,
  fc.constantFrom(null, 0, -1, 1.5, 1_772_366_400, 9e15, true, '', 'Calling', 'Waiting', [], {}),
  fc.jsonValue({ maxDepth: 1 }).map(value => (typeof value === 'string' ? mark : value)),
)
const time = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1_772_366_380, max: 1_772_366_430 }) }, strange)
const user = fc.oneof({ weight: 4, arbitrary: name }, strange)
const member = fc.record({
  User_Account: user,
  Status: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('Calling', 'Waiting') }, strange),
})
const callId = fc.oneof({ weight: 3, arbitrary: fc.constant('zq-call') }, name)
const record = fc.record(
  {
    CallId: callId,
    Caller_Account: user,
    MediaType: strange,
    CallType: strange,
    StartTime: time,
    EndTime: time,
    AcceptTime: time,
    CallResult: fc.constantFrom('Cancel', 'Reject', 'NotAnswer', 'NormalEnd', 'CallBusy', 'Interrupt', 'Offline', mark),
    CalleeList_Account: fc.oneof(fc.array(user, { maxLength: 4 }), strange),
    RoomId: strange,
    RoomIdType: strange,
  },
  { requiredKeys: [] },
)
const responses: { readonly [Name in OperationName]?: fc.Arbitrary<unknown> } = {
  get_call_info: fc.record({
    CallInfo: fc.oneof(record, strange),
    UserList: fc.oneof({ weight: 5, arbitrary: fc.array(member, { maxLength: 4 }) }, strange),
  }),
  get_record_by_callid: fc.record({ CallRecord: record }),
  get_record_by_filter: fc.record({ CallRecordList: fc.array(fc.oneof(record, strange), { maxLength: 3 }) }),
  get_callback: fc.record({
    Url: fc.constant('http://zq.example/x'),
    CallbackCommandList: fc.array(fc.oneof(strange, fc.constant('Call.CallbackAfterEndCall')), { maxLength: 3 }),
  }),
  start_call_by_robot: fc.record({ CallId: callId }),
}
const toEnvelope = (command: OperationName) =>
  fc.record(
    {
      ErrorCode: fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(0, 0, '0') },
        fc.constantFrom(101001, 101004, 101050, 60007, 70001, 424_242),
        strange,
      ),
      ErrorInfo: strange,
      ActionStatus: strange,
      RequestId: strange,
      Response: fc.oneof({ weight: 5, arbitrary: responses[command] ?? strange }, strange),
      Extra: strange,
    },
    { requiredKeys: ['ErrorCode', 'Response'] },
  )
const damaged: fc.Arbitrary<RecordedResponse> = fc.oneof(
  fc.record({
    status: fc.constantFrom(100, 200, 204, 301, 404, 502, 599, 600),
    type: fc.constant('text/html'),
    text: fc.constantFrom('', '<html>zq', '{"ErrorCode":0,', 'zq', '[1]'),
  }),
  fc.constantFrom<RecordedResponse>(
    { broken: 'before', why: { code: 'connection-failed', error: mark } },
    { broken: 'during', why: { code: 'connection-failed', error: mark } },
    { unseen: true },
  ),
)
const toAnswer = (command: OperationName): fc.Arbitrary<RecordedResponse> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: toEnvelope(command).map(json => ({ status: 200, type: '', text: JSON.stringify(json) })),
    },
    damaged,
  )
const mostly = <Value>(usual: fc.Arbitrary<Value>, ...others: readonly Value[]) =>
  fc.oneof({ weight: 8, arbitrary: usual }, fc.constantFrom(...others))
const sighting = fc.constantFrom(...operationNames).chain(command =>
  fc.record({
    command: fc.constant(command),
    after: fc.nat(3_000),
    app: mostly(fc.constantFrom('1400000077', '1400000078'), 'zq', ''),
    identifier: name,
    random: mostly(fc.constant('7'), mark),
    body: mostly(
      fc.record({ CallId: callId }).map(body => JSON.stringify(body)),
      '{}',
      '',
      'zq',
    ),
    answer: toAnswer(command),
    took: fc.nat(2_000),
  }),
)

test('Creates a valid, anonymous scenario from any answers', () => {
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 25 }), sightings => {
      const recorder = listen()
      let at = 1_772_366_400_000
      for (const { after, command, app, identifier, random, body, answer, took } of sightings) {
        at += after
        const query = new URLSearchParams({ sdkappid: app, identifier, usersig: mark, random, contenttype: 'json' })
        const ask = parseRequest('POST', `${toPath(operations[command])}?${query}`, { text: body })
        recorder.add({ at, ask, answer, took, line })
      }
      const { text } = recorder.toRecording()
      parseScenario(text)
      expect(text).not.toContain(mark)
      expect(text).not.toMatch(/1400000077|1400000078|177236/)
    }),
    { numRuns: 80 },
  )
})

const users = ['zq-ann', 'zq-bob', 'zq-cleo']
const call = { CallId: 'zq-call' }
const request: fc.Arbitrary<Omit<Request, 'at'>> = fc.oneof(
  fc
    .constantFrom('get_call_info' as const, 'end_call' as const, 'get_record_by_callid' as const)
    .map(command => ({ command, body: call })),
  fc
    .constantFrom('get_callback' as const, 'delete_callback' as const, 'get_record_by_filter' as const)
    .map(command => ({ command, body: {} })),
  fc.constant({
    command: 'set_callback' as const,
    body: { Url: 'http://127.0.0.1:9/zq', CallbackCommandList: ['Call.CallbackAfterEndCall'] },
  }),
  fc.constant({
    command: 'start_call_by_robot' as const,
    body: {
      Robot_Account: 'zq-robot',
      CalleeList_Account: users,
      Timeout: 20_000,
      UserData: 'zq data',
      CallInfo: { MediaType: 'Video', RoomId: 'zq room' },
      OfflinePushInfo: { Title: 'zq title', Ext: 'zq ext' },
    },
  }),
)
const effects: readonly Partial<FaultInput>[] = [
  { error: 60007 },
  { error: 101002, message: mark },
  { http: 302 },
  { drop: 'during' },
  { body: 'garbage' },
  { body: 'truncated' },
  { mistype: ['Response', 'ErrorCode'] },
  { omit: ['Response'] },
  { delay: '2ms' },
]

test('Creates a valid, anonymous scenario from any requests to an emulator', async () => {
  const requests = fc.array(fc.record({ pause: fc.nat(4_000), request }), { minLength: 1, maxLength: 20 })
  const faults = fc.array(
    fc.record({ skip: fc.nat(3), times: fc.integer({ min: 1, max: 3 }), effect: fc.constantFrom(...effects) }),
    { maxLength: 3 },
  )
  await fc.assert(
    fc.asyncProperty(requests, faults, async (drawn, armed) => {
      const emulator = createEmulator({
        clock: 'manual',
        send: async () => ({ unanswered: { code: 'connection-closed', host: 'receiver' } }),
        scenario: {
          ringback: 1,
          apps: [{ sdkAppId: 1_400_000_077, secretKey: 'zq-key', admins: ['zq-boss'] }],
          calls: [
            {
              id: 'zq-call',
              at: '1s',
              from: 'zq-ann',
              to: ['zq-bob', 'zq-cleo'],
              media: 'audio',
              group: 'zq-group',
              room: 'zq-room',
              then: [
                { at: '3s', user: 'zq-bob', does: 'answer' },
                { at: '15s', user: 'zq-ann', does: 'hangup' },
              ],
            },
          ],
          faults: armed.map(({ skip, times, effect }) => ({ on: 'all', skip, times, ...effect })),
        },
      })
      const recorder = listen()
      let at = 0
      await send(
        emulator,
        drawn.map(({ pause, request }) => {
          at += pause
          return { at, ...request }
        }),
        recorder,
      )
      const { text } = recorder.toRecording()
      parseScenario(text)
      expect(text).not.toContain(mark)
      expect(text).not.toContain('1400000077')
    }),
    { numRuns: 15 },
  )
})
