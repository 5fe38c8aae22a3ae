import { expect, test } from 'vitest'
import { createEmulator } from '../../src/sdk/create-emulator.ts'
import { EmulatorError, NotYetError } from '../../src/sdk/emulator-error.ts'
import { verify } from '../../src/usersig/verify.ts'

const start = Date.parse('2026-01-15T09:30:00Z')

/** An emulator with two applications, a call, a fault, requests of both outcomes and a delivered callback. */
async function openUsed() {
  const emulator = createEmulator({
    scenario: {
      ringback: 1,
      start: '2026-01-15T09:30:00Z',
      apps: [
        {
          sdkAppId: 1400000001,
          secretKey: 'first key',
          admins: ['root', 'second'],
          callback: { url: 'http://127.0.0.1:1', commands: ['Call.CallbackAfterStartCall'] },
        },
        { sdkAppId: 1400000002, secretKey: 'second key', admins: ['root'] },
      ],
    },
    clock: 'manual',
    send: async () => ({ status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' }),
  })
  const call = emulator.calls
    .open({ id: 'c', from: 'alice', to: ['bob', 'carol'] })
    .answer('bob')
    .invite('dave')
  const fault = emulator.faults.add({ on: 'end_call', error: 101001 })
  const post = (command: 'get_call_info' | 'end_call', CallId: string) =>
    emulator.fetch(emulator.target(command), { method: 'POST', body: JSON.stringify({ CallId }) })
  for (const id of ['c', 'none']) await post('get_call_info', id)
  await post('end_call', 'c')
  const advanced = await emulator.clock.advance('1s')
  return { emulator, call, fault, advanced }
}

/** Reads everything the handles return as data. */
async function readAll({ emulator, call, fault, advanced }: Awaited<ReturnType<typeof openUsed>>) {
  const notYet = await emulator
    .waitFor({ request: { command: 'get_call_info', callId: 'd' } }, { count: 2, within: 1 })
    .catch((error: unknown) => error)
  if (!(notYet instanceof NotYetError)) throw notYet
  const { problems, found, near } = notYet
  return {
    credentials: emulator.credentials(),
    calls: emulator.calls.list().map(one => ({ ...one })),
    call: { ...call },
    fault: { ...fault, remove: undefined },
    exchanges: emulator.journal.list(),
    last: emulator.journal.last(),
    advanced,
    requests: await emulator.waitFor({ request: {} }),
    webhooks: await emulator.waitFor({ webhook: {} }),
    waitedCalls: await emulator.waitFor({ call: { id: 'c' } }),
    error: { problems, found, near },
    report: await emulator.report(),
    journal: emulator.saveJournal(),
    snapshot: await emulator.save(),
  }
}

/** Calls `visit` with each object below a value and its path. */
function walk(value: unknown, visit: (object: object, path: string) => void, path = ''): void {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function') throw new Error(`${path} is a function`)
    return
  }
  for (const [key, below] of Object.entries(value)) walk(below, visit, `${path}.${key}`)
  visit(value, path)
}

function changeEverything(object: object): void {
  if (Object.isFrozen(object)) return
  if (Array.isArray(object)) object.push('changed')
  for (const key of Object.keys(object)) Reflect.set(object, key, 'changed')
}

test('Returns only plain data from its handles', async () => {
  const used = await openUsed()
  const kinds = new Set<unknown>()
  walk(await readAll(used), object => kinds.add(Object.getPrototypeOf(object)))
  expect([...kinds].filter(kind => kind !== Object.prototype && kind !== Array.prototype)).toEqual([])
  await used.emulator.close()
})

test('Keeps its state when returned data is changed', async () => {
  const used = await openUsed()
  const before = JSON.stringify(await readAll(used))
  walk(await readAll(used), changeEverything)
  const { advanced: _, ...after } = await readAll(used)
  const { advanced: __, ...expected } = JSON.parse(before)
  expect(JSON.parse(JSON.stringify(after))).toEqual(expected)
  await used.emulator.close()
})

test('Exposes no core object on the emulator or its handles', async () => {
  const { emulator } = await openUsed()
  const { calls, clock, faults, journal } = emulator
  const objects = Object.entries({ ...emulator, ...calls, ...clock, ...faults, ...journal }).filter(
    ([, value]) => typeof value === 'object' && value !== null,
  )
  expect(objects.map(([name]) => name).sort()).toEqual(['apps', 'calls', 'clock', 'faults', 'journal', 'ready'])
  await emulator.close()
})

test('Returns frozen credentials with a valid UserSig', async () => {
  const { emulator } = await openUsed()
  const credentials = emulator.credentials()
  expect(Object.keys(credentials)).toEqual(['sdkAppId', 'secretKey', 'identifier', 'userSig'])
  expect(credentials).toMatchObject({ sdkAppId: 1400000001, secretKey: 'first key', identifier: 'root' })
  expect(Object.isFrozen(credentials)).toBe(true)
  const { sdkAppId, secretKey, identifier, userSig } = emulator.credentials('bob')
  expect(identifier).toBe('bob')
  expect(verify(userSig, { sdkAppId, secretKey, identifier, now: start + 1_000 })).toMatchObject({ ok: true })
  await emulator.close()
})

test.each(['', 5, null, { sdkAppId: 5 }])('Rejects %j as the identifier of credentials', async identifier => {
  const { emulator } = await openUsed()
  // @ts-expect-error not every value is an identifier
  expect(() => emulator.credentials(identifier)).toThrow(EmulatorError)
  await emulator.close()
})

test('Keeps a restored state when the snapshot is changed afterwards', async () => {
  const { emulator } = await openUsed()
  const snapshot = await emulator.save()
  await emulator.restore(snapshot)
  const before = await emulator.save()
  walk(snapshot, changeEverything)
  expect(await emulator.save()).toEqual(before)
  await emulator.close()
})
