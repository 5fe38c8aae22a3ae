import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../src/emulator/random.ts'

const take = (seed: number, purpose: string, count = 20) => {
  const { nextWord: word } = createRandom(seed, purpose)
  return Array.from({ length: count }, word)
}

const seed = fc.oneof(fc.integer(), fc.nat(100), fc.maxSafeNat())

test('the same seed and purpose give the same numbers', () => {
  fc.assert(
    fc.property(seed, fc.string(), (seed, purpose) => {
      expect(take(seed, purpose)).toEqual(take(seed, purpose))
    }),
  )
})

test('another seed or another purpose gives other numbers', () => {
  const words = new Set<number>()
  for (let seed = 0; seed < 50; seed++) {
    for (const purpose of ['call ids', 'request ids', 'fault-1', 'fault-2', '']) {
      for (const word of take(seed, purpose, 4)) words.add(word)
    }
  }
  expect(words.size).toBe(1_000)
})

test('streams of one seed do not disturb each other', () => {
  const [one, other] = [createRandom(7, 'one'), createRandom(7, 'other')]
  const mixed = Array.from({ length: 20 }, () => [other.nextWord(), one.nextWord()])
  expect(mixed.map(([, word]) => word)).toEqual(take(7, 'one'))
})

test('a draw and a word take one number each from the same stream', () => {
  const { next: draw, nextWord: word } = createRandom(7, 'one')
  const [first = 0, second, third = 0] = take(7, 'one')
  expect([draw() * 2 ** 32, word(), draw() * 2 ** 32]).toEqual([first, second, third])
})

test('a stream that goes on from a place gives what would have come next, and counts on', () => {
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

test('a draw is from 0 to 1, 1 not included, and a word an unsigned 32-bit integer', () => {
  fc.assert(
    fc.property(seed, fc.string(), (seed, purpose) => {
      const chance = createRandom(seed, purpose)
      for (let count = 0; count < 50; count++) {
        const [draw, word] = [chance.next(), chance.nextWord()]
        expect(draw >= 0 && draw < 1).toBe(true)
        expect(Number.isInteger(word) && word >= 0 && word < 2 ** 32).toBe(true)
      }
    }),
  )
})

test('draws are spread evenly, whatever the seed', () => {
  fc.assert(
    fc.property(seed, fc.string(), (seed, purpose) => {
      const { next: draw } = createRandom(seed, purpose)
      const tenths = Array<number>(10).fill(0)
      for (let count = 0; count < 10_000; count++) {
        const tenth = Math.floor(draw() * 10)
        tenths[tenth] = (tenths[tenth] ?? 0) + 1
      }
      // A thousand each, give or take seven times the deviation to be expected.
      for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(210)
    }),
    { numRuns: 30 },
  )
})

test('the first draws of neighbouring purposes are spread evenly too', () => {
  const draws = Array.from({ length: 10_000 }, (_, index) => createRandom(1, `fault-${index}`).next())
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.02)
  const together = draws.slice(1).filter((draw, index) => draw < 0.5 === (draws[index] ?? 0) < 0.5)
  expect(Math.abs(together.length / draws.length - 0.5)).toBeLessThan(0.03)
})

test('every bit of a word is set half of the time', () => {
  const bits = Array<number>(32).fill(0)
  for (const word of take(3, 'bits', 20_000)) {
    for (let bit = 0; bit < 32; bit++) bits[bit] = (bits[bit] ?? 0) + ((word >>> bit) & 1)
  }
  for (const count of bits) expect(Math.abs(count / 20_000 - 0.5)).toBeLessThan(0.025)
})

test('a stream is the same on every machine', () => {
  expect(take(42, 'call ids', 4)).toMatchInlineSnapshot(`
    [
      3047328048,
      1092604355,
      136684067,
      3623469165,
    ]
  `)
})
