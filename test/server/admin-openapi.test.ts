import { createConfig, lintFromString } from '@redocly/openapi-core'
import { expect, test } from 'vitest'
import { toOpenApi } from '../../src/contracts/openapi/document.ts'
import { createEmulator, type Emulator } from '../../src/sdk/create-emulator.ts'
import { answers, problem } from '../../src/server/admin/answers.ts'
import { toControlOpenApi } from '../../src/server/admin/openapi.ts'
import type { Route } from '../../src/server/admin/route.ts'
import { routes } from '../../src/server/admin/routes.ts'
import { sign } from '../../src/usersig/sign.ts'

const document = toControlOpenApi(routes)

test('Passes a public validator', async () => {
  const config = await createConfig({ extends: ['recommended'] })
  const problems = await lintFromString({ source: JSON.stringify(document), config })
  expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([])
})

test('Writes paths without the prefix, which is the server', () => {
  expect(document.servers).toEqual([{ url: '/_ringback' }])
  expect(Object.keys(document.paths ?? {})).toContain('/clock/advance')
})

test('Gives each operation a unique operationId, a tag and a success schema', () => {
  const ids = routes.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { id, method, path, tag, status = 200 } of routes) {
    const operation = document.paths?.[path]?.[method]
    expect(operation?.operationId).toBe(id)
    expect(document.tags?.map(({ name }) => name)).toContain(tag)
    const content = operation?.responses?.[status]?.content
    for (const type of Object.keys(content)) expect(content[type].schema, `${id} ${type}`).toBeDefined()
  }
})

test('Uses no constant without an enum and no numeric exclusive bound', () => {
  const found: string[] = []
  const walk = (value: unknown, at: string): void => {
    if (typeof value !== 'object' || value === null) return
    if ('const' in value && !('enum' in value)) found.push(at)
    if ('exclusiveMinimum' in value) found.push(at)
    for (const [key, inner] of Object.entries(value)) if (!/^x-|^examples?$/.test(key)) walk(inner, `${at}/${key}`)
  }
  walk(document, '')
  walk(toOpenApi(), '')
  expect(found).toEqual([])
})

// A state in which every list of every response has an item.
async function createBusyEmulator(): Promise<Emulator> {
  const emulator = createEmulator({
    clock: 'manual',
    send: async () => ({ status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' }),
    scenario: {
      ringback: 1,
      name: 'busy',
      apps: [
        {
          sdkAppId: 88888888,
          secretKey: '72696e676261636b'.repeat(4),
          admins: ['administrator'],
          callback: { url: 'http://127.0.0.1:9/callback', commands: ['Call.CallbackAfterEndCall'] },
        },
      ],
      calls: [
        { id: 'one', from: 'alice', to: ['bob'], media: 'audio', room: 'r', group: 'g' },
        { id: 'two', from: 'carol', to: ['dave'], media: 'video' },
      ],
      faults: [{ on: 'get_call_info', skip: 1, times: 1, error: 101001, delay: '1ms' }],
    },
  })
  for (const body of ['{"CallId":"one"}', '{"CallId":"one"}', '{}']) {
    const sent = emulator.fetch(emulator.target('get_call_info'), { method: 'POST', body })
    await emulator.clock.advance('1s')
    await sent
  }
  await emulator.fetch(emulator.target('end_call'), { method: 'POST', body: '{"CallId":"two"}' })
  await emulator.clock.advance('1s')
  return emulator
}

const bodies: { readonly [id: string]: { readonly path?: string; readonly body?: object } } = {
  advanceClock: { body: { by: '5s' } },
  setClock: { body: { mode: 'manual' } },
  startCall: { body: { from: 'erin', to: ['frank'] } },
  getCall: { path: '/calls/one' },
  actOnCall: { path: '/calls/one/answer', body: { user: 'bob' } },
  armFault: { body: { on: 'end_call', error: 101001 } },
  disarmFault: { path: '/faults/fault-1' },
  validateScenario: { body: { ringback: 1, calls: [{}] } },
  explainUserSig: {
    body: { userSig: sign({ sdkAppId: 88888888, secretKey: 'another key', identifier: 'a', time: 1 }) },
  },
  loadScenario: { body: { ringback: 1, name: 'next' } },
  getExchange: { path: '/journal/88888888-1' },
  explainExchange: { path: '/explain/88888888-3' },
  listActions: {},
  sendRequest: { body: { command: 'get_call_info', body: { CallId: 'one' } } },
  getCallback: { path: '/webhooks/88888888-1' },
  redeliverCallback: { path: '/webhooks/88888888-1/redeliver' },
  redeliverCallbacks: { path: '/webhooks/redeliver', body: { from: 1 } },
  waitFor: { body: { request: { command: 'get_call_info' } } },
  createApp: { body: {} },
  getApp: { path: '/apps/88888888' },
  resetApp: { path: '/apps/88888888/reset' },
}

const withoutJson = new Set([
  'streamEvents',
  'getEnvironment',
  'getMetrics',
  'getLibraryScenario',
  'saveScenario',
  'restoreSnapshot',
  'removeApp',
])

async function answerOf(emulator: Emulator, { id, method, path }: Route) {
  const isOfApp = path.startsWith('/apps/{sdkAppId}/')
  const { path: own = path.replace('/apps/{sdkAppId}', ''), body } = bodies[id.replace(/OfApp$/, '')] ?? {}
  const actual = isOfApp && !own.startsWith('/apps') ? `/apps/88888888${own}` : own
  const init = { method: method.toUpperCase(), ...(body ? { body: JSON.stringify(body) } : {}) }
  const response = await emulator.fetch(`/_ringback${actual}`, init)
  return { status: response.status, json: await response.json() }
}

test.each(routes.filter(({ id }) => !withoutJson.has(id.replace(/OfApp$/, ''))))(
  'Describes the whole response of $id',
  async route => {
    await using emulator = await createBusyEmulator()
    const { status, json } = await answerOf(emulator, route)
    expect(status).toBe(route.status ?? 200)
    // Parsing removes fields that the schema does not name.
    expect(answers[route.answer ?? 'Health'].parse(json)).toEqual(json)
  },
)

test('Describes the responses to restoring a snapshot and to removing an application', async () => {
  await using emulator = await createBusyEmulator()
  const send = async (method: string, path: string, body?: unknown) =>
    (await emulator.fetch(`/_ringback${path}`, { method, body: JSON.stringify(body) })).json()
  const snapshot = await (await emulator.fetch('/_ringback/snapshot')).json()
  const restored = await send('PUT', '/snapshot', snapshot)
  expect(answers.Health.parse(restored)).toEqual(restored)
  const { sdkAppId } = answers.App.parse(await send('POST', '/apps', {}))
  const removed = await send('DELETE', `/apps/${sdkAppId}`)
  expect(answers.Removed.parse(removed)).toEqual({ removed: sdkAppId })
})

test('Describes problem documents', async () => {
  await using emulator = createEmulator()
  const response = await emulator.fetch('/_ringback/faults', { method: 'POST', body: '{"on":"nothing"}' })
  const json = await response.json()
  expect(problem.parse(json)).toEqual(json)
})
