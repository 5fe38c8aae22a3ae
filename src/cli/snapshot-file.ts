import { resolve } from 'node:path'
import { parseSnapshot, SnapshotError } from '../emulator/snapshot/parse.ts'
import type { Snapshot } from '../emulator/snapshot/snapshot.ts'
import { largestSnapshot } from '../server/read-snapshot.ts'
import { Exit, exitCodes } from './exit.ts'
import { readInput, UnreadableFile } from './read-file.ts'
import { writeWhole } from './write-file.ts'

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
  writeWhole(file, `${JSON.stringify(snapshot)}\n`, { holdsKeys: true })
