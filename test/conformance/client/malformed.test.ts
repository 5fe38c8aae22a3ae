import { expect, test } from 'vitest'
import { toClientReport } from '../../../src/conformance/client/report.ts'
import { type Told, toJournal } from './journal.ts'

const brokenBy = (...told: Told[]) =>
  toClientReport([{ journal: toJournal(told) }])
    .results.filter(({ verdict }) => verdict === 'failed')
    .map(({ rule }) => rule.id)

const refusedStart: Told = {
  command: 'start_call_by_robot',
  callId: undefined,
  body: '{"Timeout":5}',
  errorCode: 101_002,
}
const ask = (body: object): Told => ({
  command: 'get_record_by_callid',
  callId: undefined,
  body: JSON.stringify(body),
  errorCode: 101_002,
})

test.each([[{ callId: 'an-earlier-call' }], [{ call_id: 'an-earlier-call' }], [{ Id: 'an-earlier-call' }]])(
  'Reports the wrong name in %j, and no id that was never received',
  body => {
    const broken = brokenBy(refusedStart, ask(body))
    expect(broken).toContain('RB-Q22')
    expect(broken).not.toContain('RB-A05')
  },
)

test.each([[{}], [{ CallId: null }], [{ callId: 'undefined' }]])(
  'Reports an id that was never received in %j',
  body => {
    expect(brokenBy(refusedStart, ask(body))).toContain('RB-A05')
  },
)

test('Does not count requests against the limit that were refused for what they are', () => {
  const many = (body: object, errorCode: number) =>
    Array.from({ length: 300 }, (_, index): Told => ({ ...ask(body), errorCode, t: index }))
  expect(brokenBy(...many({ callId: 'c' }, 101_002))).not.toContain('RB-B07')
  expect(brokenBy(...many({ CallId: 'c' }, 0))).toContain('RB-B07')
})
