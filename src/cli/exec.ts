import { Command } from 'commander'
import { parseDuration } from '../text/duration.ts'
import { runChild } from './child-process.ts'
import { addTemplate, listSecrets, type Template, toVariables } from './client-variables.ts'
import { toCommandText, toInvocation, toShortText } from './command-text.ts'
import { explainNoRequests, finishRun, logEnd, seeConnectionsEnd, toCommandExitCode, withRun } from './finish-run.ts'
import { defineFlag, defineListFlag, refuseOverridden, toDuration } from './flags.ts'
import { colours, log } from './output.ts'
import { addReportFlags, assertTargets, type ReportFlags, readReportPolicy } from './report-options.ts'
import { toSarifLocation } from './sarif-location.ts'
import { exportSnapshot, serve } from './serve.ts'
import { addStartFlags, type StartFlags } from './start-options.ts'

interface ExecFlags extends StartFlags, ReportFlags {
  readonly env: readonly Template[]
  readonly timeout?: number
  readonly grace: number
  readonly verbose?: boolean
  readonly intercept?: boolean
}

/**
 * How many exchanges are kept: a whole run of tests is to be judged, and not its end. Measured with all that a report
 * takes: 260 MB, and 1.2 GB where every body is as long as one that is kept can be.
 */
export const defaultJournal = 20_000

/** `ringback exec`: runs a command under an emulator, and says how it kept the contract. */
export const exec = addReportFlags(addStartFlags(new Command('exec'), defaultJournal))
  .argument('<command...>', 'command to run (after --)')
  .addOption(
    defineListFlag(
      '--env <name=template>',
      'environment variable for the command; may contain {url} {host} {port} {sdkAppId} {secretKey} {identifier} {userSig}',
      { add: addTemplate },
    ),
  )
  .addOption(
    defineFlag(
      '--intercept',
      "sends a client here that has the service's host hard-coded, by variables alone; see --https",
    ),
  )
  .addOption(defineFlag('--timeout <duration>', 'how long it may take').argParser(toDuration))
  .addOption(
    defineFlag('--grace <duration>', 'how long it has after a signal, until it is killed')
      .argParser(toDuration)
      .default(parseDuration('5s'), '5s'),
  )
  .addOption(defineFlag('--verbose', 'print a line for each request, and the full lists of the report'))
  .addOption(defineFlag('--quiet', 'print nothing but the report'))
  .addHelpText('after', '\nExample:\n  ringback exec --env CALL_API={url} --report junit=ringback.xml -- npm test\n')
  .action(async (command: string[], flags: ExecFlags, self: Command) => {
    refuseOverridden(self)
    const {
      report: targets,
      knownIssues,
      failOn,
      minCoverage,
      sarifLocation: _,
      env,
      timeout,
      grace,
      verbose,
      quiet,
      intercept = false,
      ...start
    } = flags
    const standard = await readReportPolicy({ report: targets, knownIssues, failOn, minCoverage })
    assertTargets(targets)
    const sarifLocation = toSarifLocation(flags.sarifLocation, command)
    const elseAnyPort = self.getOptionValueSource('port') === 'default'
    const serving = await serve({ ...start, https: start.https || intercept }, { log: verbose === true, elseAnyPort })
    const { emulator, listening } = serving
    const variables = toVariables(serving, env, intercept)
    const secrets = listSecrets(serving)
    const shown = toCommandText(command, secrets)
    const { invocation, reproduce } = toInvocation(self, command, secrets)
    if (!quiet)
      log(`${colours.bold('ringback')} serves at ${colours.cyan(listening.url)} while this runs: ${toShortText(shown)}`)
    const ended = await runChild(command, { environment: { ...process.env, ...variables }, timeout, grace }).catch(
      async error => {
        await emulator.close()
        throw error
      },
    )
    await seeConnectionsEnd()
    const journal = withRun(emulator.saveJournal(), shown, ended)
    await emulator.close()
    logEnd(ended, shown, timeout)
    const code = await finishRun({
      journal,
      standard: { ...standard, reproduce },
      targets,
      look: { verbose: verbose === true, invocation, sarifLocation },
      more() {
        if (journal.total === 0)
          log(explainNoRequests(serving, ended, Object.keys(variables), intercept, journal.refused))
        return exportSnapshot(serving.switchboard, start.exportOnExit)
      },
    })
    // Not left to the end of all that is open: that may be held by whatever the command has started.
    process.exit(toCommandExitCode(ended) ?? code)
  })
