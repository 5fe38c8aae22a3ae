import { readdirSync, readFileSync } from 'node:fs'

/** Sends a signal to every process of a group. Gives whether there was one. */
export function sendToGroup(group: number | undefined, signal: NodeJS.Signals | 0): boolean {
  if (group === undefined) return false
  try {
    return process.kill(-group, signal)
  } catch {
    return false
  }
}

/** Whether any process of a group runs still. One that is dead, and that nobody has asked for, does not. */
export function isRunning(group: number | undefined): boolean {
  if (!sendToGroup(group, 0)) return false
  try {
    const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
    return pids.length === 0 || pids.some(pid => isOf(pid, group))
  } catch {
    // Other systems than Linux have no such folder; there the orphans of containers are seen to.
    return true
  }
}

function isOf(pid: string, group: number | undefined): boolean {
  try {
    // The name comes in brackets, and may have any character in it; then state, parent and group.
    const [, state, , of] = /.*\) (\S) (\d+) (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? []
    return Number(of) === group && state !== 'Z' && state !== 'X'
  } catch {
    return false
  }
}
