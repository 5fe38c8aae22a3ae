import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sha256 } from '../../../src/sdk/callback-dispatcher.ts'
import { parseJson } from '../../../src/text/data.ts'

/** A callback as a receiver sees it. */
export interface ReceivedCallback {
  readonly method: string
  readonly target: string
  readonly query: URLSearchParams
  readonly text: string
}

/** The response of a receiver; alternatively it closes the connection or stops. */
export type Answer = { readonly status: number; readonly text: string } | 'disconnect' | 'stop'

/** A receiver, without the HTTP around it. */
export type Receive = (received: ReceivedCallback) => Answer | Promise<Answer>

/** The application and the token of the receivers in these tests. */
export const sdkAppId = 1400000009
export const token = 'receivers-token-4711'

const ok = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 }

/** An answer with status 200. */
export const respond = (fields: object): Answer => ({ status: 200, text: JSON.stringify(fields) })

/** The answer of a receiver that refuses. */
export const refuse = (why: string): Answer => respond({ ActionStatus: 'FAIL', ErrorInfo: why, ErrorCode: 1 })

/** The checks of a good receiver, one by one, so that a test can omit one. */
export const checks = {
  method: ({ method }: ReceivedCallback) => (method === 'POST' ? undefined : 'not POST'),
  application: ({ query }: ReceivedCallback) =>
    query.get('SdkAppid') === `${sdkAppId}` ? undefined : 'not my application',
  sign: ({ query }: ReceivedCallback) =>
    query.get('Sign') === sha256(`${token}${query.get('RequestTime')}`) ? undefined : 'wrong Sign',
  age: ({ query }: ReceivedCallback) =>
    Math.abs(Date.now() / 1_000 - Number(query.get('RequestTime'))) < 60 ? undefined : 'too old',
  json: ({ text }: ReceivedCallback) => (parseJson(text) === undefined ? 'not JSON' : undefined),
}

/** A receiver that makes only these checks. */
export const createReceive =
  (...checks: ((received: ReceivedCallback) => string | undefined)[]): Receive =>
  received => {
    const why = checks.map(check => check(received)).find(found => found !== undefined)
    return why === undefined ? respond(ok) : refuse(why)
  }

/** A receiver without a mistake. */
export const good: Receive = createReceive(...Object.values(checks))

/** Serves a receiver on a port of its own and keeps what it receives. */
export async function serve(receive: Receive) {
  const received: ReceivedCallback[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const target = request.url ?? '/'
    const one = {
      method: request.method ?? '',
      target,
      query: new URL(target, 'http://receiver').searchParams,
      text: Buffer.concat(chunks).toString(),
    }
    received.push(one)
    const answer = await receive(one)
    if (answer === 'stop') close()
    else if (answer === 'disconnect') request.socket.destroy()
    else response.writeHead(answer.status).end(answer.text)
  })
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address with a port.
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/callback`, port, received, close, [Symbol.asyncDispose]: async () => close() }
}
