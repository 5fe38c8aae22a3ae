import { randomUUID } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { Exit, exitCodes } from './exit.ts'

/**
 * Makes sure, before anything begins, that a file can be written at the end; `what` will be in it, such as "a snapshot".
 * With `makeFolder` a folder that is missing is made. Ends the process with a sentence if it cannot be.
 */
export function demandWritable(file: string, what: string, makeFolder = false): void {
  const folder = dirname(resolve(file))
  try {
    const target = statSync(file, { throwIfNoEntry: false })
    if (target?.isDirectory()) {
      throw new Exit(exitCodes.usage, `${file}: It is a folder: want the name of a file to write ${what} to.`)
    }
    if (target && !target.isFile()) return
    if (makeFolder) mkdirSync(folder, { recursive: true })
    const trial = toTrial(file)
    closeSync(openSync(trial, 'wx'))
    rmSync(trial)
  } catch (error) {
    if (error instanceof Exit) throw error
    const code = toCode(error)
    const why = code === 'ENOENT' || code === 'ENOTDIR' ? 'There is no folder' : `Nothing can be written (${code}) to`
    throw new Exit(exitCodes.usage, `${file}: ${why} ${folder}: want a file in a folder that can be written to.`)
  }
}

/**
 * Writes a text to a file: whole, or not at all. Throws if it cannot; what was there before is still there then. Nothing
 * else happens meanwhile, so no signal finds it half done.
 */
export function writeWhole(file: string, text: string): void {
  // A pipe or a device is written to, and not replaced by a file.
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) {
    writeFileSync(file, text)
    return
  }
  const trial = toTrial(file)
  try {
    const handle = openSync(trial, 'wx')
    try {
      writeFileSync(handle, text)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(trial, toTarget(file))
  } catch (error) {
    rmSync(trial, { force: true })
    throw error
  }
}

/** A new file in the same folder: only there it can take the other's place in one go. */
function toTrial(file: string): string {
  const target = toTarget(file)
  return join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`)
}

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
