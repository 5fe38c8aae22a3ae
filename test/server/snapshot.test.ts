import { describe, expect, test } from 'vitest'
import { type Snapshot, SnapshotError } from '../../src/emulator/snapshot.ts'
import { readSnapshotText } from '../../src/server/read-body.ts'
import { createEmulator } from '../create-emulator.ts'
import { toCodes } from '../surfaces/problem.ts'
import { type Surface, surfaces } from '../surfaces/surface.ts'

const scenario = {
  ringback: 1,
  name: 'one call',
  start: '2026-01-15T09:30:00Z',
  calls: [
    {
      id: 'c1',
      from: 'alice',
      to: ['bob'],
      media: 'audio',
      ring: 'never',
      then: [{ at: '9s', user: 'bob', does: 'answer' }],
    },
  ],
  faults: [{ on: 'get_call_info', probability: 0.5, error: 101001 }],
} as const

/** The snapshot as data and as text. */
async function save(surface: Surface): Promise<{ readonly text: string; readonly json: Snapshot }> {
  const { text } = await surface.request('/_ringback/snapshot')
  return { text, json: JSON.parse(text) }
}

const put = (surface: Surface, body: string) => surface.request('/_ringback/snapshot', { method: 'PUT', body })

describe.each(surfaces)('$name', ({ open }) => {
  test('Restores calls, faults, ids and clock in another emulator', async () => {
    await using one = await open({ scenario })
    await one.emulator.clock.advance('5s')
    await one.control('POST', '/calls', { from: 'carol', to: ['dave'], id: 'own' })
    await one.control('POST', '/apps', { sdkAppId: 1400000009 })
    await one.sendCommand('get_call_info', { CallId: 'c1' })
    const { text } = await save(one)
    await using other = await open({ scenario: 'demo', clock: 'real' })
    expect(await put(other, text)).toMatchObject({
      status: 200,
      json: { status: 'ok', now: '2026-01-15T09:30:05.000Z', calls: 2 },
    })
    expect((await other.control('GET', '/clock')).json).toEqual((await one.control('GET', '/clock')).json)
    // The epoch counts the resets of all applications in one emulator.
    const listed = await Promise.all([one, other].map(each => each.control('GET', '/apps')))
    const [before, after] = listed.map(({ json }) => JSON.stringify(json).replaceAll(/"epoch":\d+/g, ''))
    expect(after).toBe(before)
    for (let turn = 0; turn < 10; turn++) {
      const [here, there] = await Promise.all(
        [one, other].map(each => each.sendCommand('get_call_info', { CallId: 'own' })),
      )
      expect(there?.text).toBe(here?.text)
    }
    const advanced = await Promise.all([one, other].map(each => each.control('POST', '/clock/advance', { by: '1m' })))
    expect(advanced[1]).toEqual(advanced[0])
    expect((await save(other)).text).toBe((await save(one)).text)
  })

  test('Restores a snapshot that is larger than other bodies', async () => {
    await using surface = await open({ scenario })
    const { json } = await save(surface)
    // The bodies of callbacks are not limited.
    const padded = `${JSON.stringify(json)}${' '.repeat(3_000_000)}`
    expect((await put(surface, padded)).status).toBe(200)
  })

  test('Refuses a damaged snapshot with every mistake and changes nothing', async () => {
    await using surface = await open({ scenario })
    const { text, json } = await save(surface)
    const damaged = { ...json, seed: 'x', counts: { apps: -1, faults: 0 } }
    const answer = await put(surface, JSON.stringify(damaged))
    expect(toCodes(answer)).toEqual(['400 not-valid', 'invalid-field seed', 'invalid-field counts.apps'])
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
    expect((await save(surface)).text).toBe(text)
  })

  test.each([
    ['a scenario', '{"ringback":1}', 'not-valid', 'wrong-kind ringback'],
    ['something else', '{"name":"left-pad"}', 'not-valid', 'wrong-kind ringback'],
    ['another version', '{"ringback":"snapshot","version":1}', 'not-valid', 'wrong-version version'],
    ['half of a snapshot', '{"ringback":"snapshot","ver', 'not-json', 'invalid-json'],
    ['nothing', '', 'not-json', 'invalid-json'],
  ])('Refuses %s as a snapshot and changes nothing', async (_, body, code, problem) => {
    await using surface = await open({ scenario })
    const { text } = await save(surface)
    const answer = await put(surface, body)
    expect(toCodes(answer)).toEqual([`400 ${code}`, problem])
    expect(answer.text).toContain('GET /_ringback/snapshot or --export-on-exit.')
    expect((await save(surface)).text).toBe(text)
  })

  test('Saves without an event or a change', async () => {
    await using surface = await open({ scenario })
    const before = (await surface.control('GET', '/health')).json
    const { count } = surface.emulator.core.events.log
    await save(surface)
    expect((await surface.control('GET', '/health')).json).toEqual(before)
    expect(surface.emulator.core.events.log.count).toBe(count)
  })
})

/** A body that arrives in pieces. */
const toStream = (...pieces: readonly number[][]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(Uint8Array.from(piece))
      controller.close()
    },
  })

test('Reads UTF-8 only, and characters that arrive in two pieces', async () => {
  for (const pieces of [[[0xc3]], [[0xc3], [0xc3]]])
    expect(await readSnapshotText(toStream(...pieces))).toEqual({ unreadable: 'not UTF-8' })
  expect(await readSnapshotText(toStream([0xc3], [0xbc]))).toEqual({ text: 'ü' })
  expect(await readSnapshotText(null)).toEqual({ text: '' })
})

test('Creates an emulator from a snapshot, and restores one', async () => {
  const one = createEmulator({ scenario, clock: 'manual', seed: 7 })
  await one.clock.advance('20s')
  const snapshot = await one.save()
  const other = createEmulator({ snapshot, clock: 'real', seed: 8 })
  expect(await other.save()).toEqual(snapshot)
  expect(other.target('get_call_info')).toBe(one.target('get_call_info'))
  await one.clock.advance('1h')
  await one.restore(snapshot)
  expect(JSON.stringify(await one.save())).toBe(JSON.stringify(snapshot))
})

test('Restores after calls that are still being generated', async () => {
  const snapshot = await createEmulator({ scenario, clock: 'manual' }).save()
  const emulator = createEmulator({ scenario: 'rush-hour', clock: 'manual' })
  await emulator.restore(snapshot)
  await emulator.ready
  expect(emulator.core.plan.name).toBe('one call')
})

test('Rejects a damaged snapshot and changes nothing', async () => {
  const emulator = createEmulator({ scenario, clock: 'manual' })
  const snapshot = await emulator.save()
  const damaged = { ...snapshot, seed: -1 }
  const refusal = { name: 'SnapshotError', problems: [{ code: 'invalid-field', path: ['seed'] }] }
  await expect(emulator.restore(damaged)).rejects.toMatchObject(refusal)
  expect(await emulator.save()).toEqual(snapshot)
  expect(() => createEmulator({ snapshot: damaged })).toThrow(SnapshotError)
})

test('Sends a callback again, once, that was being sent when a snapshot was restored', async () => {
  const sent: string[] = []
  const answers: (() => void)[] = []
  const emulator = createEmulator({
    clock: 'manual',
    scenario: {
      ringback: 1,
      apps: [
        {
          sdkAppId: 1400000001,
          secretKey: 'key',
          admins: ['administrator'],
          callback: { url: 'http://127.0.0.1:9/', commands: ['Call.CallbackAfterStartCall'] },
        },
      ],
      calls: [{ from: 'alice', to: ['bob'], media: 'audio' }],
    },
    send: ({ target }) => {
      sent.push(target)
      return new Promise(resolve => answers.push(() => resolve({ status: 200, text: '' })))
    },
  })
  const until = async (count: number) => {
    while (sent.length < count) await new Promise(resolve => setTimeout(resolve, 1))
  }
  await until(1)
  await emulator.restore(await emulator.save())
  await until(2)
  for (const answer of answers) answer()
  await emulator.clock.advance(0)
  expect(sent).toHaveLength(2)
  expect(emulator.core.callbacks.since()).toMatchObject([{ state: 'delivered', attempts: [{ status: 200 }] }])
})
