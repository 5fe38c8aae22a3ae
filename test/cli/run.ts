import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach } from 'vitest'

/** The built command line. */
export const main = new URL('../../dist/cli/main.js', import.meta.url).pathname

/** How a command of ringback ended, and what it printed. */
export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A running program, which is killed on disposal. */
export function startProgram(command: string, args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, NO_COLOR: '1', ...environment } })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', chunk => (stdout += chunk))
  child.stderr.on('data', chunk => (stderr += chunk))
  const ended = new Promise<CommandResult>(resolve => child.on('close', code => resolve({ code, stdout, stderr })))
  return {
    child,
    ended,
    /** The output so far. */
    printed: () => ({ stdout, stderr }),
    /** Resolves with the first match in the output. */
    async until(pattern: RegExp): Promise<string> {
      for (;;) {
        const found = pattern.exec(stdout) ?? pattern.exec(stderr)
        if (found) return found[0]
        const end = child.exitCode ?? child.signalCode
        if (end !== null) throw new Error(`It ended with ${end} before it printed ${pattern}: ${stderr}`)
        await new Promise(resolve => setTimeout(resolve, 5))
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Starts the built command line. */
export const startCli = (args: readonly string[], environment?: Record<string, string>) =>
  startProgram(process.execPath, [main, ...args], environment)

/** Runs the built command line to its end. */
export const run = (args: readonly string[], environment?: Record<string, string>): Promise<CommandResult> =>
  startCli(args, environment).ended

/** Starts the built emulator on a free port, and waits until it serves. */
export async function startEmulator(flags: readonly string[] = [], environment?: Record<string, string>) {
  const cli = startCli(['start', '--port', '0', '--json', '--quiet', ...flags], environment)
  const facts = JSON.parse(await cli.until(/^\{.*\}$/m))
  const { sdkAppId: sdkappid, identifier, userSig: usersig } = facts
  const query = new URLSearchParams({ sdkappid, identifier, usersig, random: '1', contenttype: 'json' })
  return {
    ...cli,
    facts,
    /** Sends a request to the admin API and returns its JSON; fails for a refusal. */
    async control(method: string, path: string, input?: unknown) {
      const response = await fetch(facts.controlUrl + path, {
        method,
        ...(input ? { body: JSON.stringify(input) } : {}),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(text)
      return JSON.parse(text)
    },
    /** Sends a command of the vendor, such as `call_config/get_callback`, and returns its JSON. */
    async command(path: string, body: object = {}) {
      const init = { method: 'POST', body: JSON.stringify(body) }
      return JSON.parse(await (await fetch(`${facts.url}/v4/${path}?${query}`, init)).text())
    },
  }
}

/** A temporary folder of a test file, emptied after each test unless tests share it. */
export function useFolder(sharing: 'shared' | 'emptied' = 'emptied'): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringback-'))
  const remove = (path: string) => rmSync(path, { recursive: true, force: true })
  if (sharing === 'emptied') afterEach(() => readdirSync(folder).forEach(name => void remove(join(folder, name))))
  afterAll(() => remove(folder))
  return folder
}
