import { createHash, timingSafeEqual } from 'node:crypto'
import { isUnderVendor } from '../contracts/hosts.ts'
import { Problem } from '../control/problem.ts'

/** Who may use the admin API. */
export interface Guard {
  /**
   * Compares a token with the one that the admin API requires, in constant time; absent if none is required. With a token
   * every Host is accepted except the vendor's, since a page elsewhere cannot know the token.
   */
  readonly isToken?: ((sent: string) => boolean) | undefined
}

/** The header that every callback of an emulator carries. The admin API refuses requests with it, whatever their route here was. */
export const callbackHeader = 'Ringback-Callback'

/**
 * Refuses a request to the admin API by its headers: callbacks, a Host that is not loopback (a page can resolve its own
 * name to this machine), pages of other origins and, unless the route is public, a missing or wrong token.
 */
export function checkVisitor(request: Request, { isToken }: Guard, isPublic = false): void {
  const { headers } = request
  if (headers.has(callbackHeader)) {
    throw new Problem({ code: 'callback-received' })
  }
  const url = new URL(request.url)
  const host = headers.get('Host') ?? url.host
  checkHost(host, isToken !== undefined)
  const origin = headers.get('Origin')
  if (origin !== null && origin !== `http://${host}` && origin !== `https://${host}`) {
    throw new Problem({ code: 'foreign-origin', host, received: origin })
  }
  if (headers.get('Sec-Fetch-Site') === 'cross-site' && !isPageVisit(request, url)) {
    throw new Problem({ code: 'cross-site' })
  }
  if (isToken && !isPublic && !isToken(toToken(request, url))) throw new Problem({ code: 'missing-token' })
}

function checkHost(host: string, hasToken: boolean): void {
  if (!hasToken && !validHost.test(host)) throw new Problem({ code: 'invalid-host', received: host })
  if ((!hasToken && !isLoopbackHost(host)) || isUnderVendor(host.replace(/:\d+$/, ''))) {
    throw new Problem({ code: 'foreign-host', received: host })
  }
}

/** The syntax of a Host header (RFC 9110, section 7.2); a host that is not there is not valid. */
const validHost = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d*)?$/i

/** Whether a browser was sent to the page itself, by a link for example: such a request has no effects and nobody else reads its answer. */
const isPageVisit = (request: Request, { pathname }: URL): boolean =>
  request.method === 'GET' &&
  request.headers.get('Sec-Fetch-Mode') === 'navigate' &&
  (request.headers.get('Sec-Fetch-Dest') ?? 'document') === 'document' &&
  /^\/(?:_ringback\/?)?$/.test(pathname)

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const loopback = new RegExp(`^(?:localhost|127(?:\\.${octet}){3}|\\[::1\\])(?::(\\d{1,5}))?$`, 'i')

/** Whether a Host header, with a port or without, means this machine: localhost, a complete 127.x.y.z or [::1]. */
export function isLoopbackHost(host: string): boolean {
  const match = loopback.exec(host)
  return match !== null && Number(match[1] ?? 0) <= 65_535
}

/** Whether a name or an address, with a port or without, is this machine's own; ::1 also without brackets. */
export const isLoopback = (host: string): boolean => host === '::1' || isLoopbackHost(host)

function toToken({ headers }: Request, url: URL): string {
  const header = headers.get('Authorization')
  return (header?.startsWith('Bearer ') ? header.slice(7) : url.searchParams.get('token')) ?? ''
}

/** Creates a comparison with a secret whose time depends on neither text. */
export function createComparison(secret: string): (text: string) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const expected = digest(secret)
  return text => timingSafeEqual(digest(text), expected)
}
