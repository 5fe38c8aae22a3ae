import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * This process as part of a file's name: its id, when it started, and the system its id is valid on. A file with such a name
 * can be removed as soon as its owner has ended, even if another process has the same id by then.
 */
export const ownerMark = (): string => `${process.pid}-${toStart(process.pid) ?? 0}-${toSystem()}`

/** A mark in a regular expression, as one group. */
export const ownerMarkPattern = '(\\d+-\\d+-[0-9a-f]{8})'

/** Whether the process with this mark may still be running. Nothing is known of those of another system. */
export function mayBeRunning(mark: string): boolean {
  const [pid, start, system] = mark.split('-')
  if (system !== toSystem()) return true
  const startNow = toStart(Number(pid))
  if (startNow !== undefined && start !== '0') return start === startNow
  try {
    process.kill(Number(pid), 0)
    return true
  } catch (error) {
    // The process of another user may not be signalled, but exists.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** When a process started, in the kernel's ticks; undefined where there is no such process or no /proc. */
function toStart(pid: number): string | undefined {
  try {
    // The name comes in brackets, and may have any character in it. The start is the 20th field after it.
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')[19]
  } catch {
    return undefined
  }
}

let system: string | undefined

/** Where process ids mean the same: a machine, and on Linux a container of it. */
function toSystem(): string {
  system ??= createHash('sha256').update(`${hostname()} ${readNamespace()}`).digest('hex').slice(0, 8)
  return system
}

function readNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}
