import type { Command } from 'commander'

/** Each command with its line in the help. A command is loaded when it is named, so that a start reads only its own code. */
export const cliCommands = {
  start: { summary: 'Run the emulator', load: async () => (await import('./start.ts')).start },
  exec: { summary: 'Run a command under an emulator and report', load: async () => (await import('./exec.ts')).exec },
  env: { summary: 'Print the variables of a running emulator', load: async () => (await import('./env.ts')).env },
  doctor: { summary: 'Find out how to redirect a client', load: async () => (await import('./doctor.ts')).doctor },
  sweep: { summary: 'Run a command once per possible fault', load: async () => (await import('./sweep.ts')).sweep },
  check: { summary: 'Run the built-in test cases on a client', load: async () => (await import('./check.ts')).check },
  record: {
    summary: 'Record traffic of a server as a scenario',
    load: async () => (await import('./record.ts')).record,
  },
  report: { summary: 'Merge the journals of several runs', load: async () => (await import('./report.ts')).report },
  open: { summary: 'Show a saved run in the console', load: async () => (await import('./open.ts')).open },
  sign: { summary: 'Create a UserSig', load: async () => (await import('./sign.ts')).sign },
  'explain-sig': {
    summary: 'Explain a UserSig and what is wrong with it',
    load: async () => (await import('./explain-sig.ts')).explainSig,
  },
  scenario: {
    summary: 'Validate scenario files and show the library',
    load: async () => (await import('./scenario.ts')).scenario,
  },
  openapi: { summary: "Print the API's OpenAPI document", load: async () => (await import('./openapi.ts')).openapi },
  webhook: { summary: 'Check a receiver of callbacks', load: async () => (await import('./webhook.ts')).webhook },
  verify: { summary: 'Check a server against the contract', load: async () => (await import('./verify.ts')).verify },
} as const satisfies { readonly [name: string]: { readonly summary: string; load(): Promise<Command> } }
