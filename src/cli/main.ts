#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { cliCommands } from './commands.ts'
import { CliError, exitCodes } from './exit.ts'
import { assertSwitches, findUnknownVariables, refuseRenamedFlags } from './flags.ts'
import { log, logMessage, reportFailedOutput } from './output.ts'

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
