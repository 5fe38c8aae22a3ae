import { expect, test } from 'vitest'
import { checkFault, checkScenario } from '../../src/scenarios/validate.ts'

const call = { from: 'user1', to: ['user2'], media: 'audio' }

function sentencesOf(data: unknown): string[] {
  const checked = checkScenario(data)
  return 'problems' in checked ? checked.problems.map(({ sentence }) => sentence) : []
}

function pathsOf(data: unknown): string[] {
  const checked = checkScenario(data)
  return 'problems' in checked ? checked.problems.map(({ path }) => path.join('.')) : []
}

test('a version alone is a scenario', () => {
  expect(checkScenario({ ringback: 1 })).toEqual({
    plan: {
      name: 'a scenario without a name',
      seed: 1,
      apps: [{ sdkAppId: 88888888, secretKey: '72696e676261636b'.repeat(4), admins: ['administrator', 'admin'] }],
      calls: [],
      crowds: [],
      faults: [],
    },
  })
})

test.each([[undefined], [null], [7], ['ringback'], [[]], [() => 1], [Symbol('x')], [new Date(0)], [10n]])(
  '%s is no scenario, and said to be none',
  data => {
    expect(sentencesOf(data)[0]).toMatch(/want/)
  },
)

test('slips of the form and slips of the meaning are told together, in calls that have both', () => {
  const then = [
    { at: '40s', user: 'user2', does: 'answer' },
    { at: '45s', user: 'user2', does: 'anwser' },
  ]
  expect(pathsOf({ ringback: 1, calls: [{ ...call, media: 'adio', then }] })).toEqual([
    'calls.0.media',
    'calls.0.then.1.does',
    'calls.0.then.0.at',
  ])
})

test('what comes after a broken step is not judged: it depends on what that step was meant to be', () => {
  const then = [
    { at: '5s', user: 'user2', does: 'anwser' },
    { at: '40s', user: 'user1', does: 'hangup' },
  ]
  expect(pathsOf({ ringback: 1, calls: [{ ...call, then }] })).toEqual(['calls.0.then.0.does'])
})

test('a slip in an unordered list of steps is told at its own place', () => {
  const then = [
    { at: '50s', user: 'user1', does: 'hangup' },
    { at: '5s', user: 'user2', does: 'answer' },
    { at: '9s', user: 'user3', does: 'reject' },
  ]
  expect(pathsOf({ ringback: 1, calls: [{ ...call, then }] })).toEqual(['calls.0.then.2.user'])
})

test('two applications may each have a call of one id, one application may not', () => {
  const apps = [1, 2].map(sdkAppId => ({ sdkAppId, secretKey: 'k', admins: ['a'] }))
  const one = { ...call, id: 'x' }
  expect(sentencesOf({ ringback: 1, apps, calls: [one, { ...one, app: 2 }] })).toEqual([])
  expect(pathsOf({ ringback: 1, apps, calls: [one, { ...one, app: 1 }] })).toEqual(['calls.1.id'])
})

test('a fault may be about a call that begins at run time, but hardly about one that is nearly called so', () => {
  const scenario = (wanted: string) => ({
    ringback: 1,
    calls: [{ ...call, id: 'first-call' }],
    faults: [{ on: 'all', call: wanted, error: 101001 }],
  })
  expect(sentencesOf(scenario('something-else-entirely'))).toEqual([])
  expect(sentencesOf(scenario('frist-call'))[0]).toContain('Did you mean "first-call"?')
})

test('data with a circle in it is refused like any other', () => {
  const data: { ringback: number; calls: unknown[] } = { ringback: 1, calls: [] }
  data.calls.push(data)
  expect(sentencesOf(data)).toContain('from is missing: want an account, 1 to 64 characters.')
})

test('a slip that is everywhere is told a thousand times at most', () => {
  const calls = Array.from({ length: 5000 }, () => ({ ...call, media: 'adio' }))
  expect(sentencesOf({ ringback: 1, calls })).toHaveLength(1000)
})

test('a hundred thousand calls are checked in seconds', () => {
  const then = [
    { at: '5s', user: 'user2', does: 'answer' },
    { at: '1m', user: 'user1', does: 'hangup' },
  ]
  const calls = Array.from({ length: 100_000 }, (_, index) => ({ ...call, id: `call-${index}`, then }))
  const before = performance.now()
  expect(sentencesOf({ ringback: 1, calls })).toEqual([])
  // About one second by itself; the bound is loose, since what it guards against would take minutes.
  expect(performance.now() - before).toBeLessThan(60_000)
})

test('one fault is checked by itself', () => {
  expect(checkFault({ on: 'get_call_info', times: 2, error: 101001 })).toMatchObject({
    fault: {
      on: ['get_call_info'],
      skip: 0,
      times: 2,
      from: 0,
      until: Number.POSITIVE_INFINITY,
      effect: { error: 'InternalError' },
    },
  })
  expect(checkFault({ on: 'all' })).toMatchObject({
    problems: [{ path: [], sentence: expect.stringContaining('Missing effect') }],
  })
  expect(checkFault({ on: 'all', error: 1 })).toMatchObject({ problems: [{ path: ['error'] }] })
  expect(checkFault('all')).toMatchObject({ problems: [{ path: [] }] })
})

test('a fault on callbacks is checked by itself as one on commands is', () => {
  expect(checkFault({ on: 'Call.CallbackAfterEndCall', callback: 'duplicate', times: 1 })).toMatchObject({
    fault: {
      on: ['Call.CallbackAfterEndCall'],
      skip: 0,
      times: 1,
      from: 0,
      until: Number.POSITIVE_INFINITY,
      effect: { callback: 'duplicate' },
    },
  })
  expect(checkFault({ on: 'callbacks' })).toMatchObject({
    problems: [{ path: [], sentence: 'Missing effect: expected one or more of delay and callback.' }],
  })
  expect(checkFault({ on: 'callbacks', http: 502, identifier: 'a' })).toMatchObject({
    problems: [{ path: ['http'] }, { path: ['identifier'] }],
  })
  expect(checkFault({ on: ['end_call', 'Call.CallbackAfterEndCall'], delay: '1s' })).toMatchObject({
    problems: [{ path: ['on'] }],
  })
})

test('an application says where its callbacks go and which they are, or neither', () => {
  const paths = (callback: object) =>
    pathsOf({ ringback: 1, apps: [{ sdkAppId: 1, secretKey: 'k', admins: ['a'], callback }] })
  const url = 'http://127.0.0.1:3000/callback'
  const commands = ['Call.CallbackAfterEndCall']
  expect(paths({ url, commands, token: 't', retries: 1 })).toEqual([])
  expect(paths({ token: 't', retries: 1 })).toEqual([])
  expect(paths({ url, token: 't' })).toEqual(['apps.0.callback.url'])
  expect(paths({ commands })).toEqual(['apps.0.callback.commands'])
})

test.each([
  'http://127.0.0.1:3000',
  'https://example.com/in?from=ringback',
  'http://[::1]:3000/',
  'HTTP://müller.example/ü',
])('callbacks can go to %s, as by set_callback', url => {
  const callback = { url, commands: ['Call.CallbackAfterEndCall'] }
  expect(sentencesOf({ ringback: 1, apps: [{ sdkAppId: 1, secretKey: 'k', admins: ['a'], callback }] })).toEqual([])
})

test.each(['', 'ftp://a', 'http://', 'http:///a', 'http://a b', 'example.com', `http://a/${'b'.repeat(2_048)}`])(
  'callbacks cannot go to %j, as by set_callback',
  url => {
    const callback = { url, commands: ['Call.CallbackAfterEndCall'] }
    expect(pathsOf({ ringback: 1, apps: [{ sdkAppId: 1, secretKey: 'k', admins: ['a'], callback }] })).toEqual([
      'apps.0.callback.url',
    ])
  },
)

test.each([1, 200, 1_000_000, 'off'])('an application may take %j requests a second', rateLimit => {
  expect(sentencesOf({ ringback: 1, apps: [{ sdkAppId: 1, secretKey: 'k', admins: ['a'], rateLimit }] })).toEqual([])
})
