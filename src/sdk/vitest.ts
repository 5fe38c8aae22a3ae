/** An emulator for each test of vitest: a test whose client is off contract fails by itself. vitest 3.2 to 5. */
import { test as base, type TestAPI } from 'vitest'
import { clientRuleIds } from '../conformance/client/rules.ts'
import { parseKnownIssues } from '../conformance/known-issues.ts'
import type { FailOn } from '../conformance/rule.ts'
import type { ClockMode } from '../emulator/clock.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import { OffContractError, toOffContract } from './assert-contract.ts'
import { createEmulatorParts, type Emulator, type EmulatorOptions } from './create-emulator.ts'
import type { ScenarioSource } from './to-plan.ts'

export { OffContractError }

/** What a test may take, and what it may be set to by `test.override` (`test.scoped` before vitest 4.1) or `test.extend`. */
export interface EmulatorFixtures {
  /** An emulator of this test's own. It is closed afterwards, and what came to it is judged. */
  readonly emulator: Emulator
  /** Where it listens; it does so only for a test that takes this. */
  readonly url: string
  /** What it plays; the demo if not said. */
  readonly scenario: ScenarioSource
  /** Instead of the scenario's. */
  readonly seed: number | undefined
  /** How time passes; `manual` if not said. */
  readonly clock: ClockMode
  /** What makes the test fail: `error` if not said, `warning` for warnings too, or `none`. */
  readonly failOn: FailOn
  /** Findings that are known, and don't: lines such as `RB-Q07 get_call_info  # the SDK is old`. */
  readonly knownIssues: readonly string[]
  /** Whether a test fails that takes an emulator and neither asks it anything nor is called back; yes if not said. */
  readonly exercised: boolean
  /** Everything else an emulator is created with. */
  readonly settings: Omit<EmulatorOptions, 'scenario' | 'seed' | 'clock'>
}

/** vitest's `test`, with an emulator for each test that takes one. */
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
    // What a fixture throws when it ends is told twice by some versions; what this throws is told once.
    onTestFinished(async () => {
      if (task.result?.state === 'skip') return
      const finding = toOffContract(await emulator.report({ failOn, knownIssues: known }), failOn)
      if (finding) throw finding
      if (exercised && task.result?.state !== 'fail' && !wasExercised()) throw toNotExercised()
    })
    await use(emulator)
    await emulator.close()
  },
  async url({ emulator }, use) {
    const { url } = await emulator.listen()
    await use(url)
  },
})

/** Watches whether anything came or left; resets, and a journal that is cleared, change nothing about that. */
function watchExercise(core: EmulatorCore): () => boolean {
  let isExercised = false
  core.events.listen(note => {
    if ((note.about === 'request' && note.scope === 'call-api') || (note.about === 'callback' && note.attempts > 0))
      isExercised = true
  })
  return () => isExercised
}

function toNotExercised(): Error {
  const error = new Error(
    'Nothing was exercised: no request came to the emulator of this test and no callback left it, so it says nothing about the client. Does the client ask elsewhere? Give it the fixture `url`. Want it so? test.override({ exercised: false }).',
  )
  error.name = 'NotExercisedError'
  error.stack = `${error.name}: ${error.message}`
  return error
}
