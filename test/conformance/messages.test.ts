import { expect, test } from 'vitest'
import type { failureMessages, skipMessages } from '../../src/conformance/probe-messages.ts'
import { receiverMessages } from '../../src/conformance/receiver/rules.ts'
import { type DetailOf, explainDetail, type Messages } from '../../src/conformance/rule.ts'
import {
  changeMessages,
  evidenceMessages,
  leftoverMessages,
  serverMessages,
} from '../../src/conformance/server/messages.ts'
import { sweepPartMessages } from '../../src/conformance/sweep/plan.ts'

const host = '127.0.0.1:2255'
const outcome = { status: 403, headers: {}, text: '{"ErrorCode":1}' }
const late = { unanswered: { code: 'timeout', timeoutMs: 2_000 } } as const

const failures: readonly DetailOf<typeof failureMessages>[] = [
  { code: 'timeout', timeoutMs: 5_000 },
  { code: 'answer-too-large', limit: 1_048_576 },
  { code: 'connection-refused', host },
  { code: 'connection-closed', host },
  { code: 'unknown-host', host },
  { code: 'untrusted-certificate', host, reason: 'CERT_HAS_EXPIRED' },
  { code: 'wrong-encoding', host },
  { code: 'not-http', host },
  { code: 'not-tls', host },
  { code: 'request-failed', host, reason: 'EHOSTUNREACH' },
  { code: 'other', sentence: 'The receiver closed the connection.' },
]

const skips: readonly DetailOf<typeof skipMessages>[] = [
  { code: 'needs-write' },
  { code: 'needs-flood' },
  { code: 'needs-key' },
  { code: 'needs-token' },
  { code: 'needs-call' },
  { code: 'stopped' },
  { code: 'time-limit', timeoutMs: 120_000 },
  { code: 'silent', requests: 3 },
  { code: 'gone', probe: 'duplicate' },
  { code: 'prerequisite', probe: 'wrong-sign', condition: 'refused' },
  { code: 'no-call-started' },
  { code: 'no-call-ended' },
  { code: 'no-records' },
  { code: 'settings-unknown' },
  { code: 'settings-unchanged' },
  { code: 'settings-restored' },
]

const server: readonly DetailOf<typeof serverMessages>[] = [
  { code: 'status', expected: '200', got: 502 },
  { code: 'field', field: 'Url', expected: 'https://ringback.invalid/one' },
  { code: 'list-field', field: 'CallResult', expected: 'NormalEnd', got: 'Cancel' },
  { code: 'header-value', field: 'Access-Control-Allow-Headers', expected: 'Content-Type', got: 'X-Requested-With' },
  { code: 'empty-body' },
  { code: 'not-json', got: '<html>' },
  {
    code: 'contract-mistake',
    issue: { code: 'invalid-field', path: ['RoomIdType'], expected: 'an integer', received: '0' },
  },
  { code: 'request-id', got: 'id-1' },
  { code: 'repeated-request-id', got: 'Id-1', first: 'no-random' },
  { code: 'action-status', errorCode: 0, expected: 'OK', got: 'FAIL' },
  { code: 'error-info-on-success', got: 'success' },
  { code: 'error-info-empty' },
  { code: 'undocumented-code', got: 4711 },
  { code: 'foreign-code', got: 101050, commands: ['get_record_by_callid'], meaning: 'There is no such record.' },
  { code: 'response-of-refusal', got: {} },
  { code: 'unexpected-response', command: 'end_call', got: {} },
  { code: 'missing-response', command: 'get_call_info' },
  { code: 'code', expected: [60010, 70107], got: 0 },
  { code: 'not-admitted', got: 70009 },
  { code: 'records-differ', field: 'CallRecord.EndTime', got: 2, listed: 1 },
  { code: 'record-order', earlier: 1, later: 2 },
  { code: 'page-length', expected: 'at most 5', got: 10 },
  { code: 'robot-missing', robot: 'ringback-robot' },
  { code: 'settings-kept' },
  { code: 'record-late', got: 101050, seconds: 8 },
  { code: 'limit-too-low', accepted: 100, requests: 400 },
  { code: 'no-limit', requests: 400 },
  { code: 'not-sent' },
  { code: 'no-code' },
  { code: 'not-let-in' },
  { code: 'no-success', probe: 'records', got: 101050 },
  { code: 'no-response', probe: 'records' },
  { code: 'no-answer-to-check' },
  { code: 'no-response-to-check' },
  { code: 'no-request-ids' },
  { code: 'no-preflight' },
  { code: 'no-call-to-end' },
  { code: 'callback-configured' },
  { code: 'nothing-set' },
  { code: 'nothing-deleted' },
  { code: 'one-second' },
  { code: 'fast-clock' },
  { code: 'slow-connection', requests: 400, milliseconds: 1_200 },
  { code: 'alone-differs', alone: 'no-random', expected: 60002 },
  ...failures,
  ...skips,
]

const receiver: readonly DetailOf<typeof receiverMessages>[] = [
  { code: 'not-accepted', outcome, gone: true },
  { code: 'not-accepted-unsigned', outcome },
  { code: 'not-refused', outcome: { ...outcome, status: 200, text: '' } },
  { code: 'status', outcome },
  { code: 'late', outcome: late },
  { code: 'not-json', outcome: { ...outcome, text: '<p>' } },
  { code: 'fields', sentences: 'Missing ErrorCode: expected an integer.' },
  { code: 'not-answered', outcome: late },
  { code: 'shape', outcome, field: 'absent' },
  { code: 'no-status-200' },
  { code: 'no-json' },
  { code: 'no-answer-in-time' },
  { code: 'no-answer', outcome: late },
  { code: 'unknown-refusal' },
  { code: 'no-shape' },
  ...skips,
]

const changes: readonly DetailOf<typeof changeMessages>[] = [
  { code: 'fact', probe: 'no-random', fact: 'ErrorCode', before: '60002 (HttpParseError)', after: undefined },
  { code: 'new-field', command: 'get_call_info', field: 'Response.CallInfo.Topic', type: 'string' },
  { code: 'field-type', command: 'get_call_info', field: 'Response.CallInfo.RoomIdType', type: 'string' },
  { code: 'missing-field', command: 'get_call_info', field: 'Response.CallInfo.ChatGroupId' },
  { code: 'new-value', command: 'get_call_info', field: 'Response.UserList[].Status', value: 'Ringing' },
  { code: 'verdict', rule: 'RB-P22', before: 'passed', after: 'failed' },
]

const evidence: readonly DetailOf<typeof evidenceMessages>[] = [
  { code: 'syntax', sentence: 'It is not JSON.' },
  { code: 'kind', got: 'journal' },
  { code: 'version', expected: 1, got: 2 },
  { code: 'content', sentences: 'Unknown field "more".' },
]

const leftovers: readonly DetailOf<typeof leftoverMessages>[] = [
  { code: 'call', call: 'call-1' },
  { code: 'settings', path: '/v4/call_config/set_callback', body: '{}' },
]

const sweepParts: readonly DetailOf<typeof sweepPartMessages>[] = [
  { code: 'form', text: 'get_call_info:http:1' },
  { code: 'unknown-command', command: 'get_cal_info' },
  { code: 'unknown-fault', fault: '101050', command: 'get_call_info' },
]

const catalogues: readonly (readonly [string, Messages, readonly { readonly code: string }[]])[] = [
  ['servers', serverMessages, server],
  ['receivers', receiverMessages, receiver],
  ['changes', changeMessages, changes],
  ['evidence', evidenceMessages, evidence],
  ['leftovers', leftoverMessages, leftovers],
  ['parts of sweeps', sweepPartMessages, sweepParts],
]

test.each(catalogues)('Every message on %s is a sentence', (_, messages, details) => {
  expect(details.map(({ code }) => code).sort()).toEqual(Object.keys(messages).sort())
  const sentences = details.map(detail => `${detail.code}: ${explainDetail(messages, detail)}`)
  expect(sentences.filter(sentence => !/[.?]$/.test(sentence))).toEqual([])
  expect(sentences.join('\n')).toMatchSnapshot()
})
