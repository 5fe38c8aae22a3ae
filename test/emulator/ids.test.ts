import { expect, test } from 'vitest'
import { requestIdPattern } from '../../src/contracts/envelope.ts'
import { createCallIds, createRandom, createRequestIds, type Random } from '../../src/emulator/random.ts'

const many = 100_000
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const chance = (seed: number, purpose = 'ids') => createRandom(seed, purpose)
const sequence = (id: string) => Number(id.split('-O-Seq-')[1])

test('a hundred thousand request ids all look as documented, and none comes twice', () => {
  const next = createRequestIds(chance(42), 10_000_000)
  const ids = Array.from({ length: many }, next)
  expect(ids.filter(id => !requestIdPattern.test(id))).toEqual([])
  expect(new Set(ids).size).toBe(many)
  expect(new Set(ids.map(id => id.slice(0, 35))).size).toBe(many)
})

test('the sequence number of request ids counts up by one from the first', () => {
  const next = createRequestIds(chance(42), 7)
  expect([next(), next(), next()].map(sequence)).toEqual([7, 8, 9])
})

test('request ids go on where their stream stands, digits and number', () => {
  const one = chance(42)
  const whole = createRequestIds(one, 7)
  const ids = [whole(), whole(), whole()]
  const { state: place } = one
  const rest = createRequestIds(createRandom(42, 'ids', place), 7)
  expect(rest()).toBe(whole())
  expect(sequence(rest())).toBe(sequence(ids.at(-1) ?? '') + 2)
})

test('a hundred thousand call ids all are lowercase UUIDs of version 4, and none comes twice', () => {
  const next = createCallIds(chance(42))
  const ids = Array.from({ length: many }, next)
  expect(ids.filter(id => !uuid.test(id))).toEqual([])
  expect(new Set(ids).size).toBe(many)
})

test('every digit of a call id that may vary does', () => {
  const next = createCallIds(chance(1))
  const ids = Array.from({ length: 500 }, next)
  const kinds = Array.from({ length: 36 }, (_, place) => new Set(ids.map(id => id[place])).size)
  expect(kinds.filter(kind => kind === 1)).toHaveLength(5)
  expect(kinds.filter(kind => kind === 4)).toHaveLength(1)
  expect(kinds.filter(kind => kind === 16)).toHaveLength(30)
})

test('call ids go on where their stream stands', () => {
  const one = chance(42)
  const whole = createCallIds(one)
  whole()
  const { state: place } = one
  expect(createCallIds(createRandom(42, 'ids', place))()).toBe(whole())
})

test('the same stream gives the same ids, another one others', () => {
  const makers = [(stream: Random) => createRequestIds(stream, 7), (stream: Random) => createCallIds(stream)]
  for (const create of makers) {
    const streams = [chance(1), chance(1), chance(2), chance(1, 'other ids')]
    const [one, same, ...others] = streams.map(stream => create(stream)).map(next => [next(), next(), next()])
    expect(same).toEqual(one)
    for (const other of others) expect(other).not.toEqual(one)
  }
})

test('an id that is taken already is passed over', () => {
  const [first, second] = [createCallIds(chance(1)), createCallIds(chance(1))].map(next => [next(), next()])[0] ?? []
  expect(createCallIds(chance(1), id => id === first)()).toBe(second)
})
