import { expect, test } from 'vitest'
import { catchUp } from '../../src/emulator/advance.ts'
import { createEmulator } from '../create-emulator.ts'

const body = '{"CallId":"055662e1-bc8a-469c-a334-1126c8c17d58"}'

test('Sends delayed replies when it closes, in process and on its port', async () => {
  const emulator = createEmulator({ clock: 'manual' })
  const { url } = await emulator.listen()
  await emulator.fetch('/_ringback/faults', { method: 'POST', body: '{"on":"all","delay":"10m"}' })
  const target = emulator.target('get_call_info')
  const pending = [emulator.fetch(target, { method: 'POST', body }), fetch(url + target, { method: 'POST', body })]
  while (emulator.core.runLog.exchanges.count < 2) await new Promise(setImmediate)
  await emulator.close()
  for (const response of await Promise.all(pending)) expect(await response.json()).toMatchObject({ ErrorCode: 0 })
})

test('Ends event streams when it closes', async () => {
  const emulator = createEmulator({ clock: 'manual' })
  const { url } = await emulator.listen()
  const response = await fetch(`${url}/_ringback/events`)
  const text = response.text()
  await emulator.close()
  expect(await text).toContain(': ringback')
})

test('Streams thousands of missed events in order', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  const { url } = await emulator.listen()
  const { log, boot, emit } = emulator.core.events
  while (log.count < 9_000) emit({ at: 0, about: 'clock', what: 'manual' })
  const response = await fetch(`${url}/_ringback/events`, { headers: { 'Last-Event-ID': `${boot}-5` } })
  const reader = response.body?.getReader()
  let text = ''
  while (!text.includes(`id: ${boot}-9000\n`)) text += new TextDecoder().decode((await reader?.read())?.value)
  await reader?.cancel()
  const ids = [...text.matchAll(/^id: \w+-(\d+)$/gm)].map(([, id]) => Number(id))
  expect(ids).toEqual(Array.from({ length: 8_995 }, (_, index) => index + 6))
})

test('Sends a delayed reply when a faster clock has passed its time', async () => {
  await using emulator = createEmulator({ clock: 'manual' })
  await emulator.fetch('/_ringback/faults', { method: 'POST', body: '{"on":"all","delay":"10m"}' })
  const pending = emulator.fetch(emulator.target('get_call_info'), { method: 'POST', body })
  while (emulator.core.runLog.exchanges.count === 0) await new Promise(setImmediate)
  emulator.clock.set('100000x')
  await new Promise(resolve => setTimeout(resolve, 20))
  catchUp(emulator.core.defaultApp)
  expect(await (await pending).json()).toMatchObject({ ErrorCode: 0 })
})

test('Requires a token that is not empty to listen on more than loopback', async () => {
  await using emulator = createEmulator()
  for (const host of ['0.0.0.0', '127.example.lan'])
    await expect(emulator.listen({ host })).rejects.toThrow(/^Missing controlToken: /)
  expect(() => createEmulator({ controlToken: '' })).toThrow(/^Invalid controlToken: /)
})
