import { Command } from 'commander'
import { type Serving, toServingFacts } from './client-variables.ts'
import { exitCodes, passedOn } from './exit.ts'
import { defineFlag, refuseOverridden } from './flags.ts'
import { colours, log, writeOut } from './output.ts'
import { onNpxGone } from './process-group.ts'
import { exportSnapshot, serve } from './serve.ts'
import { addStartFlags, type StartFlags } from './start-options.ts'

/** `ringback start`: runs the emulator until it is told to stop. */
export const start = addStartFlags(new Command('start'))
  .addHelpText('after', '\nExample:\n  ringback start --scenario flaky-backend --clock 60x\n')
  .addOption(defineFlag('--json', 'one line of JSON on stdout once it serves'))
  .addOption(defineFlag('--quiet', 'no line for each request'))
  .action(async ({ json, quiet, ...flags }: StartFlags & { readonly json?: boolean }, self: Command) => {
    refuseOverridden(self)
    const serving = await serve(flags, { log: !quiet })
    // Whoever reads that it serves may tell it to stop at once.
    stopOnSignals(serving, flags.exportOnExit)
    if (!json) greet(serving)
    else if (!(await writeOut(process.stdout, JSON.stringify(toServingFacts(serving))))) {
      // The program that started it would wait for this line.
      await serving.emulator.close()
      process.exit(exitCodes.findings)
    }
    if (serving.token !== undefined) log(`The control surface wants the token ${serving.token}`)
  })

function greet(serving: Serving): void {
  const { switchboard } = serving
  const { url, sdkAppId, secretKey, identifier, controlUrl, httpsUrl, caFile } = toServingFacts(serving)
  const { bold, cyan, dim } = colours
  const rows = [
    ['application', `${sdkAppId}, administrator ${identifier}, key ${secretKey}`],
    ['scenario', switchboard.plan.name],
    ['control', controlUrl],
    ...(httpsUrl && caFile
      ? [
          ['https', `${httpsUrl}, trust ${caFile}`],
          ['proxy', `${url}, or eval "$(ringback env --url ${url} --intercept)"`],
        ]
      : []),
    ...switchboard.listApps().flatMap(({ callback }) => (callback ? [['callbacks', callback.url]] : [])),
  ]
  log(`${bold('ringback')} serves at ${cyan(url)}`)
  for (const [name = '', value = ''] of rows) log(`  ${dim(name.padEnd(12))}${value}`)
  log(`\n${toCurl(serving, url)}\n`)
}

function toCurl({ emulator, switchboard }: Serving, url: string): string {
  const live = switchboard.listCalls().find(({ call }) => !call.ending)
  const body = JSON.stringify({ CallId: live?.call.id ?? 'no-call-is-live' })
  return `curl -s '${url}${emulator.target('get_call_info')}' -d '${body.replaceAll("'", "'\\''")}'`
}

/** The first signal lets answers under way finish, and then writes a snapshot if one is wanted; the second waits for nothing. */
function stopOnSignals({ emulator, switchboard, trust }: Serving, file: string | undefined): void {
  let isStopping = false
  // What a run has in files goes with it. Without, a hangup is left to its usual end, which nohup takes away.
  const signals = trust ? passedOn : (['SIGINT', 'SIGTERM'] as const)
  for (const signal of signals) {
    process.on(signal, () => {
      if (isStopping) process.exit(exitCodes.findings)
      isStopping = true
      emulator
        .close()
        .then(() => process.exit(exportSnapshot(switchboard, file) ? exitCodes.clean : exitCodes.findings))
    })
  }
  onNpxGone(() => process.kill(process.pid, 'SIGTERM'))
}
