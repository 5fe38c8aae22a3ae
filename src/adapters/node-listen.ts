import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Switchboard } from '../emulator/switchboard.ts'
import { controlPrefix, type Entrance } from '../server/entrance.ts'
import { keepAwake } from './node-timer.ts'
import { createVendorListener } from './node-vendor.ts'

/** Where an emulator listens. */
export interface Listening {
  /** Such as `http://127.0.0.1:2255`. */
  readonly url: string
  readonly host: string
  readonly port: number
  /** Stops listening, lets answers under way finish for a second, then closes what is left. */
  close(): Promise<void>
}

/** A missing Host header is no reason to be refused, and a pooled connection outlives the usual pauses of a client. */
const options = {
  requireHostHeader: false,
  keepAliveTimeout: 65_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 65_536,
}

/** Listens on a port; 0 takes a free one. Rejects with Node's error (`code: 'EADDRINUSE'`, say) if that is not possible. */
export async function listen(
  switchboard: Switchboard,
  app: { fetch(request: Request): Response | Promise<Response> },
  entrance: Entrance,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<Listening> {
  const vendor = createVendorListener(switchboard, entrance)
  const control = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse) =>
    void (isControl(incoming.url ?? '') ? control : vendor)(incoming, outgoing)
  const server = createServer(options, answer)
  // Left alone, Node would answer an expectation it does not know by itself, with a status of its own.
  server.on('checkExpectation', answer).on('clientError', refuseUnreadable)
  server.listen(port, host)
  await once(server, 'listening')
  const sleep = keepAwake(switchboard)
  // A listening TCP server's address is never a pipe's name.
  const address = server.address() as AddressInfo
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${shown}:${address.port}`,
    host: address.address,
    port: address.port,
    close: () => {
      sleep()
      return close(server)
    },
  }
}

const isControl = (target: string) =>
  target.startsWith(controlPrefix) &&
  (target.length === controlPrefix.length || '/?'.includes(target.charAt(controlPrefix.length)))

/** What is not even HTTP gets the access layer's answer as it was seen in the wild: no RequestId, and the connection closes. */
function refuseUnreadable(_: Error, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const text = '{"ActionStatus":"FAIL","ErrorCode":60002,"ErrorInfo":"HTTP parse Error"}'
  socket.end(
    `HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`,
  )
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    const impatient = setTimeout(() => server.closeAllConnections(), 1_000)
    server.close(() => {
      clearTimeout(impatient)
      resolve()
    })
    server.closeIdleConnections()
  })
}
