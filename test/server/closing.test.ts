import { expect, test } from 'vitest'
import { advanceTo, catchUp } from '../../src/emulator/advance.ts'
import { createEmulator } from '../create-emulator.ts'

const body = '{"CallId":"055662e1-bc8a-469c-a334-1126c8c17d58"}'

test('an emulator that closes lets go what a fault holds back, in process and on its port', async () => {
  const emulator = createEmulator({ clock: 'manual' })
  const { url } = await emulator.listen()
  await emulator.fetch('/_ringback/faults', { method: 'POST', body: '{"on":"all","delay":"10m"}' })
  const target = emulator.target('get_call_info')
  const asked = [emulator.fetch(target, { method: 'POST', body }), fetch(url + target, { method: 'POST', body })]
  while (emulator.core.runLog.exchanges.count < 2) await new Promise(setImmediate)
  await emulator.close()
  for (const response of await Promise.all(asked)) expect(await response.json()).toMatchObject({ ErrorCode: 0 })
})

test('an emulator that closes ends its event streams', async () => {
  const emulator = createEmulator({ clock: 'manual' })
  const { url } = await emulator.listen()
  const response = await fetch(`${url}/_ringback/events`)
  const text = response.text()
  await emulator.close()
  expect(await text).toContain(': ringback')
})

test('over HTTP too, one who comes back is told thousands of events in order', async () => {
  await using emulator = createEmulator({ clock: 'manual', rateLimit: 'off' })
  const { url } = await emulator.listen()
  for (let index = 0; index < 9_000; index++) advanceTo(emulator.core.defaultApp, catchUp(emulator.core.defaultApp) + 1)
  const response = await fetch(`${url}/_ringback/events`, { headers: { 'Last-Event-ID': '5' } })
  const reader = response.body?.getReader()
  let text = ''
  while (!text.includes('id: 9000\n')) text += new TextDecoder().decode((await reader?.read())?.value)
  await reader?.cancel()
  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
  expect(ids.slice(0, 3)).toEqual([6, 7, 8])
  expect(ids).toEqual(ids.toSorted((one, other) => one - other))
})

test('a change of speed frees what is held back when its moment is passed', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  await emulator.fetch('/_ringback/faults', { method: 'POST', body: '{"on":"all","delay":"10m"}' })
  const asked = emulator.fetch(emulator.target('get_call_info'), { method: 'POST', body })
  while (emulator.core.runLog.exchanges.count === 0) await new Promise(setImmediate)
  emulator.clock.set('100000x')
  await new Promise(resolve => setTimeout(resolve, 20))
  catchUp(emulator.core.defaultApp)
  expect(await (await asked).json()).toMatchObject({ ErrorCode: 0 })
})

test('listening on more than this machine wants a token, and an empty one is none', async () => {
  await using emulator = createEmulator()
  await expect(emulator.listen({ host: '0.0.0.0' })).rejects.toThrow('give a controlToken')
  await expect(emulator.listen({ host: '127.example.lan' })).rejects.toThrow('give a controlToken')
  expect(() => createEmulator({ controlToken: '' })).toThrow('controlToken is empty')
})
