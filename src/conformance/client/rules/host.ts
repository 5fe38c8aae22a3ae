import { hosts, isUnderVendor, isVendorHost } from '../../../contracts/hosts.ts'
import { quote } from '../../../words/quote.ts'
import type { Opinion, Rule } from '../rule.ts'
import type { Seen } from '../run.ts'

/** RB-Q24: the host of the region. */
export const host: Rule = {
  id: 'RB-Q24',
  group: 'request',
  severity: 'error',
  sentence: 'Asks the host of the region that its application belongs to',
  reason: 'Each region has a host of its own, and an application lives in one region.',
  seen: { page: 68932 },
  fix: `Take the host from the configuration: ${hosts.map(one => `${one.region} ${one.host}`).join(', ')}.`,
  *judge({ entries }): Generator<Opinion> {
    const first = new Map<number | undefined, string>()
    for (const entry of entries) {
      const name = findVendorHost(entry)
      if (name === undefined) continue
      const before = first.get(entry.sdkAppId) ?? name
      first.set(entry.sdkAppId, before)
      if (!isVendorHost(name)) yield { entry, slip: `${quote(name)} is none of the service's hosts.` }
      else if (before !== name && isVendorHost(before))
        yield { entry, slip: `The application was asked at ${before} and then at ${name}.` }
      else yield { entry }
    }
  },
}

/** The host a request was meant for, where it names one of the vendor's; an emulator's own address says nothing. */
function findVendorHost({ line }: Seen): string | undefined {
  const name = line?.host?.replace(/:\d+$/, '').toLowerCase()
  return name !== undefined && isUnderVendor(name) ? name : undefined
}
