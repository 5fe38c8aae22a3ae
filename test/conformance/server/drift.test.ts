import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ProbeAnswer } from '../../../src/conformance/probe-runner.ts'
import { explainDrift, toDrifts } from '../../../src/conformance/server/drift.ts'
import { type OperationName, operationNames, operations } from '../../../src/contracts/operations.ts'
import { createEmulator } from '../../create-emulator.ts'

const headers = { 'Content-Type': 'application/json' }
const toAnswer = (json: unknown, rest: Partial<ProbeAnswer> = {}): ProbeAnswer => ({
  status: 200,
  headers,
  text: typeof json === 'string' ? json : JSON.stringify(json),
  ...rest,
})

/** The documented sample of a command, with a change. */
function toSample(command: OperationName, change: (sample: Record<string, unknown>) => object = sample => sample) {
  return toAnswer(change(structuredClone(operations[command].examples[0].answer)))
}

const find = (command: OperationName, answer: ProbeAnswer) =>
  toDrifts(operations[command], answer).map(({ rule, field, source }) => [rule, field, source])

test.each(operationNames)('Reports no difference in the documented samples of %s', command => {
  for (const { answer } of operations[command].examples) expect(find(command, toAnswer(answer))).toEqual([])
})

test('Reports each mistake of a refusal by field, with its source', () => {
  const refusal = {
    ErrorCode: 101004,
    ErrorInfo: 'no',
    ActionStatus: 'FAIL',
    RequestId: `Id-${'0'.repeat(32)}-O-Seq-1`,
  }
  const of = (other: object) => find('get_call_info', toAnswer({ ...refusal, ...other }))
  const page = { page: 68932 }
  expect(of({})).toEqual([])
  expect(of({ ErrorCode: '101004' })).toEqual([['RB-P04', 'ErrorCode', page]])
  expect(of({ RequestId: undefined })).toEqual([['RB-P04', 'RequestId', page]])
  expect(of({ RequestId: 'id-1' })).toEqual([['RB-P05', 'RequestId', page]])
  expect(of({ ActionStatus: 'OK' })).toEqual([['RB-P06', 'ActionStatus', page]])
  expect(of({ ErrorInfo: '' })).toEqual([['RB-P07', 'ErrorInfo', page]])
  expect(of({ ErrorCode: 4711 })).toEqual([['RB-P08', 'ErrorCode', page]])
  expect(of({ ErrorCode: 101050 })).toEqual([['RB-P08', 'ErrorCode', page]])
  expect(of({ ErrorCode: 60020 }), 'any command may return codes of the platform').toEqual([])
  expect(of({ Response: {} })).toMatchObject([['RB-P09', 'Response', { assumed: expect.any(String) }]])
  expect(of({ ErrorDisplay: '' })).toMatchObject([['RB-P13', 'ErrorDisplay', { assumed: expect.any(String) }]])
})

test('Reports status, Content-Type and a body that is not JSON', () => {
  const html = { status: 502, headers: { 'content-type': 'text/html' }, text: '<html>Bad Gateway</html>' }
  expect(find('end_call', html).map(([rule, field]) => [rule, field])).toEqual([
    ['RB-P01', 'status'],
    ['RB-P02', 'content-type'],
    ['RB-P03', ''],
  ])
  expect(find('end_call', toAnswer('')).map(([rule]) => rule)).toEqual(['RB-P03'])
  expect(find('end_call', toAnswer('{"ErrorCode":0}trailing')).map(([rule]) => rule)).toEqual(['RB-P03'])
  expect(find('end_call', toAnswer([])).map(([rule]) => rule)).toEqual(['RB-P03'])
})

test('Reports each field of Response once, by path', () => {
  const answer = toSample('get_call_info', sample => ({
    ...sample,
    Response: {
      CallInfo: { CallId: 'x', MediaType: 'Screen', ChatGroupId: '', RoomIdType: '0', Started: 1 },
      UserList: [
        { User_Account: 'a', Status: 'Calling' },
        { User_Account: 1, Status: 'Ringing' },
        { User_Account: 2, Status: 'Ringing' },
      ],
    },
  }))
  expect(toDrifts(operations.get_call_info, answer).map(({ rule, field }) => `${rule} ${field}`)).toEqual([
    'RB-P12 Response.CallInfo.MediaType',
    'RB-P10 Response.CallInfo.RoomId',
    'RB-P11 Response.CallInfo.RoomIdType',
    'RB-P11 Response.UserList[].User_Account',
    'RB-P12 Response.UserList[].Status',
    'RB-P13 Response.CallInfo.Started',
  ])
  const sentences = toDrifts(operations.get_call_info, answer).map(explainDrift)
  expect(sentences[4]).toBe('Invalid Response.UserList.1.Status: expected "Calling" or "Waiting", got "Ringing".')
  expect(sentences[5]).toContain('"Response.CallInfo.Started"')
})

test('Marks our own bound as assumed, and a bound of a page as documented', () => {
  const set = (settings: object) =>
    find(
      'get_callback',
      toSample('get_callback', sample => ({ ...sample, Response: settings })),
    )
  const Url = 'http://www.example.com/callback'
  expect(set({ Url, CallbackCommandList: [] })).toMatchObject([
    ['RB-P12', 'Response.CallbackCommandList', { assumed: expect.stringContaining('ours') }],
  ])
  expect(set({ Url })).toEqual([['RB-P10', 'Response.CallbackCommandList', { page: 68938 }]])
})

test('Requires Response if the command has one and succeeded, and only then', () => {
  const without = ({ Response: _, ...rest }: Record<string, unknown>) => rest
  expect(find('get_call_info', toSample('get_call_info', without))).toEqual([['RB-P09', 'Response', { page: 68932 }]])
  expect(find('start_call_by_robot', toSample('start_call_by_robot', without))).toEqual([
    ['RB-P09', 'Response', { page: 71845 }],
  ])
  expect(
    find(
      'end_call',
      toSample('end_call', sample => ({ ...sample, Response: {} })),
    ),
  ).toMatchObject([['RB-P09', 'Response', { assumed: expect.any(String) }]])
})

test('Reports no difference of the emulator, also for an unknown path', async () => {
  await using emulator = createEmulator()
  const target = emulator.target('get_call_info')
  for (const [path, operation] of [
    [target, operations.get_call_info],
    [target.replace('get_call_info', 'no_such'), undefined],
  ] as const) {
    const response = await emulator.fetch(path, { method: 'POST', body: '{"CallId":"x"}' })
    const answer = {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: await response.text(),
    }
    expect(toDrifts(operation, answer)).toEqual([])
  }
})

test('Reports a response that nests too deep as not JSON', () => {
  const deep = `{"ErrorCode":0,"Response":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  expect(find('get_call_info', toAnswer(deep)).map(([rule]) => rule)).toEqual(['RB-P03'])
})

test('Has a rule and a sentence for each difference of any response, and reports a field once per rule', () => {
  const json = fc
    .record(
      {
        ErrorCode: fc.oneof(fc.constantFrom(0, 101004, '0'), fc.jsonValue()),
        Response: fc.jsonValue(),
        ActionStatus: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map(value => JSON.stringify(value))
  fc.assert(
    fc.property(
      fc.constantFrom(...operationNames),
      fc.oneof(json, fc.string(), fc.string({ unit: 'binary' })),
      (command, text) => {
        const drifts = toDrifts(operations[command], toAnswer(text))
        expect(drifts.every(drift => /^RB-P\d\d$/.test(drift.rule) && /[.?]$/.test(explainDrift(drift)))).toBe(true)
        expect(new Set(drifts.map(({ rule, field }) => `${rule} ${field}`)).size).toBe(drifts.length)
      },
    ),
    { numRuns: 300 },
  )
})
