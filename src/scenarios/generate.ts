import type { Faker } from '@faker-js/faker'
import { type Duration, defaultRing } from '../call/call.ts'
import type { CrowdOutcome } from './input.ts'
import type { CallPlan, CrowdPlan, ScenarioPlan, StepPlan } from './plan.ts'

/** Who takes part in a made-up call, and how long it rings. */
interface Pair {
  readonly from: string
  readonly to: string
  readonly ring: Duration
}

/** What happens in a made-up call that comes out so, at moments people take. `draw` gives numbers from 0 to 1. */
export function toCrowdSteps(outcome: CrowdOutcome, pair: Pair, draw: () => number): readonly StepPlan[] {
  return scripts[outcome](pair, (least, most) => Math.round(least + draw() * (most - least)))
}

type Between = (least: number, most: number) => number
type Script = (pair: Pair, between: Between) => readonly StepPlan[]

const shortestTalk = 10_000
const longestTalk = 600_000

const scripts: { readonly [Name in CrowdOutcome]: Script } = {
  unanswered: () => [],
  rejected: ({ to, ring }, between) => [{ at: between(1500, ring / 2), command: { does: 'reject', user: to } }],
  cancelled: ({ ring }, between) => [{ at: between(3000, ring - 1000), command: { does: 'cancel' } }],
  busy: ({ to }, between) => [{ at: between(200, 1500), command: { does: 'busy', user: to } }],
  answered: (pair, between) => talk(pair, between, { does: 'hangup', user: between(0, 1) === 0 ? pair.from : pair.to }),
  offline: (pair, between) => talk(pair, between, { does: 'offline', user: between(0, 1) === 0 ? pair.from : pair.to }),
  interrupted: (pair, between) => talk(pair, between, { does: 'interrupt' }),
}

function talk({ to, ring }: Pair, between: Between, end: StepPlan['command']): readonly StepPlan[] {
  const answeredAt = between(1500, ring - 5000)
  return [
    { at: answeredAt, command: { does: 'answer', user: to } },
    { at: answeredAt + between(shortestTalk, longestTalk), command: end },
  ]
}

/** How many people a crowd has at most. */
const mostPeople = 1000

/** The calls of a plan and of its crowds together, with no crowds left to be made into calls. */
export async function expandCrowds(plan: ScenarioPlan): Promise<ScenarioPlan> {
  if (plan.crowds.length === 0) return plan
  const crowds = await Promise.all(plan.crowds.map((crowd, index) => generateCalls(crowd, plan.seed, index)))
  return { ...plan, calls: [plan.calls, ...crowds].flat(), crowds: [] }
}

/**
 * Makes up the calls of a crowd, in the order in which they begin. The same crowd, seed and index (its place among the
 * scenario's crowds) give the same calls.
 */
export async function generateCalls(crowd: CrowdPlan, seed: number, index: number): Promise<readonly CallPlan[]> {
  const faker = await createFaker(seed, index)
  const draw = () => faker.number.float()
  const people = makePeople(faker, Math.min(mostPeople, crowd.calls + 1))
  const pickMedia = toPicker(crowd.media)
  const pickOutcome = toPicker(crowd.outcome)
  const moments = Float64Array.from({ length: crowd.calls }, () => Math.floor(draw() * crowd.over)).sort()
  return Array.from(moments, at => {
    const caller = Math.floor(draw() * people.length)
    // Any but the caller: so many places further on, all around.
    const callee = (caller + 1 + Math.floor(draw() * (people.length - 1))) % people.length
    const from = people[caller] ?? ''
    const to = people[callee] ?? ''
    const media = pickMedia(draw()) ?? 'audio'
    const steps = toCrowdSteps(pickOutcome(draw()) ?? 'unanswered', { from, to, ring: defaultRing }, draw)
    return { app: crowd.app, at, from, to: [to], media, then: steps }
  })
}

/** A faker of our own, so that the one a user may have seeded is left alone; seeded once, which is what costs. */
async function createFaker(seed: number, index: number): Promise<Faker> {
  // The English locale alone: with all of them, loading takes three times as long.
  const { faker: shared } = await import('@faker-js/faker/locale/en')
  // The locale's entrance exports no class, only an instance of it.
  const Own = shared.constructor as typeof Faker
  const faker = new Own({ locale: shared.rawDefinitions })
  faker.seed([seed, index])
  return faker
}

/** Accounts such as `ada.lovelace`, each once. */
function makePeople(faker: Faker, count: number): readonly string[] {
  const people = new Set<string>()
  while (people.size < count) {
    const name = toAccount(`${faker.person.firstName()}.${faker.person.lastName()}`)
    people.add(people.has(name) ? `${name}${people.size}` : name)
  }
  return [...people]
}

const toAccount = (name: string) =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z.]/g, '')

/** Picks a word by its weight; `part` is a number from 0 to 1, 1 not included. */
function toPicker<Word extends string>(weights: { readonly [Name in Word]?: number | undefined }) {
  // The keys of weights are exactly its words.
  const words = (Object.keys(weights) as Word[]).filter(word => (weights[word] ?? 0) > 0)
  const ends = words.map((_, index) => words.slice(0, index + 1).reduce((sum, word) => sum + (weights[word] ?? 0), 0))
  const total = ends.at(-1) ?? 0
  return (part: number): Word | undefined => words[ends.findIndex(end => part * total < end)]
}
