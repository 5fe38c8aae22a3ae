import { Problem } from '../../control/problem.ts'
import { toIso } from '../../control/views.ts'
import type { Switchboard } from '../../emulator/switchboard.ts'
import { ScenarioError } from '../../scenarios/messages.ts'
import { scenarioSchema } from '../../scenarios/schema.ts'
import { readText } from './read-text.ts'
import { defineRoute } from './route.ts'

function toScenarioView({ plan, clock }: Switchboard) {
  return {
    name: plan.name,
    about: plan.description ?? null,
    seed: plan.seed,
    beginning: toIso(clock.beginning),
    apps: plan.apps.map(({ sdkAppId, admins }) => ({ sdkAppId, admins })),
    calls: plan.calls.length,
    faults: plan.faults.length,
  }
}

export const getScenario = defineRoute({
  id: 'getScenario',
  tag: 'scenario',
  method: 'get',
  path: '/scenario',
  summary: 'Which scenario is played',
  answer: 'Scenario',
  gives: 'Its `name`, `about`, `seed`, when it began, its applications, and how many calls and faults it has.',
  handle: ({ switchboard }) => toScenarioView(switchboard),
})

export const putScenario = defineRoute({
  id: 'loadScenario',
  tag: 'scenario',
  method: 'put',
  path: '/scenario',
  summary: 'Begins another scenario, given as YAML or JSON; refused whole if anything in it is wrong',
  shape: scenarioSchema,
  accepts: ['application/json', 'application/yaml'],
  answer: 'Scenario',
  gives: 'The same as reading it. A refusal has every slip with its line and column in `problems`.',
  handle: async ({ switchboard, request, load }) => {
    const text = await readText(request)
    // The YAML parser is loaded only by those who send a scenario.
    const { parseScenario } = await import('../../scenarios/parse-yaml.ts')
    try {
      await load(parseScenario(text))
    } catch (error) {
      if (error instanceof ScenarioError) throw new Problem('not-valid', error.message, error.problems)
      throw error
    }
    return toScenarioView(switchboard)
  },
})
