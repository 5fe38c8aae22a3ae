import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { parseSnapshot, SnapshotError } from '../emulator/snapshot/parse.ts'
import type { Snapshot } from '../emulator/snapshot/snapshot.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import type { Fault as FaultPlan } from '../faults/fault.ts'
import type { HttpsOptions } from '../intercept/https.ts'
import { findLibraryScenario, libraryNames } from '../scenarios/library.ts'
import { ScenarioError } from '../scenarios/messages.ts'
import type { ScenarioPlan } from '../scenarios/plan.ts'
import { createEmulatorParts } from '../sdk/create-emulator.ts'
import { type ScenarioSource, toPlan } from '../sdk/to-plan.ts'
import { isLoopback } from '../server/guard.ts'
import { largestSnapshot } from '../server/read-snapshot.ts'
import type { Mask } from '../text/redact.ts'
import { explainNearest } from '../text/suggest.ts'
import { listVariables, type Serving } from './client-variables.ts'
import { Exit, exitCodes } from './exit.ts'
import { assertWritable, readInput, toErrorCode, UnreadableFile, writeFileAtomic } from './files.ts'
import { createConnectionLog, log, logCallback, logReply } from './output.ts'
import type { TrustFiles } from './redirect-variables.ts'
import type { StartFlags } from './start-options.ts'

/** How a command wants its emulator, beyond what its flags say. */
export interface ServeOptions {
  /** Whether there is a line for each request and each callback. */
  readonly log: boolean
  /** Whether any other port will do where the one named is taken. */
  readonly elseAnyPort?: boolean
  /** Who vouches for it by https, and who is told what is seen there, unless that is left to it. */
  readonly https?: Pick<HttpsOptions, 'authority' | 'onConnection'>
}

/** Starts an emulator as the flags say. Ends the process with a sentence if it cannot be, or they are not valid. */
export async function serve(
  flags: Omit<StartFlags, 'quiet'>,
  { log, elseAnyPort, https: how }: ServeOptions,
): Promise<Serving> {
  const { port, host, scenario, fault, controlToken, import: saved, exportOnExit, https, allowPassthrough } = flags
  if (allowPassthrough && !https) throw new Exit(exitCodes.usage, nothingToPass)
  if (exportOnExit !== undefined) assertWritable(exportOnExit, 'a snapshot')
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
    emulator.listen({
      port: on,
      host,
      https: https && { onConnection: createConnectionLog(), ...how, allowPassthrough },
    })
  const listening = await listen(port).catch(error => {
    if (elseAnyPort && toErrorCode(error) === 'EADDRINUSE') return listen(0)
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
  const { writeTrustFiles } = await import('./redirect-variables.ts')
  try {
    return writeTrustFiles(ca, process.env)
  } catch (error) {
    const why = `The files that make clients trust it could not be written (${toErrorCode(error)})`
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
  const code = toErrorCode(error)
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
    log(`${file}: The snapshot could not be written, and what was there still is: ${String(error)}`)
    return false
  }
}

/**
 * The snapshot in a file. Undefined if there is no such file, and it is the one that will be written at the end: then
 * this is the first round. Ends the process with a sentence if it cannot be read, or is no snapshot.
 */
export async function readSnapshot(file: string, written: string | undefined): Promise<Snapshot | undefined> {
  try {
    return parseSnapshot(await readInput(file, { largest: largestSnapshot }))
  } catch (error) {
    if (error instanceof SnapshotError) throw new Exit(exitCodes.usage, `${file}: ${error.message}`)
    if (!(error instanceof UnreadableFile)) throw error
    const isFirstRound = error.isMissing && written !== undefined && resolve(written) === resolve(file)
    if (isFirstRound) return undefined
    const hint = error.isMissing ? ' To start without it and write it at the end, pass it to --export-on-exit too.' : ''
    throw new Exit(exitCodes.usage, `${file}: ${error.message}.${hint}`)
  }
}

/** Writes a snapshot to a file that its owner alone can read, since keys are in it: whole, or not at all. Throws if it cannot. */
export const writeSnapshot = (file: string, snapshot: Snapshot): void =>
  writeFileAtomic(file, `${JSON.stringify(snapshot)}\n`, { holdsKeys: true })

/** A scenario by its name in the library, or from a file. Ends the process with a sentence if there is none, or it is not valid. */
export async function readScenario(nameOrFile: string): Promise<ScenarioSource> {
  const found = findLibraryScenario(nameOrFile)
  if (found) return found.name
  return parseFile(nameOrFile, await readText(nameOrFile))
}

/** The most bytes that are read of a scenario file: a scenario has at most 1,048,576 characters, of up to 4 bytes each. */
const largestScenario = 4_194_304

/** The text of a scenario file. Throws an UnreadableFile. */
export const readScenarioFile = async (file: string): Promise<string> =>
  (await readInput(file, { largest: largestScenario })).toString()

async function readText(file: string): Promise<string> {
  try {
    return await readScenarioFile(file)
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    if (!error.isMissing) throw new Exit(exitCodes.usage, `${file}: ${error.message}.`)
    const names = `The library has ${libraryNames.join(', ')}.`
    throw new Exit(
      exitCodes.usage,
      `${file}: ${error.message}, and no scenario of that name.${explainNearest(file, libraryNames)} ${names}`,
    )
  }
}

async function parseFile(file: string, text: string) {
  const { parseScenario } = await import('../scenarios/parse-yaml.ts')
  try {
    return parseScenario(text, { file })
  } catch (error) {
    if (error instanceof ScenarioError) throw new Exit(exitCodes.usage, error.message)
    throw error
  }
}

/** How many faults can be given. The bound is ours. */
const mostFaults = 1_000

/** What faults mean that were written on the command line. Ends the process with every slip in all of them. */
export async function readFaults(sources: readonly string[]): Promise<readonly FaultPlan[]> {
  if (sources.length === 0) return []
  if (sources.length > mostFaults) {
    throw new Exit(exitCodes.usage, `--fault is given ${sources.length} times: want ${mostFaults} at most.`)
  }
  const { parseFault } = await import('../scenarios/parse-yaml.ts')
  const faults: FaultPlan[] = []
  const slips: string[] = []
  for (const source of sources) {
    try {
      faults.push(parseFault(source, { file: toName(source) }))
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error
      slips.push(error.message)
    }
  }
  if (slips.length > 0) throw new Exit(exitCodes.usage, slips.join('\n'))
  return faults
}

/** What a fault is called in what is said of it, short enough to stand before a place. */
function toName(source: string): string {
  const text = source.trim().replaceAll(/\s+/g, ' ')
  return `--fault '${text.length > longestName ? `${text.slice(0, longestName)}…` : text}'`
}

const longestName = 60
