import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { Exit, exitCodes } from './exit.ts'
import { mayBeRunning, ownerMark, ownerMarkPattern } from './owner.ts'
import { explainSystemError } from './read-file.ts'

/**
 * Makes sure, before anything begins, that a file can be written at the end; `what` will be in it, such as "a snapshot".
 * With `makeFolder` a folder that is missing is made. Removes what was left half written there by processes that were
 * killed. Ends the process with a sentence if the file cannot be written.
 */
export function demandWritable(file: string, what: string, makeFolder = false): void {
  const folder = dirname(resolve(file))
  try {
    const target = statSync(file, { throwIfNoEntry: false })
    if (target?.isDirectory()) throw new Exit(exitCodes.usage, `${file}: Cannot write ${what}: it is a folder.`)
    if (target && !target.isFile()) return
    if (makeFolder) createFolder(folder)
    sweepTrials(file)
    const trial = toTrial(file)
    closeSync(openSync(trial, 'wx', privateMode))
    rmSync(trial)
  } catch (error) {
    if (error instanceof Exit) throw error
    const why = toCode(error) === 'ENOENT' ? `there is no folder ${folder}` : explainSystemError(error)
    throw new Exit(exitCodes.usage, `${file}: Cannot write ${what}: ${why}.`)
  }
}

/** The permissions of a file that holds keys: for its owner alone. */
const privateMode = 0o600

/** Makes a folder and those above it. Node's own recursion hides the reason on a read-only disk, and never ends below /proc. */
export function createFolder(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
    const parent = dirname(folder)
    const isParentMissing = parent !== folder && statSync(parent, { throwIfNoEntry: false }) === undefined
    if (toCode(error) !== 'ENOENT' || !isParentMissing) throw error
    createFolder(parent)
    mkdirSync(folder)
  }
}

/**
 * Writes a text to a file: whole, or not at all. Throws if it cannot; what was there before is still there then. Nothing
 * else happens meanwhile, so no signal finds it half done. A file that `holdsKeys` can be read by its owner alone; any
 * other keeps the permissions it has.
 */
export function writeWhole(file: string, text: string, { holdsKeys = false } = {}): void {
  const target = statSync(file, { throwIfNoEntry: false })
  // A pipe or a device is written to, and not replaced by a file.
  if (target?.isFile() === false) {
    writeThrough(file, text, target.isFIFO())
    return
  }
  const trial = toTrial(file)
  try {
    const handle = openSync(trial, 'wx', holdsKeys ? privateMode : undefined)
    try {
      writeFileSync(handle, text)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    if (target && !holdsKeys) chmodSync(trial, target.mode & 0o7777)
    renameSync(trial, toTarget(file))
  } catch (error) {
    rmSync(trial, { force: true })
    throw error
  }
}

/** A pipe that nobody reads would block for ever; opened without waiting, it throws ENXIO. */
function writeThrough(file: string, text: string, isPipe: boolean): void {
  const probe = isPipe ? openSync(file, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0)) : undefined
  try {
    writeFileSync(file, text)
  } finally {
    if (probe !== undefined) closeSync(probe)
  }
}

/** A new file in the same folder: only there it can take the other's place in one go. It names who writes it. */
function toTrial(file: string): string {
  const target = toTarget(file)
  return join(dirname(target), `.${basename(target)}.${ownerMark()}.${randomUUID()}.tmp`)
}

/** Removes what processes that were killed left of a file, and nothing of those that run. */
function sweepTrials(file: string): void {
  const target = toTarget(file)
  const start = `.${basename(target)}.`
  for (const name of readdirSync(dirname(target))) {
    if (!name.startsWith(start)) continue
    const [, mark] = trialEnd.exec(name.slice(start.length)) ?? []
    if (mark !== undefined && !mayBeRunning(mark)) rmSync(join(dirname(target), name), { force: true })
  }
}

const trialEnd = new RegExp(`^${ownerMarkPattern}\\.[0-9a-f-]{36}\\.tmp$`)

/** What a link leads to, so that the link stays one. */
function toTarget(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return resolve(file)
  }
}

/** The code of an error of Node's, such as `ENOENT`, or what it says where it has none. */
export const toCode = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : String(error))
