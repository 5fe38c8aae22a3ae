import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'

/** A process that has left the group of the command that started it. */
export interface EscapedProcess {
  readonly pid: number
  /** The program it runs, such as `java`. */
  readonly name: string
}

/** The variable that every process of one run has in its environment, whatever group or session it belongs to. */
export const runVariable = 'RINGBACK_RUN'

/** The processes of a run that still exist, by the environment they were started with. Needs /proc: elsewhere none is found. */
export function findEscaped(run: string): readonly EscapedProcess[] {
  return list('/proc')
    .filter(name => /^\d+$/.test(name) && belongsTo(name, run))
    .map(name => ({ pid: Number(name), name: toName(name) }))
}

/** Escaped processes for a sentence; of many the first ones. */
export function listEscaped(escaped: readonly EscapedProcess[]): string {
  const shown = escaped.slice(0, mostShown).map(({ pid, name }) => `${pid} (${name})`)
  const more = escaped.length - shown.length
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ')
}

const mostShown = 5

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function belongsTo(pid: string, run: string): boolean {
  try {
    const isMarked = `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`.includes(`\0${runVariable}=${run}\0`)
    return isMarked && !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'))
  } catch {
    // It has ended meanwhile, or belongs to another user.
    return false
  }
}

/** The program's file, since the arguments may hold secrets. */
function toName(pid: string): string {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)).replaceAll(/[^\x20-\x7e]/g, '?')
  } catch {
    return 'unknown'
  }
}
