import { faker } from '@faker-js/faker/locale/en'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addGeneratedCalls, generateCalls } from '../../src/scenarios/generate.ts'
import type { GeneratedCallsPlan } from '../../src/scenarios/plan.ts'
import { toPlan } from '../../src/scenarios/plan.ts'
import { simulate } from '../../src/scenarios/simulate.ts'

const generatedCalls: GeneratedCallsPlan = {
  app: 1,
  calls: 200,
  over: 600_000,
  media: { audio: 3, video: 1 },
  outcome: { answered: 1 },
}
const weight = fc.integer({ min: 0, max: 5 })
const outcomes = fc
  .record({
    answered: weight,
    rejected: weight,
    unanswered: weight,
    cancelled: weight,
    busy: weight,
    offline: weight,
    interrupted: weight,
  })
  .filter(weights => Object.values(weights).some(one => one > 0))

test('Generates calls that are possible, start in time, and call other users', async () => {
  const optionsArbitrary = fc.record({
    calls: fc.integer({ min: 1, max: 300 }),
    over: fc.integer({ min: 1, max: 3_600_000 }),
    outcome: outcomes,
    seed: fc.nat(4294967295),
    index: fc.nat(99),
  })
  await fc.assert(
    fc.asyncProperty(optionsArbitrary, async ({ calls: count, over, outcome, seed, index }) => {
      const calls = await generateCalls({ ...generatedCalls, calls: count, over, outcome }, seed, index)
      expect(calls).toHaveLength(count)
      for (const call of calls) {
        expect(simulate(call)).toEqual([])
        expect(call.at >= 0 && call.at < over).toBe(true)
        expect(call.to).not.toContain(call.from)
        expect([call.from, ...call.to].join(' ')).toMatch(/^[a-z.0-9 ]+$/)
      }
    }),
    { numRuns: 60 },
  )
})

test('Generates the same calls for the same seed and index, and others otherwise', async () => {
  const calls = await generateCalls(generatedCalls, 42, 0)
  expect(await generateCalls(generatedCalls, 42, 0)).toEqual(calls)
  expect(await generateCalls(generatedCalls, 43, 0)).not.toEqual(calls)
  expect(await generateCalls(generatedCalls, 42, 1)).not.toEqual(calls)
})

test('Generates calls in the order of their start', async () => {
  const times = (await generateCalls(generatedCalls, 7, 0)).map(({ at }) => at)
  expect(times).toEqual([...times].sort((one, other) => one - other))
})

test('Generates media and outcomes by their weights', async () => {
  const outcome = { answered: 3, unanswered: 1, busy: 0 }
  const calls = await generateCalls({ ...generatedCalls, calls: 10_000, outcome }, 42, 0)
  const share = (count: number) => count / calls.length
  expect(share(calls.filter(({ media }) => media === 'audio').length)).toBeCloseTo(0.75, 1)
  expect(share(calls.filter(({ then }) => then.length === 0).length)).toBeCloseTo(0.25, 1)
  expect(calls.some(({ then }) => then[0]?.action.does === 'busy')).toBe(false)
})

test('Does not change the seed of a faker that a test has seeded', async () => {
  faker.seed(5)
  const expected = faker.number.int()
  faker.seed(5)
  await generateCalls(generatedCalls, 42, 0)
  expect(faker.number.int()).toBe(expected)
})

test('Adds generated calls after those of the plan', async () => {
  const call = { from: 'user1', to: ['user2'], media: 'audio' } as const
  const plan = toPlan({ ringback: 1, calls: [call] })
  expect(await addGeneratedCalls(plan)).toBe(plan)
  const generated = toPlan({
    ringback: 1,
    seed: 9,
    calls: [call],
    generate: [
      { calls: 2, over: '1m' },
      { calls: 3, over: '1m' },
    ],
  })
  const { calls, generate } = await addGeneratedCalls(generated)
  expect(generate).toEqual([])
  expect(calls[0]).toEqual(plan.calls[0])
  expect(calls).toHaveLength(6)
})
