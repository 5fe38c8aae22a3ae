/** ringback as a library: an emulator in this process, scenarios in TypeScript, UserSigs. */

export type { Await, AwaitedCall, AwaitedRequest, AwaitedWebhook, Patience } from './adapters/await.ts'
export type { CallHandle } from './adapters/call-handle.ts'
export type { CallOpening, Calls } from './adapters/calls.ts'
export type { ClientAdapter } from './adapters/client-contract/adapter.ts'
export { ContractError } from './adapters/client-contract/contract-error.ts'
export {
  type ClientContract,
  type ContractCase,
  type ContractOptions,
  defineClientContract,
} from './adapters/client-contract/define-client-contract.ts'
export type { Service } from './adapters/client-contract/stage.ts'
export type { Ahead, ClockHandle } from './adapters/clock.ts'
export {
  type Credentials,
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type Who,
} from './adapters/create-emulator.ts'
export { EmulatorError, NotYetError } from './adapters/emulator-error.ts'
export type { Encounter } from './adapters/encounter.ts'
export type { FaultHandle, Faults } from './adapters/faults.ts'
export type { ExchangeQuery, JournalHandle } from './adapters/journal.ts'
export type { Authority } from './adapters/node-authority.ts'
export type { HttpsOptions } from './adapters/node-https.ts'
export type { Listening } from './adapters/node-listen.ts'
export type { ScenarioSource } from './adapters/to-plan.ts'
export type { Format } from './conformance/client/format.ts'
export { KnownError, type KnownLine } from './conformance/client/known.ts'
export type {
  Exposure,
  ExposureCell,
  ExposureRow,
  Finding,
  Gone,
  Reaction,
  Report,
  RunFacts,
  Slip,
} from './conformance/client/report.ts'
export type { Clause } from './conformance/client/rule.ts'
export type { NamedJournal, Standard } from './conformance/client/standard.ts'
export type { FailOn, Severity, Verdict } from './conformance/verdict.ts'
export type { ClockMode } from './emulator/clock.ts'
export type { Snapshot } from './emulator/snapshot.ts'
export type { Played } from './emulator/switchboard.ts'
export type { CommandCount } from './journal/counts.ts'
export type { Stumble } from './journal/exchange.ts'
export type { Entry, EntryLine, Journal, JournalRun, Leak, UserSigFacts } from './journal/journal.ts'
export * from './scenarios/index.ts'
export type { CallFilter } from './server/control/call-deeds.ts'
export type { FaultView } from './server/control/fault-deeds.ts'
export type { CallView, DeliveryView, EventView, ExchangeView, MemberView } from './server/control/views.ts'
export { SnapshotError } from './server/snapshot/parse.ts'
export { ConnectionReset } from './server/to-response.ts'
export * from './usersig/index.ts'
export type { Outcome, Parcel, Send } from './webhooks/answer.ts'
export type { Delivery } from './webhooks/delivery.ts'
