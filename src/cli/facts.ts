import type { Switchboard } from '../emulator/switchboard.ts'
import type { Emulator } from '../sdk/create-emulator.ts'
import type { Listening } from '../sdk/listen.ts'
import { controlPrefix } from '../server/entrance.ts'
import type { TrustFiles } from './trust-files.ts'

/** An emulator that serves, as a command started it. */
export interface Serving {
  readonly emulator: Emulator
  readonly switchboard: Switchboard
  readonly listening: Listening
  /** What the control surface wants, if anything. */
  readonly token: string | undefined
  /** What makes clients trust it, if it serves by https too. */
  readonly trust: TrustFiles | undefined
}

/** What a program needs to use the emulator; the last three where it serves by https too. */
export function toFacts({
  emulator,
  listening: { url, port, https },
  trust,
}: Pick<Serving, 'emulator' | 'listening' | 'trust'>) {
  return {
    url,
    port,
    pid: process.pid,
    ...emulator.credentials(),
    controlUrl: url + controlPrefix,
    ...(https && trust ? { httpsUrl: https.url, caFile: trust.ca, proxyUrl: url } : {}),
  }
}
