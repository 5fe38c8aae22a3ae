import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createOutbox } from '../../src/emulator/callbacks/outbox.ts'
import { fromSnapshot } from '../../src/emulator/snapshot/from-snapshot.ts'
import type { Snapshot } from '../../src/emulator/snapshot/snapshot.ts'
import type { Switchboard } from '../../src/emulator/switchboard.ts'
import { toFault } from '../../src/faults/fault.ts'
import { createCore, type Deed, deed, doTo, plan, redelivery } from './saved.ts'

/** A snapshot as it comes back from a file. */
const reread = (snapshot: Snapshot): Snapshot => JSON.parse(JSON.stringify(snapshot))

const toText = (core: Switchboard) => JSON.stringify(core.save())

/** An emulator after so many deeds, with nothing on its way. */
function play(deeds: readonly Deed[]): Switchboard {
  const core = createCore()
  for (const each of deeds) doTo(core, each)
  return core
}

const past = fc.array(fc.oneof({ weight: 9, arbitrary: deed }, { weight: 1, arbitrary: redelivery }), { maxLength: 40 })
const future = fc.array(deed, { minLength: 1, maxLength: 40 })

test('whoever is put back to a snapshot goes on, byte by byte, as the other does', () => {
  fc.assert(
    fc.property(past, future, (before, after) => {
      const core = play(before)
      const other = createCore(undefined, { clock: '60x' }, () => 5)
      other.restore(reread(core.save()))
      for (const each of after) expect(doTo(other, each)).toBe(doTo(core, each))
      expect(toText(other)).toBe(toText(core))
    }),
    { numRuns: 300 },
  )
})

test('saved, put back and saved again is the same document, whatever it is put back into', () => {
  fc.assert(
    fc.property(past, past, (one, other) => {
      const snapshot = play(one).save()
      const core = play(other)
      core.restore(snapshot)
      expect(toText(core)).toBe(JSON.stringify(snapshot))
    }),
    { numRuns: 150 },
  )
})

test('a snapshot can be gone back to again and again, whatever has been since', () => {
  fc.assert(
    fc.property(past, future, (before, after) => {
      const core = play(before)
      const snapshot = core.save()
      const runs = [0, 1].map(() => {
        core.restore(snapshot)
        return after.map(each => doTo(core, each))
      })
      expect(runs[1]).toEqual(runs[0])
    }),
    { numRuns: 100 },
  )
})

test('saving changes nothing', () => {
  const deeds = fc.sample(deed, { numRuns: 300, seed: 11 })
  const core = createCore()
  const watched = createCore()
  for (const each of deeds) {
    watched.save()
    expect(doTo(watched, each)).toBe(doTo(core, each))
  }
})

test('what never ends comes back without an end', () => {
  const core = createCore()
  const other = createCore(reread(core.save()))
  other.advance(other.now() + 365 * 86_400_000)
  expect(other.findCall('for ever')?.call).toEqual(core.findCall('for ever')?.call)
  expect(other.listFaults()[0]?.fault).toMatchObject({
    times: Number.POSITIVE_INFINITY,
    until: Number.POSITIVE_INFINITY,
  })
  expect(JSON.stringify(core.save())).not.toContain('null')
})

test('a callback on its way counts as waiting, and its attempt is made again', () => {
  const core = createCore({ ...plan, faults: [] })
  const [sent] = core.takeCallbacks()
  const [delivery] = core.callbacks.since()
  expect(delivery?.state).toBe('sending')
  const other = createCore(reread(core.save()))
  expect(other.callbacks.since()[0]).toEqual({ ...delivery, state: 'waiting' })
  expect(other.takeCallbacks()[0]?.parcel).toEqual(sent?.parcel)
})

test('what comes of an attempt made before going back is nobody’s news', () => {
  const core = createCore({ ...plan, faults: [] })
  const snapshot = core.save()
  const [departure] = core.takeCallbacks()
  core.restore(snapshot)
  const { count } = core.notes
  departure?.settle({ status: 200, text: '' }, 1)
  expect(core.notes.count).toBe(count)
  expect(core.callbacks.since()[0]).toMatchObject({ state: 'waiting', attempts: [] })
  expect(JSON.stringify(core.save())).toBe(JSON.stringify(snapshot))
})

test('a callback held back until a reply has left can leave at once', () => {
  const core = createCore({ ...plan, apps: plan.apps.slice(0, 1), calls: [], faults: [] })
  doTo(core, { do: 'ask', app: 1, command: 'start_call_by_robot', turn: 0 })
  expect(
    createCore(core.save())
      .takeCallbacks()
      .map(({ parcel }) => parcel),
  ).toEqual(core.takeCallbacks().map(({ parcel }) => parcel))
})

test('ids of callbacks, requests and faults go on and are not given twice', () => {
  const core = createCore({ ...plan, faults: [] })
  doTo(core, { do: 'carry', outcomes: ['taken'] })
  doTo(core, { do: 'ask', app: 1, command: 'get_callback', turn: 0 })
  doTo(core, { do: 'arm', turn: 0 })
  doTo(core, { do: 'disarm', turn: 0 })
  const { count } = core.callbacks
  expect(count).toBeGreaterThan(1)
  const other = createCore(reread(core.save()))
  expect([other.callbacks.count, other.callbacks.since()]).toEqual([count, []])
  doTo(other, { do: 'open', app: 1, ring: undefined, id: 'own-1' })
  expect(other.callbacks.since().map(({ id }) => id)).toEqual([`callback-${count + 1}`])
  expect(other.callbacks.find(count + 1)?.call).toBe('own-1')
  doTo(other, { do: 'ask', app: 1, command: 'get_callback', turn: 0 })
  expect(other.journal.since().map(({ id }) => id)).toEqual([2])
  expect(other.armFault(toFault({ on: 'all', times: 1, until: '1ms' })).id).toBe('fault-2')
})

test('time is the snapshot’s, and passes from there as it did', () => {
  let wall = 1_000
  const core = createCore({ ...plan, start: undefined }, { clock: '60x' }, () => wall)
  wall += 500
  const snapshot = core.save()
  expect([snapshot.now, snapshot.clock]).toEqual([31_000, '60x'])
  wall = 9_000_000
  const other = createCore(undefined, { clock: 'real' }, () => wall)
  wall += 5_000
  other.restore(reread(snapshot))
  expect([other.now(), other.clock]).toEqual([31_000, { mode: '60x', rate: 60, beginning: 1_000 }])
  wall += 100
  expect(other.now()).toBe(37_000)
})

test('a reset afterwards is the snapshot’s scenario from its beginning', () => {
  const core = createCore(undefined, { clock: 'real' })
  core.restore(reread(play([{ do: 'advance', by: 60_000 }]).save()))
  core.reset()
  expect(toText(core)).toBe(toText(createCore()))
})

test('settings are not state: those of the emulator that is put back hold', () => {
  const snapshot = createCore(undefined, { callbackRetries: 5, callbackToken: 'flag' }).save()
  expect(
    createCore(snapshot)
      .listApps()
      .map(({ retries, token }) => [retries, token]),
  ).toEqual([
    [2, 'token'],
    [0, undefined],
  ])
})

test('those who watch are told that everything is another', () => {
  const core = createCore()
  const snapshot = core.save()
  core.advance(core.now() + 1_000)
  const { count } = core.notes
  core.restore(snapshot)
  expect(core.notes.since(count)).toEqual([{ at: snapshot.now, about: 'reset', what: 'a good deal' }])
})

test('records are found in their order, and counted among those kept', () => {
  const core = createCore({ ...plan, calls: [], faults: [] })
  for (const id of ['one', 'two', 'three']) doTo(core, { do: 'open', app: 1, ring: undefined, id })
  doTo(core, { do: 'advance', by: 1_000 })
  doTo(core, { do: 'open', app: 1, ring: undefined, id: 'late' })
  for (const id of ['late', 'two', 'three', 'one']) {
    const held = core.findCall(id)
    if (held) core.obey(held, { does: 'end' })
  }
  doTo(core, { do: 'advance', by: 5_000 })
  const snapshot = reread(core.save())
  expect(snapshot.apps[0]?.ended).toEqual(['late', 'two', 'three', 'one'])
  const filter: Deed = { do: 'ask', app: 1, command: 'get_record_by_filter', turn: 0 }
  const found = doTo(createCore(snapshot), filter)
  expect(found).toBe(doTo(core, filter))
  expect(found).toMatch(/"two.*"three.*"one.*"late/)
  const toOutbox = () => createOutbox(1, { schedule() {}, raise() {}, tell() {} })
  expect(fromSnapshot(snapshot, { switches: {}, toOutbox })).toMatchObject({ ended: 4 })
})

test('what is over and done with is not in it, nor said to be due', () => {
  const core = createCore({ ...plan, faults: [] })
  const [one] = core.listApps()
  if (one) core.dropApp(one)
  const { timeline, apps } = core.save()
  expect(apps.map(({ plan: { sdkAppId } }) => sdkAppId)).toEqual([2])
  expect(timeline.map(({ at, due }) => [at - core.now(), due])).toEqual([[15_000, 'open']])
  expect(core.findNextDue()).toBe(core.now() + 15_000)
})
