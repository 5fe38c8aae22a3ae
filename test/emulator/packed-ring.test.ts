import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRingBuffer } from '../../src/emulator/buffers.ts'
import { createPackedRing, isWellFormed, type PackedForm } from '../../src/emulator/packed-ring.ts'

interface Item {
  readonly number: number
  readonly text: string
  readonly optional: string | undefined
  readonly reference: object | undefined
}

const form: PackedForm<Item> = {
  width: 4,
  write(item, row) {
    row.number(item.number)
    row.text(item.text)
    row.reference(item.reference)
    row.text(item.optional)
  },
  read: row => ({
    number: row.number(),
    text: row.text() ?? '',
    // Safe: `write` stored this type.
    reference: row.reference() as object | undefined,
    optional: row.text(),
  }),
}

const text = fc.string({ unit: 'binary', maxLength: 60 }).filter(isWellFormed)
const item = fc.record({
  number: fc.double({ noNaN: true }),
  text,
  optional: fc.option(text, { nil: undefined }),
  reference: fc.option(fc.object({ maxDepth: 0 }), { nil: undefined }),
})

test('A packed ring returns what a ring of objects returns', () => {
  const steps = fc.array(
    fc.oneof({ weight: 50, arbitrary: item }, { weight: 1, arbitrary: fc.constant('clear' as const) }),
    {
      maxLength: 700,
      size: 'max',
    },
  )
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), steps, fc.nat(800), (size, all, number) => {
      const packed = createPackedRing(size, form)
      const objects = createRingBuffer<Item>(size)
      for (const step of all) {
        if (step === 'clear') for (const ring of [packed, objects]) ring.clear()
        else expect(packed.push(step)).toBe(objects.push(step))
      }
      expect(packed.since()).toEqual(objects.since())
      expect(packed.since(number)).toEqual(objects.since(number))
      expect(packed.find(number)).toEqual(objects.find(number))
    }),
    { numRuns: 25 },
  )
})

test('A packed ring changes a number of an item that is kept, and ignores other items', () => {
  const ring = createPackedRing(200, form)
  for (let number = 1; number <= 300; number++)
    ring.push({ number, text: 'a', optional: undefined, reference: undefined })
  for (const number of [0, 100, 101, 300, 301, 1.5]) ring.setNumber(number, 0, -number)
  expect([100, 101, 300, 301].map(number => ring.find(number)?.number)).toEqual([undefined, -101, -300, undefined])
  expect([100, 101, 300, 301].map(number => ring.getNumber(number, 0))).toEqual([undefined, -101, -300, undefined])
})
