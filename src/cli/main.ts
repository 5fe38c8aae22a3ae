#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { check } from './check.ts'
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
for (const command of [program, ...commands, ...scenario.commands, ...webhook.commands])
  command.exitOverride().configureOutput({ writeErr })

function writeErr(text: string): void {
  process.stderr.write(text)
}

reportFailedOutput()

try {
  const [, , name, ...words] = process.argv
  const named = commands.find(command => command.name() === name)
  if (named) refuseRenamedFlags(named, words, process.env)
  await program.parseAsync()
} catch (error) {
  if (error instanceof Exit) {
    say(error.message)
    process.exitCode = error.code
  } else if (error instanceof CommanderError) {
    // Help and version end with 0 and have printed themselves; everything else commander throws is a slip in the words.
    process.exitCode = error.exitCode === 0 ? exitCodes.clean : exitCodes.usage
  } else throw error
}
