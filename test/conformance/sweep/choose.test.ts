import fc from 'fast-check'
import { expect, test } from 'vitest'
import { choose } from '../../../src/conformance/sweep/choose.ts'
import { type Mutant, toMutants } from '../../../src/conformance/sweep/mutant.ts'
import { operationNames } from '../../../src/contracts/operations.ts'
import { toJournal } from '../client/journal.ts'

/** What can befall a run that makes these requests. */
const toAll = (commands: readonly string[]) => toMutants(toJournal(commands.map(command => ({ command }))).entries)

const toPair = ({ command, meets }: Mutant) => `${command} ${meets.name}`
const toKey = (mutant: Mutant) => `${toPair(mutant)} ${mutant.nth}`
const commands = fc.array(fc.constantFrom(...operationNames), { maxLength: 30 })
const choice = fc.tuple(commands, fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 4_294_967_295 }))

test('at most so many runs are chosen, none twice, and the others are left out', () => {
  fc.assert(
    fc.property(choice, ([used, most, seed]) => {
      const all = toAll(used)
      const { chosen, leftOut } = choose(all, most, seed)
      expect(chosen.length).toBe(Math.min(most, all.length))
      expect([...chosen, ...leftOut].map(toKey).sort()).toEqual(all.map(toKey).sort())
    }),
  )
})

test('nothing comes to a command a second time before everything has come once', () => {
  fc.assert(
    fc.property(choice, ([used, most, seed]) => {
      const all = toAll(used)
      const { chosen } = choose(all, most, seed)
      const pairs = new Set(all.map(toPair)).size
      expect(new Set(chosen.map(toPair)).size).toBe(Math.min(pairs, most))
    }),
  )
})

test('where there is no room for all, each command has as much of it as any other', () => {
  fc.assert(
    fc.property(fc.subarray([...operationNames], { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (used, most) => {
      const { chosen } = choose(toAll(used), Math.min(most, used.length * 10), 0)
      const counts = used.map(command => chosen.filter(mutant => mutant.command === command).length)
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    }),
  )
})

test('the same seed chooses the same, and another one others', () => {
  const all = toAll(Array.from({ length: 40 }, () => 'get_call_info'))
  const keys = (seed: number) => choose(all, 60, seed).chosen.map(toKey)
  expect(keys(7)).toEqual(keys(7))
  expect(keys(7)).not.toEqual(keys(8))
})
