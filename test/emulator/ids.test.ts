import { expect, test } from 'vitest'
import { requestIdPattern } from '../../src/contracts/envelope.ts'
import { createCallIds, createRequestIds } from '../../src/emulator/ids.ts'

const many = 100_000
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('a hundred thousand request ids all look as documented, and none comes twice', () => {
  const next = createRequestIds(42)
  const ids = Array.from({ length: many }, next)
  expect(ids.filter(id => !requestIdPattern.test(id))).toEqual([])
  expect(new Set(ids).size).toBe(many)
  expect(new Set(ids.map(id => id.slice(0, 35))).size).toBe(many)
})

test('the sequence number of request ids counts up by one', () => {
  const next = createRequestIds(42)
  const numbers = Array.from({ length: 100 }, next).map(id => Number(id.split('-O-Seq-')[1]))
  expect(numbers.map(number => number - (numbers[0] ?? 0))).toEqual(numbers.map((_, index) => index))
})

test('a hundred thousand call ids all are lowercase UUIDs of version 4, and none comes twice', () => {
  const next = createCallIds(42)
  const ids = Array.from({ length: many }, next)
  expect(ids.filter(id => !uuid.test(id))).toEqual([])
  expect(new Set(ids).size).toBe(many)
})

test('every digit of a call id that may vary does', () => {
  const next = createCallIds(1)
  const ids = Array.from({ length: 500 }, next)
  const kinds = Array.from({ length: 36 }, (_, place) => new Set(ids.map(id => id[place])).size)
  expect(kinds.filter(kind => kind === 1)).toHaveLength(5)
  expect(kinds.filter(kind => kind === 4)).toHaveLength(1)
  expect(kinds.filter(kind => kind === 16)).toHaveLength(30)
})

test('the same seed gives the same ids, another seed others', () => {
  for (const create of [createRequestIds, createCallIds]) {
    const [one, same, other] = [create(1), create(1), create(2)].map(next => [next(), next(), next()])
    expect(same).toEqual(one)
    expect(other).not.toEqual(one)
  }
})

test('ids of calls and of requests come from streams of their own', () => {
  const bare = createCallIds(1)().replaceAll('-', '')
  expect(createRequestIds(1)()).not.toContain(bare.slice(0, 8))
})
