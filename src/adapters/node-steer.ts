import { Socket } from 'node:net'
import { domainToASCII } from 'node:url'
import { isUnderVendor } from '../contracts/hosts.ts'

/** Where a connection goes. */
export interface Place {
  readonly host: string
  readonly port: number
}

/** Where a connection that means a name under the vendor's domains goes instead; or why it goes nowhere, as a sentence. */
export type Steer = (name: string, port: unknown) => Place | string

const mark = Symbol.for('ringback.steer')

/**
 * From now on no connection of this process goes to a name under the vendor's domains: it goes where it is steered, or
 * fails. It is the lowest place that all ways of Node's come by: fetch, http, https, http2, and packages built on these.
 * Whoever steers first keeps the wheel.
 */
export function steerConnections(steer: Steer): void {
  if (Reflect.has(Socket.prototype, mark)) return
  Object.defineProperty(Socket.prototype, mark, { value: true })
  const { connect } = Socket.prototype
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    const { options, callback } = toCall(args)
    const { host } = options
    if (typeof host !== 'string') return Reflect.apply(connect, this, args)
    // As it will be looked up: other letters and dots may mean the same name. Of what is none there nothing is left.
    const name = domainToASCII(host) || host
    if (!isUnderVendor(name)) return Reflect.apply(connect, this, args)
    const place = steer(name, options.port)
    if (typeof place === 'string') {
      process.nextTick(() => this.destroy(new Refused(place)))
      return this
    }
    // A copy: the certificate is still to be that of the name in the original.
    const here = { ...options, ...place, lookup: undefined, localAddress: undefined, family: undefined }
    return Reflect.apply(connect, this, callback ? [here, callback] : [here])
  }
}

class Refused extends Error {
  readonly code = 'RINGBACK_REFUSED'

  constructor(sentence: string) {
    super(`ringback: ${sentence}`)
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
