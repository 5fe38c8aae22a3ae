import { expect, test } from 'vitest'
import { explainMessage, type MessageCode, type MessageData, messages } from '../../src/cli/messages.ts'

const port = { flag: '--port', value: 'x' }
const issue = { channel: 'HTTPS_PROXY', host: 'console.tim.qq.com', agent: undefined, reason: 'closed' } as const

/** The data of each example message. */
const examples: { readonly [Code in MessageCode]: readonly MessageData<Code>[] } = {
  'not-an-integer': [{ ...port, min: 0, max: 65_535 }],
  'not-a-duration': [
    { ...port, max: Number.POSITIVE_INFINITY },
    { ...port, max: 3_600_000 },
  ],
  'not-a-choice': [{ flag: '--auth', value: 'verfy', choices: ['verify', 'off'] }],
  'not-a-clock-mode': [port],
  'not-a-rate-limit': [port],
  'not-a-token': [port],
  'not-a-report-target': [port],
  'duplicate-report-target': [
    { ...port, file: '-' },
    { ...port, file: 'a.json' },
  ],
  'unknown-report-format': [
    { ...port, format: 'jnuit', formats: ['json', 'junit'] },
    { ...port, format: 'pdf', formats: ['json', 'junit'] },
  ],
  'not-a-template': [port],
  'not-a-variable-name': [{ ...port, name: 'CALL-API', meant: 'CALL_API' }],
  'unknown-placeholder': [
    { ...port, placeholder: '{urll}', known: ['url'] },
    { ...port, placeholder: '{x}', known: ['url', 'host'] },
  ],
  'not-a-command-line': ['backslash', 'empty', "'"].map(problem => ({ ...port, problem })),
  'not-a-server': [
    ...(['login', 'query', 'v4-path', 'path', 'http'] as const).map(problem => ({ ...port, problem })),
    { ...port, problem: 'address', meant: 'http://x' },
    { ...port, problem: 'address', regions: ['China', 'Singapore'] },
  ],
  'not-a-sweep-part': [{ ...port, details: 'Unknown fault "x".' }],
  'not-a-selection': [port],
  'invalid-url': [port],
  'invalid-switch': [port],
  'invalid-callback-url': [{ url: 'localhost', meant: 'http://localhost' }],
  'renamed-flag': [{ old: '--known', now: '--known-issues' }],
  'ignored-flag': (['import', 'no-command', 'list', 'read-only', 'doctor'] as const).map(because => ({
    flag: '--seed',
    because,
  })),
  'unknown-variable': [
    { name: 'RINGBACK_X', nearest: undefined },
    { name: 'RINGBACK_CLOK', nearest: 'RINGBACK_CLOCK' },
  ],
  'misplaced-command': [{ name: 'exec' }],
  'unavailable-placeholder': [{ placeholder: '{userSig}', known: ['url', 'host'] }],
  'stdout-taken': [{ flags: ['--report', '--json'] }],
  'passthrough-without-https': [{}],
  'fault-with-import': [{}],
  'too-many-faults': [{ count: 1_001, most: 1_000 }],
  'missing-secret-key': [
    { sdkAppId: 1, demoAppId: 2, userSig: false },
    { sdkAppId: 1, demoAppId: 2, userSig: true },
  ],
  'url-without-usersig': [{}],
  'invalid-sarif-location': [{ file: 'x', root: '/work' }],
  'missing-target': [{}],
  'demo-application-at-service': [{}],
  'flood-without-write': [{}],
  'missing-upstream': [{}],
  'upstream-is-self': [{ host: '127.0.0.1:2255' }],
  'not-for-sweep': [{ flag: '--port' }],
  'two-adapters': [{}],
  'missing-adapter': [{}],
  'unknown-case': [
    { word: 'RB-C6', known: ['RB-C60'] },
    { word: 'x', known: [] },
  ],
  'unreadable-file': [
    { file: 'a', what: 'scenario', problem: { code: 'missing' } },
    { file: 'a', what: 'snapshot', problem: { code: 'missing' } },
    { file: 'a', what: 'known-issues', problem: { code: 'not-a-file', kind: 'folder' } },
    { file: 'a', what: 'evidence', problem: { code: 'too-large', largest: 9, size: 10 } },
    { file: 'a', what: 'journal', problem: { code: 'too-large', largest: 9 } },
    { file: 'a', what: 'journal', problem: { code: 'no-input', milliseconds: 5_000 } },
    { file: 'a', what: 'journal', problem: { code: 'no-end', milliseconds: 30_000 } },
    { file: 'a', what: 'journal', problem: { code: 'system', error: 'permission denied (EACCES)' } },
  ],
  'unwritable-file': [
    { file: 'a', what: 'report', problem: { code: 'folder' } },
    { file: 'a', what: 'snapshot', problem: { code: 'no-folder', folder: '/x' } },
    { file: 'a', what: 'evidence', problem: { code: 'system', error: 'permission denied (EACCES)' } },
  ],
  'not-written': [{ file: 'a', what: 'scenario', error: 'Error: ENOSPC' }],
  written: [{ files: ['a', 'b'] }],
  'stdout-failed': [{ error: 'ENOSPC' }],
  'invalid-input': [{ details: 'Details.' }],
  'invalid-file': [{ file: 'a', details: 'Details.' }],
  'no-saved-run': [{ file: 'page.html' }],
  'unknown-scenario': [{ name: 'anwsered', known: ['demo', 'answered'] }],
  'unknown-library-scenario': [{ name: 'demmo', known: ['demo', 'answered'] }],
  'duplicate-journal': [{ file: 'b', other: 'a' }],
  'not-listening': ['EADDRINUSE', 'EACCES', 'ENOTFOUND', 'EMFILE'].map(reason => ({
    reason,
    error: `Error: ${reason}`,
    port: 80,
    host: '127.0.0.1',
  })),
  'trust-files-not-written': [{ error: 'ENOENT' }],
  'control-token': [{ token: 'abc' }],
  'browser-not-opened': [{ address: 'http://127.0.0.1:2255/_ringback/', problem: 'xdg-open: ENOENT' }],
  'refused-host': [{ reason: 'Not a host of the service.' }],
  'failed-handshake': [
    { host: '', reason: 'closed' },
    { host: 'console.tim.qq.com', reason: 'ERR_SSL_NO_APPLICATION_PROTOCOL' },
    { host: '', reason: 'ERR_SSL_UNSUPPORTED_PROTOCOL' },
    { host: '', reason: 'ERR_SSL_NO_SHARED_CIPHER' },
    { host: '', reason: 'ERR_TLS_HANDSHAKE_TIMEOUT' },
  ],
  'no-emulator': [{ url: 'http://127.0.0.1:2255', reason: 'ECONNREFUSED' }],
  'variables-refused': [
    { url: 'http://127.0.0.1:2255', status: 200, detail: undefined },
    { url: 'http://127.0.0.1:2255', status: 401, detail: 'A token is required.' },
  ],
  'no-https': [{ url: 'http://127.0.0.1:2255' }],
  'variables-left-out': [
    { names: ['NODE_OPTIONS'], format: 'github' },
    { names: ['A', 'B'], format: 'dotenv' },
  ],
  'command-not-started': [
    { file: 'x', reason: 'ENOENT', error: '', isLine: false },
    { file: 'npm test', reason: 'ENOENT', error: '', isLine: true },
    { file: 'x', reason: 'EACCES', error: '', isLine: false },
    { file: 'x', reason: 'E2BIG', error: 'Error: E2BIG', isLine: false },
  ],
  'command-failed': [{ code: 3 }, { code: null }],
  'timed-out': [{ timeout: 2_500, command: 'npm test' }],
  'stopped-processes': [{}],
  'escaped-processes': [{ escaped: [1, 2, 3, 4, 5, 6].map(pid => ({ pid, name: 'java' })) }],
  'no-requests': [
    { variables: ['RINGBACK_URL'], failed: false, intercept: false },
    { variables: ['RINGBACK_URL', 'CALL_API'], failed: true, intercept: false },
    { variables: [], failed: false, intercept: true },
  ].map(one => ({ url: 'http://127.0.0.1:1', milliseconds: 1_500, refused: ['vod.qq.com'], ...one })),
  'report-failed': [{ error: 'Error: x' }],
  'nothing-recorded': [
    { requests: 0, failure: undefined },
    { requests: 1, failure: 'ECONNREFUSED' },
    { requests: 2, failure: 'UNABLE_TO_VERIFY' },
  ].map(one => ({ url: 'http://127.0.0.1:1', origin: 'https://server', ...one })),
  'verify-stopped': [{ signal: 'SIGINT' }],
  'sweep-progress': [{ count: 1, total: 3, failed: 0 }],
  'nothing-to-sweep': [{ hasFaults: true }, { hasFaults: false }],
  'baseline-failed': [
    { code: 3, signal: null, timedOut: false },
    { code: null, signal: 'SIGKILL', timedOut: false },
    { code: null, signal: 'SIGTERM', timedOut: true },
  ].map(one => ({ milliseconds: 200, command: 'npm test', lines: ['output'], reasons: ['Reason.'], ...one })),
  'baseline-without-requests': [{ reasons: ['Reason.'] }],
  'journal-too-small': [{ total: 9, kept: 5 }],
  'no-cases': [
    { can: [], selection: [] },
    { can: ['endCall'], selection: ['RB-C60'] },
  ],
  'cases-left-out': [{ restarts: 20, count: 1 }],
  'adapter-without-streams': [{}],
  'adapter-ended': [
    { end: undefined, when: 'greeting', output: '' },
    { end: { code: 3, signal: null }, when: 'request', output: 'out of memory' },
    { end: { code: null, signal: 'SIGKILL' }, when: 'request', output: '' },
  ],
  'line-too-long': [{ most: 9 }],
  'no-greeting': [{ milliseconds: 30_000, protocol: 1 }],
  'greeting-not-json': [{ line: 'hello', protocol: 1 }],
  'greeting-with-other-version': [{ version: 2, protocol: 1 }],
  'greeting-without-commands': [{ line: '{}', protocol: 1 }],
  'greeting-with-unknown-command': [
    { name: 'getCalInfo', known: ['getCallInfo'] },
    { name: 7, known: ['getCallInfo'] },
  ],
  'answer-not-json': [{ line: 'hello' }],
  'answer-without-id': [{ line: '{}' }],
  'answer-with-wrong-id': [{ id: 2, expected: 1 }],
  'answer-ambiguous': [{ line: '{"id":1}' }],
  'answer-with-invalid-error': [{ error: 'no' }],
  'answer-with-invalid-code': [{ errorCode: '7' }],
  'redirect-issue': (['refused', 'untrusted', 'no-tls', 'left'] as const).map(code => ({ ...issue, code })),
  'redirect-advice': [
    ...(['refused', 'untrusted', 'no-tls', 'left'] as const).map(code => ({ ...issue, code })),
    ...['Java/21', 'node', 'curl/8', 'Wget/1', 'Go-http-client/1.1', 'python-requests', 'PHP'].map(agent => ({
      ...issue,
      code: 'untrusted' as const,
      agent,
    })),
  ],
  'no-redirected-requests': [{}],
}

test('Shows every message of the command line', () => {
  const codes = Object.keys(messages) as MessageCode[]
  const lines = codes.flatMap(code => [
    code,
    ...examples[code].map(
      (data: MessageData<MessageCode>) => `  ${explainMessage(code, data).replaceAll('\n', '\n  ')}`,
    ),
  ])
  expect(lines.join('\n')).toMatchSnapshot()
})
