import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toCallbackView, toCallView } from '../../src/control/views.ts'
import { JournalError, parseJournals } from '../../src/emulator/parse-journal.ts'
import { checkSnapshot, parseSnapshot, SnapshotError } from '../../src/emulator/snapshot.ts'
import { findAt, isRecord } from '../../src/text/data.ts'
import { action, createCore, createRestored, performAll, performIn, redelivery, restore } from './actions.ts'
import { toDamaged } from './damage.ts'

/** The error of a parser; undefined if the text is valid. Anything else is thrown. */
function findError(parse: (text: string | Uint8Array) => unknown, text: string | Uint8Array) {
  try {
    parse(text)
    return undefined
  } catch (error) {
    if (error instanceof SnapshotError || error instanceof JournalError) return error
    throw error
  }
}

const cores = fc
  .sample(fc.array(fc.oneof(action, redelivery), { minLength: 10, maxLength: 40 }), { numRuns: 12, seed: 5 })
  .map(actions => {
    const core = createCore()
    performAll(core, actions)
    return core
  })
const snapshots = cores.map(core => JSON.stringify(core.save()))
const journals = cores.map(core => JSON.stringify(core.toJournal()))

const kinds = [
  ['snapshot', parseSnapshot, snapshots],
  ['journal', parseJournals, journals],
] as const

test.each(kinds)('Parses what was saved as a %s', (_, parse, documents) => {
  for (const text of documents) expect([parse(text)].flat()).toEqual([JSON.parse(text)])
})

test.each(kinds)('Refuses a %s that is cut off anywhere', (_, parse, documents) => {
  fc.assert(
    fc.property(fc.constantFrom(...documents), fc.nat(), (text, cut) => {
      expect(findError(parse, text.slice(0, cut % text.length))?.problems).toMatchObject([{ code: 'invalid-json' }])
    }),
    { numRuns: 100 },
  )
})

test('Tells a snapshot that is not JSON from one with mistakes', () => {
  expect(findError(parseSnapshot, '{"ringback":"snapshot"')).toHaveProperty('isJson', false)
  expect(findError(parseSnapshot, '{}')).toHaveProperty('isJson', true)
})

test.each(['', 'null', '17', '"snapshot"', '[]', '{}', '{"ringback":"snapshot"}', '\ufeff', '{"ringback":{"a":1}}'])(
  'Refuses %j with one issue',
  text => {
    for (const [, parse] of kinds) expect(findError(parse, text)?.problems).toHaveLength(1)
  },
)

test('Refuses bytes that are not UTF-8, and documents of any depth', () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000)
  for (const [, parse, [text = '']] of kinds) {
    expect(findError(parse, Uint8Array.of(0x22, 0xff, 0x22))?.problems).toMatchObject([{ code: 'invalid-json' }])
    expect(findError(parse, deep)?.problems).toHaveLength(1)
    expect(findError(parse, `${text.slice(0, -1)},"more":${deep}}`)?.problems).toMatchObject([{ path: ['more'] }])
  }
})

test('Refuses a damaged snapshot with its mistakes, or restores it and saves it again', () => {
  let [restored, refused] = [0, 0]
  fc.assert(
    fc.property(toDamaged(snapshots), fc.array(action, { maxLength: 12 }), (text, actions) => {
      const error = findError(parseSnapshot, text)
      if (error) {
        refused++
        expect(error.problems.length).toBeGreaterThan(0)
        expect(error.message.length).toBeLessThan(2_000)
        return
      }
      restored++
      const core = createRestored(parseSnapshot(text))
      performAll(core, actions)
      for (const app of core.listApps()) for (const stored of app.calls.values()) toCallView(stored)
      core.callbacks.since().map(toCallbackView)
      const saved = core.save()
      restore(core, saved)
      expect(JSON.parse(JSON.stringify(core.save()))).toEqual(JSON.parse(JSON.stringify(saved)))
    }),
    { numRuns: 500 },
  )
  expect([restored > 10, refused > 50]).toEqual([true, true])
})

test('Refuses a damaged journal with its mistakes, or parses it', () => {
  fc.assert(
    fc.property(toDamaged(journals), text => {
      const error = findError(parseJournals, text)
      if (!error) return
      expect(error.problems.length).toBeGreaterThan(0)
      expect(error.message.length).toBeLessThan(2_000)
    }),
    { numRuns: 300 },
  )
})

/** A snapshot with something of everything: a call that rings, one that has ended, callbacks, faults, a script. */
function save(): unknown {
  const core = createCore()
  performIn(core, 1, { do: 'open', ring: 60_000, id: 'over' })
  performIn(core, 1, { do: 'act', turn: 1, action: { does: 'cancel' } })
  return JSON.parse(JSON.stringify(core.save()))
}

const saved = save()

/** A path of keys and indices; `{open}` is the index of the first item of the timeline that is due in that way. */
const toKeys = (path: string): readonly string[] => {
  const timeline = findAt(saved, ['apps', 0, 'timeline'])
  const items = Array.isArray(timeline) ? timeline.filter(isRecord) : []
  return path.split('.').map(key => {
    const kind = /^\{(.*)\}$/.exec(key)?.[1]
    return kind === undefined ? key : `${items.findIndex(({ due }) => due === kind)}`
  })
}

type Get = (path: string) => unknown

/** The issues of the snapshot with another value in one place; `undefined` removes it. */
function findIssues(path: string, to: unknown) {
  const data = structuredClone(saved)
  const keys = toKeys(path)
  const get: Get = other => structuredClone(findAt(saved, toKeys(other)))
  const holder = Object(findAt(data, keys.slice(0, -1)))
  const value = typeof to === 'function' ? to(get) : to
  if (value === undefined) Reflect.deleteProperty(holder, keys.at(-1) ?? '')
  else Reflect.set(holder, keys.at(-1) ?? '', value)
  try {
    checkSnapshot(data)
    return []
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error
    return error.problems.map(problem => `${problem.path.join('.')} ${problem.code}`)
  }
}

const twice = (path: string) => (get: Get) => [get(path), get(`${path}.0`)].flat()

test.each<readonly [path: string, to: unknown, at: string, code: string]>([
  ['apps.1.plan.sdkAppId', 1, 'apps.1.plan.sdkAppId', 'duplicate'],
  ['apps', [], 'apps', 'invalid-field'],
  ['apps.0.now', 0, 'apps.0.now', 'too-early'],
  ['apps.0.calls', twice('apps.0.calls'), 'apps.0.calls.2.id', 'duplicate'],
  ['apps.0.calls.0.startedAt', 8e15, 'apps.0.calls.0.startedAt', 'too-large'],
  ['apps.0.ended', [], 'apps.0.calls.1.ending', 'missing'],
  ['apps.0.ended', ['over', 'over'], 'apps.0.ended.1', 'duplicate'],
  ['apps.0.ended', ['over', 'answered'], 'apps.0.ended.1', 'unknown'],
  ['faults.1.id', 'fault-1', 'faults.1.id', 'duplicate'],
  ['faults.1.id', 'fault', 'faults.1.id', 'invalid-field'],
  ['counts.faults', 6, 'faults.6.id', 'too-large'],
  ['apps.0.callbacks', twice('apps.0.callbacks'), 'apps.0.callbacks.3.id', 'duplicate'],
  ['apps.0.counts.callbacks', 1, 'apps.0.callbacks.1.id', 'too-large'],
  ['apps.0.timeline.0.at', 8e15, 'apps.0.timeline.1.at', 'too-early'],
  ['apps.0.timeline.0.at', (get: Get) => get('apps.0.now'), 'apps.0.timeline.0.at', 'too-early'],
  ['apps.0.timeline.{open}.call', 99, 'apps.0.timeline.{open}.call', 'too-large'],
  ['apps.0.timeline.{action}.call', 'x', 'apps.0.timeline.{action}', 'unknown'],
  ['apps.0.timeline.{ring-timeout}.call', 'x', 'apps.0.calls.0', 'missing'],
  ['apps.0.random.requestIds.3', 14, 'apps.0.random.requestIds', 'inconsistent'],
  ['apps.0.callbacks.0.body', '{', 'apps.0.callbacks.0.body', 'invalid-field'],
  ['apps.0.callbacks.0.copies', 3, 'apps.0.callbacks.0.copies', 'invalid-field'],
  ['apps.0.clock', 'fast', 'apps.0.clock', 'invalid-field'],
  ['apps.0.jumps.maxSkip', 0, 'apps.0.jumps.maxSkip', 'invalid-field'],
  ['ringback', undefined, 'ringback', 'wrong-kind'],
  ['version', 1, 'version', 'wrong-version'],
])('Refuses %s as %j at %s: %s', (path, to, at, code) => {
  expect(findIssues(path, to)).toContain(`${toKeys(at).join('.')} ${code}`)
})

test.each([
  'apps.0.calls.0.media',
  'apps.0.calls.0.members.1.state',
  'apps.0.calls.0.events.0.what',
  'apps.0.timeline.0.due',
  'apps.0.random.numbers.2',
  'scenario.calls.0.media',
  'faults.0.fault.error',
])('Refuses an invalid value in %s', path => {
  expect(findIssues(path, 'invalid').some(issue => issue.startsWith(path.split('.').slice(0, 3).join('.')))).toBe(true)
})

test('Reports every mistake', () => {
  const data = { ...Object(saved), seed: -1, more: true }
  expect(findError(text => checkSnapshot(JSON.parse(`${text}`)), JSON.stringify(data))?.problems).toHaveLength(2)
  expect(() => checkSnapshot(saved)).not.toThrow()
})
