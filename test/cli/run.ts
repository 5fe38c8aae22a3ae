import { spawn } from 'node:child_process'

/** How a command of ringback's ended, and what it said. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const cli = new URL('../../dist/cli/main.js', import.meta.url).pathname

/** Runs the built command line to its end. */
export async function run(args: readonly string[], environment: Record<string, string> = {}): Promise<Ran> {
  const started = startCli(args, environment)
  return started.ended
}

/** Starts the built command line and leaves it running. */
export function startCli(args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { PATH: process.env.PATH, NO_COLOR: '1', ...environment },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', chunk => (stdout += chunk))
  child.stderr.on('data', chunk => (stderr += chunk))
  const ended = new Promise<Ran>(resolve => child.on('close', code => resolve({ code, stdout, stderr })))
  /** Waits until something has been printed. */
  const until = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(stdout) ?? pattern.exec(stderr)
      if (found) return found[0]
      if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${stderr}`)
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
  }
  return { child, ended, until, [Symbol.asyncDispose]: stop }
}
