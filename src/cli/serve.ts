import { randomBytes } from 'node:crypto'
import type { Switchboard } from '../emulator/switchboard.ts'
import type { HttpsOptions } from '../intercept/https.ts'
import type { ScenarioPlan } from '../scenarios/plan.ts'
import { createEmulatorParts } from '../sdk/create-emulator.ts'
import { toPlan } from '../sdk/to-plan.ts'
import { isLoopback } from '../server/guard.ts'
import type { Mask } from '../text/secrets.ts'
import { Exit, exitCodes } from './exit.ts'
import type { Serving } from './facts.ts'
import { readFaults } from './fault-flag.ts'
import { logCallback, logReply } from './log.ts'
import { say } from './print.ts'
import { readScenario } from './read-scenario.ts'
import { readSnapshot, writeSnapshot } from './snapshot-file.ts'
import type { StartFlags } from './start-flags.ts'
import { createTeller } from './tell-encounters.ts'
import type { TrustFiles } from './trust-files.ts'
import { listVariables } from './variables.ts'
import { demandWritable, toCode } from './write-file.ts'

/** How a command wants its emulator, beyond what its flags say. */
export interface Manner {
  /** Whether there is a line for each request and each callback. */
  readonly log: boolean
  /** Whether any other port will do where the one named is taken. */
  readonly elseAnyPort?: boolean
  /** Who vouches for it by https, and who is told what is seen there, unless that is left to it. */
  readonly https?: Pick<HttpsOptions, 'authority' | 'notice'>
}

/** Starts an emulator as the flags say. Ends the process with a sentence if it cannot be, or they are not valid. */
export async function serve(
  flags: Omit<StartFlags, 'quiet'>,
  { log, elseAnyPort, https: how }: Manner,
): Promise<Serving> {
  const { port, host, scenario, fault, controlToken, import: saved, exportOnExit, https, allowPassthrough } = flags
  if (allowPassthrough && !https) throw new Exit(exitCodes.usage, nothingToPass)
  if (exportOnExit !== undefined) demandWritable(exportOnExit, 'a snapshot')
  if (saved !== undefined && fault.length > 0) throw new Exit(exitCodes.usage, clash)
  const snapshot = saved === undefined ? undefined : await readSnapshot(saved, exportOnExit)
  const token = controlToken ?? (isLoopback(host) ? undefined : randomBytes(16).toString('hex'))
  let serving: Serving | undefined
  const mask: Mask = text => switchboard.mask(text)
  const { emulator, switchboard } = createEmulatorParts(
    {
      seed: flags.seed,
      clock: flags.clock,
      rateLimit: flags.rateLimit,
      validation: flags.validation,
      auth: flags.auth,
      otherCommands: flags.otherCommands,
      journal: flags.journal,
      callbacks: flags.callbacks,
      callbackToken: flags.callbackToken,
      callbackRetries: flags.callbackRetries,
      callbackShape: flags.callbackShape,
      ...(snapshot ? { snapshot } : { scenario: await readPlan(scenario, fault) }),
      controlToken: token,
    },
    {
      onReply: log ? (reply, milliseconds) => logReply(reply, milliseconds, mask) : undefined,
      environment: () => (serving ? listVariables(serving) : []),
    },
  )
  if (log) switchboard.watch(note => void (note.about === 'callback' && logCallback(note, mask)))
  const listen = (on: number) =>
    emulator.listen({ port: on, host, https: https && { notice: createTeller(), ...how, allowPassthrough } })
  const listening = await listen(port).catch(error => {
    if (elseAnyPort && toCode(error) === 'EADDRINUSE') return listen(0)
    throw new Exit(exitCodes.noStart, explainNoStart(error, port, host))
  })
  const trust =
    listening.https &&
    (await writeTrust(listening.https.ca).catch(async error => {
      await emulator.close()
      throw error
    }))
  serving = { emulator, switchboard, listening, token, trust }
  return serving
}

/** Files for clients that are to trust a certificate. Ends the process with a sentence if there is no place for them. */
async function writeTrust(ca: string): Promise<TrustFiles> {
  // Loaded for https alone: a start has no time for all the certificates of the world.
  const { writeTrustFiles } = await import('./trust-files.ts')
  try {
    return writeTrustFiles(ca, process.env)
  } catch (error) {
    const why = `The files that make clients trust it could not be written (${toCode(error)})`
    throw new Exit(exitCodes.noStart, `${why}: name a folder for temporary files in TMPDIR.`)
  }
}

const nothingToPass =
  '--allow-passthrough requires --https or --intercept: without them no request passes through the emulator.'

/** Saved again they would come twice with the next round. */
const clash =
  "--fault and --import don't go together: a snapshot brings its own faults. Arm more when it serves, by POST /_ringback/faults."

/** A scenario with faults before its own: as a flag comes before a scenario. They belong to its beginning, and a reset brings them back. */
async function readPlan(scenario: string, sources: readonly string[]): Promise<ScenarioPlan> {
  const faults = await readFaults(sources)
  const plan = toPlan(await readScenario(scenario))
  return { ...plan, faults: [...faults, ...plan.faults] }
}

/** Why it cannot be listened on a port. */
export function explainNoStart(error: unknown, port: number, host: string): string {
  const code = toCode(error)
  if (code === 'EADDRINUSE')
    return `Port ${port} of ${host} is taken. Stop what holds it, or start with --port 0 for a free one.`
  if (code === 'EACCES')
    return `Port ${port} may not be used by this user. Take one above 1023, or --port 0 for a free one.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${host} is no address of this machine.`
  return `Could not listen on port ${port} of ${host}: ${String(error)}`
}

/** Writes a snapshot at the very end, if a file is named. Gives whether all went well, and says what did not. */
export function exportSnapshot(switchboard: Pick<Switchboard, 'save'>, file: string | undefined): boolean {
  if (file === undefined) return true
  try {
    writeSnapshot(file, switchboard.save())
    return true
  } catch (error) {
    say(`${file}: The snapshot could not be written, and what was there still is: ${String(error)}`)
    return false
  }
}
