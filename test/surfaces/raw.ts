import { connect } from 'node:net'

/** The bytes received on one connection, and how it ended. */
export interface RawAnswer {
  readonly text: string
  readonly ended: 'closed' | 'reset' | 'left open'
}

/** Sends bytes on a new connection and reads until the other end closes or `timeoutMs` have passed. */
export function sendRaw(port: number, bytes: string | Buffer, timeoutMs = 3_000): Promise<RawAnswer> {
  return new Promise(resolve => {
    let text = ''
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(bytes))
    const finish = (ended: RawAnswer['ended']) => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ text, ended })
    }
    const timer = setTimeout(finish, timeoutMs, 'left open')
    socket.on('data', chunk => (text += chunk.toString()))
    socket.on('end', () => finish('closed')).on('error', () => finish('reset'))
  })
}

/** A POST as bytes with `Connection: close`. */
export const toRawPost = (target: string, body: string): string =>
  `POST ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
