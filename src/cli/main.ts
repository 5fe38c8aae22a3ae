#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { check } from './check.ts'
import { assertSwitches, findUnknownVariables } from './check-environment.ts'
import { doctor } from './doctor.ts'
import { env } from './env.ts'
import { exec } from './exec.ts'
import { Exit, exitCodes } from './exit.ts'
import { explainSig } from './explain-sig.ts'
import { openapi } from './openapi.ts'
import { reportFailedOutput, say } from './print.ts'
import { record } from './record.ts'
import { refuseRenamedFlags } from './renamed-flags.ts'
import { report } from './report.ts'
import { scenario } from './scenario.ts'
import { sign } from './sign.ts'
import { start } from './start.ts'
import { sweep } from './sweep.ts'
import { verify } from './verify.ts'
import { webhook } from './webhook.ts'

const commands = [
  start,
  exec,
  env,
  doctor,
  sweep,
  check,
  record,
  report,
  sign,
  explainSig,
  scenario,
  openapi,
  webhook,
  verify,
]

const program = new Command('ringback')
  .description("A local emulator of Tencent's Call REST API, and the contract toolkit its clients are tested with.")
  .version(packageJson.version)
  .addHelpText('after', '\nExample:\n  ringback start\n')
  .showHelpAfterError('(--help tells more)')

for (const command of commands) program.addCommand(command)
const allCommands = [...commands, ...scenario.commands, ...webhook.commands]
for (const command of [program, ...allCommands]) command.exitOverride().configureOutput({ writeErr })

function writeErr(text: string): void {
  process.stderr.write(text)
}

reportFailedOutput()

const [, , name, ...words] = process.argv
const named = commands.find(command => command.name() === name)

try {
  if (named) {
    refuseRenamedFlags(named, words, process.env)
    for (const command of [named, ...named.commands]) assertSwitches(command, process.env)
    for (const sentence of findUnknownVariables(allCommands, process.env)) say(sentence)
  }
  await program.parseAsync()
} catch (error) {
  if (error instanceof Exit) {
    say(error.message)
    process.exitCode = error.code
  } else if (error instanceof CommanderError) {
    // Help and version end with 0 and have printed themselves; everything else commander throws is a slip in the words.
    process.exitCode = error.exitCode === 0 ? exitCodes.clean : exitCodes.usage
    if (named && isAboutCommand(error, named))
      say(`Pass the command after --: ringback ${named.name()} [options] -- CMD`)
  } else throw error
}

/** Whether a command to run is missing, or its flags were most likely taken for ringback's. */
function isAboutCommand({ code }: CommanderError, { registeredArguments }: Command): boolean {
  if (!registeredArguments.some(argument => argument.variadic && argument.name() === 'command')) return false
  return code === 'commander.missingArgument' || (code === 'commander.unknownOption' && !words.includes('--'))
}
