import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import type { EmulatorCore } from '../emulator/core.ts'
import type { Snapshot } from '../emulator/snapshot.ts'
import { parseSnapshot, SnapshotError } from '../emulator/snapshot.ts'
import type { Fault } from '../faults/fault.ts'
import type { HttpsOptions } from '../intercept/https.ts'
import { findLibraryScenario, libraryNames } from '../scenarios/library.ts'
import { ScenarioError } from '../scenarios/messages.ts'
import type { ScenarioPlan } from '../scenarios/plan.ts'
import { createEmulatorParts } from '../sdk/create-emulator.ts'
import { type ScenarioSource, toPlan } from '../sdk/to-plan.ts'
import { isLoopback } from '../server/guard.ts'
import { largestSnapshot } from '../server/read-body.ts'
import type { Mask } from '../text/redact.ts'
import { listVariables, type Serving } from './client-variables.ts'
import { CliError, exitCodes, toErrorCode, UsageError } from './exit.ts'
import { assertWritable, readInput, tryWriteFile, UnreadableFile } from './files.ts'
import { createConnectionLog, logCallback, logReply } from './output.ts'
import { type TrustFiles, writeTrustFiles } from './redirect-variables.ts'
import type { StartOptions } from './start-options.ts'

/** What a command decides about its emulator, beyond its flags. */
interface ServeOptions {
  /** Whether each request and each callback is logged. */
  readonly isLogged: boolean
  /** Whether a free port is used if the named one is taken. */
  readonly elseAnyPort?: boolean
  /** The authority of its certificate and the listener for its connections, if not the default. */
  readonly https?: Pick<HttpsOptions, 'authority' | 'onConnection'>
}

/** Starts an emulator. Throws a CliError if it cannot start, and a UsageError if its options are not valid. */
export async function serve(
  options: StartOptions,
  { isLogged, elseAnyPort, https: httpsOptions }: ServeOptions,
): Promise<Serving> {
  const { port, host, scenario, fault, controlToken, https, allowPassthrough, exportOnExit, import: imported } = options
  if (allowPassthrough && !https) throw new UsageError('passthrough-without-https', {})
  if (exportOnExit !== undefined) assertWritable(exportOnExit, 'snapshot')
  if (imported !== undefined && fault.length > 0) throw new UsageError('fault-with-import', {})
  const snapshot = imported === undefined ? undefined : await readSnapshot(imported, exportOnExit)
  const token = controlToken ?? (isLoopback(host) ? undefined : randomBytes(16).toString('hex'))
  let serving: Serving | undefined
  const mask: Mask = text => core.mask(text)
  const { seed, clock, rateLimit, validation, auth, otherCommands, journal } = options
  const { callbacks, callbackToken, callbackRetries, callbackShape } = options
  const { emulator, core } = createEmulatorParts(
    {
      ...{ seed, clock, rateLimit, validation, auth, otherCommands, journal },
      ...{ callbacks, callbackToken, callbackRetries, callbackShape },
      ...(snapshot ? { snapshot } : { scenario: await readPlan(scenario, fault) }),
      controlToken: token,
    },
    {
      onReply: isLogged ? (reply, milliseconds) => logReply(reply, milliseconds, mask) : undefined,
      environment: () => (serving ? listVariables(serving) : []),
    },
  )
  if (isLogged) core.events.listen(event => void (event.about === 'callback' && logCallback(event, mask)))
  const listen = (on: number) =>
    emulator.listen({
      port: on,
      host,
      https: https && { onConnection: createConnectionLog(), ...httpsOptions, allowPassthrough },
    })
  const listening = await listen(port).catch(error => {
    if (elseAnyPort && toErrorCode(error) === 'EADDRINUSE') return listen(0)
    throw toListenError(error, port, host)
  })
  const trust =
    listening.https &&
    (await writeTrust(listening.https.ca).catch(async error => {
      await emulator.close()
      throw error
    }))
  serving = { emulator, core, listening, token, trust }
  return serving
}

async function writeTrust(ca: string): Promise<TrustFiles> {
  try {
    return await writeTrustFiles(ca, process.env)
  } catch (error) {
    throw new CliError(exitCodes.noStart, 'trust-files-not-written', { error: toErrorCode(error) })
  }
}

/** The error for an address that cannot be listened on. */
export const toListenError = (error: unknown, port: number, host: string): CliError =>
  new CliError(exitCodes.noStart, 'not-listening', { reason: toErrorCode(error), error: String(error), port, host })

/** A scenario with faults before its own, as part of its beginning, so that a reset restores them. */
async function readPlan(scenario: string, sources: readonly string[]): Promise<ScenarioPlan> {
  const faults = await readFaults(sources)
  const plan = toPlan(await readScenario(scenario))
  if (faults.length === 0) return plan
  const written = [...faults.map(({ source }) => source), ...(plan.source.faults ?? [])]
  return { ...plan, faults: [...faults, ...plan.faults], source: { ...plan.source, faults: written } }
}

async function readScenario(nameOrFile: string): Promise<ScenarioSource> {
  const found = findLibraryScenario(nameOrFile)
  if (found) return found.name
  const source = await readScenarioText(nameOrFile).catch(error => {
    if (!(error instanceof UnreadableFile)) throw error
    throw error.isMissing
      ? new UsageError('unknown-scenario', { name: nameOrFile, known: libraryNames })
      : new UsageError('unreadable-file', { file: nameOrFile, what: 'scenario', problem: error.problem })
  })
  const { parseScenario } = await import('../scenarios/yaml.ts')
  try {
    return parseScenario(source, { file: nameOrFile })
  } catch (error) {
    throw error instanceof ScenarioError ? new UsageError('invalid-input', { details: error.message }) : error
  }
}

/** The largest scenario file, in bytes: a scenario has at most 1,048,576 characters, of up to 4 bytes each. */
const largestScenario = 4_194_304

/** Reads the text of a scenario file. Throws an UnreadableFile. */
export const readScenarioText = async (file: string): Promise<string> =>
  (await readInput(file, { largest: largestScenario })).toString()

/** The most faults on a command line. The bound is ours. */
const mostFaults = 1_000

/** Reads the faults of `--fault`. Throws a UsageError with every error in all of them. */
async function readFaults(sources: readonly string[]): Promise<readonly Fault[]> {
  if (sources.length === 0) return []
  if (sources.length > mostFaults) throw new UsageError('too-many-faults', { count: sources.length, most: mostFaults })
  const { parseFault } = await import('../scenarios/yaml.ts')
  const faults: Fault[] = []
  const errors: string[] = []
  for (const source of sources) {
    try {
      faults.push(parseFault(source, { file: toFaultName(source) }))
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error
      errors.push(error.message)
    }
  }
  if (errors.length > 0) throw new UsageError('invalid-input', { details: errors.join('\n') })
  return faults
}

/** The place of an error in a fault, short enough to precede a line and a column. */
function toFaultName(source: string): string {
  const text = source.trim().replaceAll(/\s+/g, ' ')
  return `--fault '${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`
}

/**
 * Reads a snapshot. Undefined if the file does not exist, but is the one that will be written at the end: then this is the
 * first run. Throws a UsageError if it cannot be read or is not a snapshot.
 */
async function readSnapshot(file: string, written: string | undefined): Promise<Snapshot | undefined> {
  try {
    return parseSnapshot(await readInput(file, { largest: largestSnapshot }))
  } catch (error) {
    if (error instanceof SnapshotError) throw new UsageError('invalid-file', { file, details: error.message })
    if (!(error instanceof UnreadableFile)) throw error
    if (error.isMissing && written !== undefined && resolve(written) === resolve(file)) return undefined
    throw new UsageError('unreadable-file', { file, what: 'snapshot', problem: error.problem })
  }
}

/**
 * Writes a snapshot, readable by its owner alone since it contains keys, if a file is named. Logs an error and returns false
 * if it cannot be written.
 */
export function exportSnapshot(core: Pick<EmulatorCore, 'save'>, file: string | undefined): boolean {
  return (
    file === undefined || tryWriteFile(file, 'snapshot', () => `${JSON.stringify(core.save())}\n`, { holdsKeys: true })
  )
}
