/** ringback as a library: an emulator in this process, scenarios in TypeScript, UserSigs. */
export { createEmulator, type Emulator, type EmulatorOptions, type Who } from './adapters/create-emulator.ts'
export type { Listening } from './adapters/node-listen.ts'
export type { ScenarioSource } from './adapters/to-plan.ts'
export type { ClockMode } from './emulator/clock.ts'
export type { Played, Switchboard } from './emulator/switchboard.ts'
export * from './scenarios/index.ts'
export { ConnectionReset } from './server/to-response.ts'
export * from './usersig/index.ts'
