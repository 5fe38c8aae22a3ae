/** An emulator behind msw: code with the service's hosts written into it is tested in process. For Node; msw 2 and later. */
import { HttpResponse, http, type RequestHandler } from 'msw'
import { hosts, isVendorHost, vendorDomains } from '../contracts/hosts.ts'
import { ConnectionReset } from '../server/to-response.ts'
import { toEnumeration } from '../words/quote.ts'
import type { Emulator } from './create-emulator.ts'
import { steerConnections } from './node-steer.ts'

// What msw does not see would open a connection of its own, to the real service.
steerConnections(
  name =>
    `${name} is never reached under test, and msw does not see how it is asked here: ask by fetch or https.request, and not by a function that is imported by its name from node:https; or run the tests under ringback exec --intercept.`,
)

/**
 * Request handlers for `setupServer` of `msw/node`. An emulator answers what is asked of the service's hosts; a connection
 * that a fault resets is a network error. Every other name under the vendor's domains is refused with a network error and
 * a warning of Node's, so that no test reaches the real service by accident; all else is left to msw. Whoever needs an
 * answer from one of those names puts a handler of their own before these.
 */
export const toHandlers = (emulator: Pick<Emulator, 'fetch'>): RequestHandler[] => [
  http.all(underVendor, async ({ request }) => {
    const { protocol, hostname, host, pathname } = new URL(request.url)
    if (protocol !== 'https:' || host !== hostname || !isVendorHost(hostname)) {
      process.emitWarning(explainRefusal(`${request.method} ${protocol}//${host}${pathname}`), 'RingbackWarning')
      return HttpResponse.error()
    }
    try {
      return await emulator.fetch(request)
    } catch (error) {
      if (error instanceof ConnectionReset) return HttpResponse.error()
      throw error
    }
  }),
]

const services = toEnumeration(hosts.map(({ host }) => `https://${host}`))

const explainRefusal = (asked: string) =>
  `${asked} is refused: it is none of the service's addresses, and lies under the vendor's domains, where no test has business. The service is asked at ${services}. Want an answer from there? Put an msw handler of your own before these.`

/** Whole URLs, without their query, whose host is one of the vendor's domains or lies under one. */
const underVendor = new RegExp(
  `^https?://(?:[^/?#]*@)?(?:[^/?#:@]+\\.)?(?:${vendorDomains.map(domain => domain.replaceAll('.', '\\.')).join('|')})\\.?(?::\\d+)?(?:/|$)`,
  'i',
)
