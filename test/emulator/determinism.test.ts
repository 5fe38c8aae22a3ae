import { expect, test } from 'vitest'
import type { OperationName } from '../../src/contracts/operations.ts'
import { startCallByRobot } from '../../src/contracts/rest/start-call-by-robot.ts'
import { listCalls } from '../../src/control/calls.ts'
import { defineScenario } from '../../src/scenarios/schema.ts'
import { createEmulator, startCall } from '../create-emulator.ts'

const scenario = defineScenario({
  ringback: 1,
  name: 'the same again',
  start: '2026-01-15T09:30:00Z',
  calls: [{ at: '1s', from: 'alice', to: ['bob'], media: 'audio', then: [{ at: '3s', user: 'bob', does: 'answer' }] }],
  faults: [{ on: 'all', probability: 0.3, error: 101001 }],
  generate: [{ calls: 30, over: '1m' }],
})

const robotCall = startCallByRobot.examples[0].body

async function play(seed: number): Promise<string> {
  const emulator = createEmulator({ scenario, seed, clock: 'manual' })
  const seen: string[] = []
  const sendCommand = async (command: OperationName, body: object) => {
    const response = await emulator.fetch(emulator.target(command), { method: 'POST', body: JSON.stringify(body) })
    seen.push(await response.text())
  }
  for (let step = 0; step < 20; step++) {
    const { happened } = await emulator.clock.advance('5s')
    seen.push(JSON.stringify(happened))
    await sendCommand('start_call_by_robot', robotCall)
    await sendCommand('get_record_by_filter', {})
    for (const { call } of listCalls(emulator.core, {})) await sendCommand('get_call_info', { CallId: call.id })
  }
  return [...seen, JSON.stringify(emulator.core.runLog.exchanges.since())].join('\n')
}

test('The same seed and the same requests give the same bytes, including RequestIds and journal', async () => {
  expect(await play(7)).toBe(await play(7))
})

test('Another seed gives other bytes', async () => {
  expect(await play(7)).not.toBe(await play(8))
})

test('Keeps the ids of one application unchanged by calls of another', () => {
  const [one, other] = [1_400_000_001, 1_400_000_002]
  const ids = (first: number) => {
    const { core } = createEmulator({ scenario: 'two-apps', clock: 'manual' })
    const open = (app: number) => {
      const held = startCall(core, app, { from: 'a', to: ['b'], media: 'audio' })
      return held.call.id
    }
    for (let call = 0; call < first; call++) open(one)
    return [open(one), open(other)]
  }
  const [alone = [], busy = []] = [ids(0), ids(3)]
  expect(busy[1]).toBe(alone[1])
  expect(busy[0]).not.toBe(alone[0])
  expect(alone[0]).not.toBe(alone[1])
})

test('A reset repeats the same replies', async () => {
  const emulator = createEmulator({ scenario: 'answered', clock: 'manual' })
  const sendCommand = async () => {
    const request = { method: 'POST', body: JSON.stringify(robotCall) }
    return (await emulator.fetch(emulator.target('start_call_by_robot'), request)).text()
  }
  const first = await sendCommand()
  expect(await sendCommand()).not.toBe(first)
  await emulator.clock.advance('1h')
  emulator.reset()
  expect(await sendCommand()).toBe(first)
})
