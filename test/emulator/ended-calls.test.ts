import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createEndedCallIndex,
  type EndedCallEntry,
  type EndedCallIndex,
  toEndedCallEntry,
} from '../../src/emulator/ended-calls.ts'
import { applyActions, open } from '../call/play.ts'
import { createEmulator } from '../create-emulator.ts'

const { call } = applyActions(
  open({ media: 'video' }),
  [2_000, { does: 'answer', user: 'bob' }],
  [9_000, { does: 'end' }],
)
if (!call.ending) throw new Error('The call has not ended.')
const ended = toEndedCallEntry({ ...call, ending: call.ending })

const startedAt = (time: number): EndedCallEntry => ({ ...ended, startedAt: time })

/** An index with calls that started at these times. */
function createIndex(...times: readonly number[]) {
  const index = createEndedCallIndex()
  const entries = times.map(startedAt)
  for (const entry of entries) index.add(entry)
  return { index, entries }
}

function list(index: EndedCallIndex, from = 0, most = Number.POSITIVE_INFINITY): EndedCallEntry[] {
  const seen: EndedCallEntry[] = []
  if (most > 0) index.scan(from, one => seen.push(one) < most)
  return seen
}

const toTimes = (entries: readonly EndedCallEntry[]) => entries.map(entry => entry.startedAt)

test('Keeps the data of an ended call that records are searched by', () => {
  expect(ended).toMatchObject({ startedAt: 0, endedAt: 9_000, outcome: 'completed', type: 'single', isGone: false })
  expect(ended.call).toEqual(call)
})

test('Lists calls by their start and then their end, and stops when the visitor returns true', () => {
  const { index, entries } = createIndex(5, 1, 9, 3, 5)
  expect(toTimes(list(index))).toEqual([1, 3, 5, 5, 9])
  expect(list(index)[2]).toBe(entries[0])
  expect(toTimes(list(index, 4))).toEqual([5, 5, 9])
  expect(list(index, 10)).toEqual([])
  expect(toTimes(list(index, 0, 2))).toEqual([1, 3])
})

test('Does not list forgotten calls, whether they are already removed or not', () => {
  const { index, entries } = createIndex(...Array.from({ length: 5_000 }, (_, at) => at))
  for (const [count, entry] of entries.entries()) {
    index.forget(entry)
    if (count % 500 === 0) expect(list(index, 0, 3)).toEqual(entries.slice(count + 1, count + 4))
  }
  expect(list(index)).toEqual([])
  index.add(startedAt(7))
  expect(toTimes(list(index))).toEqual([7])
})

test('Lists what a sorted array would after any additions and removals', () => {
  const action = fc.oneof(
    { weight: 3, arbitrary: fc.record({ add: fc.nat(50) }) },
    { weight: 1, arbitrary: fc.record({ forget: fc.nat(1_000) }) },
    { weight: 1, arbitrary: fc.record({ from: fc.integer({ min: -1, max: 51 }), most: fc.nat(10) }) },
  )
  fc.assert(
    fc.property(fc.array(action, { maxLength: 100 }), actions => {
      const { index } = createIndex()
      let model: EndedCallEntry[] = []
      for (const next of actions) {
        if ('add' in next) {
          const entry = startedAt(next.add)
          index.add(entry)
          model = [...model, entry].toSorted((a, b) => a.startedAt - b.startedAt)
        } else if ('forget' in next) {
          const entry = model[next.forget % Math.max(1, model.length)]
          if (entry) index.forget(entry)
          model = model.filter(other => other !== entry)
        } else {
          const expected = model.filter(entry => entry.startedAt >= next.from).slice(0, next.most)
          const listed = list(index, next.from, next.most)
          expect(listed.length).toBe(expected.length)
          expect(listed.every((one, place) => one === expected[place])).toBe(true)
        }
      }
    }),
  )
})

test('Evicts calls that ended more than a week ago when the next call of their application ends', async () => {
  const emulator = createEmulator({ scenario: { ringback: 1 }, clock: 'manual' })
  const apps = [emulator.apps.create(), emulator.apps.create()]
  const end = (app: (typeof apps)[number] | undefined, count: number) => {
    for (let more = 0; more < count; more++) app?.calls.open({ from: 'a', to: ['b'] }).end()
  }
  const counts = () => apps.map(app => app.calls.list().length)
  for (const app of apps) end(app, 3)
  await apps[1]?.clock.advance('7d')
  end(apps[1], 1)
  expect(counts()).toEqual([3, 4])
  await apps[1]?.clock.advance(1)
  end(apps[1], 1)
  expect(counts()).toEqual([3, 2])
})
