/*
 * Loaded into clients that run on Node, before anything of theirs: what they mean to send to the service's hosts goes to the
 * emulator that RINGBACK_PRELOAD_TO names, and what they mean to send elsewhere under the vendor's domains goes nowhere. TLS
 * stays theirs, with the name they meant. Without that variable nothing is touched.
 */
import { Socket } from 'node:net'
import { isUnderVendor, isVendorHost } from '../contracts/hosts.ts'

const [, host, port] = /^\[?([\w.:-]+?)\]?:(\d{1,5})$/.exec(process.env.RINGBACK_PRELOAD_TO ?? '') ?? []
const mark = Symbol.for('ringback.preload')

if (host !== undefined && !Reflect.has(Socket.prototype, mark)) {
  Object.defineProperty(Socket.prototype, mark, { value: true })
  const { connect } = Socket.prototype
  // The lowest place that all ways of Node's come by: fetch, http, https, http2, and packages built on these.
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    const { options, callback } = toCall(args)
    const name = options.host
    if (typeof name !== 'string' || !isUnderVendor(name)) return Reflect.apply(connect, this, args)
    if (!isVendorHost(name) || !['443', '80'].includes(`${options.port}`)) {
      process.nextTick(() => this.destroy(new Refused(name, options.port)))
      return this
    }
    // A copy: the certificate is still to be that of the name in the original.
    const here = { ...options, host, port: Number(port), lookup: undefined, localAddress: undefined, family: undefined }
    return Reflect.apply(connect, this, callback ? [here, callback] : [here])
  }
}

class Refused extends Error {
  readonly code = 'RINGBACK_REFUSED'

  constructor(name: string, port: unknown) {
    super(
      isVendorHost(name)
        ? `ringback: the service is asked at port 443, and not at ${port}; ${name} is never reached under test.`
        : `ringback: ${name} lies under the vendor's domains and is none of the Call API's hosts, so nothing is sent there under test.`,
    )
  }
}

/** Where a connection goes, of all the forms that Node takes: options, a port and a host, or these in an array of its own. */
function toCall(args: readonly unknown[]) {
  const [first] = args
  const list = Array.isArray(first) ? first : args
  const callback: unknown = list.findLast(one => typeof one === 'function')
  const options = isOptions(list[0]) ? list[0] : { port: list[0], host: list[1] }
  return { options, callback }
}

const isOptions = (one: unknown): one is { readonly host?: unknown; readonly port?: unknown } =>
  typeof one === 'object' && one !== null
