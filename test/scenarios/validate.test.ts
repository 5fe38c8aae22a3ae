import { expect, test } from 'vitest'
import { checkApp, checkFault, checkNewCall, checkScenario, validateScenario } from '../../src/scenarios/validate.ts'

const call = { from: 'user1', to: ['user2'], media: 'audio' }
const app = { sdkAppId: 1, secretKey: 'k', admins: ['a'] }
const url = 'http://127.0.0.1:3000/callback'
const commands = ['Call.CallbackAfterEndCall']

/** The issues of a scenario with these parts. */
function check(parts: object) {
  const checked = checkScenario({ ringback: 1, ...parts })
  return 'issues' in checked ? checked.issues : []
}

const toLines = (parts: object) => check(parts).map(({ code, path }) => `${path.join('.')} ${code}`)
const checkSteps = (...then: readonly object[]) => toLines({ calls: [{ ...call, then }] })

test('Accepts a version without other fields', () => {
  expect(checkScenario({ ringback: 1 })).toMatchObject({
    plan: { source: { ringback: 1 }, seed: 1, apps: [{ sdkAppId: 88888888 }], calls: [], generate: [], faults: [] },
  })
})

test.each([[undefined], [null], [7], ['ringback'], [[]], [() => 1], [Symbol('x')], [new Date(0)], [10n]])(
  'Refuses %s as a scenario',
  data => {
    expect(validateScenario(data)).toMatchObject({
      problems: [{ code: expect.stringMatching(/-field$/), message: expect.stringContaining('expected') }],
    })
  },
)

test('Finds invalid fields and conflicts at once, in calls that have both', () => {
  const then = [
    { at: '40s', user: 'user2', does: 'answer' },
    { at: '45s', user: 'user2', does: 'anwser' },
  ]
  expect(toLines({ calls: [{ ...call, media: 'adio', then }] })).toEqual([
    'calls.0.media invalid-field',
    'calls.0.then.1.does unknown-action',
    'calls.0.then.0.at step-after-end',
  ])
})

test('Skips the steps after an invalid one, since they depend on it', () => {
  expect(checkSteps({ at: '5s', user: 'user2', does: 'anwser' }, { at: '40s', user: 'user1', does: 'hangup' })).toEqual(
    ['calls.0.then.0.does unknown-action'],
  )
})

test('Reports a step at its written place, whatever its time', () => {
  expect(
    checkSteps(
      { at: '50s', user: 'user1', does: 'hangup' },
      { at: '5s', user: 'user2', does: 'answer' },
      { at: '9s', user: 'user3', does: 'reject' },
    ),
  ).toEqual(['calls.0.then.2.user unknown-user'])
})

test.each([
  ['accpet', 'answer'],
  ['picks up', 'answer'],
  ['decline', 'reject'],
  ['leave', 'hangup'],
  ['cancle', 'cancel'],
  ['invit', 'invite'],
  ['explode', undefined],
])('Suggests an action for %s: %s', (does, suggestion) => {
  const [issue] = check({ calls: [{ ...call, then: [{ at: '1s', user: 'user2', does }] }] })
  expect(issue).toMatchObject({ code: 'unknown-action', received: does, suggestion })
})

test.each([
  [
    { when: '5s', who: 'user2', action: 'hangup' },
    { when: 'at', who: 'user', action: 'does' },
  ],
  [
    { at: '4s', usr: 'user2', do: 'answer' },
    { usr: 'user', do: 'does' },
  ],
])('Reports a mistyped key once, with its suggestion: %o', (step, suggestions) => {
  const issues = check({ calls: [{ ...call, then: [step] }] })
  const found = issues.map(issue => issue.code === 'unknown-field' && [issue.path.at(-1), issue.suggestion])
  expect(found).toEqual(Object.entries(suggestions))
})

test.each([
  [{ ring: 30 }, { code: 'add-unit' }],
  [{ ring: '2 m' }, { code: 'write', text: '2m' }],
  [{ ring: '2 sec' }, { code: 'write', text: '2s' }],
  [{ ring: 'nver' }, { code: 'did-you-mean', word: 'never' }],
  [{ at: 'never' }, { code: 'not-never' }],
  [{ media: 'adio' }, { code: 'did-you-mean', word: 'audio' }],
  [{ group: 5 }, { code: 'add-quotes' }],
  [{ app: '5' }, { code: 'remove-quotes' }],
  [{ to: 'user2' }, { code: 'add-brackets' }],
])('Hints at the fix of %o: %o', (field, hint) => {
  expect(check({ calls: [{ ...call, ...field }] })).toMatchObject([{ code: 'invalid-field', hint }])
})

test.each([
  [{ error: 101003 }, { code: 'did-you-mean', word: '101001', meaning: expect.any(String) }],
  [{ error: '101001' }, { code: 'remove-quotes' }],
  [{ delay: { unifrom: ['1s', '2s'] } }, { code: 'did-you-mean', word: 'uniform' }],
  [{ on: 'callback' }, { code: 'did-you-mean', word: 'callbacks' }],
  [{ on: ['callbacks'] }, { code: 'write', text: 'on: callbacks, without a list' }],
  [{ on: ['Call.CallbackAfterEndCal'] }, { code: 'did-you-mean', word: 'Call.CallbackAfterEndCall' }],
])('Hints at the fix of a fault with %o: %o', (field, hint) => {
  expect(checkFault({ on: 'all', http: 502, ...field })).toMatchObject({ issues: [{ code: 'invalid-field', hint }] })
})

test('Allows two applications, but not one, to have two calls with the same id', () => {
  const apps = [1, 2].map(sdkAppId => ({ ...app, sdkAppId }))
  const one = { ...call, id: 'x' }
  expect(toLines({ apps, calls: [one, { ...one, app: 2 }] })).toEqual([])
  expect(toLines({ apps, calls: [one, { ...one, app: 1 }] })).toEqual(['calls.1.id duplicate-call'])
})

test('Allows a fault to name a call that starts at run time, but not one that is nearly a call of the scenario', () => {
  const withFault = (callId: string) => ({
    calls: [{ ...call, id: 'first-call' }],
    faults: [{ on: 'all', call: callId, error: 101001 }],
  })
  expect(check(withFault('something-else-entirely'))).toEqual([])
  expect(check(withFault('frist-call'))).toMatchObject([
    { code: 'unknown-reference', path: ['faults', 0, 'call'], suggestion: 'first-call' },
  ])
})

test('Refuses data that contains itself, in the same way', () => {
  const calls: unknown[] = []
  calls.push({ ringback: 1, calls })
  expect(toLines({ calls })).toContain('calls.0.from missing-field')
})

test('Reports a repeated mistake at most a thousand times', () => {
  expect(check({ calls: Array.from({ length: 5000 }, () => ({ ...call, media: 'adio' })) })).toHaveLength(1000)
})

test('Validates a single fault', () => {
  expect(checkFault({ on: 'get_call_info', times: 2, error: 101001 })).toMatchObject({
    fault: { on: ['get_call_info'], times: 2, effect: { error: 'InternalError' } },
  })
  expect(checkFault({ on: 'all' })).toMatchObject({ issues: [{ code: 'no-effect', path: [] }] })
  expect(checkFault({ on: 'all', error: 1 })).toMatchObject({ issues: [{ path: ['error'] }] })
  expect(checkFault('all')).toMatchObject({ issues: [{ path: [] }] })
})

test('Validates a new call and a new application', () => {
  expect(checkNewCall({ ...call, room: 7, app: 5 })).toMatchObject({
    call: { app: 5, room: { id: '7', kind: 'number' } },
  })
  expect(checkNewCall({ ...call, at: '1s' })).toMatchObject({ issues: [{ code: 'unknown-field', path: ['at'] }] })
  expect(checkApp({})).toEqual({ app: {} })
  expect(checkApp({ sdkAppId: 5, callback: {} })).toEqual({ app: { sdkAppId: 5, callback: { retries: 0 } } })
  expect(checkApp({ callback: { url } })).toMatchObject({
    issues: [{ code: 'incomplete-callback', path: ['callback', 'url'], missing: 'commands' }],
  })
  expect(checkApp({ admins: [] })).toMatchObject({ issues: [{ path: ['admins'] }] })
})

test.each([
  [{ url, commands, token: 't', retries: 1 }, []],
  [{ token: 't', retries: 1 }, []],
  [{ url, token: 't' }, ['apps.0.callback.url incomplete-callback']],
  [{ commands }, ['apps.0.callback.commands incomplete-callback']],
])('Requires both url and commands of a callback or neither: %o', (callback, lines) => {
  expect(toLines({ apps: [{ ...app, callback }] })).toEqual(lines)
})

test.each([
  'http://127.0.0.1:3000',
  'https://example.com/in?from=ringback',
  'http://[::1]:3000/',
  'HTTP://müller.example/ü',
])('Accepts %s as the address of callbacks, as set_callback does', address => {
  expect(toLines({ apps: [{ ...app, callback: { url: address, commands } }] })).toEqual([])
})

test.each(['', 'ftp://a', 'http://', 'http:///a', 'http://a b', 'example.com', `http://a/${'b'.repeat(2_048)}`])(
  'Refuses %j as the address of callbacks, as set_callback does',
  address => {
    expect(toLines({ apps: [{ ...app, callback: { url: address, commands } }] })).toEqual([
      'apps.0.callback.url invalid-field',
    ])
  },
)

test.each([1, 200, 1_000_000, 'off'])('Accepts %j as a rate limit', rateLimit => {
  expect(toLines({ apps: [{ ...app, rateLimit }] })).toEqual([])
})
