import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { expect } from 'vitest'

/** How long is waited for what comes by itself. */
export const soon = { timeout: 10_000, interval: 20 }

/** What signs callbacks in these stories. */
export const callbackToken = 'xxxxyyyy'

/** Starts a program as a user would; it is killed at the end of the story. */
export function launch(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => (said.stdout += chunk))
  child.stderr.on('data', chunk => (said.stderr += chunk))
  const ended = new Promise<{ code: number | null }>(resolve => child.on('close', code => resolve({ code })))
  return {
    said,
    ended,
    /** The first line on stdout, once it is whole; a program that ends without one, or says nothing, is an error. */
    async firstLine(): Promise<string> {
      try {
        const hasSpoken = () => said.stdout.includes('\n') || child.exitCode !== null
        await expect.poll(hasSpoken, soon).toBe(true)
        const [line = '', ...more] = said.stdout.split('\n')
        if (more.length > 0) return line
        throw new Error(`${args.join(' ')} ended with ${child.exitCode}: ${said.stderr}`)
      } catch (error) {
        child.kill('SIGKILL')
        throw error
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** An answer over HTTP, as far as these stories look into it. */
export interface Answer {
  readonly status: number
  readonly json: { readonly [name: string]: unknown; readonly id?: string }
}

/** Asks by GET, or by POST where there is a body. */
export async function ask(url: string, body?: object): Promise<Answer> {
  const response = await fetch(url, body ? { method: 'POST', body: JSON.stringify(body) } : {})
  return { status: response.status, json: JSON.parse(await response.text()) }
}

/** Starts the built emulator with a clock that only moves when told, and gives the ways to steer it. */
export async function startRingback(...flags: string[]) {
  const start = ['dist/cli/main.js', 'start', '--port', '0', '--json', '--quiet', '--clock', 'manual', ...flags]
  const child = launch(process.execPath, start)
  const facts: { url: string; controlUrl: string; userSig: string } = JSON.parse(await child.firstLine())
  const { url, controlUrl, userSig } = facts
  const who = `sdkappid=88888888&identifier=administrator&usersig=${userSig}&random=1&contenttype=json`
  return {
    url,
    command: async (name: string) => (await ask(`${url}/v4/${name}?${who}`, {})).json,
    look: async (path: string) => (await ask(controlUrl + path)).json,
    async steer(path: string, body: object) {
      const { status, json } = await ask(controlUrl + path, body)
      if (status >= 400) throw new Error(JSON.stringify(json))
    },
    /** The ErrorCodes a command has answered, in order. */
    async codes(command: string): Promise<unknown[]> {
      const journal = await fetch(`${controlUrl}/journal?command=${command}`)
      const { exchanges }: { exchanges: { errorCode: number }[] } = JSON.parse(await journal.text())
      return exchanges.map(({ errorCode }) => errorCode)
    },
    [Symbol.asyncDispose]: child[Symbol.asyncDispose],
  }
}

/** An emulator that runs, and the ways to steer it. */
export type Ringback = Awaited<ReturnType<typeof startRingback>>

/** A callback's address with what the service appends; `instead` is what a forger or a stale message has there. */
export function toSigned(url: URL, instead: Record<string, string> = {}): string {
  const time = instead.RequestTime ?? `${Math.floor(Date.now() / 1000)}`
  const sign = createHash('sha256').update(`${callbackToken}${time}`).digest('hex')
  const query = { SdkAppid: '88888888', contenttype: 'json', RequestTime: time, Sign: sign, ...instead }
  const signed = new URL(url)
  for (const [name, value] of Object.entries(query)) signed.searchParams.set(name, value)
  return signed.href
}
