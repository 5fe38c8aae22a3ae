import { type LookupOptions, lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** How far callbacks may go: to this machine and private networks, or anywhere. */
export type Reach = 'local' | 'anywhere'

const ranges = [
  ['127.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['0.0.0.0', 32, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['::', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
] as const

const locals = new BlockList()
for (const [net, prefix, family] of ranges) locals.addSubnet(net, prefix, family)

/** Whether a host is an IP address, and not a name. */
export const isAddress = (host: string): boolean => isIP(host) !== 0

/** Whether an address is this machine's or of a private network. */
export const isLocal = (address: string): boolean => {
  // An IPv4 address in the clothes of an IPv6 one is looked at as what it is.
  const plain = address.toLowerCase().startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
  return locals.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
}

/** Why a callback may not go to an address. */
export const explainTooFar = (host: string, address: string): string =>
  `${host}${host === address ? '' : ` (${address})`} is not on this machine or a private network, so nothing was sent: ` +
  'start with --callbacks anywhere to let callbacks leave.'

/** A look-up of names that refuses those whose address is too far, so that no name can be turned to another one later. */
export const lookupLocal: LookupFunction = (host, options: LookupOptions, give) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return give(error, '', 0)
    const near = addresses.filter(({ address }) => isLocal(address))
    const [first] = near
    if (!first) return give(new Error(explainTooFar(host, addresses[0]?.address ?? 'no address')), '', 0)
    if (options.all) give(null, near)
    else give(null, first.address, first.family)
  })
}
