import { checkVendorHost, findHost, hosts, isUnderVendor } from '../../../contracts/hosts.ts'
import { explainHostRefusal } from '../../../contracts/messages.ts'
import type { Opinion, Rule } from '../rule.ts'
import type { Seen } from '../run.ts'

const mainHosts = hosts.filter(({ role }) => role === 'main').map(({ region, host }) => `${region} ${host}`)

/** RB-Q24: the host of the region. */
export const host: Rule = {
  id: 'RB-Q24',
  group: 'request',
  severity: 'error',
  sentence: 'Asks the host of the region that its application belongs to',
  reason: 'An application belongs to one region, which has a main host and mostly a backup host of its own.',
  seen: { page: 68932 },
  fix: `Take the host of the application's region from the configuration: ${mainHosts.join(', ')}. The region's backup host is right too.`,
  *judge({ entries }): Generator<Opinion> {
    const first = new Map<number | undefined, { readonly name: string; readonly entry: Seen }>()
    for (const entry of entries) {
      const name = findVendorName(entry)
      if (name === undefined) continue
      const region = findHost(name)?.region
      if (region === undefined) {
        const refusal = checkVendorHost(name, 443)
        yield { entry, slip: refusal ? explainHostRefusal(refusal) : '' }
        continue
      }
      const before = first.get(entry.sdkAppId) ?? { name, entry }
      first.set(entry.sdkAppId, before)
      // The main host and the backup host of a region serve the same applications.
      if (findHost(before.name)?.region === region) yield { entry }
      else
        yield { entry, also: [before.entry], slip: `The application was asked at ${before.name} and then at ${name}.` }
    }
  },
}

/** The host a request was meant for, where it names one of the vendor's; an emulator's own address says nothing. */
function findVendorName({ timing: line }: Seen): string | undefined {
  const name = line?.host?.replace(/:\d+$/, '').toLowerCase()
  return name !== undefined && isUnderVendor(name) ? name : undefined
}
