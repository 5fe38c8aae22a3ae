import { type LookupAddress, type LookupOptions, lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { type DeliveryIssue, explainDelivery } from '../emulator/messages.ts'

/** How far callbacks may go: to this machine and private networks, or anywhere. */
export type CallbackScope = 'local' | 'anywhere'

const ranges = [
  ['127.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['0.0.0.0', 32, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['::', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
] as const

/**
 * Addresses within these ranges at which clouds serve metadata, credentials among them. Those that lie in none of the
 * ranges, such as 169.254.169.254 and 100.100.100.200, are not local anyway: link-local and shared addresses
 * (169.254.0.0/16, fe80::/10, 100.64.0.0/10) do not belong to a private network.
 */
const metadata = [
  // AWS
  ['fd00:ec2::', 32],
  // Google Cloud
  ['fd20:ce::', 32],
  // Oracle Cloud
  ['fd00:c1::', 32],
  // Scaleway
  ['fd00:42::', 32],
] as const

const locals = new BlockList()
for (const [net, prefix, family] of ranges) locals.addSubnet(net, prefix, family)
const metadataAddresses = new BlockList()
for (const [net, prefix] of metadata) metadataAddresses.addSubnet(net, prefix, 'ipv6')

/** Whether a host is an IP address, and not a name. */
export const isAddress = (host: string): boolean => isIP(host) !== 0

/** Whether an address is this machine's or of a private network: neither link-local, shared nor a cloud's metadata. */
export const isLocal = (address: string): boolean => {
  // An IPv4 address in the clothes of an IPv6 one is looked at as what it is.
  const plain = address.toLowerCase().startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
  const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4'
  return locals.check(plain, family) && !metadataAddresses.check(plain, family)
}

/** The error of a connection to a host without a local address; `issue` has the host and its address. */
export class OutOfScopeError extends Error {
  readonly issue: DeliveryIssue & { readonly code: 'out-of-scope' }

  constructor(host: string, address: string) {
    const issue = { code: 'out-of-scope', host, address } as const
    super(explainDelivery(issue))
    this.issue = issue
  }
}

/** Resolves a name to all its addresses, as Node's `dns.lookup` does. */
export type Resolve = (
  host: string,
  options: LookupOptions & { readonly all: true },
  give: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * Creates a lookup for a connection that refuses names whose addresses are all out of reach. The name cannot be turned
 * to another address later, since the connection uses the addresses that were checked.
 */
export const createLocalLookup =
  (resolve: Resolve): LookupFunction =>
  (host, options: LookupOptions, give) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) return give(error, '', 0)
      const near = addresses.filter(({ address }) => isLocal(address))
      const [first] = near
      if (!first) return give(new OutOfScopeError(host, addresses[0]?.address ?? 'no address'), '', 0)
      if (options.all) give(null, near)
      else give(null, first.address, first.family)
    })
  }

/** The lookup of connections that stay on this machine and private networks. */
export const lookupLocal: LookupFunction = createLocalLookup(lookup)
