import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judge } from '../../src/conformance/client/judge.ts'
import { renderers } from '../../src/conformance/report/renderers.ts'
import { JournalError, parseJournals } from '../../src/emulator/journal/parse.ts'
import { createEmulator } from '../create-emulator.ts'
import { createCore, deed, doTo } from '../emulator/saved.ts'
import { sendRaw } from '../surfaces/raw.ts'
import { toDamaged } from './damage.ts'

/** What is said of a text that is no journal: nothing else is ever thrown. */
function refuse(text: string | Uint8Array): JournalError | undefined {
  try {
    parseJournals(text)
    return undefined
  } catch (error) {
    if (error instanceof JournalError) return error
    throw error
  }
}

/** What strangers send, some of it good. */
const request = fc.record({
  method: fc.constantFrom('POST', 'POST', 'GET', 'PUT'),
  path: fc.oneof(
    fc.constant(undefined),
    fc.webPath().map(path => path.replace(/^\/*/, '/')),
  ),
  changes: fc.array(
    fc.tuple(
      fc.constantFrom('sdkappid', 'identifier', 'usersig', 'random', 'contenttype', 'SdkAppId', '__proto__', ''),
      fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom('-0', '1e3', '-5', '88888888', '')),
    ),
    { maxLength: 4 },
  ),
  body: fc.oneof(
    fc.constantFrom('{"CallId":"055662e1-bc8a-469c-a334-1126c8c17d58"}', '{"CallId":"\ud800"}', '', 'x'.repeat(5_000)),
    fc.json(),
    fc.string({ unit: 'binary' }),
    fc.uint8Array().map(bytes => Buffer.from(bytes)),
  ),
})

const fault = fc.constantFrom(
  { on: 'all', error: 101001, times: 3 },
  { on: 'all', probability: 0.3, http: 502 },
  { on: 'all', probability: 0.3, body: 'truncated' },
  { on: 'all', probability: 0.3, omit: ['ActionStatus'] },
  { on: 'all', probability: 0.2, drop: 'before' },
  { on: 'all', probability: 0.2, drop: 'during', delay: '3ms' },
)

test('whatever came, its journal is one after a round trip, and the very same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(request, { maxLength: 25 }),
      fc.array(fault, { maxLength: 2 }),
      fc.constantFrom('strict', 'lenient'),
      async (requests, faults, validation) => {
        await using emulator = createEmulator({ validation, journal: 20, scenario: 'demo' })
        for (const fault of faults) {
          await emulator.fetch('/_ringback/faults', { method: 'POST', body: JSON.stringify(fault) })
        }
        for (const { method, path, changes, body } of requests) {
          const url = new URL(emulator.target('get_call_info'), 'http://127.0.0.1')
          for (const [name, value] of changes) url.searchParams.append(name, value)
          const init = method === 'GET' ? { method } : { method, body }
          await emulator.fetch((path ?? url.pathname) + url.search, init).then(
            response => response.text().catch(() => ''),
            () => '',
          )
        }
        const saved = JSON.parse(JSON.stringify(emulator.saveJournal()))
        expect(parseJournals(JSON.stringify(saved))).toEqual([saved])
        expect(parseJournals(JSON.stringify([saved, saved]))).toEqual([saved, saved])
      },
    ),
    { numRuns: 60 },
  )
})

test('a journal of a port has connections, and what was no HTTP, and comes back the same', async () => {
  await using emulator = createEmulator({ clock: '60x' })
  const { port, url } = await emulator.listen()
  await sendRaw(port, 'garbage\r\n\r\n')
  await fetch(url + emulator.target('end_call'), {
    method: 'POST',
    body: '{"CallId":"055662e1-bc8a-469c-a334-1126c8c17d58"}',
  })
  const saved = JSON.parse(JSON.stringify(emulator.saveJournal()))
  expect(saved).toMatchObject({
    rate: 60,
    entries: [{}, { line: { connection: expect.any(Number) }, events: [{ what: 'ended' }] }],
  })
  expect(parseJournals(Buffer.from(JSON.stringify(saved)))).toEqual([saved])
})

/** Journals of emulators to which all sorts of things have been done, as text. */
const documents = fc.sample(fc.array(deed, { minLength: 20, maxLength: 60 }), { numRuns: 10, seed: 11 }).map(deeds => {
  const core = createCore()
  for (const each of deeds) doTo(core, each)
  const run = { command: 'npm test', code: 0, signal: null, began: 1, ended: 2 }
  return JSON.stringify({ ...core.saveJournal(), run })
})

test('a journal of any emulator is one', () => {
  for (const text of documents) expect(parseJournals(text)).toEqual([JSON.parse(text)])
})

const damaged = toDamaged(documents)

test('a damaged journal is refused with its slips, or can be judged and reported on', async () => {
  const renders = await Promise.all(Object.values(renderers).map(load => load()))
  let judged = 0
  let refused = 0
  fc.assert(
    fc.property(damaged, text => {
      const error = refuse(text)
      if (error) {
        refused++
        expect(error.problems.length).toBeGreaterThan(0)
        for (const { message } of error.problems) expect(message).toMatch(/[.?]$/)
        expect(error.message.length).toBeLessThan(2_000)
        return
      }
      judged++
      const journals = parseJournals(text).map(journal => ({ journal }))
      const report = judge(journals)
      for (const render of renders) expect(typeof render(report, journals)).toBe('string')
    }),
    { numRuns: 600 },
  )
  expect([judged > 20, refused > 20]).toEqual([true, true])
})

test('a journal that is cut off anywhere is refused, and it is said where', () => {
  fc.assert(
    fc.property(fc.constantFrom(...documents), fc.nat(), (text, cut) => {
      const message = refuse(text.slice(0, cut % text.length))?.message
      expect(message).toMatch(/Invalid JSON: .*(position|after) \d+/)
    }),
    { numRuns: 200 },
  )
})

test('slips are told with their paths and what is wanted, the first of them in the message', () => {
  const journal = JSON.parse(documents[0] ?? '')
  const entries = journal.entries.map((entry: object, index: number) => (index === 2 ? { ...entry, number: 1 } : entry))
  expect(refuse(JSON.stringify({ ...journal, entries }))?.message).toMatch(
    /^This is no journal that can be judged\. entries\[2\]\.number: number is 1, after \d+: want the entries in their order, each once\. Take another/,
  )
  const { rate: _, ...slow } = journal
  const error = refuse(JSON.stringify([journal, { ...slow, auth: 'of', more: 1 }]))
  expect(error?.problems).toEqual([
    { code: 'invalid-field', path: [1, 'auth'], message: expect.any(String) },
    { code: 'missing-field', path: [1, 'rate'], message: expect.any(String) },
    { code: 'unknown-field', path: [1, 'more'], message: expect.any(String) },
  ])
})

test.each([
  ['', 'Invalid JSON'],
  ['null', 'ringback is missing: want "journal"'],
  ['17', 'ringback is missing'],
  ['[]', 'This is an empty list: want a journal, or a list of them.'],
  ['[null]', '[0].ringback: ringback is missing'],
  ['{"ringback":1}', 'ringback is 1: want "journal"'],
  ['{"ringback":"snapshot"}', 'so this is the state of an emulator'],
  ['{"ringback":"journal","version":[2]}', 'version is a thing of its own: want 1.'],
  ['{"__proto__":{"ringback":"journal"}}', 'ringback is missing'],
])('%j is refused', (text, words) => {
  expect(refuse(text)?.message).toContain(words)
})

test('what is not UTF-8, and what is as deep as it is long, is refused like anything else', () => {
  expect(refuse(Uint8Array.of(0x22, 0xff, 0x22))?.message).toContain('Invalid JSON')
  expect(refuse('['.repeat(200_000) + ']'.repeat(200_000))?.problems).toHaveLength(1)
  const deep = `${(documents[0] ?? '').slice(0, -1)},"more":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  expect(refuse(deep)?.message).toContain('Unknown key "more"')
})
