/** An emulator for each vitest test: a test whose client violates the contract fails. vitest 3.2 to 5. */
import { test as base, type TestAPI } from 'vitest'
import { clientRuleIds } from '../conformance/client/rules.ts'
import { parseKnownIssues } from '../conformance/known-issues.ts'
import type { FailOn } from '../conformance/rule.ts'
import type { ClockMode } from '../emulator/clock.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import { ContractViolation, toNotExercised, toViolation } from './assert-contract.ts'
import { createEmulatorParts, type Emulator, type EmulatorOptions } from './create-emulator.ts'
import type { ScenarioSource } from './to-plan.ts'

export { ContractViolation }

/** The fixtures of a test; options are set by `test.override` (`test.scoped` before vitest 4.1) or `test.extend`. */
export interface EmulatorFixtures {
  /** The emulator of this test. It is closed afterwards, and the client is evaluated. */
  readonly emulator: Emulator
  /** Its URL; it listens only for a test that uses this fixture. */
  readonly url: string
  /** The scenario; the demo if absent. */
  readonly scenario: ScenarioSource
  /** The random seed; overrides the scenario's. */
  readonly seed: number | undefined
  /** The clock mode; `manual` if absent. */
  readonly clock: ClockMode
  /** The lowest severity that fails the test: `error` (the default), `warning`, or `none`. */
  readonly failOn: FailOn
  /** Findings that do not fail the test, each a line such as `RB-Q07 get_call_info  # the SDK is old`. */
  readonly knownIssues: readonly string[]
  /** Whether a test fails that uses an emulator but sends no request and gets no callback; true if absent. */
  readonly exercised: boolean
  /** Other options of the emulator. */
  readonly settings: Omit<EmulatorOptions, 'scenario' | 'seed' | 'clock'>
}

/** vitest's `test` with an emulator for each test that uses one. */
export const test: TestAPI<EmulatorFixtures> = base.extend<EmulatorFixtures>({
  scenario: 'demo',
  seed: undefined,
  clock: 'manual',
  failOn: 'error',
  knownIssues: [],
  exercised: true,
  settings: {},
  async emulator({ scenario, seed, clock, failOn, knownIssues, exercised, settings, task, onTestFinished }, use) {
    const known = parseKnownIssues(knownIssues.join('\n'), 'knownIssues', { rules: clientRuleIds })
    const { emulator, core } = createEmulatorParts({ ...settings, scenario, seed, clock })
    const wasExercised = watchExercise(core)
    await emulator.ready
    // Some versions report an error of a fixture's end twice; an error of this callback is reported once.
    onTestFinished(async () => {
      if (task.result?.state === 'skip') return
      const violation = toViolation(await emulator.report({ failOn, knownIssues: known }), failOn)
      if (violation) throw violation
      if (exercised && task.result?.state !== 'fail' && !wasExercised()) throw toNotExercised('fixture')
    })
    await use(emulator)
    await emulator.close()
  },
  async url({ emulator }, use) {
    const { url } = await emulator.listen()
    await use(url)
  },
})

/** Observes whether a request came or a callback was sent, also before a reset or a cleared journal. */
function watchExercise(core: EmulatorCore): () => boolean {
  let isExercised = false
  core.events.listen(event => {
    if ((event.about === 'request' && event.scope === 'call-api') || (event.about === 'callback' && event.attempts > 0))
      isExercised = true
  })
  return () => isExercised
}
