/** What shall happen: scenarios as YAML, JSON or TypeScript, and the library of ready ones. */
export { checkScenario } from './check.ts'
export { defineScenario } from './define.ts'
export { demoApp } from './demo-app.ts'
export type { DurationText } from './duration-text.ts'
export type {
  AppInput,
  CallbackInput,
  CallInput,
  CrowdInput,
  CrowdOutcome,
  DelayInput,
  ErrorCode,
  FaultInput,
  OpeningInput,
  ScenarioInput,
  StepInput,
} from './input.ts'
export { toScenarioJsonSchema } from './json-schema.ts'
export { findLibraryScenario, type LibraryName, type LibraryScenario, libraryNames } from './library.ts'
export { parseScenario } from './parse.ts'
export type { AppPlan, CallPlan, CrowdPlan, FaultPlan, OpeningPlan, ScenarioPlan, StepPlan } from './plan.ts'
export { ScenarioError, type ScenarioIssue } from './problems.ts'
