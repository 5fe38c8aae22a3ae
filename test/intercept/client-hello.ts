import { Duplex } from 'node:stream'
import { connect } from 'node:tls'

/** The first message of a TLS handshake, as Node sends it. */
export function captureClientHello(servername: string | undefined): Promise<Buffer> {
  return new Promise(resolve => {
    const wire = new Duplex({
      read() {},
      write(chunk: Buffer) {
        resolve(chunk)
        wire.destroy()
      },
    })
    connect({ socket: wire, ...(servername === undefined ? {} : { servername }) }).on('error', () => {})
  })
}
