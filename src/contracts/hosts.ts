import type { Basis } from './basis.ts'

/** A host of the service. Which one is right depends on the region an application was made in. */
export interface Host {
  readonly region: string
  readonly host: string
  readonly seen: Basis
}

const seen = { page: 68932 } as const

/** The service's hosts, one a region; requests go to them by https. */
export const hosts = [
  { region: 'China', host: 'console.tim.qq.com', seen },
  { region: 'Singapore', host: 'adminapisgp.im.qcloud.com', seen },
  { region: 'Seoul', host: 'adminapikr.im.qcloud.com', seen },
  { region: 'Frankfurt', host: 'adminapiger.im.qcloud.com', seen },
  { region: 'Silicon Valley', host: 'adminapiusa.im.qcloud.com', seen },
  { region: 'Jakarta', host: 'adminapiidn.im.qcloud.com', seen },
] as const satisfies readonly Host[]

/** The domains those hosts stand under. More than one service of the vendor's lives there; a test has business with none. */
export const vendorDomains = ['qcloud.com', 'qq.com'] as const

const known = new Set<string>(hosts.map(({ host }) => host))

/** Whether this is one of the service's own hosts. A name without a port; capitals and a closing dot don't matter. */
export const isVendorHost = (name: string): boolean => known.has(toPlain(name))

/** Whether a name is one of the vendor's domains or lies under one, the service's hosts included. A name without a port. */
export const isUnderVendor = (name: string): boolean => {
  const plain = toPlain(name)
  return vendorDomains.some(domain => plain === domain || plain.endsWith(`.${domain}`))
}

const toPlain = (name: string) => name.toLowerCase().replace(/\.$/, '')
