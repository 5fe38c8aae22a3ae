import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener, RequestError } from '@hono/node-server'
import { replyHeaders } from '../contracts/envelope.ts'
import { parseRequest } from '../contracts/parse-request.ts'
import { Problem, toProblemResponse } from '../control/problem.ts'
import type { EmulatorCore } from '../emulator/core.ts'
import type { HttpsOptions } from '../intercept/https.ts'
import { createConnectionTracker, toReachable } from '../server/connection-tracker.ts'
import { createConnections } from '../server/connections.ts'
import { isLoopbackHost } from '../server/guard.ts'
import { ignoreErrors, refuse, refuseConnect } from '../server/raw-http.ts'
import { isAdmin, isBrowserAtRoot, type ServerContext } from '../server/server-context.ts'
import { createVendorListener } from '../server/vendor-listener.ts'

/** Where an emulator listens. */
export interface Listening {
  /** Such as `http://127.0.0.1:2255`. */
  readonly url: string
  readonly host: string
  readonly port: number
  /** Where the same port is found by https, and whose certificate is to be trusted then, as PEM; with https alone. */
  readonly https?: { readonly url: string; readonly ca: string }
  /**
   * Stops listening, answers what was received, within a second, and closes every connection. Each connection's last
   * response says `Connection: close`.
   */
  close(): Promise<void>
}

/** Time limits of connections, in milliseconds. */
export interface ConnectionTimeouts {
  /** How long a connection may take to send the headers of a request. One that sends nothing at all is closed silently. */
  readonly headersTimeout?: number
  readonly connectionsCheckingInterval?: number
}

/** A missing Host header does not cause a refusal, and a pooled connection outlives the usual pauses of a client. */
const options = {
  requireHostHeader: false,
  keepAliveTimeout: 65_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 65_536,
}

/** Where to listen. With https the same port takes TLS and a proxy's requests too. */
export interface ListenOptions {
  readonly port: number
  readonly host: string
  readonly https?: boolean | HttpsOptions | undefined
}

/** Listens on a port; 0 takes a free one. Rejects with Node's error (`code: 'EADDRINUSE'`, say) if that is not possible. */
export async function listen(
  context: ServerContext,
  app: { fetch(request: Request): Response | Promise<Response> },
  { port, host, https }: ListenOptions,
  timeouts: ConnectionTimeouts = {},
): Promise<Listening> {
  const { core } = context.control
  const tracker = createConnectionTracker(context.usage)
  const connections = createConnections()
  const vendor = createVendorListener(context, tracker, connections)
  const control = createAdminListener(app, core)
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method = '', url = '', headers } = incoming
    const isForAdmin = isAdmin(url) || (url === '/' && isBrowserAtRoot(method, url, headers))
    ;(isForAdmin ? control : vendor)(incoming, outgoing)
  }
  const meet = (socket: Socket) => {
    tracker.meet(socket)
    connections.add(socket)
  }
  const server = createServer({ ...options, ...timeouts })
  const secured = https
    ? await (await import('../intercept/https.ts')).addHttps(
        server,
        withRefusals(https === true ? {} : https, core),
        meet,
      )
    : undefined
  const screened = secured?.wrap(answer) ?? answer
  const take = (incoming: IncomingMessage, outgoing: ServerResponse) => connections.serve(incoming, outgoing, screened)
  if (!secured) server.on('connection', meet)
  server
    .on('request', take)
    // Left alone, Node would answer an expectation it does not know by itself, with a status of its own.
    .on('checkExpectation', take)
    // HTTP's connections are sockets, with TLS or without.
    .on('clientError', (error: NodeJS.ErrnoException, duplex) => {
      const socket = duplex as Socket
      if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && connections.isSilent(socket)) return void socket.destroy()
      connections.afterResponses(socket, () => refuseUnparsed(core, socket))
    })
    .on('connect', (request, duplex, head) => {
      const socket = duplex as Socket
      const rest = connections.detach(socket)
      connections.afterResponses(socket, () => {
        if (secured) secured.connect(request, socket, Buffer.concat([head, rest]))
        else refuseConnect(socket, { code: 'connect-without-https' })
      })
    })
  server.listen(port, host)
  await once(server, 'listening')
  // A connection that could not be accepted is its client's trouble, not everybody's.
  ignoreErrors(server)
  // A listening TCP server's address is never a pipe's name.
  const address = server.address() as AddressInfo
  const where = `${toReachable(address)}:${address.port}`
  return {
    url: `http://${where}`,
    host: address.address,
    port: address.port,
    ...(secured ? { https: { url: `https://${where}`, ca: secured.ca } } : {}),
    close: () => connections.close(server, secured?.close),
  }
}

/** Records refused hosts for reports, then calls the listener. */
const withRefusals = (https: HttpsOptions, { runLog }: EmulatorCore): HttpsOptions => ({
  ...https,
  onConnection(event) {
    if (event.type === 'refused') runLog.addRefusedHost(event.host, event.why ?? '')
    https.onConnection?.(event)
  },
})

/** Serves the admin API. Requests whose Host and target do not form a valid URL are refused with a problem document too. */
function createAdminListener(
  app: { fetch(request: Request): Response | Promise<Response> },
  { mask }: Pick<EmulatorCore, 'mask'>,
) {
  const errorHandler = (error: unknown): Response => {
    const code = error instanceof RequestError ? 'invalid-request' : 'internal-error'
    return toProblemResponse(new Problem({ code, error: String(error) }), mask)
  }
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false, errorHandler })
  return (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { headers, rawHeaders } = incoming
    // The guard checks the header as it was sent, from rawHeaders; the URL of the Request is made of the other.
    if (headers.host === undefined) rawHeaders.push('Host', '')
    if (!isLoopbackHost(headers.host ?? '')) headers.host = 'localhost'
    void listener(incoming, outgoing)
  }
}

/** Answers bytes that are not HTTP as the service answers a request it cannot parse, and closes the connection. */
function refuseUnparsed(core: EmulatorCore, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy()
  const { text } = core.handle(parseRequest('', '', { text: '' }))
  refuse(socket, { status: '200 OK', headers: replyHeaders, text })
}
