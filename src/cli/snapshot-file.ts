import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Snapshot } from '../emulator/snapshot.ts'
import { parseSnapshot, SnapshotError } from '../server/snapshot/parse.ts'
import { largestSnapshot } from '../server/snapshot/read-text.ts'
import { Exit, exitCodes } from './exit.ts'
import { explainUnreadable } from './read-scenario.ts'

/**
 * The snapshot in a file. Undefined if there is no such file, and it is the one that will be written at the end: then
 * this is the first round. Ends the process with a sentence if it cannot be read, or is no snapshot.
 */
export async function readSnapshot(file: string, written: string | undefined): Promise<Snapshot | undefined> {
  try {
    const { size } = await stat(file)
    if (size > largestSnapshot) {
      throw new Exit(
        exitCodes.usage,
        `${file}: It has ${size} bytes: want a snapshot, ${largestSnapshot} bytes at most.`,
      )
    }
    return parseSnapshot(await readFile(file))
  } catch (error) {
    if (error instanceof Exit) throw error
    if (error instanceof SnapshotError) throw new Exit(exitCodes.usage, `${file}: ${error.message}`)
    const isFirstRound = written !== undefined && resolve(written) === resolve(file) && toCode(error) === 'ENOENT'
    if (isFirstRound) return undefined
    throw new Exit(
      exitCodes.usage,
      `${file}: ${explainUnreadable(error)}. To begin without it and have it at the end, name it to --export-on-exit too.`,
    )
  }
}

/** Makes sure, before anything begins, that a file can be written at the end. Ends the process with a sentence if not. */
export function demandWritable(file: string): void {
  const folder = dirname(resolve(file))
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
      throw new Exit(exitCodes.usage, `${file}: It is a folder: want the name of a file to write a snapshot to.`)
    }
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
 * Writes a snapshot to a file: whole, or not at all. Throws if it cannot; what was there before is still there then.
 * Nothing else happens meanwhile, so no signal finds it half done.
 */
export function writeSnapshot(file: string, snapshot: Snapshot): void {
  const trial = toTrial(file)
  try {
    const handle = openSync(trial, 'wx')
    try {
      writeFileSync(handle, `${JSON.stringify(snapshot)}\n`)
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

const toCode = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : String(error))
