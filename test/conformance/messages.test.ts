import { expect, test } from 'vitest'
import { contractMessages } from '../../src/case-runner/messages.ts'
import { caseMessages } from '../../src/conformance/client/case-outcome.ts'
import { toClientReport } from '../../src/conformance/client/report.ts'
import type { ExampleRequest } from '../../src/conformance/client/rule.ts'
import { clientRules } from '../../src/conformance/client/rules.ts'
import { knownIssuesMessages } from '../../src/conformance/known-issues.ts'
import type { failureMessages, skipMessages } from '../../src/conformance/probe-runner.ts'
import { receiverMessages } from '../../src/conformance/receiver/rules.ts'
import { type DetailOf, explainDetail, type Messages, policyMessages } from '../../src/conformance/rule.ts'
import {
  changeMessages,
  evidenceMessages,
  leftoverMessages,
  serverMessages,
} from '../../src/conformance/server/messages.ts'
import { sweepPartMessages } from '../../src/conformance/sweep/plan.ts'
import { runExample } from './client/example.ts'

const host = '127.0.0.1:2255'
const outcome = { status: 403, headers: {}, text: '{"ErrorCode":1}' }
const timedOut = { unanswered: { code: 'timeout', timeoutMs: 2_000 } } as const

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
  { code: 'late', outcome: timedOut },
  { code: 'not-json', outcome: { ...outcome, text: '<p>' } },
  { code: 'fields', sentences: 'Missing ErrorCode: expected an integer.' },
  { code: 'not-answered', outcome: timedOut },
  { code: 'shape', outcome, field: 'absent' },
  { code: 'no-status-200' },
  { code: 'no-json' },
  { code: 'no-answer-in-time' },
  { code: 'no-answer', outcome: timedOut },
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

const difference = { path: 'CallInfo.RoomId', expected: '1434', got: 1434 }
const result = { is: 'error', code: 404, message: 'not found' } as const

const noAnswer = { code: 'unexpected', result: { is: 'timeout', after: 15_000 }, expected: [{ fails: true }] }

const cases: readonly DetailOf<typeof caseMessages>[] = [
  { code: 'broken', message: 'Its result cannot be written as JSON: it is circular.' },
  { code: 'unexpected', result, expected: [{ returns: ['CallId', 'CallResult'] }, { errorCode: 101_004 }] },
  { code: 'no-request', result: { is: 'value', value: {} } },
  { code: 'no-success', result: { is: 'value', value: undefined } },
  { code: 'not-sent', difference: { path: 'CalleeList_Account', expected: ['user1', 'user2'], got: ['user1'] } },
  { code: 'other-value', difference },
  { code: 'at-step', step: 2, steps: 3, failure: noAnswer },
]

const contracts: readonly DetailOf<typeof contractMessages>[] = [
  { code: 'not-a-function', name: 'getCallInfo', got: 1 },
  { code: 'unknown-command', name: 'getCalInfo', nearest: 'getCallInfo' },
  { code: 'no-functions', names: ['getCallInfo', 'endCall'] },
  { code: 'answer-timeout', got: '5s' },
  { code: 'closed' },
  { code: 'passes', line: 2 },
  { code: 'rules-failed', message: 'The method is "GET".', others: ['RB-Q02'] },
  { code: 'not-json', reason: 'it is circular' },
  { code: 'client-failed', reason: 'Error: no' },
]

const knownIssues: readonly DetailOf<typeof knownIssuesMessages>[] = [
  { code: 'too-large', got: 2_000_000 },
  { code: 'unknown', thing: 'rule', word: 'rb-q08', known: ['RB-Q08'] },
  { code: 'unknown-word', thing: 'command', word: 'the', known: ['get_call_info', 'end_call'] },
  { code: 'unexpected', words: 'end_call' },
  { code: 'duplicate', before: 6 },
]

const policies: readonly DetailOf<typeof policyMessages>[] = [{ code: 'fail-on', got: 'errors' }]

const catalogues: readonly (readonly [string, Messages, readonly { readonly code: string }[]])[] = [
  ['servers', serverMessages, server],
  ['receivers', receiverMessages, receiver],
  ['changes', changeMessages, changes],
  ['evidence', evidenceMessages, evidence],
  ['leftovers', leftoverMessages, leftovers],
  ['parts of sweeps', sweepPartMessages, sweepParts],
  ['cases', caseMessages, cases],
  ['contracts of clients', contractMessages, contracts],
  ['lists of known issues', knownIssuesMessages, knownIssues],
  ['policies', policyMessages, policies],
]

test.each(catalogues)('Makes a sentence of every message on %s', (_, messages, details) => {
  expect(details.map(({ code }) => code).sort()).toEqual(Object.keys(messages).sort())
  const sentences = details.map(detail => `${detail.code}: ${explainDetail(messages, detail)}`)
  expect(sentences.filter(sentence => !/[.?]$/.test(sentence))).toEqual([])
  expect(sentences.join('\n')).toMatchSnapshot()
})

const scenario = {
  ringback: 1,
  start: '2026-01-15T10:00:00Z',
  calls: [{ id: 'a-call', from: 'user1', to: ['user2'], media: 'audio', ring: 'never' }],
} as const

/** Requests with findings that the examples of the rules lack. */
const furtherRequests: readonly (readonly ExampleRequest[])[] = [
  [{ query: { random: undefined } }],
  [{ query: { sdkappid: 'my-app' } }],
  [{ userSig: { expire: 3_650 * 86_400 } }],
  [{ body: 'null', fault: { http: 502 } }],
  [{ host: 'adminapi.im.qcloud.com' }],
  [{ fault: { error: 60_020 }, times: 2, after: '200ms' }],
]

test('Makes a sentence of every message of the rules on clients', async () => {
  const sentences = new Map<unknown, string>()
  for (const requests of [...clientRules.map(({ examples }) => examples.bad), ...furtherRequests]) {
    const { results } = toClientReport([{ journal: await runExample(requests, { scenario }) }])
    for (const { rule, findings } of results)
      for (const { code, message } of findings) {
        const toSentence = clientRules.find(({ id }) => id === rule.id)?.messages[code]
        if (!sentences.has(toSentence)) sentences.set(toSentence, `${rule.id} ${code}: ${message}`)
      }
  }
  const unreadable = clientRules.find(({ id }) => id === 'RB-Q19')?.messages ?? {}
  const sentence = explainDetail(unreadable, { code: 'unreadable', why: 'not UTF-8' })
  sentences.set(unreadable.unreadable, `RB-Q19 unreadable: ${sentence}`)
  const missing = clientRules.flatMap(({ id, messages }) =>
    Object.entries(messages).flatMap(([code, toSentence]) => (sentences.has(toSentence) ? [] : [`${id} ${code}`])),
  )
  expect(missing).toEqual([])
  const all = [...sentences.values()].toSorted()
  expect(all.filter(one => !/[.?]$/.test(one))).toEqual([])
  expect(all.join('\n').replace(/(?<=Known commands: ).*/, '[each command].')).toMatchSnapshot()
})
