import type { OperationName } from '../../src/contracts/operations.ts'
import { parseRequest } from '../../src/contracts/parse-request.ts'
import { catchUp } from '../../src/emulator/advance.ts'
import type { RequestTiming } from '../../src/emulator/exchange.ts'
import type { RecordedResponse } from '../../src/record/exchange.ts'
import { createRecorder, type Recorder } from '../../src/record/recorder.ts'
import type { Emulator } from '../create-emulator.ts'

/** A request of a client, `at` milliseconds after the first. */
export interface Request {
  /** Milliseconds. */
  readonly at: number
  readonly command: OperationName
  readonly body: object
}

const line: RequestTiming = { connection: undefined, receivedAt: 0, sentAt: undefined, abortedAt: undefined }

/** Creates a recorder. */
export const listen = (): Recorder =>
  createRecorder({ size: 1_000, secrets: [], readUserSig: () => ({ claims: undefined, findings: [] }) })

/** Sends requests to an emulator with a manual clock, each at its time, and passes the exchanges to a recorder if there is one. */
export async function send(
  emulator: Emulator,
  requests: readonly Request[],
  recorder?: Recorder,
): Promise<RecordedResponse[]> {
  const startedAt = catchUp(emulator.core.defaultApp)
  const answers: RecordedResponse[] = []
  for (const { at, command, body } of requests) {
    const passes = startedAt + at - catchUp(emulator.core.defaultApp)
    if (passes > 0) await emulator.clock.advance(passes)
    const target = emulator.target(command)
    const text = JSON.stringify(body)
    const answer = await sendRequest(emulator, target, text)
    answers.push(answer)
    const now = catchUp(emulator.core.defaultApp)
    recorder?.add({ at: now, ask: parseRequest('POST', target, { text }), answer, took: 1, line })
  }
  return answers
}

async function sendRequest(emulator: Emulator, target: string, body: string): Promise<RecordedResponse> {
  try {
    const response = await emulator.fetch(target, { method: 'POST', body })
    const type = response.headers.get('content-type') ?? ''
    return { status: response.status, type, text: await response.text() }
  } catch (error) {
    return { broken: 'before', why: { code: 'connection-failed', error: String(error) } }
  }
}
