/** An emulator behind msw: code with the service's hosts written into it is tested in process. For Node; msw 2.10 to 3. */
import { HttpResponse, http, type RequestHandler } from 'msw'
import { checkVendorHost, vendorDomains } from '../contracts/hosts.ts'
import { explainRefusal } from '../intercept/messages.ts'
import { redirectConnections } from '../intercept/redirect-connections.ts'
import { ConnectionReset } from '../server/to-response.ts'
import type { Emulator } from './create-emulator.ts'

// What msw does not see would open a connection of its own, to the real service.
redirectConnections(host => explainRefusal({ code: 'unseen-by-msw', host }))

/**
 * Request handlers for `setupServer` of `msw/node`. An emulator answers what is asked of the service's hosts; a connection
 * that a fault resets is a network error. Every other name under the vendor's domains is refused with a network error and
 * a warning of Node's, so that no test reaches the real service by accident; all else is left to msw. A test that needs an
 * answer from one of those names puts a handler of their own before these.
 */
export const toHandlers = (emulator: Pick<Emulator, 'fetch'>): RequestHandler[] => [
  http.all(underVendor, async ({ request }) => {
    const { protocol, hostname, host, pathname } = new URL(request.url)
    const refusal = checkVendorHost(hostname, 443)
    if (protocol !== 'https:' || host !== hostname || refusal) {
      const asked = `${request.method} ${protocol}//${host}${pathname}`
      const warning = explainRefusal({ code: 'refused-by-msw', request: asked, host: hostname, refusal })
      process.emitWarning(warning, 'RingbackWarning')
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

/** Whole URLs, without their query, whose host is one of the vendor's domains or lies under one. */
const underVendor = new RegExp(
  `^https?://(?:[^/?#]*@)?(?:[^/?#:@]+\\.)?(?:${vendorDomains.map(domain => domain.replaceAll('.', '\\.')).join('|')})\\.?(?::\\d+)?(?:/|$)`,
  'i',
)
