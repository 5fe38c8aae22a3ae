import { Socket } from 'node:net'
import { domainToASCII } from 'node:url'
import { isUnderVendor } from '../contracts/hosts.ts'

/** The address that a connection is redirected to. */
interface Target {
  readonly host: string
  readonly port: number
}

/** Where a connection to a name under the vendor's domains is redirected to; or a sentence, why it is refused. */
type Redirect = (name: string, port: unknown) => Target | string

/** Reports a refused connection elsewhere. The connection fails once this has settled; it never rejects. */
type ReportRefusal = (name: string, port: unknown) => Promise<void>

const mark = Symbol.for('ringback.redirect')

/**
 * Redirects or refuses every later connection of this process to a name under the vendor's domains: of fetch, http,
 * https, http2, and packages built on these. Only the first call has an effect.
 */
export function redirectConnections(redirect: Redirect, report: ReportRefusal = async () => {}): void {
  if (Reflect.has(Socket.prototype, mark)) return
  Object.defineProperty(Socket.prototype, mark, { value: true })
  const { connect } = Socket.prototype
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    const { options, callback } = toCall(args)
    const name = findVendorName(options)
    if (name === undefined || isMocked(this)) return Reflect.apply(connect, this, args)
    const target = redirect(name, options.port)
    if (typeof target === 'string') {
      // As while Node looks up a name: data written meanwhile is buffered.
      Reflect.set(this, 'connecting', true)
      report(name, options.port).then(() => this.destroy(new ConnectionRefused(target)))
      return this
    }
    // A copy: the certificate is checked against the name in the original.
    const here = { ...options, ...target, lookup: undefined, localAddress: undefined, family: undefined }
    return Reflect.apply(connect, this, callback ? [here, callback] : [here])
  }
}

/** The vendor's name that a connection is for: its host, or its TLS server name if the host is an address. */
function findVendorName({ host, servername }: Options): string | undefined {
  if (typeof host !== 'string') return undefined
  // The name as it is looked up: other letters and dots may stand for the same. An invalid name becomes empty.
  const name = domainToASCII(host) || host
  if (isUnderVendor(name)) return name
  const isHere = /^(?:localhost|127\.[\d.]+|::1)$/i.test(name)
  return typeof servername === 'string' && !isHere && isUnderVendor(servername) ? servername : undefined
}

/**
 * Whether msw 3 answers for a socket, so that it never leaves the process. Sockets that msw passes through have the mark
 * too, but no own `connect`. If msw changes this, connections to the vendor are refused, not passed through.
 */
const isMocked = (socket: Socket): boolean =>
  Object.hasOwn(socket, 'connect') &&
  Object.getOwnPropertySymbols(socket).some(({ description }) => description === 'kPatched')

class ConnectionRefused extends Error {
  readonly code = 'RINGBACK_REFUSED'

  constructor(sentence: string) {
    super(`ringback: ${sentence}`)
  }
}

/** The options of a connection in any form that Node takes: options, a port and a host, or these in an array. */
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
