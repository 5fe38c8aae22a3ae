import { Command } from 'commander'
import { listCalls } from '../control/calls.ts'
import { openInBrowser } from './browser.ts'
import { type Serving, toServingFacts } from './client-variables.ts'
import { endingSignals, exitCodes } from './exit.ts'
import { addFlags, type OptionsOf, refuseOverridden, switchFlag } from './flags.ts'
import { colours, log, logMessage, writeOut } from './output.ts'
import { onNpxGone } from './process-group.ts'
import { exportSnapshot, serve } from './serve.ts'
import { startFlags } from './start-options.ts'

const flags = {
  ...startFlags(),
  Output: [
    switchFlag('--json', 'one line of JSON on stdout once the emulator serves'),
    switchFlag('--quiet', 'no line for each request'),
    switchFlag('--open', 'open the console in the browser'),
  ],
}

/** `ringback start`: runs an emulator until a signal stops it. */
export const start = addFlags(new Command('start'), flags)
  .addHelpText('after', '\nExample:\n  ringback start --scenario flaky-backend --clock 60x\n')
  .action(async (options: OptionsOf<typeof flags>, self: Command) => {
    refuseOverridden(self)
    const serving = await serve(options, { isLogged: !options.quiet })
    // A program that reads that the emulator serves may stop it at once.
    stopOnSignals(serving, options.exportOnExit)
    if (!options.json) greet(serving)
    else if (!(await writeOut(process.stdout, JSON.stringify(toServingFacts(serving))))) {
      // The program that started it would wait for this line.
      await serving.emulator.close()
      process.exit(exitCodes.findings)
    }
    if (serving.token !== undefined) logMessage('control-token', { token: serving.token })
    if (options.open) {
      const { consoleUrl: url } = toServingFacts(serving)
      const problem = await openInBrowser(url)
      if (problem !== undefined) logMessage('browser-not-opened', { address: url, problem })
    }
  })

function greet(serving: Serving): void {
  const { core } = serving
  const { url, sdkAppId, secretKey, identifier, controlUrl, consoleUrl, httpsUrl, caFile } = toServingFacts(serving)
  const { bold, cyan, dim } = colours
  const rows = [
    ['application', `${sdkAppId}, administrator ${identifier}, key ${secretKey}`],
    ['scenario', core.plan.name],
    ['console', consoleUrl],
    ['admin API', controlUrl],
    ...(httpsUrl && caFile
      ? [
          ['https', `${httpsUrl}, trust ${caFile}`],
          ['proxy', `${url}, or eval "$(ringback env --url ${url} --intercept)"`],
        ]
      : []),
    ...core.listApps().flatMap(({ callback }) => (callback ? [['callbacks', callback.url]] : [])),
  ]
  log(`${bold('ringback')} serves at ${cyan(url)}`)
  for (const [name = '', value = ''] of rows) log(`  ${dim(name.padEnd(12))}${value}`)
  log(`\n${toCurl(serving, url)}\n`)
}

function toCurl({ emulator, core }: Serving, url: string): string {
  const live = listCalls(core, { state: 'live' })[0]
  const body = JSON.stringify({ CallId: live?.call.id ?? 'no-call-is-live' })
  return `curl -s '${url}${emulator.target('get_call_info')}' -d '${body.replaceAll("'", "'\\''")}'`
}

/** The first signal lets replies under way finish, and then writes a snapshot if one was requested; the second ends the process. */
function stopOnSignals({ emulator, core, trust }: Serving, file: string | undefined): void {
  let isStopping = false
  // Files of a run are removed at its end. Without any, SIGHUP keeps its default, which nohup changes.
  const signals = trust ? endingSignals : (['SIGINT', 'SIGTERM'] as const)
  for (const signal of signals) {
    process.on(signal, () => {
      if (isStopping) process.exit(exitCodes.findings)
      isStopping = true
      emulator.close().then(() => process.exit(exportSnapshot(core, file) ? exitCodes.clean : exitCodes.findings))
    })
  }
  onNpxGone(() => process.kill(process.pid, 'SIGTERM'))
}
