import { expect, test } from 'vitest'
import { toClientReport } from '../../../src/conformance/client/report.ts'
import { clientRules } from '../../../src/conformance/client/rules.ts'
import { answers } from './corpus/answers.ts'
import { behaviour } from './corpus/behaviour.ts'
import { bodies } from './corpus/bodies.ts'
import { goodCrowds } from './corpus/good-crowds.ts'
import { goodTrouble } from './corpus/good-trouble.ts'
import { goodWays } from './corpus/good-ways.ts'
import { queries } from './corpus/queries.ts'
import { signatures } from './corpus/signatures.ts'
import { play, type Setup, type Stage } from './corpus/stage.ts'

const seeded = [...queries, ...signatures, ...bodies, ...behaviour, ...answers]
const good = [...goodWays, ...goodTrouble, ...goodCrowds]

/** What comes of a client: rules that are broken, with what is said of them, and ids of those that are kept. */
async function judgeOne(client: Setup & { run(stage: Stage): Promise<unknown> }) {
  const { results } = toClientReport([{ journal: await play(client) }])
  const broken = results
    .filter(({ verdict }) => verdict === 'failed')
    .map(({ rule, findings }) => `${rule.id} ${findings.map(({ message }) => message).join(' ')}`)
  return { broken, kept: results.filter(({ verdict }) => verdict === 'passed').map(({ rule }) => rule.id) }
}

/** Most clients pause and time out in real time, which a machine under load can stretch beyond what a rule looks at. */
const inRealTime = { retry: 3, timeout: 60_000 }

test.concurrent.for(seeded)(
  'a client that $name breaks $trips and nothing else',
  inRealTime,
  async (client, { expect }) => {
    const { broken } = await judgeOne(client)
    expect(broken).toEqual([expect.stringMatching(`^${client.trips} .`)])
  },
)

test.concurrent.for(good)('a good client that $name breaks nothing', inRealTime, async (client, { expect }) => {
  const { broken, kept } = await judgeOne(client)
  expect(broken).toEqual([])
  expect(client.passes.filter(id => !kept.includes(id))).toEqual([])
})

test('every rule is broken by a client and kept by another', () => {
  const ids = clientRules.map(({ id }) => id)
  expect([...new Set(seeded.map(({ trips }) => trips))].toSorted()).toEqual(ids.toSorted())
  expect([...new Set(good.flatMap(({ passes }) => passes))].toSorted()).toEqual(ids.toSorted())
})

test('names tell clients apart', () => {
  const names = [...seeded, ...good].map(({ name }) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})
