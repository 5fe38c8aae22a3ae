import { expect, test } from 'vitest'
import { saveScenario } from '../../src/control/save-scenario.ts'
import type { ScenarioInput } from '../../src/scenarios/schema.ts'
import { parseScenario } from '../../src/scenarios/yaml.ts'
import { createEmulator, type Emulator } from '../create-emulator.ts'

const scenario: ScenarioInput = {
  ringback: 1,
  name: 'two calls',
  start: '2026-01-15T09:30:00Z',
  calls: [
    { id: 'scripted', from: 'alice', to: ['bob'], media: 'audio', then: [{ at: '20s', does: 'cancel' }] },
    { from: 'carol', to: ['dave'], media: 'video', at: '2s', ring: 'never' },
  ],
  faults: [{ on: 'end_call', error: 101001 }],
}

const start = (input: ScenarioInput = scenario) => createEmulator({ scenario: input, clock: 'manual' })

const save = (emulator: Emulator, anonymize = false) => saveScenario(emulator.core, { anonymize })

/** The events of the calls of an emulator. */
const listEvents = (emulator: Emulator) =>
  emulator.calls.list().map(({ id, events, outcome }) => ({ id, events, outcome }))

/** The same run from the saved scenario. */
async function replay(emulator: Emulator): Promise<Emulator> {
  const { scenario: saved } = save(emulator)
  const repeated = start(saved)
  await repeated.clock.advance(emulator.clock.now() - repeated.clock.now())
  return repeated
}

const send = (emulator: Emulator, path: string, body: object = {}) =>
  emulator.fetch(`/_ringback${path}`, { method: 'POST', body: JSON.stringify(body) })

test('Saves an unchanged run as its scenario', () => {
  expect(save(start())).toEqual({ scenario, leftOut: 0 })
})

test('Reproduces calls that were started and changed by hand', async () => {
  const emulator = start()
  await emulator.clock.advance('3s')
  emulator.calls.open({ id: 'mine', from: 'erin', to: ['frank'], media: 'audio', room: 5, ring: '1m' })
  await emulator.clock.advance('1500ms')
  emulator.calls.get('scripted').answer('bob')
  emulator.calls.get('mine').invite('grace')
  await emulator.clock.advance('4s')
  emulator.calls.get('mine').answer('grace')
  await emulator.clock.advance('2s')
  emulator.calls.get('scripted').hangup('alice')
  emulator.calls
    .list()
    .find(({ from }) => from === 'carol')
    ?.reject('dave')
  await emulator.clock.advance('1m')
  const repeated = await replay(emulator)
  expect(listEvents(repeated)).toEqual(listEvents(emulator))
  expect(listEvents(emulator).flatMap(({ outcome }) => outcome ?? [])).toHaveLength(2)
})

test('Reproduces what requests of the console changed, and leaves out those of clients', async () => {
  const emulator = start()
  await emulator.clock.advance('1s')
  const started = await send(emulator, '/requests', {
    command: 'start_call_by_robot',
    body: { Robot_Account: 'robot', CalleeList_Account: ['zoe'], Timeout: 30_000, CallInfo: { MediaType: 'Audio' } },
  })
  expect(await started.json()).toMatchObject({ exchange: { errorCode: 0 } })
  await emulator.fetch(emulator.target('get_call_info'), { method: 'POST', body: '{"CallId":"scripted"}' })
  emulator.faults.clear()
  await emulator.clock.advance('1s')
  await send(emulator, '/requests', { command: 'end_call', body: { CallId: 'scripted' } })
  expect(save(emulator).scenario.calls).toMatchObject([
    { id: 'scripted', then: [{ at: '2s', does: 'end' }] },
    { at: '1s', to: ['zoe'], media: 'audio' },
    { from: 'carol' },
  ])
  expect(listEvents(await replay(emulator))).toEqual(listEvents(emulator))
})

test('Saves faults with the time in which they were active', async () => {
  const emulator = start()
  await emulator.clock.advance('5s')
  emulator.faults.add({ on: 'all', delay: '1s' })
  const second = emulator.faults.add({ on: 'get_call_info', error: 101001 })
  await emulator.clock.advance('5s')
  emulator.faults.remove('fault-1')
  second.remove()
  expect(save(emulator).scenario.faults).toEqual([
    { on: 'end_call', error: 101001, until: '10s' },
    { on: 'all', delay: '1s', from: '5s' },
    { on: 'get_call_info', error: 101001, from: '5s', until: '10s' },
  ])
})

test('Saves the applications that exist', async () => {
  const emulator = start()
  const { sdkAppId } = emulator.apps.create({ admins: ['root'] })
  emulator.app(sdkAppId).calls.open({ id: 'there', from: 'a', to: ['b'] })
  const removed = emulator.apps.create()
  emulator.app(removed.sdkAppId).calls.open({ id: 'gone', from: 'a', to: ['b'] })
  await emulator.apps.remove(removed.sdkAppId)
  const { scenario: saved } = save(emulator)
  expect(saved.apps).toMatchObject([{ sdkAppId: 88888888 }, { sdkAppId, admins: ['root'] }])
  expect(saved.calls?.map(({ id }) => id)).toEqual(['scripted', 'there', undefined])
})

test('Starts at the last reset', async () => {
  const emulator = start()
  emulator.calls.open({ id: 'before', from: 'a', to: ['b'] })
  emulator.reset()
  expect(save(emulator).scenario).toEqual(scenario)
  emulator.calls.open({ id: 'after', from: 'a', to: ['b'] })
  expect(save(emulator).scenario.calls).toHaveLength(3)
})

test('Counts changes of generated calls, which have no entry in a scenario', async () => {
  const emulator = start({ ringback: 1, generate: [{ calls: 1, over: '1s' }] })
  await emulator.clock.advance('1s')
  const [generated] = emulator.calls.list({ state: 'live' })
  generated?.end()
  expect(save(emulator)).toMatchObject({ leftOut: 1 })
})

test('Replaces names, ids, keys and addresses if it is anonymized', async () => {
  const emulator = start({
    ...scenario,
    apps: [
      {
        sdkAppId: 1_400_000_777,
        secretKey: 'a-real-key',
        admins: ['real-admin'],
        callback: {
          url: 'https://real.example/callback',
          commands: ['Call.CallbackAfterEndCall'],
          token: 'a-real-token',
        },
      },
    ],
    faults: [{ on: 'all', call: 'scripted', identifier: 'real-admin', error: 101001 }],
  })
  emulator.calls.open({ id: 'real-call', from: 'real-user', to: ['bob'], room: 'real-room', group: 'real-group' })
  const { scenario: saved } = save(emulator, true)
  expect(JSON.stringify(saved)).not.toMatch(/real|alice|bob|carol|1400000777|scripted/)
  expect(saved.faults?.[0]?.call).toBe(saved.calls?.find(({ from }) => from === 'user1')?.id)
  expect(() => start(saved)).not.toThrow()
})

test('Serves the saved scenario as YAML', async () => {
  const emulator = start()
  const response = await emulator.fetch('/_ringback/scenario/recorded?anonymize=true')
  expect(response.headers.get('Content-Type')).toContain('application/yaml')
  expect(parseScenario(await response.text()).source).toEqual(save(emulator, true).scenario)
})

test('Saves what was done by hand to a call that a request of the console started', async () => {
  const emulator = start()
  const body = {
    Robot_Account: 'robot',
    CalleeList_Account: ['zoe'],
    Timeout: 30_000,
    CallInfo: { MediaType: 'Audio' },
  }
  await send(emulator, '/requests', { command: 'start_call_by_robot', body })
  emulator.calls
    .list()
    .find(({ from }) => from === 'robot')
    ?.answer('zoe')
  const { scenario: saved, leftOut } = save(emulator)
  expect(leftOut).toBe(0)
  expect(saved.calls?.find(({ from }) => from === 'robot')).toMatchObject({
    then: [{ at: '0s', user: 'zoe', does: 'answer' }],
  })
})
