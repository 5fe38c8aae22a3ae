import type { Faker } from '@faker-js/faker'
import { type Duration, defaultRing } from '../call/call.ts'
import type { CallPlan, GeneratedCallsPlan, ScenarioPlan, StepPlan } from './plan.ts'
import type { GeneratedOutcome } from './schema.ts'

/** The participants of a generated call, and how long it rings. */
interface Pair {
  readonly from: string
  readonly to: string
  readonly ring: Duration
}

/** The script of a generated call with this outcome, at times people take. `draw` returns a number from 0 to 1. */
function toScript(outcome: GeneratedOutcome, pair: Pair, draw: () => number): readonly StepPlan[] {
  return scripts[outcome](pair, (least, most) => Math.round(least + draw() * (most - least)))
}

type Between = (least: number, most: number) => number
type Script = (pair: Pair, between: Between) => readonly StepPlan[]

const shortestTalk = 10_000
const longestTalk = 600_000

const scripts: { readonly [Name in GeneratedOutcome]: Script } = {
  unanswered: () => [],
  rejected: ({ to, ring }, between) => [{ at: between(1500, ring / 2), action: { does: 'reject', user: to } }],
  cancelled: ({ ring }, between) => [{ at: between(3000, ring - 1000), action: { does: 'cancel' } }],
  busy: ({ to }, between) => [{ at: between(200, 1500), action: { does: 'busy', user: to } }],
  answered: (pair, between) => talk(pair, between, { does: 'hangup', user: between(0, 1) === 0 ? pair.from : pair.to }),
  offline: (pair, between) => talk(pair, between, { does: 'offline', user: between(0, 1) === 0 ? pair.from : pair.to }),
  interrupted: (pair, between) => talk(pair, between, { does: 'interrupt' }),
}

function talk({ to, ring }: Pair, between: Between, end: StepPlan['action']): readonly StepPlan[] {
  const answeredAt = between(1500, ring - 5000)
  return [
    { at: answeredAt, action: { does: 'answer', user: to } },
    { at: answeredAt + between(shortestTalk, longestTalk), action: end },
  ]
}

/** The most accounts that one entry of `generate` uses. */
const mostPeople = 1000

/** A plan whose `generate` has become calls, which follow its own. */
export async function addGeneratedCalls(plan: ScenarioPlan): Promise<ScenarioPlan> {
  if (plan.generate.length === 0) return plan
  const generated = await Promise.all(plan.generate.map((entry, index) => generateCalls(entry, plan.seed, index)))
  return { ...plan, calls: [plan.calls, ...generated].flat(), generate: [] }
}

/**
 * Generates the calls of one entry, in the order in which they start. The same entry, seed and index of the entry give the
 * same calls.
 */
export async function generateCalls(
  entry: GeneratedCallsPlan,
  seed: number,
  index: number,
): Promise<readonly CallPlan[]> {
  const faker = await createFaker(seed, index)
  const draw = () => faker.number.float()
  const people = createAccounts(faker, Math.min(mostPeople, entry.calls + 1))
  const pickMedia = toPicker(entry.media)
  const pickOutcome = toPicker(entry.outcome)
  const moments = Float64Array.from({ length: entry.calls }, () => Math.floor(draw() * entry.over)).sort()
  return Array.from(moments, at => {
    const caller = Math.floor(draw() * people.length)
    // Any but the caller: a number of places further on, wrapping around.
    const callee = (caller + 1 + Math.floor(draw() * (people.length - 1))) % people.length
    const from = people[caller] ?? ''
    const to = people[callee] ?? ''
    const media = pickMedia(draw()) ?? 'audio'
    const steps = toScript(pickOutcome(draw()) ?? 'unanswered', { from, to, ring: defaultRing }, draw)
    return { app: entry.app, at, from, to: [to], media, then: steps }
  })
}

/** A faker of our own, so that one that a user has seeded is not disturbed; seeded once, since seeding is slow. */
async function createFaker(seed: number, index: number): Promise<Faker> {
  // The English locale alone: with all of them, loading takes three times as long.
  const { faker: shared } = await import('@faker-js/faker/locale/en')
  // The locale exports an instance, not its class.
  const Own = shared.constructor as typeof Faker
  const faker = new Own({ locale: shared.rawDefinitions })
  faker.seed([seed, index])
  return faker
}

/** Accounts such as `ada.lovelace`, each once. */
function createAccounts(faker: Faker, count: number): readonly string[] {
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
