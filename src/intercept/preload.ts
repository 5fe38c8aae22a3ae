/*
 * Loaded into Node clients before their own code: connections to the service's hosts are redirected to the emulator in
 * RINGBACK_PRELOAD_TO, and those to other hosts under the vendor's domains are refused. TLS still uses the original host
 * name. Without the variable this has no effect.
 */
import { connect } from 'node:net'
import { checkVendorHost, explainHostRefusal } from '../contracts/hosts.ts'
import { redirectConnections } from './redirect-connections.ts'

/** Suppresses the warning of Node 22 that the proxy of the environment is experimental; the client did not cause it. */
function silenceProxyWarning(): void {
  const { emit } = process
  const quietEmit = function (this: unknown, ...args: readonly unknown[]): unknown {
    const [event, warning] = args
    if (event === 'warning' && Object(warning).code === 'UNDICI-EHPA') return false
    return Reflect.apply(emit, this, args)
  }
  Reflect.set(process, 'emit', quietEmit)
  // The warning is emitted before this.
  setImmediate(() => Reflect.get(process, 'emit') === quietEmit && Reflect.set(process, 'emit', emit))
}

const [, host, port] = /^\[?([\w.:-]+?)\]?:(\d{1,5})$/.exec(process.env.RINGBACK_PRELOAD_TO ?? '') ?? []

/** How long the report of a refusal may take, in milliseconds. */
const reportTimeout = 1_000

if (host !== undefined) {
  silenceProxyWarning()
  const emulator = { host, port: Number(port) }
  redirectConnections(
    (name, asked) => {
      const refusal = checkVendorHost(name, asked)
      return refusal ? explainHostRefusal(refusal) : emulator
    },
    // The emulator refuses it too, so that its report lists the host.
    (name, asked) =>
      new Promise(resolve => {
        const destination = `${name}:${Number(asked) || 443}`
        const socket = connect(emulator, () =>
          socket.write(`CONNECT ${destination} HTTP/1.1\r\nHost: ${destination}\r\n\r\n`),
        )
        socket.setTimeout(reportTimeout, () => socket.destroy())
        socket.once('data', () => socket.destroy()).on('error', () => {})
        socket.once('close', () => resolve())
      }),
  )
}
