import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { check } from '../../src/cli/check.ts'
import { doctor } from '../../src/cli/doctor.ts'
import { env } from '../../src/cli/env.ts'
import { exec } from '../../src/cli/exec.ts'
import { explainSig } from '../../src/cli/explain-sig.ts'
import { open } from '../../src/cli/open.ts'
import { openapi } from '../../src/cli/openapi.ts'
import { record } from '../../src/cli/record.ts'
import { report } from '../../src/cli/report.ts'
import { scenario } from '../../src/cli/scenario.ts'
import { sign } from '../../src/cli/sign.ts'
import { start } from '../../src/cli/start.ts'
import { sweep } from '../../src/cli/sweep.ts'
import { verify } from '../../src/cli/verify.ts'
import { webhook } from '../../src/cli/webhook.ts'

const topCommands = [
  start,
  exec,
  env,
  doctor,
  sweep,
  check,
  record,
  report,
  open,
  sign,
  explainSig,
  scenario,
  openapi,
  webhook,
  verify,
]
const commands = topCommands.flatMap(command => [command, ...command.commands])

/** The help of a command as it is printed. */
function toHelp(command: Command): string {
  let help = ''
  command.configureOutput({ writeOut: text => (help += text) }).outputHelp()
  return help
}

test.each(commands.map(command => [command.name(), command] as const))(
  'Has an example in the help of %s',
  (_, command) => {
    expect(toHelp(command)).toMatch(/Example:\n {2}.*ringback/)
  },
)

test('Groups the flags of exec under headings', () => {
  const headings = toHelp(exec).match(/^\w+:$/gm)
  expect(headings).toEqual(
    expect.arrayContaining(['Server:', 'Scenario:', 'Callbacks:', 'Command:', 'Report:', 'Output:']),
  )
})

test('Names the variable of every flag, and how a list is written in it', () => {
  for (const command of commands) {
    for (const { long, envVar } of command.options) {
      if (long !== '--port' && long !== '--host')
        expect([long, envVar]).toEqual([long, expect.stringMatching(/^RINGBACK_/)])
    }
  }
  for (const command of [exec, sweep, doctor, record]) {
    expect(toHelp(command).replaceAll(/\s+/g, ' ')).toContain('in RINGBACK_ENV one per line')
  }
})

test('Shows no flag in the help of sweep that it refuses', () => {
  expect(toHelp(sweep)).not.toMatch(/--port|--import|--export-on-exit/)
})
