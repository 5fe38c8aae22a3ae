import { randomUUID } from 'node:crypto'
import { type Report, toReport } from '../../../src/conformance/server/check.ts'
import type { Answer } from '../../../src/conformance/server/drift.ts'
import { type Pace, type Parcel, playProbes, type Tools } from '../../../src/conformance/server/play.ts'
import type { Subject } from '../../../src/conformance/server/stage.ts'
import { parseRequest } from '../../../src/contracts/parse-request.ts'
import { demoApp } from '../../../src/scenarios/plan.ts'
import { toHeaders } from '../../../src/server/to-response.ts'
import { createEmulator, type Emulator, type EmulatorOptions } from '../../create-emulator.ts'

/** The call of the demo that goes on for ever. */
export const callId = '055662e1-bc8a-469c-a334-1126c8c17d58'

export const subject: Subject = {
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

export const pace: Pace = { pause: 0, answerTimeout: 5_000, timeout: 120_000 }

/** A request on its way to the emulator, and how it answers. */
export type Serve = (asked: Asked) => Promise<Answer>

/** A request in the hands of a wrong server. */
export interface Asked extends Parcel {
  readonly query: URLSearchParams
  readonly command: string
  readonly json: Record<string, unknown>
  /** What the emulator answers, to this or to another request. */
  readonly pass: (other?: { method?: string; url?: string; body?: string }) => Promise<Answer>
  readonly emulator: Emulator
}

/** An emulator with records, on a clock that moves only when a run pauses. */
export async function createStage(options: EmulatorOptions = {}) {
  const send = async () => ({ status: 200, text: '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}' })
  const emulator = createEmulator({ clock: 'manual', scenario: 'demo', send, ...options })
  await emulator.clock.advance('11m')
  return emulator
}

/** What a run needs, with a server that may do something else than the emulator. */
export function toTools(emulator: Emulator, serve: Serve = ({ pass }) => pass(), seen: Parcel[] = []): Tools {
  let random = 0
  // Straight to the core, which costs a tenth of a request over HTTP; the command line's tests go over a port.
  const ask = async ({ method, url, body }: Parcel): Promise<Answer> => {
    const { pathname, search } = new URL(url)
    const { status, type, text, left } = emulator.switchboard.answer(
      parseRequest(method, pathname + search, { text: body }),
    )
    left?.()
    const headers = Object.entries(toHeaders({ type })).map(([name, value]) => [name.toLowerCase(), value])
    return { status, headers: Object.fromEntries(headers), text }
  }
  return {
    send: parcel => {
      seen.push(parcel)
      const { pathname, searchParams: query } = new URL(parcel.url)
      const asked = serve({
        ...parcel,
        query,
        command: pathname.split('/').at(-1) ?? '',
        json: parse(parcel.body),
        pass: other => ask({ ...parcel, ...other }),
        emulator,
      })
      return asked.catch((error: Error) => ({ unanswered: error.message }))
    },
    now: emulator.switchboard.now,
    pause: async milliseconds => milliseconds > 0 && emulator.clock.advance(milliseconds),
    random: () => random++,
    newId: randomUUID,
  }
}

/** Asks a server everything, and judges what it answers. */
export const checkProvider = async (whom: Subject, pace: Pace, tools: Tools): Promise<Report> =>
  toReport(whom, await playProbes(whom, pace, tools))

/** A whole run against an emulator of its own. */
export async function check(
  serve?: Serve,
  other: Partial<Subject> = {},
  seen: Parcel[] = [],
  options: EmulatorOptions = {},
): Promise<Report> {
  await using emulator = await createStage(options)
  return checkProvider({ ...subject, ...other }, pace, toTools(emulator, serve, seen))
}

/** The ids of the rules with a verdict. */
export const by = ({ findings }: Report, verdict: string) =>
  findings.filter(finding => finding.verdict === verdict).map(({ rule }) => rule.id)

/** An answer with its JSON changed. */
export function change({ text, ...rest }: Answer, edit: (json: Record<string, unknown>) => void): Answer {
  const json = parse(text)
  edit(json)
  return { ...rest, text: JSON.stringify(json) }
}

export function parse(text: string): Record<string, unknown> {
  try {
    const json = JSON.parse(text)
    return typeof json === 'object' && json !== null ? json : {}
  } catch {
    return {}
  }
}
