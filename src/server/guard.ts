import { isUnderVendor } from '../contracts/hosts.ts'
import { quote } from '../words/quote.ts'
import { Problem } from './control/problem.ts'

/** Who may use the control surface. */
export interface Guard {
  /** Wanted from everyone if set; then any name will do but the vendor's, since a page elsewhere cannot know the token. */
  readonly token?: string | undefined
}

/**
 * Refuses by its headers whoever is not meant: names other than loopback's in Host (a page that resolves its own name to
 * this machine comes so), pages of other origins, and, where there is a token, whoever does not have it.
 */
export function checkVisitor(request: Request, { token }: Guard): void {
  const url = new URL(request.url)
  const host = request.headers.get('Host') ?? url.host
  if (token === undefined && !isLoopback(host)) {
    throw new Problem(
      'foreign-host',
      `The Host header is ${JSON.stringify(host.slice(0, 80))}: use localhost or 127.0.0.1.`,
    )
  }
  if (isUnderVendor(host.replace(/:\d+$/, ''))) {
    throw new Problem(
      'foreign-host',
      `${quote(host)} stands for the service, which has no control surface: use localhost or 127.0.0.1.`,
    )
  }
  const origin = request.headers.get('Origin')
  if (origin !== null && origin !== `http://${host}` && origin !== `https://${host}`) {
    throw new Problem(
      'foreign-origin',
      `The Origin header is ${JSON.stringify(origin.slice(0, 80))}, want none or http://${host}.`,
    )
  }
  if (token !== undefined && toToken(request, url) !== token) {
    throw new Problem(
      'token-missing',
      'Send the header "Authorization: Bearer TOKEN", with the token given or printed at the start.',
    )
  }
}

/** Whether a name or address, with a port or without, is this machine's own. */
export const isLoopback = (host: string): boolean =>
  /^(localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])(?::\d{1,5})?$/i.test(host)

function toToken(request: Request, url: URL): string | null {
  const header = request.headers.get('Authorization')
  return header?.startsWith('Bearer ') ? header.slice(7) : url.searchParams.get('token')
}
