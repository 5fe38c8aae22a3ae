import { Socket } from 'node:net'
import { domainToASCII } from 'node:url'
import { isUnderVendor } from '../contracts/hosts.ts'

/** Where a connection goes. */
export interface Place {
  readonly host: string
  readonly port: number
}

/** Where a connection to a name under the vendor's domains goes instead; or why it is refused, as a sentence. */
export type Steer = (name: string, port: unknown) => Place | string

/** Reports a refused connection elsewhere. The connection fails once this has settled; it never rejects. */
export type ReportRefusal = (name: string, port: unknown) => Promise<void>

const mark = Symbol.for('ringback.steer')

/**
 * From now on no connection of this process goes to a name under the vendor's domains: it goes where it is steered, or
 * fails. All of Node's ways meet here: fetch, http, https, http2, and packages built on these. The first caller wins.
 */
export function steerConnections(steer: Steer, report: ReportRefusal = async () => {}): void {
  if (Reflect.has(Socket.prototype, mark)) return
  Object.defineProperty(Socket.prototype, mark, { value: true })
  const { connect } = Socket.prototype
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    const { options, callback } = toCall(args)
    const name = findVendorName(options)
    if (name === undefined || isMocked(this)) return Reflect.apply(connect, this, args)
    const place = steer(name, options.port)
    if (typeof place === 'string') {
      // As while Node looks a name up: what is written meanwhile is kept.
      Reflect.set(this, 'connecting', true)
      report(name, options.port).then(() => this.destroy(new Refused(place)))
      return this
    }
    // A copy: the certificate is still to be that of the name in the original.
    const here = { ...options, ...place, lookup: undefined, localAddress: undefined, family: undefined }
    return Reflect.apply(connect, this, callback ? [here, callback] : [here])
  }
}

/** The vendor's name that a connection is for, by its host, or by its server name (TLS) where the host is an address. */
function findVendorName({ host, servername }: Options): string | undefined {
  if (typeof host !== 'string') return undefined
  // As it will be looked up: other letters and dots may mean the same name. Of an invalid name nothing is left.
  const name = domainToASCII(host) || host
  if (isUnderVendor(name)) return name
  const isHere = /^(?:localhost|127\.[\d.]+|::1)$/i.test(name)
  return typeof servername === 'string' && !isHere && isUnderVendor(servername) ? servername : undefined
}

/**
 * Whether msw 3 answers for a socket, so that it never leaves the process. Those that msw passes on have the mark too, but
 * no `connect` of their own. If msw changes this, connections to the vendor are refused, not let through.
 */
const isMocked = (socket: Socket): boolean =>
  Object.hasOwn(socket, 'connect') &&
  Object.getOwnPropertySymbols(socket).some(({ description }) => description === 'kPatched')

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
  const options: Options = isOptions(list[0]) ? list[0] : { port: list[0], host: list[1] }
  return { options, callback }
}

interface Options {
  readonly host?: unknown
  readonly port?: unknown
  readonly servername?: unknown
}

const isOptions = (one: unknown): one is Options => typeof one === 'object' && one !== null
