import * as z from 'zod'
import { explainLeftOut } from '../../control/messages.ts'
import { Problem } from '../../control/problem.ts'
import * as control from '../../control/save-scenario.ts'
import { toIso } from '../../control/views.ts'
import type { EmulatorCore } from '../../emulator/core.ts'
import { parseSnapshot, SnapshotError, snapshotVersion } from '../../emulator/snapshot.ts'
import { findLibraryScenario, libraryNames } from '../../scenarios/library.ts'
import { ScenarioError } from '../../scenarios/messages.ts'
import { scenarioSchema } from '../../scenarios/schema.ts'
import { findNearest } from '../../text/suggest.ts'
import { readSnapshotText, readText } from '../read-body.ts'
import { getHealth } from './health.ts'
import { defineRoute } from './route.ts'

const toScenarioView = ({ plan, defaultApp }: EmulatorCore) => ({
  name: plan.name,
  about: plan.description ?? null,
  seed: plan.seed,
  beginning: toIso(defaultApp.beginning),
  apps: plan.apps.map(({ sdkAppId, admins }) => ({ sdkAppId, admins })),
  calls: plan.calls.length,
  faults: plan.faults.length,
})

export const getScenario = defineRoute({
  id: 'getScenario',
  tag: 'scenario',
  method: 'get',
  path: '/scenario',
  summary: 'Get the scenario that is running',
  answer: 'Scenario',
  gives: 'Its `name`, `about`, `seed`, `beginning`, applications, and the number of its calls and faults.',
  handle: ({ core }) => toScenarioView(core),
})

export const loadScenario = defineRoute({
  id: 'loadScenario',
  tag: 'scenario',
  method: 'put',
  path: '/scenario',
  summary: 'Start another scenario, written as YAML or JSON; nothing changes if it has a mistake',
  shape: scenarioSchema,
  accepts: ['application/json', 'application/yaml'],
  answer: 'Scenario',
  gives: 'The scenario. A refusal has every mistake with its line and column in `problems`.',
  handle: async ({ core, control, request }) => {
    const text = await readText(request)
    // The YAML parser is loaded when it is needed.
    const { parseScenario } = await import('../../scenarios/yaml.ts')
    try {
      await control.load(parseScenario(text))
    } catch (error) {
      if (error instanceof ScenarioError) {
        throw new Problem({ code: 'invalid-scenario', message: error.message }, error.problems)
      }
      throw error
    }
    return toScenarioView(core)
  },
})

export const validateScenario = defineRoute({
  id: 'validateScenario',
  tag: 'scenario',
  method: 'post',
  path: '/scenario/validate',
  summary: 'Check a scenario, written as YAML or JSON, without starting it',
  shape: scenarioSchema,
  accepts: ['application/json', 'application/yaml'],
  answer: 'Validation',
  gives: 'Whether it is `valid`, and every mistake in `issues`, with its line and column.',
  handle: async ({ request }) => {
    const text = await readText(request)
    const { parseScenario } = await import('../../scenarios/yaml.ts')
    try {
      parseScenario(text)
      return { valid: true, issues: [] }
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error
      return { valid: false, issues: error.problems }
    }
  },
})

export const listScenarios = defineRoute({
  id: 'listScenarios',
  tag: 'scenario',
  method: 'get',
  path: '/scenarios',
  summary: 'List the scenarios of the library',
  answer: 'ScenarioList',
  gives: 'The `scenarios`, each with its `name` and what it is `about`.',
  handle: () => ({
    scenarios: libraryNames.map(name => ({ name, about: findLibraryScenario(name)?.description ?? '' })),
  }),
})

export const getLibraryScenario = defineRoute({
  id: 'getLibraryScenario',
  tag: 'scenario',
  method: 'get',
  path: '/scenarios/{name}',
  summary: 'Get a scenario of the library as it is written, in YAML',
  types: ['application/yaml'],
  gives: 'The file.',
  handle: ({ params: { name = '' } }) => {
    const found = findLibraryScenario(name)
    if (!found) {
      const suggestion = findNearest(name, libraryNames)
      throw new Problem({ code: 'unknown-scenario', received: name, known: libraryNames, suggestion })
    }
    return toYamlResponse(found.text)
  },
})

const toYamlResponse = (text: string) =>
  new Response(text, {
    headers: { 'Content-Type': 'application/yaml; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
  })

export const saveScenario = defineRoute({
  id: 'saveScenario',
  tag: 'scenario',
  method: 'get',
  path: '/scenario/recorded',
  showsSecrets: true,
  summary: 'Save what was done by hand since the scenario began as a scenario, in YAML',
  query: z.strictObject({
    anonymize: z.enum(['true', 'false']).default('false').meta({ description: 'Whether names and keys are replaced.' }),
  }),
  types: ['application/yaml'],
  gives:
    'The scenario that is running, with calls, actions, faults and applications of the run, and secret keys in it.',
  handle: async ({ core, query }) => {
    const { toScenarioYaml } = await import('../../scenarios/yaml.ts')
    const { scenario, leftOut } = control.saveScenario(core, { anonymize: query.anonymize === 'true' })
    return toYamlResponse(explainLeftOut(leftOut) + toScenarioYaml(scenario))
  },
})

export const getSnapshot = defineRoute({
  id: 'getSnapshot',
  tag: 'emulator',
  method: 'get',
  path: '/snapshot',
  perApp: true,
  showsSecrets: true,
  summary: 'Save the whole state, or that of one application, as one document',
  answer: 'Snapshot',
  gives: 'A snapshot, with secret keys in it. It does not contain the journal, events or settled callbacks.',
  handle: ({ core, app }) => core.save(app),
})

export const restoreSnapshot = defineRoute({
  id: 'restoreSnapshot',
  tag: 'emulator',
  method: 'put',
  path: '/snapshot',
  perApp: true,
  summary: 'Restore a snapshot, its clocks included; nothing changes if it has a mistake. At most 256 MiB',
  shape: () =>
    z.looseObject({ ringback: z.literal('snapshot'), version: z.literal(snapshotVersion) }).meta({
      description: 'A document as `GET /snapshot` returns it.',
    }),
  answer: 'Health',
  gives: 'The same as `health`. A refusal has every mistake with its path in `problems`.',
  handle: async context => {
    const body = await readSnapshotText(context.request.body)
    if ('unreadable' in body) {
      const { unreadable: why } = body
      throw new Problem(
        why === 'too large' ? { code: 'body-too-large', most: '256 MiB' } : { code: 'unreadable-snapshot', why },
      )
    }
    try {
      await context.control.restore(parseSnapshot(body.text), context.app)
    } catch (error) {
      if (!(error instanceof SnapshotError)) throw error
      const code = error.isJson ? 'invalid-snapshot' : 'snapshot-not-json'
      throw new Problem({ code, message: error.message }, error.problems)
    }
    return getHealth.handle(context)
  },
})
