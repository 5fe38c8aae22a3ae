import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toClientReport } from '../../src/conformance/client/report.ts'
import { toCallbackView, toCallView } from '../../src/control/views.ts'
import { JournalError, parseJournals } from '../../src/emulator/parse-journal.ts'
import { checkSnapshot, parseSnapshot, SnapshotError } from '../../src/emulator/snapshot.ts'
import type { DocumentIssue } from '../../src/text/zod-issues.ts'
import { createEmulator } from '../create-emulator.ts'
import { sendRaw } from '../surfaces/raw.ts'
import { action, createCore, createRestored, performAll, redelivery, restore } from './actions.ts'
import { toDamaged } from './damage.ts'

const formats = {
  snapshot: (source: string | Uint8Array) => void parseSnapshot(source),
  journal: (source: string | Uint8Array) => void parseJournals(source),
}

const kinds = ['snapshot', 'journal'] as const

/** The issues that a document is refused with; undefined if it is valid. Any other error fails the test. */
function refuse(kind: keyof typeof formats, source: string | Uint8Array): readonly DocumentIssue[] | undefined {
  try {
    formats[kind](source)
    return undefined
  } catch (error) {
    if (!(error instanceof SnapshotError || error instanceof JournalError)) throw error
    expect(error.message.length).toBeLessThan(2_000)
    return error.problems
  }
}

/** The code and path of each issue, such as `invalid-field seed`. */
const toCodes = (issues: readonly DocumentIssue[] | undefined) =>
  issues?.map(({ code, path }) => `${code} ${path.join('.')}`.trim())

/** Snapshots and journals of emulators during calls, callbacks and faults, as text. */
const documents = { snapshot: [] as string[], journal: [] as string[] }
for (const actions of fc.sample(fc.array(fc.oneof(action, redelivery), { minLength: 10, maxLength: 40 }), {
  numRuns: 10,
  seed: 5,
})) {
  const core = createCore()
  performAll(core, actions)
  const run = { command: 'npm test', code: 0, signal: null, began: 1, ended: 2 }
  documents.snapshot.push(JSON.stringify(core.save()))
  documents.journal.push(JSON.stringify({ ...core.toJournal(), run }))
}

test.each(kinds)('Parses every %s that an emulator writes', kind => {
  for (const text of documents[kind]) expect(toCodes(refuse(kind, text))).toBeUndefined()
})

test.each(kinds)('Refuses a %s that is cut off anywhere as invalid JSON', kind => {
  const position = fc.tuple(fc.constantFrom(...documents[kind]), fc.nat())
  fc.assert(
    fc.property(position, ([text, place]) => {
      expect(toCodes(refuse(kind, text.slice(0, place % text.length)))).toEqual(['invalid-json'])
    }),
    { numRuns: 100 },
  )
})

test.each(kinds)('Refuses or parses a %s with any bit flipped', kind => {
  const flip = fc.tuple(fc.constantFrom(...documents[kind]), fc.nat(), fc.nat(7))
  fc.assert(
    fc.property(flip, ([text, place, bit]) => {
      const bytes = Buffer.from(text)
      bytes[place % bytes.length] = (bytes[place % bytes.length] ?? 0) ^ (1 << bit)
      expect(refuse(kind, bytes)?.every(({ code, message }) => code !== '' && /[.?]$/.test(message))).not.toBe(false)
    }),
    { numRuns: 300 },
  )
})

test('Refuses a damaged snapshot with codes and paths, or restores it and continues', () => {
  const counts = { refused: 0, restored: 0 }
  fc.assert(
    fc.property(toDamaged(documents.snapshot), fc.array(action, { maxLength: 8 }), (text, actions) => {
      const issues = refuse('snapshot', text)
      if (issues) {
        counts.refused++
        expect(issues.length).toBeGreaterThan(0)
        return
      }
      counts.restored++
      const core = createRestored(parseSnapshot(text))
      performAll(core, actions)
      for (const app of core.listApps()) [...app.calls.values()].map(toCallView)
      core.callbacks.since().map(toCallbackView)
      const saved = JSON.stringify(core.save())
      expect(toCodes(refuse('snapshot', saved))).toBeUndefined()
      // Only the order of keys may differ.
      const again = restore(core, parseSnapshot(saved)).save()
      expect(JSON.parse(JSON.stringify(again))).toEqual(JSON.parse(saved))
    }),
    { numRuns: 1500, endOnFailure: true },
  )
  expect(Math.min(counts.refused, counts.restored)).toBeGreaterThan(20)
})

test('Refuses a damaged journal with codes and paths, or evaluates it', () => {
  const counts = { refused: 0, evaluated: 0 }
  fc.assert(
    fc.property(toDamaged(documents.journal), text => {
      const issues = refuse('journal', text)
      if (issues) {
        counts.refused++
        expect(issues.length).toBeGreaterThan(0)
        return
      }
      counts.evaluated++
      toClientReport(parseJournals(text).map(journal => ({ journal })))
    }),
    { numRuns: 300 },
  )
  expect(Math.min(counts.refused, counts.evaluated)).toBeGreaterThan(10)
})

test.each(kinds)('Refuses JSON that is not a %s', kind => {
  const codes = (source: string | Uint8Array) => toCodes(refuse(kind, source))
  for (const text of ['', '{', Uint8Array.of(0x22, 0xff, 0x22)]) expect(codes(text)).toEqual(['invalid-json'])
  for (const text of ['null', '17', '"x"', '{}', '{"ringback":1}', '{"ringback":{}}', '{"__proto__":{"ringback":1}}'])
    expect(codes(text)).toEqual(['wrong-kind ringback'])
  expect(codes(`{"ringback":"${kind}","version":1}`)).toEqual(['wrong-version version'])
  expect(codes('[]')).toEqual([kind === 'journal' ? 'empty' : 'wrong-kind ringback'])
})

test.each([
  ['{"ringback":"snapshot"', false],
  ['{}', true],
])('Recognizes whether %j is JSON: %s', (text, isJson) => {
  expect(() => parseSnapshot(text)).toThrow(expect.objectContaining({ isJson }))
})

test.each(kinds)('Refuses a %s that nests as deep as it is long', kind => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  expect(refuse(kind, deep)).toHaveLength(1)
  const [text = ''] = documents[kind]
  expect(toCodes(refuse(kind, `${text.slice(0, -1)},"deep":${deep}}`))).toEqual(['unknown-field deep'])
})

/** The first snapshot, with another value in one place. */
function change(path: string, to: unknown): unknown {
  const data: unknown = JSON.parse(JSON.stringify(createCore().save()))
  const keys = path.split('.')
  const holder = keys.slice(0, -1).reduce<unknown>((at, key) => Reflect.get(Object(at), key), data)
  const key = keys.at(-1) ?? ''
  const value = typeof to === 'function' ? to(Reflect.get(Object(holder), key)) : to
  if (value === undefined) Reflect.deleteProperty(Object(holder), key)
  else Reflect.set(Object(holder), key, value)
  return data
}

const start = Date.parse('2026-01-15T09:30:00Z')
const repeatFirst = (list: readonly unknown[]) => [...list, list[0]]
/** A timeline in which every item of one kind refers to another call. */
const withCall = (due: string, call: unknown) => (items: readonly { readonly due: string }[]) =>
  items.map(item => (item.due === due ? { ...item, call } : item))

test.each<readonly [path: string, to: unknown, issue: string]>([
  ['seed', 'x', 'invalid-field seed'],
  ['more', 1, 'unknown-field more'],
  ['scenario.calls.0.media', 'smell', 'invalid-field scenario.calls.0.media'],
  ['counts.faults', 6, 'too-large faults.6.id'],
  ['faults.1.id', 'fault-1', 'duplicate faults.1.id'],
  ['faults.1.id', 'fault', 'invalid-field faults.1.id'],
  ['faults.1.fault.http', 99, 'invalid-field faults.1.fault.http'],
  ['apps', [], 'invalid-field apps'],
  ['apps.1.plan.sdkAppId', 1, 'duplicate apps.1.plan.sdkAppId'],
  ['apps.0.plan.rateLimit', 0, 'invalid-field apps.0.plan.rateLimit'],
  ['apps.0.clock', 'fast', 'invalid-field apps.0.clock'],
  ['apps.0.now', start - 1, 'too-early apps.0.now'],
  ['apps.0.now', 1.5, 'invalid-field apps.0.now'],
  ['apps.0.calls', repeatFirst, 'duplicate apps.0.calls.1.id'],
  ['apps.0.calls.0.startedAt', start + 1, 'too-large apps.0.calls.0.startedAt'],
  ['apps.0.calls.0.media', 'smell', 'invalid-field apps.0.calls.0.media'],
  ['apps.0.calls.0.members.1.until', 'ever', 'invalid-field apps.0.calls.0.members.1.until'],
  ['apps.0.ended', ['answered'], 'unknown apps.0.ended.0'],
  ['apps.0.random.requestIds.2', 0.5, 'invalid-field apps.0.random.requestIds.2'],
  ['apps.0.random.requestIds.3', 14, 'inconsistent apps.0.random.requestIds'],
  ['apps.0.counts.callbacks', 0, 'too-large apps.0.callbacks.0.id'],
  ['apps.0.callbacks', repeatFirst, 'duplicate apps.0.callbacks.1.id'],
  ['apps.0.timeline.0.at', start, 'too-early apps.0.timeline.0.at'],
  ['apps.0.timeline.0.at', 8e15, 'too-early apps.0.timeline.1.at'],
  ['apps.0.timeline.0.due', 'dead', 'invalid-field apps.0.timeline.0.due'],
  ['apps.0.timeline', [], 'missing apps.0.calls.0'],
  ['apps.0.timeline', withCall('open', 2), 'too-large apps.0.timeline.2.call'],
  ['apps.0.timeline', withCall('action', 'x'), 'unknown apps.0.timeline.0'],
  ['apps.0.timeline', withCall('ring-timeout', 'x'), 'missing apps.0.calls.0'],
  ['apps.0.calls.0.ending', { at: start, outcome: 'cancelled', left: [] }, 'missing apps.0.calls.0.ending'],
  ['apps.0.callbacks.0.body', '{', 'invalid-field apps.0.callbacks.0.body'],
  ['apps.0.callbacks.0.copies', 1001, 'invalid-field apps.0.callbacks.0.copies'],
  ['apps.0.jumps.maxSkip', 0, 'invalid-field apps.0.jumps.maxSkip'],
])('Reports %s as %j', (path, to, issue) => {
  const data = change(path, to)
  expect(toCodes(refuse('snapshot', JSON.stringify(data)))).toContain(issue)
  const core = createCore()
  const saved = JSON.stringify(core.save())
  expect(() => checkSnapshot(data)).toThrow(SnapshotError)
  expect(JSON.stringify(core.save())).toBe(saved)
})

test('Reports every mistake of a snapshot and of a list of journals', () => {
  const data = Object(change('apps.0.calls.0.media', 'smell'))
  expect(toCodes(refuse('snapshot', JSON.stringify({ ...data, seed: -1, more: true })))).toEqual([
    'invalid-field seed',
    'invalid-field apps.0.calls.0.media',
    'unknown-field more',
  ])
  const journal = JSON.parse(documents.journal[0] ?? '')
  const { total: _, ...partial } = journal
  expect(toCodes(refuse('journal', JSON.stringify([journal, { ...partial, auth: 'of', more: 1 }])))).toEqual([
    'invalid-field 1.auth',
    'missing-field 1.total',
    'unknown-field 1.more',
  ])
  const entries = journal.entries.map((entry: object) => ({ ...entry, position: 1 }))
  expect(toCodes(refuse('journal', JSON.stringify({ ...journal, entries })))).toContain('too-early entries.1.position')
  expect(toCodes(refuse('journal', JSON.stringify({ ...journal, total: 1 })))).toContain('inconsistent total')
})

test('Parses the journal of a port with connections and unparseable requests', async () => {
  await using emulator = createEmulator({ clock: '60x' })
  const { port, url } = await emulator.listen()
  await sendRaw(port, 'garbage\r\n\r\n')
  const body = '{"CallId":"055662e1-bc8a-469c-a334-1126c8c17d58"}'
  await fetch(url + emulator.target('end_call'), { method: 'POST', body })
  const saved = JSON.parse(JSON.stringify(emulator.saveJournal()))
  expect(saved).toMatchObject({
    entries: [
      { id: 'unassigned-1' },
      { rate: 60, timing: { connection: expect.any(Number) }, events: [{ what: 'ended' }] },
    ],
  })
  expect(parseJournals(Buffer.from(JSON.stringify(saved)))).toEqual([saved])
})
