import { checkVendorHost, isUnderVendor } from '../contracts/hosts.ts'
import { isAddress, isLocal } from '../server/callback-scope.ts'
import { isLoopback } from '../server/guard.ts'
import type { RoutingRefusal } from './messages.ts'
import type { FirstBytes } from './tls-sniffer.ts'

/** A host and a port that a client connects to. */
export interface Destination {
  readonly host: string
  readonly port: number
}

/** What happens to a connection: the emulator serves it, it is forwarded to its destination, or it is refused. */
export type RoutingDecision =
  | { readonly action: 'intercept' }
  | { readonly action: 'forward'; readonly to: Destination }
  | { readonly action: 'refuse'; readonly refusal: RoutingRefusal }

/** The settings that a decision depends on. */
interface RoutingOptions {
  /** The port of this emulator. */
  readonly port: number
  /** Whether connections to hosts outside the vendor's domains are forwarded. */
  readonly allowPassthrough: boolean
  /** Whether the client is on this machine. */
  readonly isLocalClient: boolean
}

/** Decides what happens to a connection. Nothing under the vendor's domains is ever forwarded. */
export function route(
  { host, port }: Destination,
  { port: own, allowPassthrough, isLocalClient }: RoutingOptions,
): RoutingDecision {
  const name = canonicalize(host)
  if (isUnderVendor(name)) return routeVendorHost(name, port)
  const isHere = isLoopback(name)
  if (isHere && port === own) return { action: 'intercept' }
  if (!isLocalClient) return refuse({ code: 'remote-client', host: name })
  if (isHere || allowPassthrough) return { action: 'forward', to: { host: name, port } }
  return refuse({ code: 'passthrough-off', host: name })
}

const refuse = (refusal: RoutingRefusal) => ({ action: 'refuse', refusal }) as const

function routeVendorHost(host: string, port: number): Exclude<RoutingDecision, { readonly action: 'forward' }> {
  const refusal = checkVendorHost(host, port)
  return refusal ? refuse(refusal) : { action: 'intercept' }
}

/**
 * Decides again by the first bytes in a tunnel. An address, or a name that stands for another one, does not show whose it
 * is; a server name or a Host header does.
 */
export function routeByFirstBytes(to: Destination, first: FirstBytes): RoutingDecision & { readonly host: string } {
  const { host, port } = to
  const forward = { action: 'forward', to, host } as const
  if (first.protocol === 'invalid') return { ...refuse({ code: 'invalid-first-bytes', host }), host }
  if (first.protocol === 'http2' || (first.protocol === 'tls' && !first.name)) {
    if (!isAddress(host) || isLocal(host)) return forward
    return { ...refuse({ code: 'unnamed-host', host, protocol: first.protocol }), host }
  }
  const names = first.protocol === 'tls' ? [first.name ?? ''] : first.protocol === 'http' ? first.hosts : []
  const name = names.map(canonicalize).find(isUnderVendor)
  return name === undefined ? forward : { ...routeVendorHost(name, port), host: name }
}

/** A host as it is looked up: lowercase, without a trailing dot; an address in an unusual notation as four numbers. */
function canonicalize(host: string): string {
  const name = host.toLowerCase().replace(/\.+$/, '')
  return !isAddress(name) && URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : name
}

/** Parses `host:port`, with brackets around an IPv6 address; undefined if it is invalid. */
export function parseDestination(text: string): Destination | undefined {
  const [, v6, name, digits] = /^(?:\[([0-9a-f:.]+)\]|((?:[\w-]+\.)*[\w-]+\.?)):(\d{1,5})$/i.exec(text) ?? []
  const port = Number(digits)
  const host = v6 ?? name
  return host !== undefined && host.length <= 254 && port >= 1 && port <= 65_535 ? { host, port } : undefined
}
