#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { CliError, exitCodes } from './exit.ts'
import { assertSwitches, findUnknownVariables, refuseRenamedFlags } from './flags.ts'
import { log, logMessage, reportFailedOutput } from './output.ts'

/** Each command with its line in the help. A command is loaded when it is named, so that a start reads only its own code. */
const cliCommands = {
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
  sign: { summary: 'Create a UserSig', load: async () => (await import('./usersig.ts')).sign },
  'explain-sig': {
    summary: 'Explain a UserSig and what is wrong with it',
    load: async () => (await import('./usersig.ts')).explainSig,
  },
  scenario: {
    summary: 'Validate scenario files and show the library',
    load: async () => (await import('./scenario.ts')).scenario,
  },
  openapi: { summary: "Print the API's OpenAPI document", load: async () => (await import('./openapi.ts')).openapi },
  webhook: { summary: 'Check a receiver of callbacks', load: async () => (await import('./webhook.ts')).webhook },
  verify: { summary: 'Check a server against the contract', load: async () => (await import('./verify.ts')).verify },
} as const satisfies { readonly [name: string]: { readonly summary: string; load(): Promise<Command> } }

const words = process.argv.slice(2)
// `ringback help start` names its command second.
const name = words[0] === 'help' ? words[1] : words[0]
let named: Command | undefined

const program = new Command('ringback')
  .description("A local emulator of Tencent's Call REST API, and the contract toolkit its clients are tested with.")
  .version(packageJson.version)
  .addHelpText('after', '\nExample:\n  ringback start\n')
  .showHelpAfterError('Run with --help for usage.')

for (const [each, { summary, load }] of Object.entries(cliCommands)) {
  const command = each === name ? await load() : new Command(each)
  if (each === name) named = command
  program.addCommand(command.description(summary))
}
for (const command of [program, ...withSubcommands(named)]) {
  command.exitOverride().configureOutput({ writeErr: text => void process.stderr.write(text) })
}

reportFailedOutput()

try {
  if (named) {
    refuseRenamedFlags(named, words.slice(1), process.env)
    for (const command of withSubcommands(named)) assertSwitches(command, process.env)
    await warnOfUnknownVariables(named)
  }
  await program.parseAsync()
} catch (error) {
  if (error instanceof CliError) {
    log(error.message)
    process.exitCode = error.exitCode
  } else if (error instanceof CommanderError) {
    // Help and version end with 0 and have been printed; every other error of commander is one of usage.
    process.exitCode = error.exitCode === 0 ? exitCodes.clean : exitCodes.usage
    if (named && isAboutCommand(error, named)) logMessage('misplaced-command', { name: named.name() })
  } else throw error
}

function withSubcommands(command: Command | undefined): readonly Command[] {
  return command ? [command, ...command.commands] : []
}

/** Loads the other commands only if a variable might be one of theirs. */
async function warnOfUnknownVariables(command: Command): Promise<void> {
  if (findUnknownVariables(withSubcommands(command), process.env).length === 0) return
  const all = await Promise.all(Object.values(cliCommands).map(({ load }) => load()))
  for (const unknown of findUnknownVariables(all.flatMap(withSubcommands), process.env))
    logMessage('unknown-variable', unknown)
}

/** Whether a command to run is missing, or its flags were most likely taken for ringback's. */
function isAboutCommand({ code }: CommanderError, { registeredArguments }: Command): boolean {
  if (!registeredArguments.some(argument => argument.variadic && argument.name() === 'command')) return false
  return code === 'commander.missingArgument' || (code === 'commander.unknownOption' && !words.includes('--'))
}
