import { expect, test } from 'vitest'
import {
  type Effect,
  effectRows,
  type FaultInput,
  findFaultIssues,
  joinEffects,
  toFault,
} from '../../src/faults/fault.ts'

test('Keeps a fault as written beside its parsed form', () => {
  const source = { on: 'get_call_info', error: 101004, message: 'gone', skip: 1, from: '5s', until: '1m' } as const
  expect(toFault(source)).toEqual({
    source,
    phase: 'application',
    on: ['get_call_info'],
    skip: 1,
    times: Number.POSITIVE_INFINITY,
    from: 5000,
    until: 60_000,
    effect: { error: 'CallNotFound', message: 'gone' },
  })
})

test.each<[Partial<FaultInput>, Effect]>([
  [{ delay: '3s' }, { delay: 3000 }],
  [{ delay: { uniform: ['10ms', '200ms'] } }, { delay: { uniform: [10, 200] } }],
  [{ delay: { lognormal: { median: '80ms', sigma: 0.5 } } }, { delay: { lognormal: { median: 80, sigma: 0.5 } } }],
  [
    { drop: 'during', body: 'truncated' },
    { drop: 'during', body: 'truncated' },
  ],
  [
    { omit: ['RequestId'], mistype: ['ErrorCode'] },
    { omit: ['RequestId'], mistype: ['ErrorCode'] },
  ],
  [
    { dribble: '50B/s', http: 502 },
    { dribble: 50, http: 502 },
  ],
  [
    { on: 'callbacks', callback: 'reorder', delay: '3s' },
    { callback: 'reorder', delay: 3000 },
  ],
])('Parses the effects of %o', (fields, effect) => {
  expect(toFault({ on: 'all', ...fields }).effect).toEqual(effect)
})

test.each<[FaultInput['on'], Partial<FaultInput>, string, unknown]>([
  ['all', { http: 502 }, 'transport', 'all'],
  ['end_call', { error: 101001, delay: '1s' }, 'application', ['end_call']],
  [['end_call'], { delay: '1s' }, 'transport', ['end_call']],
  ['callbacks', { delay: '1s' }, 'callback', 'callbacks'],
  ['Call.CallbackAfterEndCall', { callback: 'drop' }, 'callback', ['Call.CallbackAfterEndCall']],
])('Acts on %j with %o in the phase %s', (on, fields, phase, parsed) => {
  expect(toFault({ on, ...fields })).toMatchObject({ phase, on: parsed })
})

test('Joins two effects; the first has priority', () => {
  expect(joinEffects({ http: 502, delay: undefined }, { delay: 5, http: 503 })).toEqual({ http: 502, delay: 5 })
})

test('Names existing effects as requirements and conflicts', () => {
  const names = effectRows.map(([name]) => name)
  const named = effectRows.flatMap(([, { requires, conflicts = [] }]) => [
    ...(requires === undefined ? [] : [requires]),
    ...conflicts.map(conflict => conflict.with),
  ])
  expect(names).toEqual(expect.arrayContaining(named))
})

const callback = 'Call.CallbackAfterEndCall'

test.each<[FaultInput, readonly object[]]>([
  [{ on: 'all', error: 101001, body: 'truncated' }, []],
  [{ on: 'callbacks', callback: 'duplicate', delay: '1s', app: 5, call: 'c' }, []],
  [{ on: 'callbacks' }, [{ code: 'no-effect', known: ['delay', 'callback'] }]],
  [
    { on: ['end_call', callback], delay: '1s' },
    [{ code: 'mixed-targets', path: ['on'], command: 'end_call', callback }],
  ],
  [
    { on: 'callbacks', http: 502, identifier: 'a' },
    [
      { path: ['http'], instead: 'callback, delay or both' },
      { path: ['identifier'], instead: 'app or call' },
    ],
  ],
  [{ on: 'all', callback: 'drop' }, [{ code: 'inapplicable-field', path: ['callback'], on: 'all' }]],
  [{ on: 'all', delay: '1s', message: 'slow' }, [{ code: 'missing-effect', path: ['message'], requires: 'error' }]],
  [{ on: 'all', http: 502, from: '1m', until: '30s' }, [{ code: 'until-before-from', path: ['until'] }]],
  [{ on: 'all', delay: { uniform: ['2s', '1s'] } }, [{ code: 'unordered-range', path: ['delay'] }]],
])('Checks %o', (fault, issues) => {
  expect(findFaultIssues(fault)).toMatchObject(issues)
  expect(findFaultIssues(fault)).toHaveLength(issues.length)
})

test.each<[Partial<FaultInput>, string, string]>([
  [{ error: 101001, http: 502 }, 'http', 'one-outcome'],
  [{ error: 101001, drop: 'during' }, 'drop', 'one-outcome'],
  [{ http: 502, drop: 'during' }, 'drop', 'one-outcome'],
  [{ drop: 'before', body: 'html' }, 'body', 'nothing-sent'],
  [{ drop: 'before', omit: ['RequestId'] }, 'omit', 'nothing-sent'],
  [{ drop: 'before', mistype: ['RequestId'] }, 'mistype', 'nothing-sent'],
  [{ drop: 'before', dribble: '5B/s' }, 'dribble', 'nothing-sent'],
  [{ http: 502, omit: ['RequestId'] }, 'omit', 'no-fields'],
  [{ http: 502, mistype: ['RequestId'] }, 'mistype', 'no-fields'],
  [{ body: 'html', omit: ['RequestId'] }, 'omit', 'no-fields'],
  [{ body: 'empty', mistype: ['RequestId'] }, 'mistype', 'no-fields'],
  [{ omit: ['RequestId'], mistype: ['RequestId'] }, 'mistype', 'field-omitted'],
  [{ error: 101001, body: 'garbage' }, 'body', 'error-hidden'],
  [{ body: 'empty', dribble: '5B/s' }, 'dribble', 'nothing-to-slow'],
  [{ on: 'callbacks', callback: 'drop', delay: '1s' }, 'delay', 'never-sent'],
])('Reports the conflict in %o at %s: %s', (fields, name, reason) => {
  expect(findFaultIssues({ on: 'all', ...fields })).toMatchObject([
    { code: 'conflicting-effects', path: [name], reason },
  ])
})
