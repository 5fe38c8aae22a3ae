import { createHash } from 'node:crypto'
import { type startEmulator, startProgram } from '../cli/run.ts'

/** The time limit for events that occur without a request, in milliseconds. */
export const soon = { timeout: 10_000, interval: 20 }

/** The token that callbacks are signed with. */
export const callbackToken = 'xxxxyyyy'

/** Starts an example that prints its address as the last word of its first line. */
export async function startServer(command: string, args: readonly string[], environment: Record<string, string> = {}) {
  const server = startProgram(command, args, { PORT: '0', ...environment })
  return { ...server, url: await server.until(/(?<= )http:\S+(?=\n)/) }
}

/** Sends a GET, or a POST if there is a body. */
export async function send(url: string, body?: object): Promise<{ readonly status: number; readonly json: Reply }> {
  const response = await fetch(url, body ? { method: 'POST', body: JSON.stringify(body) } : {})
  return { status: response.status, json: JSON.parse(await response.text()) }
}

interface Reply {
  readonly [name: string]: unknown
  readonly id?: string
}

/** The ErrorCodes of a command's replies, in order. */
export async function listCodes(emulator: Awaited<ReturnType<typeof startEmulator>>, command: string) {
  const { exchanges } = await emulator.control('GET', `/journal?command=${command}`)
  return exchanges.map(({ errorCode }: { errorCode: number }) => errorCode)
}

/** The URL of a callback with the parameters of the service; `changes` overrides them for forged and stale callbacks. */
export function toSigned(url: string, changes: Record<string, string> = {}): string {
  const time = changes.RequestTime ?? `${Math.floor(Date.now() / 1000)}`
  const sign = createHash('sha256').update(`${callbackToken}${time}`).digest('hex')
  const query = { SdkAppid: '88888888', contenttype: 'json', RequestTime: time, Sign: sign, ...changes }
  const signed = new URL(url)
  for (const [name, value] of Object.entries(query)) signed.searchParams.set(name, value)
  return signed.href
}
