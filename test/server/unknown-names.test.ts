import { expect, test } from 'vitest'
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
])('Suggests a name for %s %s', async (method, path, body, wrong, meant) => {
  await using surface = await open()
  await surface.control('POST', '/calls', { id: 'mine', from: 'user1', to: ['user2'], media: 'audio' })
  const { status, json } = await surface.control(method, path, body)
  expect(status).toBe(400)
  expect(json).toMatchObject({ code: 'not-valid' })
  const text = JSON.stringify(json)
  expect(text).toContain(`\\"${wrong}\\"`)
  expect(text).toContain(`Did you mean \\"${meant}\\"?`)
})

test.each([
  ['GET', '/health?verbose=1', undefined],
  ['POST', '/reset?app=88888888', undefined],
  ['POST', '/reset', { app: 88_888_888 }],
  ['DELETE', '/faults', { id: 'fault-1' }],
  ['DELETE', '/journal?app=1', undefined],
  ['POST', '/clock/advance?by=1s', { by: '1s' }],
])('Refuses %s %s %j, since it would have no effect', async (method, path, body) => {
  await using surface = await open()
  expect(await surface.control(method, path, body)).toMatchObject({ status: 400, json: { code: 'not-valid' } })
})

test.each([
  ['', 200],
  ['{}', 200],
])('Takes the body %j where none is needed', async (body, status) => {
  await using surface = await open()
  expect((await surface.request('/_ringback/reset', { method: 'POST', body })).status).toBe(status)
})

test('Lists the query parameters where none is near', async () => {
  await using surface = await open()
  const { json } = await surface.control('GET', '/journal?zzz=1')
  expect(json).toMatchObject({ detail: expect.stringMatching(/query parameter "zzz"[\s\S]*\blimit\b/) })
})
