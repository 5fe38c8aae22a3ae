import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import { hosts, isUnderVendor, isVendorHost } from '../contracts/hosts.ts'
import { isLoopback } from '../server/guard.ts'
import { isUrl } from '../text/data.ts'
import { InvalidValue } from './flags.ts'

/** Reads the address of a server: an http:// or https:// URL, or a host of the service alone. Throws an InvalidValue. */
function parseServerAddress(text: string, host: string | undefined, regions: readonly string[] = []): URL {
  const source = host === undefined ? text : `https://${host}`
  if (!/^https?:\/\//i.test(source) || !isUrl(source)) {
    const meant = `http://${text}`
    const isMeant = !text.includes('://') && (regions.length === 0 || text.includes('.')) && isUrl(meant)
    throw new InvalidValue('not-a-server', { problem: 'address', meant: isMeant ? meant : undefined, regions })
  }
  const url = new URL(source)
  if (url.username || url.password) throw new InvalidValue('not-a-server', { problem: 'login' })
  return url
}

/** Without TLS a UserSig could be read on its way to the service. */
function assertEncrypted(url: URL): URL {
  if (isUnderVendor(url.hostname) && url.protocol === 'http:')
    throw new InvalidValue('not-a-server', { problem: 'http' })
  return url
}

/** Reads the address that `verify` adds `/v4/…` to, without a slash at the end. Throws an InvalidValue. */
export function parseTarget(text: string): string {
  const url = parseServerAddress(text, isVendorHost(text) ? text : undefined)
  if (url.search || url.hash) throw new InvalidValue('not-a-server', { problem: 'query' })
  if (/\/v4(?:\/|$)/.test(url.pathname)) {
    throw new InvalidValue('not-a-server', { problem: 'v4-path', meant: url.href.replace(/\/v4.*$/, '') })
  }
  return assertEncrypted(url).href.replace(/\/+$/, '')
}

/** Reads the origin that `record` forwards requests to; the region of the service is enough. Throws an InvalidValue. */
export function parseUpstream(text: string): URL {
  // The first host of a region is its main host.
  const region = hosts.find(one => toPlain(one.region) === toPlain(text))
  const regions = [...new Set(hosts.map(one => one.region))]
  const url = parseServerAddress(text, region?.host ?? (isVendorHost(text) ? text : undefined), regions)
  if (url.pathname !== '/' || url.search || url.hash) {
    throw new InvalidValue('not-a-server', { problem: 'path', meant: url.origin })
  }
  return assertEncrypted(url)
}

const toPlain = (text: string) => text.toLowerCase().replaceAll(/[\s_-]/g, '')

/** Whether an address, by whatever name, is a port of this machine: requests forwarded there would loop forever. */
export async function isOwnAddress({ hostname, port, protocol }: URL, own: number): Promise<boolean> {
  if (Number(port || (protocol === 'https:' ? 443 : 80)) !== own) return false
  const found = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true }).catch(() => [])
  const ours = new Set(Object.values(networkInterfaces()).flatMap(each => each?.map(({ address }) => address) ?? []))
  return found.some(({ address }) => isLoopback(address) || ['0.0.0.0', '::'].includes(address) || ours.has(address))
}
