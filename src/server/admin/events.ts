import { toNoteView } from '../../control/views.ts'
import type { EmulatorEvent } from '../../emulator/event.ts'
import type { Switchboard } from '../../emulator/switchboard.ts'
import type { Mask } from '../../text/redact.ts'
import { maskAll } from '../../text/redact.ts'
import { defineRoute } from './route.ts'

/** How often a silent stream says that it is alive, in milliseconds. */
const heartbeat = 15_000

/** How many events are handed over at a time. */
const handful = 200

export const events = defineRoute({
  id: 'streamEvents',
  tag: 'journal',
  method: 'get',
  path: '/events',
  summary: 'Everything that happens, as Server-Sent Events',
  answer: 'Event',
  types: ['text/event-stream'],
  gives: 'A stream; with `Last-Event-ID` it begins after that event, else with what comes next.',
  handle: ({ switchboard, request, closing }) => {
    const last = request.headers.get('Last-Event-ID')
    const body = toStream(switchboard, toNumber(last, switchboard.notes.count), closing)
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' } })
  },
})

/** Where to begin; a number from another run, higher than any of this one, begins with what comes next. */
const toNumber = (last: string | null, count: number) => (last === null ? count : Math.min(count, Number(last) || 0))

/** Reads on from what is kept whenever the listener wants more, so one that is slow holds up nobody and piles up nothing. */
function toStream({ notes, watch, mask }: Switchboard, from: number, closing: AbortSignal): ReadableStream<Uint8Array> {
  let seen = from
  let stop = () => {}
  const next = () =>
    new Promise<void>(resolve => {
      const done = () => {
        unwatch()
        clearTimeout(timer)
        closing.removeEventListener('abort', done)
        resolve()
      }
      const unwatch = watch(done)
      const timer = setTimeout(done, heartbeat)
      closing.addEventListener('abort', done)
      stop = done
    })
  return new ReadableStream(
    {
      start: controller => controller.enqueue(encoder.encode(': ringback\n\n')),
      async pull(controller) {
        if (notes.count <= seen && !closing.aborted) await next()
        if (closing.aborted) return controller.close()
        const missed = notes.since(seen)
        const first = notes.count - missed.length + 1
        const told = missed.slice(0, handful)
        seen = first + told.length - 1
        const text = told.map((note, index) => toEvent(note, first + index, mask)).join('')
        controller.enqueue(encoder.encode(text || ': still here\n\n'))
      },
      cancel: () => stop(),
    },
    { highWaterMark: 0 },
  )
}

const encoder = new TextEncoder()

const toEvent = (note: EmulatorEvent, id: number, mask: Mask) =>
  `id: ${id}\nevent: ${note.about}\ndata: ${JSON.stringify(maskAll(toNoteView(note), mask))}\n\n`
