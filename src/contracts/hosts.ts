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
