import { spawn } from 'node:child_process'

/**
 * Waits for a line on stdin. Where stdin ends without one, its writer was killed: then the process or, with a minus, the
 * group `$1` gets a SIGTERM, and a SIGKILL if it is still there after `$2` seconds.
 */
const script = `
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
 * Ends a process, or with a negative id a group, even if this process is killed by SIGKILL: a shell of its own session
 * sees it disappear. `grace` is in milliseconds. Gives a function that ends the watch. Windows has no such shell.
 */
export function endWithThisProcess(target: number, grace: number): () => void {
  if (process.platform === 'win32') return () => {}
  const seconds = Math.min(Math.ceil(grace / 1000), longestGrace)
  const { PATH } = process.env
  const watcher = spawn('/bin/sh', ['-c', script, 'ringback', `${target}`, `${seconds}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
    env: { PATH },
  })
  // Without a shell there is nobody to watch, and the command runs all the same.
  for (const emitter of [watcher, watcher.stdin]) emitter.on('error', () => {})
  watcher.unref()
  return () => void watcher.stdin.end('done\n')
}
