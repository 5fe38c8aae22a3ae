/** Scenarios in YAML, JSON or TypeScript, and the library of built-in ones. */
export type { DelayInput, ErrorCode, Fault, FaultInput } from '../faults/fault.ts'
export type { DurationText } from '../text/duration.ts'
export { demoApp } from './demo-app.ts'
export { findLibraryScenario, type LibraryName, type LibraryScenario, libraryNames } from './library.ts'
export { ScenarioError, type ScenarioIssue } from './messages.ts'
export type {
  AppPlan,
  CallPlan,
  GeneratedCallsPlan,
  NewCallPlan,
  ScenarioPlan,
  StepPlan,
} from './plan.ts'
export {
  type AppInput,
  type CallbackInput,
  type CallInput,
  defineScenario,
  type GeneratedCallsInput,
  type GeneratedOutcome,
  type NewCallInput,
  type ScenarioInput,
  type StepInput,
  toScenarioJsonSchema,
} from './schema.ts'
export { validateScenario } from './validate.ts'
export { parseScenario } from './yaml.ts'
