import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { passedOn, toSignalCode } from './child.ts'
import { mayBeRunning, ownerMark, ownerMarkPattern } from './owner.ts'

let folder: string | undefined
let count = 0

/**
 * Makes a folder that only this user can look into. It is gone when this process ends, by itself or by a signal; after a
 * SIGKILL the next process that makes one removes it.
 */
export function makePrivateFolder(): string {
  folder ??= makeFolder()
  const own = join(folder, `${++count}`)
  mkdirSync(own, { mode: 0o700 })
  return own
}

function makeFolder(): string {
  sweepFolders()
  const made = mkdtempSync(join(tmpdir(), `${prefix}${ownerMark()}-`))
  process.once('exit', () => rmSync(made, { recursive: true, force: true }))
  for (const signal of passedOn) {
    // Whoever hears it too will end this process in time; else nobody would.
    process.on(signal, () => void (process.listenerCount(signal) === 1 && process.exit(toSignalCode(signal))))
  }
  return made
}

const prefix = 'ringback-run-'

const folderName = new RegExp(`^${prefix}${ownerMarkPattern}-`)

/** Removes the folders of processes that were killed. Only this user's: in a folder of another, paths may change meanwhile. */
function sweepFolders(): void {
  try {
    for (const name of readdirSync(tmpdir())) {
      const [, mark] = folderName.exec(name) ?? []
      if (mark !== undefined && !mayBeRunning(mark)) removeOwn(join(tmpdir(), name))
    }
  } catch {
    // What cannot be swept is no reason not to start; a missing folder is reported when one is made in it.
  }
}

function removeOwn(path: string): void {
  const { uid, mode } = lstatSync(path)
  const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0)
  if (isOwn) rmSync(path, { recursive: true, force: true })
}
