import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Connection, Line } from '../journal/exchange.ts'
import { ignoreErrors } from './node-refuse.ts'

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
  toLine(incoming: IncomingMessage, began: number): Line
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
      return { connection, arrived: toWall(began), left: undefined, hungUp: undefined }
    },
  }
}
