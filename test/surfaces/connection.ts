import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A TCP connection whose other end is under test. */
export interface Connection {
  readonly socket: Socket
  /** Everything received so far. */
  readonly text: () => string
  /** Resolves when the connection is closed, with everything received. */
  readonly closed: Promise<string>
}

/** Opens a connection that stays readable after the other end closes; errors are ignored. */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1' }).setEncoding('latin1')
  let text = ''
  socket.on('data', chunk => (text += chunk)).on('error', () => {})
  const closed = new Promise<string>(resolve => socket.once('close', () => resolve(text)))
  await once(socket, 'connect')
  return { socket, text: () => text, closed }
}

/** Sends bytes and resets the connection at once, with RST instead of FIN. */
export async function sendAndReset(port: number, bytes: string): Promise<void> {
  const { socket, closed } = await openConnection(port)
  socket.write(bytes, 'latin1', () => socket.resetAndDestroy())
  await closed
}

/** Opens a connection, sends bytes and resolves with everything received until it is closed. */
export async function exchange(port: number, bytes: string): Promise<string> {
  const { socket, closed } = await openConnection(port)
  socket.write(bytes, 'latin1')
  return closed
}

/** The status codes of HTTP/1.1 responses in a text, in their order. */
export const toStatuses = (text: string): number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))

/** The body of the last response in a text. */
export const toLastBody = (text: string): string => text.slice(text.lastIndexOf('\r\n\r\n') + 4)
