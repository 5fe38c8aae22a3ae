import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Connection, Line } from '../journal/exchange.ts'

/** The wall's clock in Unix milliseconds, with fractions, never going back. */
export const toWall = (elapsed: number): number => performance.timeOrigin + elapsed

/** How much of a header is kept, in characters. */
const longestHeader = 200

/** Tells requests' connections apart. `began` is a moment of `performance.now()`. */
export function createLines(): (incoming: IncomingMessage, began: number) => Line {
  const connections = new WeakMap<Socket, Connection>()
  let count = 0

  function meet({ socket, headers }: IncomingMessage): Connection {
    const connection: Connection = {
      number: ++count,
      host: headers.host?.slice(0, longestHeader),
      agent: headers['user-agent']?.slice(0, longestHeader),
      closed: undefined,
    }
    connections.set(socket, connection)
    socket.once('close', () => {
      connection.closed = toWall(performance.now())
    })
    return connection
  }

  return (incoming, began) => ({
    connection: connections.get(incoming.socket) ?? meet(incoming),
    arrived: toWall(began),
    left: undefined,
    hungUp: undefined,
  })
}
