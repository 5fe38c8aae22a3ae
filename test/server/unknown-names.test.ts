import { expect, test } from 'vitest'
import { createEmulator } from '../../src/sdk/create-emulator.ts'
import { surfaces } from '../surfaces/surface.ts'

const [inProcess] = surfaces
if (!inProcess) throw new Error('The list of surfaces is empty.')
const { open } = inProcess

test.each<[string, string, unknown, string, string]>([
  ['GET', '/journal?limt=1', undefined, 'limt', 'limit'],
  ['GET', '/calls?stat=live', undefined, 'stat', 'state'],
  ['GET', '/webhooks?comand=x', undefined, 'comand', 'command'],
  ['GET', '/report?fromat=json', undefined, 'fromat', 'format'],
  ['GET', '/usersig?identifer=admin', undefined, 'identifer', 'identifier'],
  ['POST', '/calls/mine/answer', { usr: 'user2' }, 'usr', 'user'],
  ['POST', '/calls', { form: 'user1', to: ['user2'], media: 'audio' }, 'form', 'from'],
  ['PUT', '/clock', { mod: 'manual' }, 'mod', 'mode'],
  ['POST', '/apps', { sdkAppID: 1, admin: ['a'] }, 'admin', 'admins'],
  ['POST', '/faults', { on: 'all', eror: 101_001 }, 'eror', 'error'],
  ['POST', '/await', { reqest: {} }, 'reqest', 'request'],
])('Suggests a name for %s %s', async (method, path, body, wrong, suggestion) => {
  await using surface = await open()
  await surface.control('POST', '/calls', { id: 'mine', from: 'user1', to: ['user2'], media: 'audio' })
  const { status, json } = await surface.control(method, path, body)
  expect(status).toBe(400)
  expect(json).toMatchObject({ code: 'not-valid' })
  const text = JSON.stringify(json)
  expect(text).toContain(`\\"${wrong}\\"`)
  expect(text).toContain(`Did you mean \\"${suggestion}\\"?`)
})

test.each([
  ['GET', '/health?verbose=1', undefined],
  ['POST', '/reset?app=88888888', undefined],
  ['POST', '/reset', { app: 88_888_888 }],
  ['DELETE', '/faults', { id: 'fault-1' }],
  ['DELETE', '/journal?app=1', undefined],
  ['POST', '/clock/advance?by=1s', { by: '1s' }],
])('Refuses %s %s %j, because it would have no effect', async (method, path, body) => {
  await using surface = await open()
  expect(await surface.control(method, path, body)).toMatchObject({ status: 400, json: { code: 'not-valid' } })
})

test.each([
  ['', 200],
  ['{}', 200],
])('Accepts the body %j where none is needed', async (body, status) => {
  await using surface = await open()
  expect((await surface.request('/_ringback/reset', { method: 'POST', body })).status).toBe(status)
})

test('Lists the query parameters if none is similar', async () => {
  await using surface = await open()
  const { json } = await surface.control('GET', '/journal?zzz=1')
  expect(json).toMatchObject({ detail: expect.stringMatching(/query parameter "zzz"[\s\S]*\blimit\b/) })
})

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
])('Shortens the values of a request in a problem document: %s %.30s', async (method, path, body?: object) => {
  await using emulator = createEmulator()
  const { url } = await emulator.listen()
  const response = await fetch(`${url}/_ringback/${path}`, { method, ...(body && { body: JSON.stringify(body) }) })
  expect(response.status).toBeGreaterThanOrEqual(400)
  expect((await response.text()).length).toBeLessThan(2_000)
})
