import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'

/** Sends a signal to every process of a group. Returns whether there was one. */
export function sendToGroup(group: number | undefined, signal: NodeJS.Signals | 0): boolean {
  if (group === undefined) return false
  try {
    return process.kill(-group, signal)
  } catch {
    return false
  }
}

/** Whether any process of a group is running; a dead process that its parent has not waited for is not. */
export function isRunning(group: number | undefined): boolean {
  if (!sendToGroup(group, 0)) return false
  try {
    const pids = readdirSync('/proc').filter(isPid)
    return pids.length === 0 || pids.some(pid => isInGroup(pid, group))
  } catch {
    // Only Linux has /proc; elsewhere the init process waits for orphans.
    return true
  }
}

const isPid = (name: string) => /^\d+$/.test(name)

function isInGroup(pid: string, group: number | undefined): boolean {
  try {
    // The name is in brackets and may contain any character; then come state, parent and group.
    const [, state, , of] = /.*\) (\S) (\d+) (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? []
    return Number(of) === group && state !== 'Z' && state !== 'X'
  } catch {
    return false
  }
}

/** A process that has left the process group of the command that started it. */
export interface EscapedProcess {
  readonly pid: number
  /** The program it runs, such as `java`. */
  readonly name: string
}

/** The variable that every process of a run has in its environment, in whatever group or session it is. */
export const runVariable = 'RINGBACK_RUN'

/** The processes of a run that still exist, found by their environment. Needs /proc; elsewhere none is found. */
export function findEscaped(run: string): readonly EscapedProcess[] {
  try {
    return readdirSync('/proc')
      .filter(pid => isPid(pid) && belongsTo(pid, run))
      .map(pid => ({ pid: Number(pid), name: findProgram(pid) }))
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

/** The file of the program, since the arguments may contain secrets. */
function findProgram(pid: string): string {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)).replaceAll(/[^\x20-\x7e]/g, '?')
  } catch {
    return 'unknown'
  }
}

/**
 * Waits for a line on stdin. If stdin ends without one, its writer was killed: then the process or, with a minus, the group
 * `$1` gets a SIGTERM, and a SIGKILL if it is still there after `$2` seconds.
 */
const watchScript = `
read -r line && exit 0
kill -s TERM -- "$1" || exit 0
while [ "$2" -gt 0 ] && kill -s 0 -- "$1"; do
  sleep 1
  set -- "$1" $(($2 - 1))
done
kill -s KILL -- "$1"
`

const longestGrace = 3_600

/**
 * Ends a process, or with a negative id a group, even if this process is killed by SIGKILL: a shell in its own session
 * notices. `grace` is in milliseconds. Returns a function that ends the watch. Does nothing on Windows.
 */
export function endWithThisProcess(target: number, grace: number): () => void {
  if (process.platform === 'win32') return () => {}
  const seconds = Math.min(Math.ceil(grace / 1000), longestGrace)
  const { PATH } = process.env
  const watcher = spawn('/bin/sh', ['-c', watchScript, 'ringback', `${target}`, `${seconds}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
    env: { PATH },
  })
  // Without a shell nothing watches, and the command runs all the same.
  for (const emitter of [watcher, watcher.stdin]) emitter.on('error', () => {})
  watcher.unref()
  return () => void watcher.stdin.end('done\n')
}

/** How often the parent is looked for, in milliseconds. */
const parentInterval = 250

/**
 * Calls back once if the shell by which npx runs this command is gone: npx passes a signal on to that shell alone. Only for
 * a command line that npx runs as it is, since a shell may put a command into the background and end at once.
 */
export function onNpxGone(callback: () => void, environment: Readonly<NodeJS.ProcessEnv> = process.env): void {
  const { npm_lifecycle_event: event, npm_lifecycle_script: script = '' } = environment
  const isPlain = /^["']?ringback["']?(?: |$)/.test(script) && !/[&;|\n]/.test(script)
  if (event !== 'npx' || !isPlain || process.platform === 'win32') return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    callback()
  }, parentInterval)
  timer.unref()
}
