import type { ScenarioInput } from './input.ts'

export type { ScenarioInput }

/** A scenario in TypeScript, in the shape a YAML file has: the compiler finds the slips that can be seen in the types. */
export const defineScenario = (scenario: ScenarioInput): ScenarioInput => scenario
