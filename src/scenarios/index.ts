/** What shall happen: scenarios as YAML, JSON or TypeScript, and the library of ready ones. */

export type { DelayInput, ErrorCode, Fault as FaultPlan, FaultInput } from '../faults/fault.ts'
export type { DurationText } from '../text/duration.ts'
export type {
  AppInput,
  CallbackInput,
  CallInput,
  CrowdInput,
  CrowdOutcome,
  OpeningInput,
  ScenarioInput,
  StepInput,
} from './input.ts'
export { defineScenario } from './input.ts'
export { toScenarioJsonSchema } from './json-schema.ts'
export { findLibraryScenario, type LibraryName, type LibraryScenario, libraryNames } from './library.ts'
export { ScenarioError, type ScenarioIssue } from './messages.ts'
export { parseScenario } from './parse-yaml.ts'
export type { AppPlan, CallPlan, CrowdPlan, OpeningPlan, ScenarioPlan, StepPlan } from './plan.ts'
export { demoApp } from './plan.ts'
export { checkScenario } from './validate.ts'
