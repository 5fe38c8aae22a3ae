import { expect, test } from 'vitest'
import { createEmulator } from '../../src/sdk/create-emulator.ts'

const id = 'b'.repeat(12_000)
const value = 'a'.repeat(65_536)

test.each([
  ['GET', `calls/${id}`],
  ['POST', `calls/${id}`],
  ['GET', `journal/${id}`],
  ['PUT', `faults/${id}`],
  ['DELETE', `webhooks/${id}/redeliver`],
  ['GET', id],
  ['GET', `report?format=${id}`],
  ['GET', `journal?${id}=1`],
  ['POST', 'calls', { from: 'user1', to: ['user2'], media: 'audio', id: value }],
  ['POST', 'calls', { [value]: 1 }],
  ['POST', 'faults', { on: 'all', [value]: 1 }],
  ['POST', 'await', { request: { [value]: 1 } }],
  ['POST', 'apps', { [value]: 1 }],
  ['PUT', 'snapshot', { ringback: 'snapshot', version: 1, [value]: 1 }],
])('Cuts what a problem document repeats of a request: %s %.30s', async (method, path, body?: object) => {
  await using emulator = createEmulator()
  const { url } = await emulator.listen()
  const response = await fetch(`${url}/_ringback/${path}`, { method, ...(body && { body: JSON.stringify(body) }) })
  expect(response.status).toBeGreaterThanOrEqual(400)
  expect((await response.text()).length).toBeLessThan(2_000)
})
