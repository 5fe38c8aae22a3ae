import type { IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Connection, RequestTiming } from '../emulator/exchange.ts'
import { ignoreErrors } from './raw-http.ts'

/** The wall's clock in Unix milliseconds, with fractions, never going back. */
export const toWall = (elapsed: number): number => origin + elapsed

// Read once: the getter would be on the way of every request.
const origin = performance.timeOrigin

/** How much of a header is kept, in characters. */
const longestHeader = 200

/** Tells requests' connections apart. */
export interface Lines {
  /** To be told of each connection as it opens. */
  meet(socket: Socket): void
  /** The line of a request; `began` is a moment of `performance.now()`. */
  toLine(incoming: IncomingMessage, began: number): RequestTiming
}

/** Starts to tell connections apart. */
export function createLines(): Lines {
  const connections = new Map<Socket, Connection>()
  let count = 0

  function meet(socket: Socket): Connection {
    const connection: Connection = {
      number: ++count,
      host: undefined,
      agent: undefined,
      opened: toWall(performance.now()),
      closed: undefined,
    }
    connections.set(socket, connection)
    // Node removes its own listener when it hands a socket over, to 'connect' or 'upgrade' for example.
    ignoreErrors(socket)
    socket.once('close', () => {
      connection.closed = toWall(performance.now())
      connections.delete(socket)
    })
    return connection
  }

  return {
    meet,
    toLine(incoming, began) {
      const connection = connections.get(incoming.socket) ?? meet(incoming.socket)
      // Read once for each connection, since all headers are parsed for it.
      if (connection.host === undefined) {
        const { headers } = incoming
        connection.host = headers.host?.slice(0, longestHeader) ?? ''
        connection.agent = headers['user-agent']?.slice(0, longestHeader) ?? ''
      }
      return { connection, receivedAt: toWall(began), sentAt: undefined, abortedAt: undefined }
    },
  }
}

/** Where a client on this machine finds it; an address that stands for all of them is no place to call. */
export function toReachable({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0') return '127.0.0.1'
  if (address === '::') return '[::1]'
  return family === 'IPv6' ? `[${address}]` : address
}
