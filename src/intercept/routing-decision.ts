import { explainRefusedHost, explainWrongPort, isUnderVendor, isVendorHost } from '../contracts/hosts.ts'
import { isAddress, isLocal } from '../server/callback-scope.ts'
import { isLoopback } from '../server/guard.ts'
import { formatValue } from '../text/format.ts'
import type { FirstBytes } from './first-bytes.ts'

/** Where a client wants to go. */
export interface Goal {
  readonly host: string
  readonly port: number
}

/** What becomes of it: let in here, let pass to a place, or refused with a sentence. */
export type Way =
  | { readonly go: 'in' }
  | { readonly go: 'on'; readonly to: Goal }
  | { readonly go: 'no'; readonly why: string }

/** What a way depends on, beyond the place. */
export interface Rules {
  /** Where this emulator listens. */
  readonly port: number
  /** Whether what is not the vendor's may pass. */
  readonly allowPassthrough: boolean
  /** Whether whoever asks is on this machine. */
  readonly isNear: boolean
}

/** Which way a client goes that wants to reach a place. Nothing under the vendor's domains is ever let pass. */
export function chooseWay({ host, port }: Goal, { port: own, allowPassthrough, isNear }: Rules): Way {
  const name = canonicalize(host)
  if (isUnderVendor(name)) return chooseVendorWay({ host: name, port })
  const isHome = isLoopback(name)
  if (isHome && port === own) return { go: 'in' }
  if (!isNear)
    return { go: 'no', why: `Only clients on this machine may go on from here, to ${formatValue(name)} or elsewhere.` }
  if (isHome || allowPassthrough) return { go: 'on', to: { host: name, port } }
  return {
    go: 'no',
    why: `${name} is none of the Call API's hosts, and under test nothing else is reached: start with --allow-passthrough to let it pass.`,
  }
}

/** The way to a name under the vendor's domains: it is served here or refused. */
function chooseVendorWay({ host, port }: Goal): Extract<Way, { readonly go: 'in' | 'no' }> {
  if (!isVendorHost(host)) return { go: 'no', why: explainRefusedHost(host) }
  if (port === 443 || port === 80) return { go: 'in' }
  return { go: 'no', why: explainWrongPort(host, port) }
}

/**
 * What the first bytes in a tunnel change about its way. An address, or a name that stands for another one, does not say
 * whose it is; a server name or a Host header does.
 */
export function reviseWay({ host, port }: Goal, found: FirstBytes): Way & { readonly host: string } {
  const on = { go: 'on', to: { host, port }, host } as const
  const no = (why: string) => ({ go: 'no', why, host }) as const
  if (found.protocol === 'invalid') return no(`The first bytes for ${host} are neither valid TLS nor valid HTTP.`)
  if (found.protocol === 'http2' || (found.protocol === 'tls' && !found.name)) {
    if (!isAddress(host) || isLocal(host)) return on
    const where = found.protocol === 'tls' ? 'The TLS handshake' : 'The HTTP/2 connection'
    return no(
      `${where} for ${host} names no host, so ringback cannot tell whether the address is the vendor's: connect by name.`,
    )
  }
  const names = found.protocol === 'tls' ? [found.name ?? ''] : found.protocol === 'http' ? found.hosts : []
  const name = names.map(canonicalize).find(isUnderVendor)
  return name === undefined ? on : { ...chooseVendorWay({ host: name, port }), host: name }
}

/** A host as it is looked up: lower case, without a trailing dot; an address that is written oddly as four numbers. */
function canonicalize(host: string): string {
  const name = host.toLowerCase().replace(/\.+$/, '')
  return !isAddress(name) && URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : name
}

/** Reads `host:port`, brackets around an IPv6 address; undefined if it is none. */
export function parseGoal(text: string): Goal | undefined {
  const [, v6, name, digits] = /^(?:\[([0-9a-f:.]+)\]|((?:[\w-]+\.)*[\w-]+\.?)):(\d{1,5})$/i.exec(text) ?? []
  const port = Number(digits)
  const host = v6 ?? name
  return host !== undefined && host.length <= 254 && port >= 1 && port <= 65_535 ? { host, port } : undefined
}
