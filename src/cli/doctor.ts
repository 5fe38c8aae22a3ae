import { Command } from 'commander'
import { createAuthority } from '../intercept/authority.ts'
import { parseDuration } from '../text/duration.ts'
import { seeConnectionsEnd, tellEnd } from './after-run.ts'
import { runChild } from './child.ts'
import { toCommandText } from './command-text.ts'
import { type Diagnosis, diagnose } from './doctor-diagnosis.ts'
import { tellDiagnosis } from './doctor-text.ts'
import { createWatch, type WayName } from './doctor-ways.ts'
import { exitCodes } from './exit.ts'
import type { Serving } from './facts.ts'
import { refuseIgnored, refuseOverridden } from './ignored-flags.ts'
import { type Knob, knobs, listInterception } from './interception.ts'
import { defineFlag, defineListFlag, toStretch } from './options.ts'
import { print } from './print.ts'
import { listSecrets } from './secrets.ts'
import { serve } from './serve.ts'
import { addStartFlags, type StartFlags } from './start-flags.ts'
import { addTemplate, type Template, toEnvironment, toVariables } from './variables.ts'

interface DoctorFlags extends StartFlags {
  readonly env: readonly Template[]
  readonly timeout?: number
  readonly grace: number
  readonly json?: boolean
}

/** `ringback doctor`: runs a command, and says which of the things it obeys that are to lead its client here. */
export const doctor = addStartFlags(new Command('doctor'))
  .description('Run a command, and say by which variables its client can be led to an emulator')
  .argument('<command...>', 'command to run (after --)')
  .addOption(
    defineListFlag('--env <name=template>', 'environment variable for the command, as for exec', { add: addTemplate }),
  )
  .addOption(defineFlag('--timeout <duration>', 'how long it may take').argParser(toStretch))
  .addOption(
    defineFlag('--grace <duration>', 'how long it has after a signal, until it is killed')
      .argParser(toStretch)
      .default(parseDuration('5s'), '5s'),
  )
  .addOption(defineFlag('--json', 'what was found as one line of JSON on stdout'))
  .addHelpText('after', '\nExample:\n  ringback doctor -- python3 client.py\n')
  .action(async (command: string[], flags: DoctorFlags, self: Command) => {
    refuseOverridden(self)
    refuseIgnored(self, ['exportOnExit'], 'doctor writes no snapshot.')
    const { env, timeout, grace, json, ...start } = flags
    const elseAnyPort = self.getOptionValueSource('port') === 'default'
    const watch = createWatch()
    const authority = await createAuthority()
    const https = (name: WayName) => ({
      authority,
      allowPassthrough: start.allowPassthrough,
      notice: watch.notice(name),
    })
    const serving = await serve({ ...start, https: true }, { log: false, elseAnyPort, https: https('RINGBACK_URL') })
    const environment = { ...process.env, ...toVariables(serving, env), ...(await openWays(serving, https)) }
    try {
      const ended = await runChild(command, { environment, timeout, grace })
      const { code, signal } = ended
      await seeConnectionsEnd()
      const diagnosis = diagnose(watch.ways, serving.emulator.saveJournal().refused ?? [])
      tellEnd(ended, toCommandText(command, listSecrets(serving)), timeout)
      if (json) print(JSON.stringify({ ...diagnosis, command: { code, signal } }))
      else tellDiagnosis(diagnosis, code)
      await serving.emulator.close()
      process.exit(toExitCode(diagnosis))
    } finally {
      await serving.emulator.close()
    }
  })

/** Opens a listener for each knob, and gives the variables that lead to them. */
async function openWays(
  { emulator, trust, listening }: Serving,
  https: (name: WayName) => NonNullable<Parameters<typeof emulator.listen>[0]>['https'],
) {
  if (!trust) return {}
  const places = new Map<Knob, string>()
  for (const knob of knobs) {
    const { url } = await emulator.listen({ host: listening.host, https: https(knob) })
    places.set(knob, new URL(url).host)
  }
  return toEnvironment(
    listInterception(knob => places.get(knob) ?? new URL(listening.url).host, trust),
    process.env,
  )
}

const toExitCode = ({ verdict }: Diagnosis): number =>
  ({ obeys: exitCodes.clean, ignores: exitCodes.findings, nothing: exitCodes.nothingExercised })[verdict]
