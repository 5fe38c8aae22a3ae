import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toSchemas } from '../../build/schemas.ts'
import { advanceTo, catchUp, findNextDue } from '../../src/emulator/advance.ts'
import type { EmulatorCore } from '../../src/emulator/core.ts'
import { toFault } from '../../src/faults/fault.ts'
import { createEmulator } from '../create-emulator.ts'
import {
  type Action,
  action,
  appAction,
  createCore,
  createRestored,
  faultless,
  perform,
  performAll,
  performIn,
  redelivery,
  restore,
} from './actions.ts'

/** The saved state as it is read from a file. */
const toState = (core: EmulatorCore): unknown => JSON.parse(JSON.stringify(core.save()))

/** An emulator after some actions. */
function run(actions: readonly Action[]): EmulatorCore {
  const core = createCore()
  performAll(core, actions)
  return core
}

const past = fc.array(fc.oneof({ weight: 9, arbitrary: action }, { weight: 1, arbitrary: redelivery }), {
  maxLength: 40,
})
const future = fc.array(action, { minLength: 1, maxLength: 40 })

test('A restored emulator continues byte-identically', () => {
  fc.assert(
    fc.property(past, future, (before, after) => {
      const core = run(before)
      const other = createRestored(core.save(), { clock: '60x' }, () => 5)
      for (const each of after) expect(perform(other, each)).toBe(perform(core, each))
      expect(toState(other)).toEqual(toState(core))
    }),
    { numRuns: 100 },
  )
})

test('A restored application continues byte-identically, and the others are not affected', () => {
  const own = fc.array(appAction, { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(past, own, own, (before, between, after) => {
      const core = run(before)
      const [app, ...others] = core.listApps()
      if (!app) return
      const [saved, continued] = [core.save(app), createRestored(core.save())]
      for (const each of between) performIn(core, app.sdkAppId, each)
      const states = others.map(other => core.save(other).apps)
      restore(core, saved, core.findApp(app.sdkAppId))
      expect(core.defaultApp.sdkAppId).toBe(app.sdkAppId)
      expect(others.map(other => core.save(other).apps)).toEqual(states)
      for (const each of after) {
        const [one, other] = [core, continued].map(of => JSON.stringify(performIn(of, app.sdkAppId, each)))
        expect(one).toBe(other)
      }
      const [one, other] = [core, continued].map(of => of.save(of.findApp(app.sdkAppId)).apps)
      expect(one).toEqual(other)
    }),
    { numRuns: 60 },
  )
})

test('A restored application has the faults that were armed since, without hits', () => {
  const core = createCore(faultless)
  const snapshot = core.save(core.defaultApp)
  const { id } = core.armFault(toFault({ on: 'all', error: 101001 }))
  performIn(core, 1, { do: 'request', command: 'get_callback', turn: 0 })
  expect(core.defaultApp.faults[0]?.count).toEqual({ matched: 1, hit: 1 })
  restore(core, snapshot, core.defaultApp)
  expect(core.defaultApp.faults).toMatchObject([{ id, count: { matched: 0, hit: 0 } }])
})

test('A restored emulator saves the same document, whatever its state was', () => {
  fc.assert(
    fc.property(past, past, (one, other) => {
      const core = run(one)
      expect(toState(restore(run(other), core.save()))).toEqual(toState(core))
    }),
    { numRuns: 60 },
  )
})

test('Saving changes nothing', () => {
  const [core, saved] = [createCore(), createCore()]
  for (const each of fc.sample(action, { numRuns: 300, seed: 11 })) {
    saved.save()
    expect(perform(saved, each)).toBe(perform(core, each))
  }
})

test('Restores calls and times without an end', () => {
  const core = createCore()
  const snapshot = core.save()
  const other = createRestored(snapshot)
  for (const app of other.listApps()) advanceTo(app, app.clock.now() + 365 * 86_400_000)
  const find = (of: EmulatorCore) => of.findApp(2)?.calls.get('endless')?.call
  expect(find(other)).toEqual(find(core))
  expect(other.listFaults()[0]?.fault).toMatchObject({ times: Number.POSITIVE_INFINITY })
  expect(JSON.stringify(snapshot)).not.toContain('null')
})

test('Saves a callback that is being sent as waiting, and sends it again', () => {
  const core = createCore(faultless)
  const [sent] = core.defaultApp.outbox.take()
  expect(sent?.state).toBe('sending')
  const { defaultApp, callbacks } = createRestored(core.save())
  expect(callbacks.since()[0]).toEqual({
    ...sent,
    position: expect.any(Number),
    epoch: defaultApp.epoch,
    state: 'waiting',
  })
  expect(defaultApp.outbox.take().map(({ id, body }) => [id, body])).toEqual([[sent?.id, sent?.body]])
})

test('Ignores the result of an attempt that was made before a restore', () => {
  const core = createCore(faultless)
  const snapshot = core.save()
  const { outbox } = core.defaultApp
  const [sent] = outbox.take()
  restore(core, snapshot)
  const { count } = core.events.log
  if (sent) outbox.settle(sent, { status: 200, text: '' }, { at: 0, target: '', body: '', took: 1 }, 0)
  expect(core.events.log.count).toBe(count)
  expect(core.callbacks.since()[0]).toMatchObject({ state: 'waiting', attempts: [] })
  expect(toState(core)).toEqual(JSON.parse(JSON.stringify(snapshot)))
})

test('Continues the ids of exchanges, callbacks and faults', () => {
  const core = createCore({ ...faultless, calls: [] })
  const open = (of: EmulatorCore, id: string) => performIn(of, 1, { do: 'open', ring: undefined, id })
  open(core, 'own-1')
  performIn(core, 1, { do: 'deliver', results: ['answered'] })
  performIn(core, 1, { do: 'request', command: 'get_callback', turn: 0 })
  core.disarmFault(core.armFault(toFault({ on: 'all', error: 101001 })).id)
  const other = createRestored(core.save())
  open(other, 'own-2')
  performIn(other, 1, { do: 'request', command: 'get_callback', turn: 0 })
  expect(other.callbacks.since().map(({ id }) => id)).toEqual(['1-2'])
  expect(other.runLog.exchanges.since().map(({ id }) => id)).toEqual(['1-2'])
  expect(other.armFault(toFault({ on: 'all', error: 101001 })).id).toBe('fault-2')
})

test("Restores the snapshot's time and clock mode", () => {
  let wall = 1_000
  const { start: _, ...unstarted } = faultless
  const core = createCore(unstarted, { clock: '60x' }, () => wall)
  wall += 500
  const snapshot = core.save()
  expect(snapshot.apps[0]).toMatchObject({ now: 31_000, clock: '60x' })
  wall = 9_000_000
  const other = createCore(undefined, { clock: 'real' }, () => wall)
  wall += 5_000
  restore(other, snapshot)
  const { clock, beginning } = other.defaultApp
  expect([clock.now(), clock.mode, clock.rate, beginning]).toEqual([31_000, '60x', 60, 1_000])
  wall += 100
  expect(clock.now()).toBe(37_000)
})

test("Resets a restored emulator to the beginning of the snapshot's scenario", () => {
  const core = createCore(undefined, { clock: 'real' })
  restore(core, run([{ do: 'advance', by: 60_000, app: 0 }]).save())
  core.reset()
  expect(toState(core)).toEqual(toState(createCore()))
})

test('Saves no settings of the emulator', () => {
  const snapshot = createCore(undefined, { callbackRetries: 5, callbackToken: 'flag' }).save()
  expect(
    createRestored(snapshot)
      .listApps()
      .map(({ retries, token }) => [retries, token]),
  ).toEqual([
    [2, 'token'],
    [0, undefined],
  ])
})

test('Emits a reset when a snapshot is restored', () => {
  const core = createCore(faultless)
  const snapshot = core.save()
  const { count } = core.events.log
  restore(core, snapshot)
  expect(core.events.log.since(count).at(-1)).toEqual({
    at: snapshot.apps[0]?.now,
    about: 'reset',
    what: 'everything',
  })
})

test('Restores records in the order of their start, and ended calls in the order of their end', () => {
  const core = createCore({ ...faultless, calls: [] })
  const app = core.defaultApp
  for (const id of ['one', 'two', 'three']) performIn(core, 1, { do: 'open', ring: undefined, id })
  performIn(core, 1, { do: 'advance', by: 1_000 })
  performIn(core, 1, { do: 'open', ring: undefined, id: 'late' })
  for (const id of ['late', 'two', 'three', 'one']) {
    const turn = [...app.calls.keys()].indexOf(id)
    performIn(core, 1, { do: 'act', turn, action: { does: 'end' } })
  }
  performIn(core, 1, { do: 'advance', by: 5_000 })
  const snapshot = core.save()
  expect(snapshot.apps[0]?.ended).toEqual(['late', 'two', 'three', 'one'])
  const filter = { do: 'request', command: 'get_record_by_filter', turn: 0 } as const
  const found = JSON.stringify(performIn(createRestored(snapshot), 1, filter))
  expect(found).toBe(JSON.stringify(performIn(core, 1, filter)))
  expect(found).toMatch(/two.*three.*one.*late/)
})

test('Saves one application alone, with what is due in it', () => {
  const core = createCore(faultless)
  const app = core.findApp(2)
  const { apps } = core.save(app)
  expect(apps.map(({ plan: { sdkAppId } }) => sdkAppId)).toEqual([2])
  expect(apps[0]?.timeline.map(({ at, due }) => [at - (app?.beginning ?? 0), due])).toEqual([[15_000, 'open']])
  expect(app && findNextDue(app)).toBe((app?.beginning ?? 0) + 15_000)
})

test('Keeps how a clock in mode auto jumps, and the ttl', () => {
  const core = createCore(faultless)
  const app = core.defaultApp
  app.clock.setMode('auto')
  app.jumps = { idle: 7, maxSkip: 99 }
  app.ttl = 60_000
  const { defaultApp } = createRestored(core.save())
  expect([defaultApp.clock.mode, defaultApp.jumps, defaultApp.ttl]).toEqual(['auto', app.jumps, app.ttl])
  expect(catchUp(defaultApp)).toBe(catchUp(app))
})

const validate = (name: string, document: unknown) => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const isValid = ajv.validate(JSON.parse(toSchemas()[name] ?? ''), JSON.parse(JSON.stringify(document)))
  return isValid ? [] : ajv.errors
}

test.each(Object.entries(toSchemas()))('The published %s is current', (name, text) => {
  expect(readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8')).toBe(text)
})

test('A journal and a snapshot are valid by their published schemas', async () => {
  await using emulator = createEmulator({ scenario: 'webhooks-gone-wrong', clock: 'manual' })
  await emulator.fetch(emulator.target('get_call_info'), { method: 'POST', body: '{"CallId":"x"}' })
  await emulator.clock.advance('10s')
  expect(validate('journal.schema.json', emulator.saveJournal())).toEqual([])
  expect(validate('snapshot.schema.json', await emulator.save())).toEqual([])
})

test('The published schemas refuse another version', async () => {
  await using emulator = createEmulator()
  expect(validate('snapshot.schema.json', { ...(await emulator.save()), version: 1 })).not.toEqual([])
})
