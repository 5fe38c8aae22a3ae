import { expect, test } from 'vitest'
import { createEntryExplainer, explainExchange } from '../../src/control/explain.ts'
import { type CheckName, checkNames } from '../../src/control/messages.ts'
import { parseJournals } from '../../src/emulator/parse-journal.ts'
import { sign } from '../../src/usersig/sign.ts'
import { createEmulator, type Emulator, type EmulatorOptions } from '../create-emulator.ts'

const scenario = {
  ringback: 1,
  start: '2026-01-15T09:30:00Z',
  calls: [
    { id: 'live', from: 'alice', to: ['bob'], media: 'audio', ring: 'never' },
    { id: 'ended', from: 'alice', to: ['bob'], media: 'audio', then: [{ at: '1s', does: 'cancel' }] },
  ],
} as const

interface Request {
  readonly path?: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: string
  readonly method?: string
}

/** Sends a request to the emulator and explains its reply. */
async function explain(emulator: Emulator, { path, query, body = '{"CallId":"live"}', method = 'POST' }: Request = {}) {
  const url = new URL(emulator.target('get_call_info'), 'http://127.0.0.1')
  if (path !== undefined) url.pathname = path
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value)
  // A fault may reset the connection.
  await emulator.fetch(url, { method, ...(method === 'GET' ? {} : { body }) }).catch(() => undefined)
  const explanation = explainExchange(emulator.core, `${emulator.core.runLog.exchanges.count}`)
  expect(explainSaved(emulator)).toEqual({
    ...explanation,
    checks: explanation.checks.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'not reached'),
  })
  return explanation
}

/** Explains the reply to the last request in the journal. */
function explainSaved(emulator: Emulator) {
  const [journal] = parseJournals(JSON.stringify(emulator.saveJournal()))
  const entry = journal?.entries.at(-1)
  return journal && entry && createEntryExplainer(journal)(entry)
}

const start = (options: EmulatorOptions = {}) => createEmulator({ scenario, clock: 'manual', ...options })

const demo = createEmulator().credentials()
const toUserSig = (identifier: string, time = Date.parse(scenario.start) / 1_000, expire = 86_400) =>
  sign({ ...demo, identifier, time, expire })

const refused: readonly (readonly [CheckName, Request & { readonly options?: EmulatorOptions }])[] = [
  ['transport-fault', { options: { scenario: { ...scenario, faults: [{ on: 'all', drop: 'before' }] } } }],
  ['path', { path: '/v4/call_engine_http_srv/get_cal_info' }],
  ['sdkappid', { query: { sdkappid: 'x' } }],
  ['application', { query: { sdkappid: '1400000404' } }],
  ['contenttype', { query: { contenttype: 'xml' } }],
  ['random', { query: { random: '-1' } }],
  ['identifier', { query: { identifier: '' } }],
  ['usersig', { query: { usersig: toUserSig('administrator', 1_000, 60) } }],
  ['administrator', { query: { identifier: 'alice', usersig: toUserSig('alice') } }],
  ['method', { method: 'GET' }],
  ['rate-limit', { options: { rateLimit: 1 } }],
  ['body', { body: '{"CallId":5}' }],
  ['fault', { options: { scenario: { ...scenario, faults: [{ on: 'all', error: 101001 }] } } }],
  ['command', { body: '{"CallId":"nobody"}' }],
]

test.each(refused)('Names %s as the decision, and reaches no later check', async (name, { options, ...request }) => {
  const emulator = start(options)
  if (name === 'rate-limit') await explain(emulator)
  const { decidedBy, checks, summary } = await explain(emulator, request)
  expect({ decidedBy, failed: checks.filter(({ outcome }) => outcome === 'failed').map(check => check.name) }).toEqual({
    decidedBy: name,
    failed: [name],
  })
  const position = checks.findIndex(check => check.name === name)
  expect(checks.slice(0, position).map(({ outcome }) => outcome)).not.toContain('not reached')
  expect(checks.slice(position + 1).every(({ outcome }) => outcome === 'not reached')).toBe(true)
  expect(summary).not.toBe('')
})

test('Lists every check of an accepted request as passed, in the order of the service', async () => {
  const { decidedBy, checks, error } = await explain(start())
  expect(decidedBy).toBeNull()
  expect(error).toBeNull()
  const reached = checkNames.filter(name => name !== 'transport-fault' && name !== 'fault')
  expect(checks.map(({ name, outcome }) => [name, outcome])).toEqual(reached.map(name => [name, 'passed']))
})

test('Shows what lenient validation tolerated', async () => {
  const { decidedBy, checks } = await explain(start({ validation: 'lenient' }), { query: { contenttype: 'xml' } })
  expect(decidedBy).toBeNull()
  expect(checks.filter(({ outcome }) => outcome === 'tolerated').map(({ name }) => name)).toEqual(['contenttype'])
})

test('Names a fault that changed the reply without deciding it', async () => {
  const emulator = start({ scenario: { ...scenario, faults: [{ on: 'all', omit: ['ActionStatus'] }] } })
  const { decidedBy, checks } = await explain(emulator)
  expect(decidedBy).toBeNull()
  expect(checks.find(({ name }) => name === 'fault')).toMatchObject({ outcome: 'applied', faults: ['fault-1'] })
})

test('Names the fault that refused a request', async () => {
  const emulator = start({ scenario: { ...scenario, faults: [{ on: 'all', error: 60007 }] } })
  const { decidedBy, checks } = await explain(emulator)
  expect(decidedBy).toBe('fault')
  expect(checks.find(({ name }) => name === 'rate-limit')).toMatchObject({ outcome: 'passed' })
})

test('Distinguishes an ended call from an unknown one', async () => {
  const emulator = start()
  await emulator.clock.advance('5s')
  const { call, error } = await explain(emulator, { body: '{"CallId":"ended"}' })
  expect(call).toEqual({ id: 'ended', state: 'ended', endedAt: '2026-01-15T09:30:01.000Z' })
  expect(error).toMatchObject({ code: 101004, page: expect.stringContaining('https://') })
  expect((await explain(emulator, { body: '{"CallId":"nobody"}' })).call).toMatchObject({ state: 'unknown' })
  expect((await explain(emulator)).call).toMatchObject({ state: 'live' })
})

test('Lists what a request changed', async () => {
  const emulator = start()
  const { changes } = await explain(emulator, { path: '/v4/call_engine_http_srv/end_call' })
  expect(changes).toMatchObject([{ what: 'ended', call: 'live', at: '2026-01-15T09:30:00.000Z' }])
})

test('Explains with the key that the application had, and shows no UserSig', async () => {
  const emulator = start()
  const first = await explain(emulator)
  emulator.apps.create({ sdkAppId: 1_400_000_009 })
  await emulator.apps.remove(demo.sdkAppId)
  const later = explainExchange(emulator.core, first.exchange)
  expect(later.checks).toEqual(first.checks)
  expect(JSON.stringify(later)).not.toContain(toUserSig('administrator').slice(0, 40))
})
