import { expect, test } from 'vitest'
import { toClientReport } from '../../../src/conformance/client/report.ts'
import { renderers } from '../../../src/conformance/report/renderers.ts'
import type { operations } from '../../../src/contracts/operations.ts'
import { page } from '../report/fixture.ts'
import { type ExchangeInput, toJournal } from './journal.ts'

const request = (command: keyof typeof operations, body: object, exchanges: ExchangeInput = {}): ExchangeInput => ({
  command,
  callId: undefined,
  body: JSON.stringify(body),
  errorCode: 101_002,
  ...exchanges,
})

const reportOn = (...exchanges: ExchangeInput[]) => toClientReport([{ journal: toJournal(exchanges) }])
const sourcesOf = (id: string, ...exchanges: ExchangeInput[]) =>
  reportOn(...exchanges)
    .results.find(({ rule }) => rule.id === id)
    ?.findings.map(({ source }) => source)

test.each([
  ['RB-Q21', 'start_call_by_robot', { Robot_Account: 1 }, 74505],
  ['RB-Q22', 'start_call_by_robot', {}, 74505],
  ['RB-Q22', 'end_call', {}, 74506],
  ['RB-Q22', 'set_callback', {}, 68938],
  ['RB-Q22', 'get_call_info', {}, 68932],
] as const)('Cites the page of the command in a finding of %s on %s', (id, command, body, page) => {
  expect(sourcesOf(id, request(command, body))).toEqual([{ page }])
})

test('Cites the page of the command that declares an error which is not retried', () => {
  const failed = { errorCode: 101_001, failureModes: ['refusal'] } as const
  expect(sourcesOf('RB-B01', request('end_call', { CallId: 'c' }, failed))).toEqual([{ page: 74506 }])
  expect(sourcesOf('RB-B01', request('end_call', { CallId: 'c' }, { ...failed, errorCode: 60_008 }))).toEqual([
    { page: 68926 },
  ])
})

test('Cites the assumption for a bound that no page documents', () => {
  expect(sourcesOf('RB-Q22', request('get_record_by_filter', { NumberPerPage: 1_001 }))).toEqual([
    { assumed: expect.any(String) },
  ])
  expect(sourcesOf('RB-Q22', request('start_call_by_robot', { Timeout: 1 }))).toEqual([{ page: 74505 }])
})

test.each(['text', 'json', 'junit', 'markdown', 'html', 'sarif'] as const)(
  'Shows the page of the command in a report as %s',
  async format => {
    const report = reportOn(request('start_call_by_robot', {}), request('set_callback', {}, { errorCode: 100_002 }))
    const render = await renderers[format]()
    const text = render(report, [], { page })
    for (const number of [74505, 68938]) expect(text).toContain(`https://trtc.io/document/${number}`)
  },
)
