import { toEventView } from '../../control/views.ts'
import type { EmulatorCore } from '../../emulator/core.ts'
import type { Application } from '../../emulator/state.ts'
import { maskAll } from '../../text/redact.ts'
import type { Usage } from '../server-context.ts'
import { defineRoute } from './route.ts'

/** How often a silent stream sends a comment, in milliseconds. */
const heartbeat = 15_000

/** How many events are sent in one piece. */
const mostAtOnce = 200

export const streamEvents = defineRoute({
  id: 'streamEvents',
  tag: 'journal',
  method: 'get',
  path: '/events',
  perApp: true,
  summary: 'Stream everything that happens as Server-Sent Events',
  answer: 'Event',
  types: ['text/event-stream'],
  gives:
    'A stream of events with ids `<boot>-<n>`. With `Last-Event-ID` it starts after that event, else with the next one. An id of another run, or one that is not kept any more, is answered with the event `resync`: load the state again.',
  handle: ({ core, control: { closing }, app, request, usage }) => {
    const last = request.headers.get('Last-Event-ID')
    const signal = app ? AbortSignal.any([closing, app.closed]) : closing
    const body = toStream(core, last, signal, app, usage)
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' } })
  },
})

/** Reads from the log whenever the client reads more, so that a slow client delays no other and nothing accumulates. */
function toStream(
  { events, mask }: EmulatorCore,
  last: string | null,
  closing: AbortSignal,
  app: Application | undefined,
  usage: Usage,
): ReadableStream<Uint8Array> {
  const { log, boot } = events
  const resumed = last === null ? undefined : toPosition(last, boot)
  let position = resumed ?? log.count
  // The event after the last one that the client has seen must be kept.
  const isLost =
    last !== null && (resumed === undefined || resumed > log.count || log.count - log.since(resumed).length > resumed)
  if (isLost) position = log.count
  let stop = () => {}
  const next = () =>
    new Promise<void>(resolve => {
      const done = () => {
        unlisten()
        clearTimeout(timer)
        closing.removeEventListener('abort', done)
        resolve()
      }
      const unlisten = events.listen(done, app?.sdkAppId)
      const timer = setTimeout(done, heartbeat)
      closing.addEventListener('abort', done)
      stop = done
    })
  return new ReadableStream(
    {
      start(controller) {
        usage.eventStreams++
        controller.enqueue(encoder.encode(': ringback\n\n'))
        if (isLost) controller.enqueue(encoder.encode(`id: ${boot}-${position}\nevent: resync\ndata: {}\n\n`))
      },
      async pull(controller) {
        if (log.count <= position && !closing.aborted) await next()
        if (closing.aborted) {
          usage.eventStreams--
          return controller.close()
        }
        const missed = log.since(position)
        const first = log.count - missed.length + 1
        const sent = missed.slice(0, mostAtOnce)
        position = first + sent.length - 1
        const text = sent
          .map((event, index) =>
            app && 'app' in event && event.app !== undefined && event.app !== app.sdkAppId
              ? ''
              : `id: ${boot}-${first + index}\nevent: ${event.about}\ndata: ${JSON.stringify(maskAll(toEventView(event), mask))}\n\n`,
          )
          .join('')
        controller.enqueue(encoder.encode(text || ': still here\n\n'))
      },
      cancel() {
        usage.eventStreams--
        stop()
      },
    },
    { highWaterMark: 0 },
  )
}

const encoder = new TextEncoder()

/** The position in an event id of this run; undefined for an id of another run. */
function toPosition(id: string, boot: string): number | undefined {
  const position = id.startsWith(`${boot}-`) ? Number(id.slice(boot.length + 1)) : Number.NaN
  return Number.isSafeInteger(position) && position >= 0 ? position : undefined
}
