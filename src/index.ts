/** ringback as a library: an emulator in this process, scenarios in TypeScript, UserSigs. */

export type { Service } from './case-runner/case-runner.ts'
export type { ClientAdapter } from './case-runner/client-adapter.ts'
export {
  type ClientContract,
  type ContractCase,
  ContractError,
  type ContractOptions,
  defineClientContract,
} from './case-runner/define-client-contract.ts'
export type { ClientReport, ReportOptions } from './conformance/client/report.ts'
export type { ReproduceOptions } from './conformance/client/reproduction.ts'
export type { ClientRequirement } from './conformance/client/rule.ts'
export type { NamedJournal, RunFacts } from './conformance/client/run-facts.ts'
export { KnownIssuesError } from './conformance/known-issues.ts'
export type {
  Fact,
  FailureCoverage,
  FailureCoverageCell,
  FailureCoverageRow,
  Format,
  Reaction,
  Report,
  Section,
} from './conformance/report/model.ts'
export type {
  FailOn,
  Finding,
  FindingSubject,
  KnownIssue,
  ReportPolicy,
  Reproduction,
  Requirement,
  ResolvedKnownIssue,
  RuleResult,
  Severity,
  Verdict,
} from './conformance/rule.ts'
export type { CallFilter } from './control/calls.ts'
export type { AdvanceResult } from './control/clock.ts'
export type { FaultCounts, FaultView } from './control/faults.ts'
export type { AppView, CallbackView, CallView, EventView, ExchangeView, MemberView } from './control/views.ts'
export type { CallbackRequest, DeliveryResult, SendCallback } from './emulator/callbacks/delivery-result.ts'
export type { OutgoingCallback } from './emulator/callbacks/outgoing-callback.ts'
export type { ClockMode } from './emulator/clock.ts'
export type { CommandCount, Entry, EntryTiming, Journal, JournalRun, Leak, UserSigFacts } from './emulator/journal.ts'
export type { Snapshot } from './emulator/snapshot.ts'
export { SnapshotError } from './emulator/snapshot.ts'
export type { FailureMode } from './faults/failure-modes.ts'
export type { Authority } from './intercept/authority.ts'
export type { HttpsOptions } from './intercept/https.ts'
export type { ConnectionEvent } from './intercept/tls-sniffer.ts'
export * from './scenarios/index.ts'
export type { AppHandle } from './sdk/app-handle.ts'
export { type AssertOptions, assertContract, ContractViolation } from './sdk/assert-contract.ts'
export type { CallHandle, CallOpening, Calls } from './sdk/calls.ts'
export type { Ahead, AutoOptions, ClockHandle } from './sdk/clock.ts'
export {
  type AppOptions,
  type Apps,
  createEmulator,
  type Emulator,
  type EmulatorOptions,
} from './sdk/create-emulator.ts'
export type { Credentials } from './sdk/credentials.ts'
export { EmulatorError, NotYetError } from './sdk/emulator-error.ts'
export type { FaultHandle, Faults } from './sdk/faults.ts'
export type { ExchangeQuery, JournalHandle } from './sdk/journal.ts'
export type { Listening } from './sdk/listen.ts'
export type { ScenarioSource } from './sdk/to-plan.ts'
export type { AwaitedCall, AwaitedRequest, AwaitedWebhook, WaitFor, WaitOptions } from './sdk/wait-for.ts'
export { ConnectionReset } from './server/to-response.ts'
export * from './usersig/index.ts'
