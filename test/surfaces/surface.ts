import type { OperationName } from '../../src/contracts/operations.ts'
import { createEmulator, type Emulator, type EmulatorOptions } from '../create-emulator.ts'

/** The reply to a request. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The text as JSON; undefined if it is not JSON. */
  readonly json: Envelope | undefined
}

/** The part of a reply's JSON that tests use. */
export interface Envelope {
  readonly ErrorCode: number
  readonly ErrorInfo: string
  readonly ActionStatus: string
  readonly RequestId: string
  readonly Response?: unknown
}

/** An emulator and one way to send requests to it. */
export interface Surface extends AsyncDisposable {
  readonly emulator: Emulator
  request(target: string, init?: RequestInit): Promise<Answer>
  /** Sends a command as a valid request. */
  sendCommand(command: OperationName, body: unknown): Promise<Answer>
  /** Sends a request to the admin API, and returns status and JSON. */
  control(method: string, path: string, input?: unknown): Promise<{ readonly status: number; readonly json: unknown }>
}

/** The ways to send requests; every case uses each of them. */
export const surfaces: readonly { readonly name: string; open(options?: EmulatorOptions): Promise<Surface> }[] = [
  { name: 'in process', open: options => openSurface(options, false) },
  { name: 'over HTTP', open: options => openSurface(options, true) },
]

async function openSurface(options: EmulatorOptions = {}, isOverHttp: boolean): Promise<Surface> {
  const emulator = createEmulator({ clock: 'manual', ...options })
  const url = isOverHttp ? (await emulator.listen()).url : ''
  const send = (target: string, init?: RequestInit) =>
    isOverHttp ? fetch(url + target, init) : emulator.fetch(target, init)
  const request = async (target: string, init?: RequestInit): Promise<Answer> => {
    const response = await send(target, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: parse(text) }
  }
  return {
    emulator,
    request,
    sendCommand: (command, body) => request(emulator.target(command), { method: 'POST', body: JSON.stringify(body) }),
    async control(method, path, input) {
      const init = input === undefined ? { method } : { method, body: JSON.stringify(input) }
      const { status, json } = await request(`/_ringback${path}`, init)
      return { status, json }
    },
    [Symbol.asyncDispose]: () => emulator.close(),
  }
}

function parse(text: string): Envelope | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
