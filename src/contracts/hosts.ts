import type { Source } from './source.ts'

/** A host of the service. Which one is right depends on the region an application was created in. */
interface Host {
  readonly region: string
  readonly host: string
  /** Every region has a main host, and most have a backup host that answers for the same applications. */
  readonly role: 'main' | 'backup'
  readonly source: Source
}

const call = { page: 68932 } as const
const chat = { page: 34620 } as const
const clients = { observed: 'clients in use are configured with it' } as const
const oldPages = { observed: "older pages of the vendor's Chat API list it, and clients in use name it" } as const

/** The service's hosts, region by region, the main host first. Requests go to them over HTTPS. */
export const hosts = [
  { region: 'China', host: 'console.tim.qq.com', role: 'main', source: call },
  { region: 'China', host: 'adminapi.my-imcloud.com', role: 'backup', source: chat },
  { region: 'Singapore', host: 'adminapisgp.im.qcloud.com', role: 'main', source: call },
  { region: 'Singapore', host: 'adminapisgp.my-imcloud.com', role: 'backup', source: chat },
  { region: 'Seoul', host: 'adminapikr.im.qcloud.com', role: 'main', source: call },
  { region: 'Seoul', host: 'adminapikr.my-imcloud.com', role: 'backup', source: chat },
  { region: 'Tokyo', host: 'adminapijpn.im.qcloud.com', role: 'main', source: chat },
  { region: 'Tokyo', host: 'adminapijpn.my-imcloud.com', role: 'backup', source: chat },
  { region: 'Frankfurt', host: 'adminapiger.im.qcloud.com', role: 'main', source: call },
  { region: 'Frankfurt', host: 'adminapiger.my-imcloud.com', role: 'backup', source: chat },
  { region: 'Silicon Valley', host: 'adminapiusa.im.qcloud.com', role: 'main', source: call },
  { region: 'Silicon Valley', host: 'adminapiusa.my-imcloud.com', role: 'backup', source: chat },
  { region: 'Jakarta', host: 'adminapiidn.im.qcloud.com', role: 'main', source: call },
  { region: 'Jakarta', host: 'adminapiidn.my-imcloud.com', role: 'backup', source: chat },
  { region: 'Saudi Arabia', host: 'adminapiksa.im.qcloud.com', role: 'main', source: clients },
  { region: 'Saudi Arabia', host: 'adminapiksa.my-imcloud.com', role: 'backup', source: clients },
  // No backup host of this region is known.
  { region: 'Mumbai', host: 'adminapiind.im.qcloud.com', role: 'main', source: oldPages },
] as const satisfies readonly Host[]

/** Domains of the vendor. Other services of the vendor live under them too; a request under test is forwarded to none. */
export const vendorDomains = [
  'qq.com',
  'qcloud.com',
  'my-imcloud.com',
  'tencent-cloud.com',
  'tencentcloudapi.com',
  'tencentcs.com',
] as const

const byName = new Map<string, Host>(hosts.map(host => [host.host, host]))

/** The host of the service with this name (without a port), or undefined. Ignores case and a trailing dot. */
export const findHost = (name: string): Host | undefined => byName.get(normalize(name))

/** Whether this is one of the service's own hosts. A name without a port; case and a trailing dot do not matter. */
export const isVendorHost = (name: string): boolean => byName.has(normalize(name))

/** Whether a name is one of the vendor's domains or lies under one, the service's hosts included. A name without a port. */
export const isUnderVendor = (name: string): boolean => {
  const normalized = normalize(name)
  return vendorDomains.some(domain => normalized === domain || normalized.endsWith(`.${domain}`))
}

/** Why a connection under the vendor's domains is refused, as data. */
export type VendorHostRefusal =
  /** Not a host of the Call API; `service` if it is one that clients of the Call API use as well. */
  | { readonly code: 'other-vendor-host'; readonly host: string; readonly service?: 'callkit-v1' | 'trtc-cloud-api' }
  | { readonly code: 'wrong-port'; readonly host: string; readonly port: unknown }

/** Checks a connection to a name under the vendor's domains: undefined if it is for the Call API. */
export function checkVendorHost(name: string, port: unknown): VendorHostRefusal | undefined {
  const host = normalize(name)
  if (isVendorHost(host)) return ['443', '80'].includes(`${port}`) ? undefined : { code: 'wrong-port', host, port }
  if (/^callkit(-intl)?\.trtc\.tencent-cloud\.com$/.test(host)) {
    return { code: 'other-vendor-host', host, service: 'callkit-v1' }
  }
  if (/^trtc\.(.+\.)?tencentcloudapi\.com$/.test(host)) {
    return { code: 'other-vendor-host', host, service: 'trtc-cloud-api' }
  }
  return { code: 'other-vendor-host', host }
}

/** A name as it is looked up. Full-width letters and dots, for instance, stand for the plain ones. */
function normalize(name: string): string {
  const isPlain = /^[\x21-\x7e]*$/.test(name)
  const ascii = !isPlain && URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : name
  return ascii.toLowerCase().replace(/\.+$/, '')
}

/** Explains why a connection under the vendor's domains is refused. Here, because clients load it without the contracts. */
export function explainHostRefusal(refusal: VendorHostRefusal): string {
  const { host } = refusal
  if (refusal.code === 'wrong-port') {
    return `${host} serves the Call API on port 443, not on port ${refusal.port}. Requests under test are never forwarded there.`
  }
  if (refusal.service === 'callkit-v1') {
    return `${host} serves the deprecated v1 API of TUICallKit, which ringback does not emulate: use the v4 commands on a host of the Call API.`
  }
  if (refusal.service === 'trtc-cloud-api') {
    return `${host} serves the TRTC cloud API, which has its own signature (TC3) and which ringback does not emulate: stub it in the test.`
  }
  return `${host} is under the vendor's domains but is not a host of the Call API. Requests under test are never forwarded there.`
}
