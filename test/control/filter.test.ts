import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explainFilterIssue, type FilterTerm, parseFilter, printFilter, suggest } from '../../src/control/filter.ts'
import { type FilterItems, type FilterKind, findKey, listKeys } from '../../src/control/filter-keys.ts'

const now = Date.parse('2026-01-15T09:35:00Z')

const toAt = (secondsAgo: number) => new Date(now - secondsAgo * 1000).toISOString()

const request = (position: number, change: Partial<FilterItems['requests']> = {}): FilterItems['requests'] => ({
  position,
  at: toAt(100 - 10 * position),
  target: '/v4/call_engine_http_srv/get_call_info?sdkappid=88888888&usersig=…abcd&random=7',
  body: '{"CallId":"0556-a"}',
  reply: '{"ErrorCode":0,"UserList":[{"User_Account":"alice"}]}',
  command: 'get_call_info',
  sdkAppId: 88888888,
  identifier: 'administrator',
  callId: '0556-a',
  status: 200,
  errorCode: 0,
  faults: [],
  ...change,
})

const requests = [
  request(1),
  request(2, { command: 'end_call', errorCode: 101001, faults: ['fault-1'], test: 'Retries a Call' }),
  request(3, { callId: '7f20', identifier: 'bob', reply: '{"ErrorCode":0}', body: '{}' }),
  request(4, { errorCode: undefined, callId: undefined, command: undefined, target: '/else', sdkAppId: undefined }),
  request(5, { command: 'end_call', status: 502, reply: 'Bad Gateway' }),
  request(6, { command: 'openim/sendmsg', errorCode: 60007, reply: '{"ErrorCode":60007}' }),
]

const callback = (position: number, change: Partial<FilterItems['callbacks']> = {}): FilterItems['callbacks'] => ({
  position,
  at: toAt(100 - 10 * position),
  app: 88888888,
  call: '0556-a',
  command: 'Call.CallbackAfterEndCall',
  url: 'http://127.0.0.1:3000/callback',
  state: 'delivered',
  code: null,
  reason: null,
  body: { CallId: '0556-a', CallStartedUser: [{ User: 'alice' }] },
  attempts: [{ answer: '{"ActionStatus":"OK"}' }],
  ...change,
})

const callbacks = [
  callback(1),
  callback(2, {
    state: 'failed',
    code: 'timeout',
    reason: 'No answer.',
    attempts: [{ answer: null }, { answer: null }],
  }),
  callback(3, { state: 'waiting', attempts: [], call: '7f20', command: 'Call.CallbackAfterStartCall', body: {} }),
]

const call = (id: string, change: Partial<FilterItems['calls']> = {}): FilterItems['calls'] => ({
  id,
  app: 88888888,
  state: 'ended',
  outcome: 'completed',
  from: 'alice',
  media: 'audio',
  room: 'room-1',
  group: null,
  everyone: ['alice', 'bob'],
  startedAt: toAt(50),
  ...change,
})

const calls = [
  call('0556-a'),
  call('7f20', {
    outcome: 'rejected',
    media: 'video',
    from: 'carol',
    everyone: ['carol', 'dave'],
    startedAt: toAt(90),
  }),
  call('9b7e', { state: 'live', outcome: null, room: 1434, startedAt: toAt(5) }),
]

/** The positions or ids of the items that pass. */
function find<Kind extends FilterKind>(kind: Kind, items: readonly FilterItems[Kind][], text: string) {
  const filter = parseFilter(text, kind)
  if ('issues' in filter) throw new Error(filter.issues.map(explainFilterIssue).join(' '))
  return items.flatMap((item, index) => (filter.matches(item, now) ? [index + 1] : []))
}

test.each<[text: string, found: readonly number[]]>([
  ['', [1, 2, 3, 4, 5, 6]],
  ['command:end_call', [2, 5]],
  ['command:end_call,get_call_info', [1, 2, 3, 5]],
  ['command:!end_call', [1, 3, 4, 6]],
  ['command:!end_call,get_call_info', [4, 6]],
  ['command:openim/sendmsg', [6]],
  ['command:END_CALL', []],
  ['COMMAND:end_call', [2, 5]],
  ['code:0', [1, 3, 5]],
  ['code:!0', [2, 4, 6]],
  ['code:none', [4]],
  ['call:0556', [1, 2, 5, 6]],
  ['user:alice', [1, 2, 4]],
  ['user:bob', [3]],
  ['app:88888888', [1, 2, 3, 5, 6]],
  ['fault:yes', [2]],
  ['fault:no', [1, 3, 4, 5, 6]],
  ['fault:fault-1', [2]],
  ['since:1m', [4, 5, 6]],
  ['since:4', [5, 6]],
  ['until:4', [1, 2, 3, 4]],
  ['since:2 until:4', [3, 4]],
  ['until:1m', [1, 2, 3, 4]],
  ['since:2026-01-15T09:34:10Z', [5, 6]],
  ['until:2026-01-15T10:34:10+01:00', [1, 2, 3, 4, 5]],
  ['test:retries', [2]],
  ['test:"Retries a"', [2]],
  ['status:502', [5]],
  ['status:5xx', [5]],
  ['path:/ELSE', [4]],
  ['path:sdkappid', []],
  ['gateway', [5]],
  ['!gateway', [1, 2, 3, 4, 6]],
  ['"Bad Gateway"', [5]],
  ['"CallId"', [1, 2, 4, 5, 6]],
  ['{"CallId":"0556-a"}', [1, 2, 4, 5, 6]],
  ['"\\"CallId\\":"', [1, 2, 4, 5, 6]],
  ['usersig', []],
  ['alice  code:!0\tcall:0556', [2]],
  ['command:end_call code:!0 call:0556 fault:yes user:alice since:2m', [2]],
])('Finds requests by %j', (text, found) => {
  expect(find('requests', requests, text)).toEqual(found)
})

test.each<[text: string, found: readonly number[]]>([
  ['state:failed', [2]],
  ['state:failed,waiting', [2, 3]],
  ['command:Call.CallbackAfterEndCall', [1, 2]],
  ['call:7f', [3]],
  ['app:5', []],
  ['user:alice', [1, 2]],
  ['since:1', [2, 3]],
  ['since:75s', [3]],
  ['attempts:1', [1]],
  ['attempts:>1', [2]],
  ['attempts:<1', [3]],
  ['code:timeout', [2]],
  ['code:none', [1, 3]],
  ['answer', [2]],
  ['actionstatus', [1]],
])('Finds callbacks by %j', (text, found) => {
  expect(find('callbacks', callbacks, text)).toEqual(found)
})

test.each<[text: string, found: readonly number[]]>([
  ['state:live', [3]],
  ['outcome:!completed', [2, 3]],
  ['call:05', [1]],
  ['user:bob', [1, 3]],
  ['app:88888888', [1, 2, 3]],
  ['media:video', [2]],
  ['since:1m', [1, 3]],
  ['1434', [3]],
  ['carol', [2]],
])('Finds calls by %j', (text, found) => {
  expect(find('calls', calls, text)).toEqual(found)
})

test.each<[text: string, kind: FilterKind, issue: object]>([
  ['comand:end_call', 'requests', { code: 'unknown-filter-key', column: 1, length: 6, suggestion: 'command' }],
  ['a http://x', 'requests', { code: 'unknown-filter-key', column: 3, length: 8, suggestion: '"http://x"' }],
  ['constructor:x', 'calls', { code: 'unknown-filter-key', column: 1, length: 13, suggestion: '"constructor:x"' }],
  ['code:', 'requests', { code: 'missing-filter-value', column: 6, length: 0, key: 'code' }],
  ['code:0,', 'requests', { code: 'missing-filter-value', column: 8, length: 0, key: 'code' }],
  ['!', 'requests', { code: 'missing-filter-value', column: 2, length: 0 }],
  ['code:!ok', 'requests', { code: 'invalid-filter-value', column: 7, length: 2, received: 'ok' }],
  ['since:1x', 'requests', { code: 'invalid-filter-value', column: 7, length: 2, received: '1x' }],
  ['since:never', 'requests', { code: 'invalid-filter-value', received: 'never' }],
  ['since:2026-02-31T99:00:00Z', 'requests', { code: 'invalid-filter-value' }],
  ['since:12', 'calls', { code: 'invalid-filter-value', received: '12' }],
  ['state:live,endet', 'calls', { code: 'invalid-filter-value', column: 12, length: 5, suggestion: 'ended' }],
  ['attempts:many', 'callbacks', { code: 'invalid-filter-value', received: 'many' }],
  ['status:6xx', 'requests', { code: 'invalid-filter-value', received: '6xx' }],
  ['code:!0,!101001', 'requests', { code: 'misplaced-negation', column: 9, length: 1, suggestion: '' }],
  ['test:"a b', 'requests', { code: 'unclosed-quote', column: 6, length: 4, suggestion: '"a b"' }],
  ['"CallId":"x"', 'requests', { code: 'text-after-quote', column: 1, suggestion: '"\\"CallId\\":\\"x\\""' }],
  ['x'.repeat(201), 'requests', { code: 'filter-too-long', column: 201, length: 1 }],
])('Reports the mistake in %j', (text, kind, issue) => {
  const parsed = parseFilter(text, kind)
  expect(parsed).toMatchObject({ issues: [issue] })
  expect('issues' in parsed && parsed.issues.map(explainFilterIssue)).toMatchSnapshot()
})

test('Reports every mistake of a filter', () => {
  const parsed = parseFilter('comand:x code:ok end', 'requests')
  expect(parsed).toMatchObject({ issues: [{ column: 1 }, { column: 15 }] })
})

test.each<FilterKind>(['requests', 'callbacks', 'calls'])('Describes the keys for %s', kind => {
  expect(
    listKeys(kind).map(name => `${name}: ${findKey(kind, name)?.about}; ${findKey(kind, name)?.expected}`),
  ).toMatchSnapshot()
})

test.each<[text: string, from: number, to: number, options: readonly string[]]>([
  [
    '',
    0,
    0,
    ['command:', 'code:', 'call:', 'user:', 'app:', 'fault:', 'since:', 'until:', 'test:', 'status:', 'path:'],
  ],
  ['us|', 0, 2, ['user:', 'user:user2']],
  ['code:!0 us|', 8, 10, ['user:', 'user:user2']],
  ['user:|', 5, 5, ['user2', '"a b"']],
  ['user:!|', 6, 6, ['user2', '"a b"']],
  ['user:alice,US| code:0', 11, 13, ['user2']],
  ['nothing|', 0, 7, []],
  ['foo:x|', 4, 5, []],
])('Suggests completions of %j', (marked, from, to, options) => {
  const caret = Math.max(0, marked.indexOf('|'))
  const found = suggest(marked.replace('|', ''), caret, 'requests', { user: ['user2', 'a b'] })
  expect({ ...found, options: found.options.map(({ text }) => text) }).toEqual({ from, to, options })
})

test('Suggests the values of a key that has a fixed set', () => {
  expect(suggest('state:', 6, 'calls').options.map(({ text }) => text)).toEqual(['live', 'ended'])
})

describe('For every filter', () => {
  const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
  const plain = fc.constantFrom('0', '1m', '12', 'yes', 'none', 'alice', '0556', 'end_call', '5xx', '200')
  const toTerm = (key: string) => ({ key, values: fc.array(fc.oneof(plain, text), { minLength: 1, maxLength: 3 }) })
  const term: fc.Arbitrary<FilterTerm> = fc.oneof(
    fc.record({ negated: fc.boolean(), values: text.map(one => [one]) }),
    fc
      .constantFrom(...listKeys('requests'))
      .map(toTerm)
      .chain(({ key, values }) => fc.record({ key: fc.constant(key), negated: fc.boolean(), values })),
  )
  const isValid = (terms: readonly FilterTerm[]) => !('issues' in parseFilter(printFilter(terms), 'requests'))
  const valid = fc.array(term, { maxLength: 4 }).filter(isValid)
  const get = (terms: readonly FilterTerm[]) => find('requests', requests, printFilter(terms))

  test('Returns the same terms for a printed filter', () => {
    fc.assert(
      fc.property(valid, terms => {
        expect(parseFilter(printFilter(terms), 'requests')).toMatchObject({ terms })
      }),
    )
  })

  test('Finds with a negated term what the term does not find', () => {
    fc.assert(
      fc.property(term, one => {
        fc.pre(isValid([one]))
        expect([...get([one]), ...get([{ ...one, negated: !one.negated }])].sort()).toEqual([1, 2, 3, 4, 5, 6])
      }),
    )
  })

  test('Finds with several terms what each of them finds', () => {
    fc.assert(
      fc.property(valid, valid, (some, more) => {
        fc.pre(isValid([...some, ...more]))
        const others = new Set(get(more))
        expect(get([...some, ...more])).toEqual(get(some).filter(one => others.has(one)))
      }),
    )
  })

  test('Accepts any text without an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'code:!0,"\\ since:1m') }), fc.nat(), (any, caret) => {
        const parsed = parseFilter(any, 'requests')
        if ('issues' in parsed) expect(parsed.issues.map(explainFilterIssue).join('')).not.toContain('undefined')
        else for (const one of requests) parsed.matches(one, now)
        suggest(any, Math.min(caret, any.length), 'requests', {})
      }),
    )
  })
})
