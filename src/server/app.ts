import { Hono } from 'hono'
import { isUnderVendor } from '../contracts/hosts.ts'
import { addParameterHeaders, parseRequest } from '../contracts/parse-request.ts'
import type { RequestTiming } from '../emulator/exchange.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import { mountControl } from './admin.ts'
import type { Entrance } from './entrance.ts'
import { readAskBody } from './read-body.ts'
import { toResponse } from './to-response.ts'

/**
 * The emulator behind HTTP: the control surface under its prefix, the vendor's surface everywhere else. Its `fetch`
 * rejects with ConnectionReset where a fault resets the connection.
 */
export function createApp(switchboard: Switchboard, entrance: Entrance): Hono {
  const app = new Hono()
  mountControl(app, switchboard, entrance)
  app.all('*', async context => {
    const began = performance.now()
    const request = context.req.raw
    const { pathname, search, hostname } = new URL(request.url)
    const body = await readAskBody(request.body, request.headers.get('content-encoding') ?? undefined)
    const line: RequestTiming = {
      connection: undefined,
      // Whoever asks in this process may have to make a name up; one of the vendor's is meant.
      host: isUnderVendor(hostname) ? hostname : undefined,
      receivedAt: performance.timeOrigin + began,
      sentAt: undefined,
      abortedAt: undefined,
    }
    const reply = switchboard.answer(
      addParameterHeaders(parseRequest(request.method, pathname + search, body), () => [...request.headers.keys()]),
      line,
    )
    if (reply.readyAt !== undefined) await holdOn(request.signal, line, entrance.hold(reply))
    const now = performance.now()
    line.sentAt = performance.timeOrigin + now
    entrance.onReply?.(reply, now - began)
    // Whoever asked has the answer by then.
    if (reply.left) setTimeout(reply.left)
    return toResponse(reply)
  })
  // Hono would make a reset connection a page with status 500; whoever called is to see it as it is.
  app.onError(error => {
    throw error
  })
  return app
}

/** Waits as long as an answer is held back, and takes note of it if whoever asked gives up meanwhile. */
async function holdOn(signal: AbortSignal, line: RequestTiming, held: Promise<void>): Promise<void> {
  const hangUp = () => {
    line.abortedAt = performance.timeOrigin + performance.now()
  }
  signal.addEventListener('abort', hangUp, { once: true })
  await held
  signal.removeEventListener('abort', hangUp)
}
