import { expect, test } from 'vitest'
import {
  type Check,
  type ControlIssue,
  checkNames,
  describeCondition,
  describeMiss,
  explainCheck,
  explainControlIssue,
  explainReply,
  type Inconsistency,
  toInconsistency,
} from '../../src/control/messages.ts'

const wait = { code: 'not-found-in-time', expected: 'a request with command end_call', found: 0, within: 5000 } as const

const issues: readonly ControlIssue[] = [
  { code: 'invalid-value', field: 'mode', expected: 'real or manual', received: 'fast' },
  { code: 'unknown-key', received: 'sate', of: 'a filter of calls', known: ['state'], suggestion: 'state' },
  { code: 'unknown-key', received: 'x', of: 'a filter of calls', known: ['app', 'state'] },
  { code: 'unknown-command', received: 'end_cal', known: ['end_call'], suggestion: 'end_call' },
  { code: 'missing-user', action: 'answer' },
  { code: 'missing-users', action: 'invite' },
  {
    code: 'invalid-document',
    problems: ['A.', 'B.', 'C.', 'D.', 'E.', 'F.'].map(message => ({ code: '', path: [], message })),
  },
  { code: 'invalid-scenario', message: 'scenario:1:1  Unknown key "x".' },
  { code: 'invalid-snapshot', message: 'Invalid snapshot.' },
  { code: 'snapshot-not-json', message: 'Invalid snapshot.' },
  { code: 'unreadable-snapshot', why: 'not UTF-8' },
  { code: 'invalid-body', issue: { code: 'empty-body' } },
  { code: 'body-too-large', most: '1 MiB' },
  { code: 'invalid-request', error: 'RequestError: Invalid URL' },
  { code: 'internal-error', error: 'Error: x' },
  { code: 'unknown-call', id: 'taik', suggestion: 'talk' },
  { code: 'unknown-call', id: 5 },
  { code: 'unknown-action', received: 'accpet', known: ['answer', 'end'], suggestion: 'answer' },
  { code: 'action-rejected', rejection: { code: 'call-ended' }, allowed: 'No action is possible.' },
  { code: 'action-rejected', rejection: { code: 'call-removed' } },
  { code: 'unknown-application', received: 5, known: [1, 2], more: 0 },
  { code: 'unknown-application', received: 'x', known: [1, 2], more: 3 },
  { code: 'too-many-applications', most: 10_000 },
  { code: 'duplicate-application', sdkAppId: 5 },
  { code: 'last-application' },
  { code: 'unknown-fault', id: 'fault-9', known: ['fault-1', 'fault-2'] },
  { code: 'unknown-fault', id: 'fault-9', known: [] },
  { code: 'unknown-scenario', received: 'answerd', known: ['answered'], suggestion: 'answered' },
  { code: 'unknown-exchange', id: '9', kept: [1, 4], capacity: 1000 },
  { code: 'unknown-exchange', id: '9', capacity: 0 },
  { code: 'unknown-callback', id: '9', kept: ['5-1', '5-4'], capacity: 1000, total: 4 },
  { code: 'unknown-callback', id: '9', capacity: 0, total: 0 },
  { code: 'request-not-kept', id: '5-1' },
  { code: 'callback-of-removed-application', id: '5-1', app: 5 },
  { code: 'callback-of-reset-application', id: '5-1', app: 5 },
  { code: 'callback-not-settled', id: '5-1', state: 'waiting' },
  { code: 'too-many-deliveries', callbacks: 3, times: 400, most: 1000 },
  { code: 'time-has-passed', now: Date.parse('2026-01-15T09:30:00Z') },
  { code: 'no-journal' },
  { code: 'no-environment' },
  { code: 'console-not-built' },
  { ...wait, end: 'late', differs: ['command is get_call_info, expected end_call', 'callId is none, expected talk'] },
  { ...wait, end: 'closing', found: 2 },
  { ...wait, end: 'reset' },
  { ...wait, end: 'aborted' },
  { code: 'wrong-method', path: '/calls', expected: ['GET', 'POST'], received: 'PUT' },
  { code: 'unknown-path', received: '/cals', known: ['/calls', '/clock'], suggestion: '/calls' },
  { code: 'callback-received' },
  { code: 'foreign-origin', host: '127.0.0.1:2255', received: 'http://a.example' },
  { code: 'cross-site' },
  { code: 'missing-token' },
  { code: 'connect-without-https' },
  { code: 'connect-to-recorder' },
  { code: 'invalid-host', received: '' },
  { code: 'foreign-host', received: 'a.example' },
]

const inconsistencies: readonly Inconsistency[] = [
  { kind: 'other-application', path: ['app'], expected: 5, received: 6 },
  { kind: 'condition-count', path: [], received: [] },
  { kind: 'condition-count', path: [], received: ['request', 'call'] },
  { kind: 'outcome-of-live-call', path: ['call', 'outcome'], received: 'completed' },
  { kind: 'member-of-ended-call', path: ['call', 'member', 'state'], received: 'talking' },
]

test('Makes the message of every issue', () => {
  const rows = issues.map(issue => {
    const { problem, message } = explainControlIssue(issue)
    return `${problem}: ${message}`
  })
  expect([...rows, ...inconsistencies.map(issue => toInconsistency(issue).message)]).toMatchSnapshot()
})

test.each([
  [{ name: 'command', relation: 'is', expected: 'end_call' }, undefined, 'command is none, expected end_call'],
  [{ name: 'position', relation: 'above', expected: 4 }, 3, 'position is 3, expected above 4'],
  [{ name: 'members', relation: 'includes', expected: 'bob' }, ['a', 'b'], 'members are a, b, expected bob'],
] as const)('Describes the condition %o', (condition, received, miss) => {
  expect(describeMiss(condition, received)).toBe(miss)
  expect(describeCondition(condition)).toMatchSnapshot()
})

const checks: readonly Check[] = [
  ...checkNames.map(name => ({ name, outcome: 'passed', received: 'x' }) as const),
  { name: 'body', outcome: 'not reached' },
  { name: 'fault', outcome: 'applied', faults: ['fault-1', 'fault-2'] },
  { name: 'contenttype', outcome: 'tolerated', received: 'xml', refusal: { refuse: 'ServiceTimeout' } },
]

const decisive: readonly (Check | undefined)[] = [
  { name: 'transport-fault', outcome: 'failed', faults: ['fault-1'] },
  { name: 'fault', outcome: 'failed', faults: ['fault-1'] },
  { name: 'method', outcome: 'failed', received: 'GET', refusal: { refuse: 'ServiceTimeout' } },
  { name: 'command', outcome: 'failed', refusal: { refuse: 'CallNotFound' } },
  undefined,
]

test('Explains every check and every reply', () => {
  expect(checks.map(explainCheck)).toMatchSnapshot()
  expect(decisive.map(check => explainReply({ errorCode: 60004 }, check))).toMatchSnapshot()
  expect(explainReply({ errorCode: undefined }, undefined)).toMatchSnapshot()
})
