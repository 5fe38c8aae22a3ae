import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One received callback. */
export interface Received {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly text: string
  /** The body as JSON; undefined if it is not JSON. */
  readonly json: CallbackBody | undefined
  /** The number of the connection, from 1. */
  readonly connection: number
}

/** The part of a callback's JSON that tests use. */
export interface CallbackBody {
  readonly CallbackCommand: string
  readonly CallId?: string
  readonly CallInfo?: { readonly CallId: string }
  readonly CallRecord?: { readonly CallId: string; readonly CallResult: string }
  readonly UserList?: readonly object[]
  readonly ChangedUserList?: readonly object[]
  readonly EventTime: number
}

/** A receiver of callbacks on a real port. */
export interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly received: Received[]
  /** The received callback commands in order, without their common prefix. */
  commands(): readonly string[]
  close(): Promise<void>
}

/** Handles a callback; by default it sends the documented response. */
export type CallbackHandler = (received: Received, response: ServerResponse) => void | Promise<void>

/** The documented response. */
export const okResponse = '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}'

/** Opens a receiver on a free port, or on a given one. */
export async function openReceiver(handle: CallbackHandler = (_, response) => void response.end(okResponse), port = 0) {
  const received: Received[] = []
  const connections = new Map<object, number>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const target = request.url ?? ''
    if (!connections.has(request.socket)) connections.set(request.socket, connections.size + 1)
    const one: Received = {
      method: request.method ?? '',
      target,
      query: new URL(target, 'http://receiver').searchParams,
      headers: request.headers,
      text,
      json: parse(text),
      connection: connections.get(request.socket) ?? 0,
    }
    received.push(one)
    await handle(one, response)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server's address is never a pipe's name.
  const address = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  const receiver: Receiver = {
    url: `http://127.0.0.1:${address.port}/callback`,
    port: address.port,
    received,
    commands: () => received.map(({ json }) => json?.CallbackCommand.replace('Call.CallbackAfter', '') ?? 'not JSON'),
    close,
    [Symbol.asyncDispose]: close,
  }
  return receiver
}

function parse(text: string): CallbackBody | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
