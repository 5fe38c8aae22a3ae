import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import { InvalidArgumentError } from 'commander'
import { hosts, isUnderVendor, isVendorHost } from '../contracts/hosts.ts'
import { isLoopback } from '../server/guard.ts'
import { isUrl } from '../text/is-url.ts'
import { formatList, formatValue } from '../text/quote.ts'

/**
 * Reads whom requests are passed on to: an address of http:// or https:// without a path, a host of the service alone, or
 * the region that it serves. Throws what commander turns into a usage error.
 */
export function toUpstream(text: string): URL {
  // The first host of a region is its main host.
  const region = hosts.find(one => toPlain(one.region) === toPlain(text))
  const host = region?.host ?? (isVendorHost(text) ? text : undefined)
  const source = host === undefined ? text : `https://${host}`
  if (!/^https?:\/\//i.test(source) || !isUrl(source)) throw new InvalidArgumentError(explainNoUpstream(text))
  const url = new URL(source)
  if (url.username || url.password) throw new InvalidArgumentError('Want an address without a login.')
  if (url.pathname !== '/' || url.search || url.hash) {
    throw new InvalidArgumentError(
      `Want the address alone, ${url.origin}: paths and queries are passed on as they come.`,
    )
  }
  if (isUnderVendor(url.hostname) && url.protocol === 'http:') {
    throw new InvalidArgumentError('Want https:// for the service: without it a UserSig could be read on the way.')
  }
  return url
}

/**
 * Whether an address leads back to a port of this machine, by whatever name: what is passed on there would come in again,
 * without end.
 */
export async function isOwn({ hostname, port, protocol }: URL, own: number): Promise<boolean> {
  if (Number(port || (protocol === 'https:' ? 443 : 80)) !== own) return false
  const found = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true }).catch(() => [])
  const ours = new Set(Object.values(networkInterfaces()).flatMap(each => each?.map(({ address }) => address) ?? []))
  return found.some(({ address }) => isLoopback(address) || ['0.0.0.0', '::'].includes(address) || ours.has(address))
}

const toPlain = (text: string) => text.toLowerCase().replaceAll(/[\s_-]/g, '')

function explainNoUpstream(text: string): string {
  const meant = `http://${text}`
  const guess = !text.includes('://') && text.includes('.') && isUrl(meant) ? ` Did you mean ${meant}?` : ''
  const regions = formatList([...new Set(hosts.map(({ region }) => region))])
  return `${formatValue(text)} is no server: want an address that begins with http:// or https://, or a region: ${regions}.${guess}`
}
