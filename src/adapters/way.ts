import { isUnderVendor, isVendorHost } from '../contracts/hosts.ts'
import { isLoopback } from '../server/guard.ts'
import { quote } from '../words/quote.ts'

/** Where a client wants to go. */
export interface Goal {
  readonly host: string
  readonly port: number
}

/** What becomes of it: let in here, let pass to a place, or refused with a sentence. */
export type Way =
  | { readonly go: 'in' }
  | { readonly go: 'on'; readonly to: Goal }
  | { readonly go: 'no'; readonly why: string }

/** What a way depends on, beyond the place. */
export interface Rules {
  /** Where this emulator listens. */
  readonly port: number
  /** Whether what is not the vendor's may pass. */
  readonly allowPassthrough: boolean
  /** Whether whoever asks is on this machine. */
  readonly isNear: boolean
}

/** Which way a client goes that wants to reach a place. Nothing under the vendor's domains is ever let pass. */
export function chooseWay({ host, port }: Goal, { port: own, allowPassthrough, isNear }: Rules): Way {
  const name = host.toLowerCase().replace(/\.$/, '')
  if (isVendorHost(name)) {
    if (port === 443 || port === 80) return { go: 'in' }
    return { go: 'no', why: `The service is asked at port 443, and not at ${port}: ${name} is never let out of here.` }
  }
  if (isUnderVendor(name)) {
    return {
      go: 'no',
      why: `${name} lies under the vendor's domains and is none of the Call API's hosts, so nothing is sent there: it is no place for a test.`,
    }
  }
  const isHome = isLoopback(name)
  if (isHome && port === own) return { go: 'in' }
  if (!isNear)
    return { go: 'no', why: `Only clients on this machine may go on from here, to ${quote(name)} or elsewhere.` }
  if (isHome || allowPassthrough) return { go: 'on', to: { host: name, port } }
  return {
    go: 'no',
    why: `${name} is none of the Call API's hosts, and under test nothing else is reached: start with --allow-passthrough to let it pass.`,
  }
}

/** Reads `host:port`, brackets around an IPv6 address; undefined if it is none. */
export function parseGoal(text: string): Goal | undefined {
  const [, v6, name, digits] = /^(?:\[([0-9a-f:.]+)\]|((?:[\w-]+\.)*[\w-]+\.?)):(\d{1,5})$/i.exec(text) ?? []
  const port = Number(digits)
  const host = v6 ?? name
  return host !== undefined && host.length <= 254 && port >= 1 && port <= 65_535 ? { host, port } : undefined
}
