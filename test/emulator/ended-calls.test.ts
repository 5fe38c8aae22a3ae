import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createEndedCallIndex,
  type EndedCallEntry,
  type EndedCallIndex,
  toEndedCallEntry,
} from '../../src/emulator/ended-calls.ts'
import { open, play } from '../call/play.ts'
import { createEmulator } from '../create-emulator.ts'

const { call } = play(open({ media: 'video' }), [2_000, { does: 'answer', user: 'bob' }], [9_000, { does: 'end' }])
if (!call.ending) throw new Error('The call has not ended.')
const ended = toEndedCallEntry({ ...call, ending: call.ending })

/** An ended call that began at a moment. */
const begun = (startedAt: number): EndedCallEntry => ({ ...ended, startedAt })

function list(shelf: EndedCallIndex, from = 0, most = Number.POSITIVE_INFINITY): EndedCallEntry[] {
  const seen: EndedCallEntry[] = []
  if (most > 0) shelf.scan(from, one => seen.push(one) < most)
  return seen
}

const starts = (shelf: EndedCallIndex, from = 0) => list(shelf, from).map(({ startedAt }) => startedAt)

test('of a call that has ended is kept at hand what records are looked for by', () => {
  expect(ended).toMatchObject({ startedAt: 0, endedAt: 9_000, outcome: 'completed', type: 'single', isGone: false })
  expect(ended.call).toEqual(call)
})

test('calls come by their start, in whatever order they ended', () => {
  const shelf = createEndedCallIndex()
  for (const at of [5, 1, 9, 3, 7]) shelf.add(begun(at))
  expect(starts(shelf)).toEqual([1, 3, 5, 7, 9])
  expect(starts(shelf, 3)).toEqual([3, 5, 7, 9])
  expect(starts(shelf, 4)).toEqual([5, 7, 9])
  expect(starts(shelf, 10)).toEqual([])
})

test('of those that began together the first to end comes first', () => {
  const shelf = createEndedCallIndex()
  const [one, other, late] = [begun(5), begun(5), begun(6)]
  for (const next of [one, late, other]) shelf.add(next)
  const seen = list(shelf)
  expect([one, other, late].map(next => seen.indexOf(next))).toEqual([0, 1, 2])
})

test('a scan is over when it is told so', () => {
  const shelf = createEndedCallIndex()
  for (const at of [1, 2, 3]) shelf.add(begun(at))
  expect(list(shelf, 0, 2).map(({ startedAt }) => startedAt)).toEqual([1, 2])
})

test('what is forgotten is not shown any more, before a sweep and after', () => {
  const shelf = createEndedCallIndex()
  const all = Array.from({ length: 5_000 }, (_, at) => begun(at))
  for (const next of all) shelf.add(next)
  for (const [count, next] of all.entries()) {
    shelf.forget(next)
    if (count % 500 === 0) expect(list(shelf, 0, 3)).toEqual(all.slice(count + 1, count + 4))
  }
  expect(list(shelf)).toEqual([])
  shelf.add(begun(7))
  expect(starts(shelf)).toEqual([7])
})

test('a sweep takes what is gone and nothing else, wherever it stands', () => {
  const shelf = createEndedCallIndex()
  const all = Array.from({ length: 5_000 }, (_, at) => begun(at))
  for (const next of all) shelf.add(next)
  for (const next of all.filter(({ startedAt }) => startedAt % 3 > 0)) shelf.forget(next)
  expect(starts(shelf)).toEqual(all.map(({ startedAt }) => startedAt).filter(at => at % 3 === 0))
})

test('whatever is added and forgotten, a shelf shows what a sorted list would', () => {
  const deed = fc.oneof(
    { weight: 3, arbitrary: fc.record({ add: fc.nat(50) }) },
    { weight: 1, arbitrary: fc.record({ forget: fc.nat(1_000) }) },
    { weight: 1, arbitrary: fc.record({ from: fc.integer({ min: -1, max: 51 }), most: fc.nat(10) }) },
  )
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 100 }), deeds => {
      const shelf = createEndedCallIndex()
      let model: EndedCallEntry[] = []
      for (const next of deeds) {
        if ('add' in next) {
          const one = begun(next.add)
          shelf.add(one)
          model = [...model, one].toSorted((a, b) => a.startedAt - b.startedAt)
        } else if ('forget' in next) {
          const one = model[next.forget % Math.max(1, model.length)]
          if (one) shelf.forget(one)
          model = model.filter(other => other !== one)
        } else {
          const wanted = model.filter(({ startedAt }) => startedAt >= next.from).slice(0, next.most)
          const seen = list(shelf, next.from, next.most)
          expect(seen.length).toBe(wanted.length)
          expect(seen.every((one, index) => one === wanted[index])).toBe(true)
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
