import fc from 'fast-check'
import { expect, test } from 'vitest'
import { requestIdPattern } from '../../src/contracts/envelope.ts'
import { createCallIds, createRandom, createRequestIds, type Random } from '../../src/emulator/random.ts'

const take = (seed: number, purpose: string, count = 20) => {
  const { nextWord } = createRandom(seed, purpose)
  return Array.from({ length: count }, nextWord)
}

const seed = fc.oneof(fc.integer(), fc.nat(100), fc.maxSafeNat())

test('A stream is the same on every machine', () => {
  expect(take(42, 'call ids', 4)).toEqual([3047328048, 1092604355, 136684067, 3623469165])
})

test('Another seed or another purpose gives other numbers', () => {
  const purposes = ['call ids', 'request ids', 'fault-1', 'fault-2', '']
  const words = Array.from({ length: 50 }, (_, seed) => purposes.flatMap(purpose => take(seed, purpose, 4)))
  expect(new Set(words.flat()).size).toBe(1_000)
})

test('Streams of one seed do not affect each other', () => {
  const [one, other] = [createRandom(7, 'one'), createRandom(7, 'other')]
  const mixed = Array.from({ length: 20 }, () => [other.nextWord(), one.nextWord()])
  expect(mixed.map(([, word]) => word)).toEqual(take(7, 'one'))
})

test('Fractions and words take one number each from the same stream', () => {
  const { next, nextWord } = createRandom(7, 'one')
  const [first = 0, second, third = 0] = take(7, 'one')
  expect([next() * 2 ** 32, nextWord(), next() * 2 ** 32]).toEqual([first, second, third])
})

test('A stream continues from a saved state, and counts what was drawn', () => {
  fc.assert(
    fc.property(seed, fc.string(), fc.nat(50), (seed, purpose, drawn) => {
      const whole = createRandom(seed, purpose)
      for (let count = 0; count < drawn; count++) whole.nextWord()
      const rest = createRandom(seed, purpose, whole.state)
      expect([whole.drawn, rest.drawn]).toEqual([drawn, drawn])
      expect(Array.from({ length: 5 }, rest.nextWord)).toEqual(Array.from({ length: 5 }, whole.nextWord))
      expect(rest.state).toEqual(whole.state)
    }),
  )
})

test('Fractions are at least 0 and below 1 and evenly spread, words are unsigned 32-bit integers', () => {
  fc.assert(
    fc.property(seed, fc.string(), (seed, purpose) => {
      const { next, nextWord } = createRandom(seed, purpose)
      const tenths = Array<number>(10).fill(0)
      for (let count = 0; count < 10_000; count++) {
        const [fraction, word] = [next(), nextWord()]
        if (!(fraction >= 0 && fraction < 1)) expect(fraction).toBe('a fraction')
        if (!(Number.isInteger(word) && word >= 0 && word < 2 ** 32)) expect(word).toBe('a word')
        const tenth = Math.floor(fraction * 10)
        tenths[tenth] = (tenths[tenth] ?? 0) + 1
      }
      // One thousand in each part, within seven times the expected deviation.
      for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(210)
    }),
    { numRuns: 30 },
  )
})

test('The first fractions of similar purposes are evenly spread', () => {
  const fractions = Array.from({ length: 10_000 }, (_, index) => createRandom(1, `fault-${index}`).next())
  const mean = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.02)
  const similar = fractions.slice(1).filter((fraction, index) => fraction < 0.5 === (fractions[index] ?? 0) < 0.5)
  expect(Math.abs(similar.length / fractions.length - 0.5)).toBeLessThan(0.03)
})

test('Every bit of a word is set half of the time', () => {
  const bits = Array<number>(32).fill(0)
  for (const word of take(3, 'bits', 20_000)) {
    for (let bit = 0; bit < 32; bit++) bits[bit] = (bits[bit] ?? 0) + ((word >>> bit) & 1)
  }
  for (const count of bits) expect(Math.abs(count / 20_000 - 0.5)).toBeLessThan(0.025)
})

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const stream = (seed: number, purpose = 'ids') => createRandom(seed, purpose)
const kinds = [
  {
    name: 'RequestIds',
    pattern: requestIdPattern,
    create: (random: Random, first = 7) => createRequestIds(random, first),
  },
  { name: 'ids of calls', pattern: uuid, create: (random: Random) => createCallIds(random) },
]

test.each(kinds)('20,000 $name have the documented form, and none occurs twice', ({ pattern, create }) => {
  const ids = Array.from({ length: 20_000 }, create(stream(42)))
  expect(ids.filter(id => !pattern.test(id))).toEqual([])
  // Without the sequence number of a RequestId.
  expect(new Set(ids.map(id => id.slice(0, 36))).size).toBe(20_000)
})

test.each(kinds)(
  '$name are the same for the same stream, different for others, and continue from its state',
  ({ create }) => {
    const random = stream(42)
    const next = create(random)
    const first = [next(), next(), next()]
    const [same, ...others] = [stream(42), stream(2), stream(42, 'other ids')].map(of => create(of))
    expect([same?.(), same?.(), same?.()]).toEqual(first)
    for (const other of others) expect(first).not.toContain(other())
    expect(create(createRandom(42, 'ids', random.state))()).toBe(next())
  },
)

test('The sequence number of RequestIds counts up by one from the first, also from a saved state', () => {
  const sequence = (id: string) => Number(id.split('-O-Seq-')[1])
  const random = stream(42)
  const next = createRequestIds(random, 7)
  expect([next(), next(), next()].map(sequence)).toEqual([7, 8, 9])
  expect(sequence(createRequestIds(createRandom(42, 'ids', random.state), 7)())).toBe(10)
})

test('Every digit of a call id that may vary does', () => {
  const ids = Array.from({ length: 500 }, createCallIds(stream(1)))
  const counts = Array.from({ length: 36 }, (_, place) => new Set(ids.map(id => id[place])).size)
  expect([1, 4, 16].map(kind => counts.filter(count => count === kind).length)).toEqual([5, 1, 30])
})

test('Skips the id of a call that is taken', () => {
  const next = createCallIds(stream(1))
  const [first, second] = [next(), next()]
  expect(createCallIds(stream(1), id => id === first)()).toBe(second)
})
