import type { AddressInfo } from 'node:net'

/** Where a client on this machine finds it; an address that stands for all of them is no place to call. */
export function toReachable({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0') return '127.0.0.1'
  if (address === '::') return '[::1]'
  return family === 'IPv6' ? `[${address}]` : address
}
