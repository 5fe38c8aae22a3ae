import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toCallView, toDeliveryView } from '../../src/control/views.ts'
import { checkSnapshot } from '../../src/emulator/snapshot/check.ts'
import { parseSnapshot, SnapshotError } from '../../src/emulator/snapshot/parse.ts'
import { describeFault } from '../../src/faults/messages.ts'
import { createCore, deed, doTo, redelivery } from '../emulator/saved.ts'
import { toDamaged } from './damage.ts'

/** Emulators in the middle of everything, as text. */
const documents = fc
  .sample(fc.array(fc.oneof(deed, redelivery), { minLength: 10, maxLength: 40 }), { numRuns: 12, seed: 5 })
  .map(deeds => {
    const core = createCore()
    for (const each of deeds) doTo(core, each)
    return JSON.stringify(core.save())
  })

/** What is said of a text that is no snapshot: nothing else is ever thrown. */
function refuse(text: string | Uint8Array): SnapshotError | undefined {
  try {
    parseSnapshot(text)
    return undefined
  } catch (error) {
    if (error instanceof SnapshotError) return error
    throw error
  }
}

const damaged = toDamaged(documents)

test('a document that is cut off anywhere is refused', () => {
  fc.assert(
    fc.property(fc.constantFrom(...documents), fc.nat(), (text, cut) => {
      const error = refuse(text.slice(0, cut % text.length))
      expect(error).toMatchObject({ isJson: false, message: expect.stringContaining('Invalid JSON') })
    }),
    { numRuns: 300 },
  )
})

test('a document with one character changed is refused, or is a snapshot all the same', () => {
  const change = fc.record({
    text: fc.constantFrom(...documents),
    place: fc.nat(),
    character: fc.constantFrom(...'019-.e"\\,:[]{} \u0000ü'),
  })
  fc.assert(
    fc.property(change, ({ text, place, character }) => {
      const at = place % text.length
      const changed = text.slice(0, at) + character + text.slice(at + 1)
      const error = refuse(changed)
      if (!error) expect(checkSnapshot(JSON.parse(changed))).toHaveProperty('snapshot')
    }),
    { numRuns: 500 },
  )
})

test('a damaged document is refused with its slips, or can be gone back to, gone on from, and saved again', () => {
  let loaded = 0
  let refused = 0
  fc.assert(
    fc.property(damaged, fc.array(deed, { maxLength: 12 }), (text, deeds) => {
      const error = refuse(text)
      if (error) {
        refused++
        expect(error.problems.length).toBeGreaterThan(0)
        for (const { message } of error.problems) expect(message).toMatch(/[.?]$/)
        expect(error.message.length).toBeLessThan(2_000)
        return
      }
      loaded++
      const core = createCore(parseSnapshot(text))
      for (const each of deeds) doTo(core, each)
      core.listCalls().map(toCallView)
      core.callbacks.since().map(toDeliveryView)
      core.listFaults().map(({ fault, count: tally }) => describeFault(fault, tally))
      const saved = JSON.stringify(core.save())
      expect(refuse(saved)?.message).toBeUndefined()
      core.restore(parseSnapshot(saved))
      expect(JSON.stringify(core.save())).toBe(saved)
    }),
    { numRuns: 1_500 },
  )
  expect([loaded > 50, refused > 50]).toEqual([true, true])
})

test.each(['', 'null', '17', '"snapshot"', '[]', '{}', '{"ringback":"snapshot"}', '\ufeff'])('%j is refused', text => {
  expect(refuse(text)?.problems).toHaveLength(1)
})

test('a scenario, another version, and what is not UTF-8 are told apart', () => {
  expect(refuse('{"ringback":1,"calls":[]}')?.message).toContain('so this is a scenario')
  expect(refuse('{"ringback":"snapshot","version":2}')?.message).toContain('version is 2: want 1')
  expect(refuse('{"ringback":{"a":1}}')?.message).toContain('ringback is a thing of its own: want "snapshot"')
  expect(refuse(Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject({ isJson: false })
})

test('a document as deep as it is long is refused like any other', () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000)
  expect(refuse(deep)?.message).toContain('want "snapshot"')
  const [text = ''] = documents
  expect(refuse(text.replace('"plan":', `"deep":${deep},"plan":`))?.problems).toMatchObject([{ path: ['deep'] }])
  expect(refuse(text.replace(/"now":\d+/, `"now":${deep}`))?.problems).toMatchObject([
    { code: 'invalid-field', path: ['now'] },
  ])
})
