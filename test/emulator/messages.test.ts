import { expect, test } from 'vitest'
import { failure } from '../../src/contracts/envelope.ts'
import { errorNames } from '../../src/contracts/errors.ts'
import {
  type DeliveryIssue,
  type EmulatorIssue,
  explainDelivery,
  explainInvalidDocument,
  explainIssue,
  type Refusal,
  toDocumentIssue,
  toErrorInfo,
} from '../../src/emulator/messages.ts'

const issues: readonly EmulatorIssue[] = [
  { code: 'missing-parameter', name: 'sdkappid', received: 'SDKAppID' },
  { code: 'missing-parameter', name: 'random', received: undefined },
  { code: 'repeated-parameter', name: 'contenttype' },
  { code: 'invalid-parameter', name: 'random', received: '7'.repeat(100) },
  { code: 'invalid-parameter', name: 'usersig', received: undefined },
  { code: 'unreadable-body', why: 'too large' },
  { code: 'unreadable-body', why: 'too slow' },
  { code: 'unreadable-body', why: 'not UTF-8' },
  { code: 'unreadable-body', why: 'UTF-16' },
  { code: 'unreadable-body', why: 'encoded: gzip, br' },
  { code: 'body-too-deep' },
  { code: 'empty-body' },
  { code: 'other-format', format: 'form', text: 'a=b' },
  { code: 'other-format', format: 'multipart', text: '--x' },
  { code: 'other-format', format: 'markup', text: '<p>' },
  { code: 'other-format', format: 'printed-object', text: '[object Object]' },
  { code: 'other-format', format: 'null-characters', text: '{\0' },
  {
    code: 'invalid-json',
    line: 1,
    column: 8,
    near: '`{"a":1,}`',
    error: { code: 'trailing-comma', offset: 7, token: '}' },
  },
  ...[[], [{}], '', 'x', '{"CallId":"x"}', null, 5].map(received => ({ code: 'not-an-object', received }) as const),
  {
    code: 'invalid-fields',
    issues: [
      { code: 'missing-field', path: ['CallId'], expected: 'a string' },
      { code: 'invalid-field', path: ['Page'], expected: 'at least 1', received: 0 },
    ],
  },
  { code: 'invalid-path', path: '/healthz' },
  { code: 'invalid-path', path: '' },
  { code: 'invalid-method', method: 'GET' },
  { code: 'unknown-application', sdkAppId: '5', known: [1, 2, 3, 4, 5, 6] },
  { code: 'not-an-administrator', identifier: 'mallory', sdkAppId: 88888888, admins: ['a', 'b', 'c', 'd', 'e', 'f'] },
  { code: 'too-many-requests', command: 'get_call_info', limit: 200, sdkAppId: 88888888 },
  { code: 'call-not-found', id: 'a' },
  { code: 'call-has-ended', id: 'a' },
  { code: 'no-record', id: 'a', why: 'unknown-call' },
  { code: 'no-record', id: 'a', why: 'not-ended' },
  { code: 'no-record', id: 'a', why: 'expired' },
  { code: 'no-record', id: 'a', why: { left: 1500 } },
  { code: 'no-matching-record' },
  { code: 'callback-not-set' },
  { code: 'callee-is-caller', user: 'user1' },
  { code: 'call-rejected', rejection: { code: 'duplicate-user', user: 'bob' } },
  { code: 'fault-message', text: 'Out of order.' },
]

const host = '127.0.0.1:9000'

const deliveries: readonly DeliveryIssue[] = [
  { code: 'timeout', timeoutMs: 2_000 },
  { code: 'answer-too-large', limit: 65_536 },
  { code: 'connection-refused', host },
  { code: 'connection-closed', host },
  { code: 'unknown-host', host },
  { code: 'untrusted-certificate', host, reason: 'CERT_HAS_EXPIRED' },
  { code: 'wrong-encoding', host },
  { code: 'not-http', host },
  { code: 'not-tls', host },
  { code: 'request-failed', host, reason: 'EPERM' },
  { code: 'invalid-target', target: 'ftp://a/' },
  { code: 'vendor-host', host: 'console.tim.qq.com' },
  { code: 'out-of-scope', host: 'a.example', address: '198.51.100.7' },
  { code: 'out-of-scope', host: '198.51.100.7', address: '198.51.100.7' },
  { code: 'admin-api' },
  { code: 'invalid-result' },
  { code: 'sender-failed', error: 'No way.' },
  { code: 'application-closed' },
  { code: 'dropped-by-fault' },
  { code: 'queue-full', most: 1_000 },
  { code: 'wrong-status', status: 500 },
  { code: 'answer-not-json', text: '<html>' },
  { code: 'invalid-answer', issues: [{ code: 'missing-field', path: ['ErrorCode'], expected: 'a number' }] },
  { code: 'objection', actionStatus: 'FAIL', errorCode: 7, errorInfo: 'not mine' },
  { code: 'no-sign' },
  { code: 'accepted-certificate', host, reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
]

test('Makes the message of every delivery', () => {
  expect(deliveries.map(explainDelivery)).toMatchSnapshot()
})

test('Makes the message of every issue of a document', () => {
  const field = { field: 'call', value: 'a' }
  const problems = [
    toDocumentIssue('empty', [], undefined),
    toDocumentIssue('wrong-kind', ['ringback'], { expected: 'journal', received: 'snapshot' }),
    toDocumentIssue('wrong-kind', ['ringback'], { expected: 'snapshot', received: undefined }),
    toDocumentIssue('wrong-version', ['version'], { expected: 2, received: 1 }),
    toDocumentIssue('duplicate', ['calls', 0], field),
    toDocumentIssue('unknown', ['calls', 0], field),
    toDocumentIssue('too-early', ['entries', 0], { field: 'position', value: 1, after: 2 }),
    toDocumentIssue('too-large', ['entries'], { field: 'entries', value: 5, most: 4 }),
    toDocumentIssue('inconsistent', ['total'], { field: 'total', value: 5, expected: 4 }),
    toDocumentIssue('missing', ['apps'], { field: 'state', value: 5 }),
  ]
  expect([
    ...problems.map(({ code, message }) => `${code}: ${message}`),
    explainInvalidDocument('journal', problems),
    explainInvalidDocument('snapshot', problems.slice(0, 1)),
  ]).toMatchSnapshot()
})

test('Makes the message of every issue', () => {
  expect(issues.map(explainIssue)).toMatchSnapshot()
})

test.each<[string, Refusal, string]>([
  ['the meaning of the error', { refuse: 'CallNotFound' }, 'The call does not exist, or it has ended.'],
  ["the service's own text", { refuse: 'HttpParseError' }, 'HTTP parse Error'],
  ['the reason', { refuse: 'CallNotFound', issue: { code: 'call-not-found', id: 'a' } }, 'Unknown call "a".'],
  [
    "the service's own text and the reason",
    { refuse: 'HttpParseError', issue: { code: 'missing-parameter', name: 'random', received: undefined } },
    'HTTP parse Error. Missing random: expected a decimal integer, 0 to 4294967295.',
  ],
  [
    "a reason that contains the service's own text",
    { refuse: 'TooManyRequests', issue: { code: 'too-many-requests', command: 'end_call', limit: 2, sdkAppId: 5 } },
    'end_call is blocked by quota: more than 2 requests in one second for application 5.',
  ],
  [
    "a UserSig's reason",
    { refuse: 'UserSigOtherApp', issue: { code: 'usersig-of-another-application', requested: 1, signed: 2 } },
    'The requested SDKAppID(1) does not match the Usersig(2). You can run a self-checking with the assistant tool on the console.',
  ],
  ["a fault's message", { refuse: 'ServiceTimeout', issue: { code: 'fault-message', text: 'No.' } }, 'No.'],
  [
    'the reason and likely mistakes',
    {
      refuse: 'CallNotFound',
      issue: { code: 'call-not-found', id: 'a' },
      mistakes: [{ code: 'undocumented-field', path: ['x'], takesNoFields: true }],
    },
    'Unknown call "a". Unknown field "x". This command takes no fields: send {}.',
  ],
])('Makes ErrorInfo from %s', (_, refusal, info) => {
  expect(toErrorInfo(refusal)).toBe(info)
})

test.each(errorNames)('Makes a valid ErrorInfo for %s', refuse => {
  expect(failure.shape.ErrorInfo.safeParse(toErrorInfo({ refuse })).success).toBe(true)
})
