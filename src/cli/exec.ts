import { Command } from 'commander'
import { formats } from '../conformance/report/model.ts'
import { runChild } from './child-process.ts'
import { envFlag, listSecrets, toVariables } from './client-variables.ts'
import { toCommandText, toInvocation, toShortText } from './command-text.ts'
import {
  commandTimeFlags,
  finishRun,
  toCommandExitCode,
  toNoRequests,
  waitForConnections,
  warnOfEnd,
  withRun,
} from './finish-run.ts'
import { addFlags, type OptionsOf, refuseOverridden, switchFlag } from './flags.ts'
import { colours, log, logMessage } from './output.ts'
import { assertTargets, clientReportFlags, readClientPolicy } from './report-options.ts'
import { toSarifLocation } from './sarif-location.ts'
import { exportSnapshot, serve } from './serve.ts'
import { defaultRunJournal, startFlags } from './start-options.ts'

const flags = {
  ...startFlags(defaultRunJournal),
  Command: [
    envFlag(),
    switchFlag('--intercept', "redirection of clients with the service's host hard-coded; implies --https"),
    ...commandTimeFlags(),
  ],
  Report: clientReportFlags(formats),
  Output: [
    switchFlag('--verbose', 'a line for each request, and the full lists of the report'),
    switchFlag('--quiet', 'only the report'),
  ],
}

/** `ringback exec`: runs a command under an emulator, and reports how its client keeps the contract. */
export const exec = addFlags(new Command('exec').argument('<command...>', 'command to run (after --)'), flags)
  .addHelpText('after', '\nExample:\n  ringback exec --env CALL_API={url} --report junit=ringback.xml -- npm test\n')
  .action(async (command: string[], options: OptionsOf<typeof flags>, self: Command) => {
    refuseOverridden(self)
    const { report: targets, env, timeout, grace, verbose, quiet, intercept = false, exportOnExit } = options
    const policy = await readClientPolicy(options)
    assertTargets(targets)
    const sarifLocation = toSarifLocation(options.sarifLocation, command)
    const elseAnyPort = self.getOptionValueSource('port') === 'default'
    const https = options.https || intercept || undefined
    const serving = await serve({ ...options, https }, { isLogged: verbose === true, elseAnyPort })
    const { emulator, listening } = serving
    const variables = toVariables(serving, env, intercept)
    const secrets = listSecrets(serving)
    const shown = toCommandText(command, secrets)
    const { invocation, reproduce } = toInvocation(self, command, secrets)
    if (!quiet) {
      log(`${colours.bold('ringback')} serves at ${colours.cyan(listening.url)} while this runs: ${toShortText(shown)}`)
    }
    const ended = await runChild(command, { environment: { ...process.env, ...variables }, timeout, grace }).catch(
      async error => {
        await emulator.close()
        throw error
      },
    )
    await waitForConnections()
    const journal = withRun(emulator.saveJournal(), shown, ended)
    await emulator.close()
    warnOfEnd(ended, shown, timeout)
    const code = await finishRun({
      journal,
      policy: { ...policy, reproduce },
      targets,
      look: { verbose: verbose === true, invocation, sarifLocation },
      more() {
        if (journal.total === 0) {
          logMessage('no-requests', toNoRequests(serving, ended, Object.keys(variables), intercept, journal.refused))
        }
        return exportSnapshot(serving.core, exportOnExit)
      },
    })
    // The process ends here whatever is still open: processes of the command may hold it open.
    process.exit(toCommandExitCode(ended) ?? code)
  })
