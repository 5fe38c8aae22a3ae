import { randomBytes } from 'node:crypto'
import { Command } from 'commander'
import { createEmulator, type Emulator } from '../adapters/create-emulator.ts'
import type { Listening } from '../adapters/node-listen.ts'
import { controlPrefix } from '../server/entrance.ts'
import { isLoopback } from '../server/guard.ts'
import { Exit, exitCodes } from './exit.ts'
import { logCallback, logReply } from './log.ts'
import { colours, print, say } from './print.ts'
import { readScenario } from './read-scenario.ts'
import { demandWritable, readSnapshot, writeSnapshot } from './snapshot-file.ts'
import { addStartFlags, type StartFlags } from './start-flags.ts'

/** `ringback start`: runs the emulator until it is told to stop. */
export const start = addStartFlags(new Command('start'))
  .description('Run the emulator')
  .addHelpText('after', '\nExample:\n  ringback start --scenario flaky-backend --clock 60x\n')
  .action(async ({ port, host, scenario, json, quiet, controlToken, ...rest }: StartFlags) => {
    const { import: saved, exportOnExit, ...settings } = rest
    if (exportOnExit !== undefined) demandWritable(exportOnExit)
    const snapshot = saved === undefined ? undefined : await readSnapshot(saved, exportOnExit)
    const token = controlToken ?? (isLoopback(host) ? undefined : randomBytes(16).toString('hex'))
    const emulator = createEmulator({
      ...settings,
      ...(snapshot ? { snapshot } : { scenario: await readScenario(scenario) }),
      controlToken: token,
      onReply: quiet ? undefined : logReply,
    })
    if (!quiet) emulator.switchboard.watch(note => void (note.about === 'callback' && logCallback(note)))
    const listening = await listen(emulator, port, host)
    if (json) print(JSON.stringify(toFacts(emulator, listening)))
    else greet(emulator, listening)
    if (token !== undefined) say(`The control surface wants the token ${token}`)
    stopOnSignals(emulator, exportOnExit)
  })

async function listen(emulator: Emulator, port: number, host: string): Promise<Listening> {
  try {
    return await emulator.listen({ port, host })
  } catch (error) {
    throw new Exit(exitCodes.noStart, explainNoStart(error, port, host))
  }
}

function explainNoStart(error: unknown, port: number, host: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return `Port ${port} of ${host} is taken. Stop what holds it, or start with --port 0 for a free one.`
  if (code === 'EACCES')
    return `Port ${port} may not be used by this user. Take one above 1023, or --port 0 for a free one.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${host} is no address of this machine.`
  return `Could not listen on port ${port} of ${host}: ${String(error)}`
}

/** What a program needs to use the emulator. */
function toFacts(emulator: Emulator, { url, port }: Listening) {
  const { app, identifier } = emulator.who()
  return {
    url,
    port,
    pid: process.pid,
    sdkAppId: app.sdkAppId,
    secretKey: app.secretKey,
    identifier,
    userSig: emulator.userSig(),
    controlUrl: url + controlPrefix,
  }
}

function greet(emulator: Emulator, listening: Listening): void {
  const { url, sdkAppId, secretKey, identifier, controlUrl } = toFacts(emulator, listening)
  const { bold, cyan, dim } = colours
  const rows = [
    ['application', `${sdkAppId}, administrator ${identifier}, key ${secretKey}`],
    ['scenario', emulator.switchboard.plan.name],
    ['control', controlUrl],
    ...emulator.switchboard.listApps().flatMap(({ callback }) => (callback ? [['callbacks', callback.url]] : [])),
  ]
  say(`${bold('ringback')} serves at ${cyan(url)}`)
  for (const [name = '', value = ''] of rows) say(`  ${dim(name.padEnd(12))}${value}`)
  say(`\n${toCurl(emulator, url)}\n`)
}

function toCurl(emulator: Emulator, url: string): string {
  const live = emulator.switchboard.listCalls().find(({ call }) => !call.ending)
  const body = JSON.stringify({ CallId: live?.call.id ?? 'no-call-is-live' })
  return `curl -s '${url}${emulator.target('get_call_info')}' -d '${body.replaceAll("'", "'\\''")}'`
}

/** The first signal lets answers under way finish, and then writes a snapshot if one is wanted; the second waits for nothing. */
function stopOnSignals(emulator: Emulator, file: string | undefined): void {
  let isStopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(exitCodes.findings)
      isStopping = true
      emulator.close().then(() => process.exit(file === undefined ? exitCodes.clean : saveTo(file, emulator)))
    })
  }
}

/** Writes a snapshot at the very end. Gives what the process ends with. */
function saveTo(file: string, emulator: Emulator): number {
  try {
    writeSnapshot(file, emulator.switchboard.save())
    return exitCodes.clean
  } catch (error) {
    say(`${file}: The snapshot could not be written, and what was there still is: ${String(error)}`)
    return exitCodes.findings
  }
}
