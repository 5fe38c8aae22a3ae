import { expect, test } from 'vitest'
import { toClientReport } from '../../../src/conformance/client/report.ts'
import { type ExchangeInput, toJournal } from './journal.ts'

const findFailedRules = (...exchanges: ExchangeInput[]) =>
  toClientReport([{ journal: toJournal(exchanges) }])
    .results.filter(({ verdict }) => verdict === 'failed')
    .map(({ rule }) => rule.id)

const refusedStart: ExchangeInput = {
  command: 'start_call_by_robot',
  callId: undefined,
  body: '{"Timeout":5}',
  errorCode: 101_002,
}
const request = (body: object): ExchangeInput => ({
  command: 'get_record_by_callid',
  callId: undefined,
  body: JSON.stringify(body),
  errorCode: 101_002,
})

test.each([[{ callId: 'an-earlier-call' }], [{ call_id: 'an-earlier-call' }], [{ Id: 'an-earlier-call' }]])(
  'Reports the wrong name in %j, and no id that was never received',
  body => {
    const failed = findFailedRules(refusedStart, request(body))
    expect(failed).toContain('RB-Q22')
    expect(failed).not.toContain('RB-A05')
  },
)

test.each([[{}], [{ CallId: null }], [{ callId: 'undefined' }]])(
  'Reports an id that was never received in %j',
  body => {
    expect(findFailedRules(refusedStart, request(body))).toContain('RB-A05')
  },
)

test('Does not count invalid requests against the limit', () => {
  const repeatRequest = (body: object, errorCode: number) =>
    Array.from({ length: 300 }, (_, index): ExchangeInput => ({ ...request(body), errorCode, t: index }))
  expect(findFailedRules(...repeatRequest({ callId: 'c' }, 101_002))).not.toContain('RB-B07')
  expect(findFailedRules(...repeatRequest({ CallId: 'c' }, 0))).toContain('RB-B07')
})
