import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { passedOn, toSignalCode } from './child.ts'

let folder: string | undefined
let count = 0

/** Makes a folder that only this user can look into. It is gone when this process ends, by itself or by a signal. */
export function makePrivateFolder(): string {
  folder ??= makeFolder()
  const own = join(folder, `${++count}`)
  mkdirSync(own, { mode: 0o700 })
  return own
}

function makeFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'ringback-'))
  process.once('exit', () => rmSync(made, { recursive: true, force: true }))
  for (const signal of passedOn) {
    // Whoever hears it too will end this process in time; else nobody would.
    process.on(signal, () => void (process.listenerCount(signal) === 1 && process.exit(toSignalCode(signal))))
  }
  return made
}
