import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Snapshot } from '../emulator/snapshot.ts'
import { parseSnapshot, SnapshotError } from '../server/snapshot/parse.ts'
import { largestSnapshot } from '../server/snapshot/read-text.ts'
import { Exit, exitCodes } from './exit.ts'
import { explainUnreadable } from './read-scenario.ts'
import { toCode, writeWhole } from './write-file.ts'

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

/** Writes a snapshot to a file: whole, or not at all. Throws if it cannot; what was there before is still there then. */
export const writeSnapshot = (file: string, snapshot: Snapshot): void =>
  writeWhole(file, `${JSON.stringify(snapshot)}\n`)
