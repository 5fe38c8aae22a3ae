import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Connection, RequestTiming } from '../emulator/exchange.ts'
import { ignoreErrors } from './raw-http.ts'
import type { Usage } from './server-context.ts'

/** The wall clock in Unix milliseconds with fractions; it never goes back. */
export const toWallTime = (elapsed: number): number => origin + elapsed

// Read once: the getter is slow, and every request needs it.
const origin = performance.timeOrigin

/** How much of a header is kept, in characters. */
const longestHeader = 200

/** Knows the connection of each request. */
export interface ConnectionTracker {
  /** Adds a connection when it opens. */
  meet(socket: Socket): void
  /** The timing of a request; `began` is from `performance.now()`. */
  toTiming(incoming: IncomingMessage, began: number): RequestTiming
}

/** Creates a tracker without connections, which counts them in `usage`. */
export function createConnectionTracker(
  usage: Pick<Usage, 'connections' | 'connectionsOpened'> = { connections: 0, connectionsOpened: 0 },
): ConnectionTracker {
  const connections = new Map<Socket, Connection>()
  let count = 0

  function meet(socket: Socket): Connection {
    const connection: Connection = {
      number: ++count,
      host: undefined,
      agent: undefined,
      opened: toWallTime(performance.now()),
      closed: undefined,
    }
    connections.set(socket, connection)
    usage.connections++
    usage.connectionsOpened++
    // Node removes its own listener when it hands a socket over, to 'connect' or 'upgrade' for example.
    ignoreErrors(socket)
    socket.once('close', () => {
      connection.closed = toWallTime(performance.now())
      connections.delete(socket)
      usage.connections--
    })
    return connection
  }

  return {
    meet,
    toTiming(incoming, began) {
      const connection = connections.get(incoming.socket) ?? meet(incoming.socket)
      // Read once for each connection, since all headers are parsed for it.
      if (connection.host === undefined) {
        const { headers } = incoming
        connection.host = headers.host?.slice(0, longestHeader) ?? ''
        connection.agent = headers['user-agent']?.slice(0, longestHeader) ?? ''
      }
      return { connection, receivedAt: toWallTime(began), sentAt: undefined, abortedAt: undefined }
    },
  }
}

/** The address at which a client on this machine reaches a server; a wildcard address becomes loopback. */
export function toReachable({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0') return '127.0.0.1'
  if (address === '::') return '[::1]'
  return family === 'IPv6' ? `[${address}]` : address
}
