import { randomUUID } from 'node:crypto'
import type { HttpRequest, ProbeAnswer, RequestFailure, RunLimits } from '../../../src/conformance/probe-runner.ts'
import {
  runServerProbes,
  type ServerReport,
  type ServerRunTools,
  toServerReport,
} from '../../../src/conformance/server/check.ts'
import type { ServerProbeRun, ServerTarget } from '../../../src/conformance/server/request.ts'
import { parseRequest } from '../../../src/contracts/parse-request.ts'
import { demoApp } from '../../../src/scenarios/demo-app.ts'
import { toHeaders } from '../../../src/server/to-response.ts'
import { isRecord, parseJson } from '../../../src/text/data.ts'
import { createEmulator, type Emulator, type EmulatorOptions } from '../../create-emulator.ts'

/** The call of the demo that never ends. */
export const callId = '055662e1-bc8a-469c-a334-1126c8c17d58'

export const target: ServerTarget = {
  url: 'http://127.0.0.1:2255',
  sdkAppId: demoApp.sdkAppId,
  identifier: demoApp.admins[0],
  secretKey: demoApp.secretKey,
  callId,
  write: true,
  flood: false,
  robot: 'ringback-robot',
  callee: 'ringback-callee',
}

export const limits: RunLimits = { pause: 0, answerTimeout: 5_000, timeout: 120_000 }

/** A request to the emulator, and a function that gets the response. */
export type Serve = (request: ServedRequest) => Promise<ProbeAnswer>

/** A request that a wrong server answers. */
export interface ServedRequest extends HttpRequest {
  readonly query: URLSearchParams
  readonly command: string
  readonly json: Record<string, unknown>
  /** What the emulator answers, to this or to another request. */
  readonly forward: (other?: { method?: string; url?: string; body?: string }) => Promise<ProbeAnswer>
  readonly emulator: Emulator
}

/** Thrown by a server that does not answer. */
export class Unanswered extends Error {
  readonly failure: RequestFailure = { code: 'connection-refused', host: '127.0.0.1:2255' }
}

/** An emulator with records, on a clock that moves only when a run pauses. */
export async function createServer(options: EmulatorOptions = {}) {
  const send = async () => ({ status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' })
  const emulator = createEmulator({ clock: 'manual', scenario: 'demo', send, ...options })
  await emulator.clock.advance('11m')
  return emulator
}

/** The input of a run, with a server that may differ from the emulator. */
export function toTools(
  emulator: Emulator,
  serve: Serve = ({ forward }) => forward(),
  seen: HttpRequest[] = [],
): ServerRunTools {
  let random = 0
  // Calls the core, which takes a tenth of the time of HTTP; the tests of the command line use a port.
  const handle = async ({ method, url, body }: HttpRequest): Promise<ProbeAnswer> => {
    const { pathname, search } = new URL(url)
    const { status, type, text, onSent } = emulator.core.handle(parseRequest(method, pathname + search, { text: body }))
    onSent?.()
    const headers = Object.entries(toHeaders({ type })).map(([name, value]) => [name.toLowerCase(), value])
    return { status, headers: Object.fromEntries(headers), text }
  }
  return {
    async send(request) {
      seen.push(request)
      const { pathname, searchParams: query } = new URL(request.url)
      const command = pathname.split('/').at(-1) ?? ''
      const forward: ServedRequest['forward'] = other => handle({ ...request, ...other })
      try {
        return await serve({ ...request, query, command, json: parse(request.body), forward, emulator })
      } catch (error) {
        if (error instanceof Unanswered) return { unanswered: error.failure }
        throw error
      }
    },
    now: emulator.clock.now,
    pause: async milliseconds => milliseconds > 0 && emulator.clock.advance(milliseconds),
    random: () => random++,
    newId: randomUUID,
  }
}

/** A run against an emulator of its own, and the report. */
export async function check(
  serve?: Serve,
  other: Partial<ServerTarget> = {},
  seen: HttpRequest[] = [],
  options: EmulatorOptions = {},
): Promise<{ readonly target: ServerTarget; readonly runs: readonly ServerProbeRun[]; readonly report: ServerReport }> {
  await using emulator = await createServer(options)
  const own = { ...target, ...other }
  const runs = await runServerProbes(own, limits, toTools(emulator, serve, seen))
  return { target: own, runs, report: toServerReport(own, runs) }
}

/** The ids of the rules with a result. */
export const by = ({ results }: ServerReport, verdict: string): readonly string[] =>
  results.filter(result => result.verdict === verdict).map(({ rule }) => rule.id)

/** An answer with its JSON changed. */
export function change({ text, ...rest }: ProbeAnswer, edit: (json: Record<string, unknown>) => void): ProbeAnswer {
  const json = parse(text)
  edit(json)
  return { ...rest, text: JSON.stringify(json) }
}

/** A text as a JSON object; empty if it is not one. */
export function parse(text: string): Record<string, unknown> {
  const json = parseJson(text)
  return isRecord(json) ? { ...json } : {}
}
