import { test } from 'ringback/vitest'
import { expect } from 'vitest'
import { createCallApi } from '../backend/call-api.mjs'

test('a reminder that nobody answers is on record', async ({ emulator, url }) => {
  const api = createCallApi({ url, ...emulator.credentials() })
  const id = await api.startCall('robot', 'alice', 30_000)
  await emulator.clock.advance('40s') // the ring times out, in no real time
  expect(await api.getRecord(id)).toMatchObject({ CallResult: 'NotAnswer' })
})

test('a reminder that is answered at the third try is on record too', async ({ emulator, url }) => {
  const api = createCallApi({ url, ...emulator.credentials() })
  const fault = emulator.faults.add({ on: 'start_call_by_robot', times: 2, error: 101001 })
  const id = await api.startCall('robot', 'alice', 30_000)
  emulator.calls.get(id).answer('alice').hangup('alice')
  await emulator.clock.advance('5s') // records exist 5 s after the end
  expect(await api.getRecord(id)).toMatchObject({ CallResult: 'NormalEnd' })
  expect(fault.hit).toBe(2)
})
