/*
 * Loaded into clients that run on Node, before anything of theirs: what they mean to send to the service's hosts goes to the
 * emulator that RINGBACK_PRELOAD_TO names, and what they mean to send elsewhere under the vendor's domains goes nowhere. TLS
 * stays theirs, with the name they meant. Without that variable nothing is touched.
 */
import { connect } from 'node:net'
import { explainRefusedHost, explainWrongPort, isVendorHost } from '../contracts/hosts.ts'
import { steerConnections } from './redirect-connections.ts'

/** Node 22 warns at its start that the proxy of the environment is experimental. That is not the client's doing. */
function silenceProxyWarning(): void {
  const { emit } = process
  const quietEmit = function (this: unknown, ...args: readonly unknown[]): unknown {
    const [event, warning] = args
    if (event === 'warning' && Object(warning).code === 'UNDICI-EHPA') return false
    return Reflect.apply(emit, this, args)
  }
  Reflect.set(process, 'emit', quietEmit)
  // The warning is due before this; whatever the client does later is its own.
  setImmediate(() => Reflect.get(process, 'emit') === quietEmit && Reflect.set(process, 'emit', emit))
}

const [, host, port] = /^\[?([\w.:-]+?)\]?:(\d{1,5})$/.exec(process.env.RINGBACK_PRELOAD_TO ?? '') ?? []

/** The longest time that a report of a refusal may take, in milliseconds. */
const reportTimeout = 1_000

if (host !== undefined) {
  silenceProxyWarning()
  const emulator = { host, port: Number(port) }
  steerConnections(
    (name, asked) => {
      if (!isVendorHost(name)) return explainRefusedHost(name)
      return ['443', '80'].includes(`${asked}`) ? emulator : explainWrongPort(name, asked)
    },
    // The emulator refuses it once more, and so its run's report can list it.
    (name, asked) =>
      new Promise(resolve => {
        const goal = `${name}:${Number(asked) || 443}`
        const socket = connect(emulator, () => socket.write(`CONNECT ${goal} HTTP/1.1\r\nHost: ${goal}\r\n\r\n`))
        socket.setTimeout(reportTimeout, () => socket.destroy())
        socket.once('data', () => socket.destroy()).on('error', () => {})
        socket.once('close', () => resolve())
      }),
  )
}
