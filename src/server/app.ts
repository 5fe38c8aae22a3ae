import { Hono } from 'hono'
import { isUnderVendor } from '../contracts/hosts.ts'
import { addHeaders, parseRequest } from '../contracts/parse-request.ts'
import type { RequestTiming } from '../emulator/exchange.ts'
import { mountAdmin } from './admin/mount.ts'
import { mountConsole } from './console.ts'
import { readRequestBody } from './read-body.ts'
import type { ServerContext } from './server-context.ts'
import { holdReply, toResponse } from './to-response.ts'

/**
 * The emulator behind HTTP: the admin API below its prefix, the vendor surface everywhere else. Its `fetch` rejects with
 * ConnectionReset if a fault resets the connection.
 */
export function createApp(server: ServerContext): Hono {
  const app = new Hono()
  const { core, closing } = server.control
  mountConsole(app, server)
  mountAdmin(app, server)
  app.all('*', async context => {
    const began = performance.now()
    const request = context.req.raw
    const { pathname, search, hostname } = new URL(request.url)
    const body = await readRequestBody(request.body, request.headers.get('content-encoding') ?? undefined)
    const timing: RequestTiming = {
      connection: undefined,
      // A client in this process may have to make up a host; one of the vendor's is meant.
      host: isUnderVendor(hostname) ? hostname : undefined,
      receivedAt: performance.timeOrigin + began,
      sentAt: undefined,
      abortedAt: undefined,
    }
    const headers = [...request.headers].flat()
    const reply = core.handle(addHeaders(parseRequest(request.method, pathname + search, body), headers), timing)
    const note = (end: 'sentAt' | 'abortedAt', now: number) =>
      core.runLog.noteEnd(reply.exchange.position, end, performance.timeOrigin + now)
    if (reply.sendAt !== undefined) {
      const abort = () => note('abortedAt', performance.now())
      request.signal.addEventListener('abort', abort, { once: true })
      await holdReply(reply, closing)
      request.signal.removeEventListener('abort', abort)
    }
    const now = performance.now()
    note('sentAt', now)
    server.onReply?.(reply, now - began)
    // After the caller has got the response.
    if (reply.onSent) setTimeout(reply.onSent)
    return toResponse(reply)
  })
  // Hono would answer a reset connection with status 500; the caller must see the rejection.
  app.onError(error => {
    throw error
  })
  return app
}
