import type { Note } from '../../journal/note.ts'
import { defineRoute } from './route.ts'
import { toNoteView } from './views.ts'

/** A listener this many events behind is let go; it can come back with its Last-Event-ID. */
const patience = 5_000

/** How often a silent stream says that it is alive, in milliseconds. */
const heartbeat = 15_000

export const events = defineRoute({
  method: 'get',
  path: '/events',
  summary: 'Everything that happens, as Server-Sent Events',
  gives: 'A stream; with `Last-Event-ID` it begins after that event, else with what comes next.',
  handle: ({ switchboard, request }) => {
    const last = request.headers.get('Last-Event-ID')
    const { notes } = switchboard
    let stop = () => {}
    const body = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const send = (text: string) => {
            // What a listener has not taken piles up here, so one that is too slow is let go.
            if ((controller.desiredSize ?? 0) > -patience) return controller.enqueue(encoder.encode(text))
            stop()
            controller.close()
          }
          send(': ringback\n\n')
          if (last !== null) {
            const missed = notes.since(Number(last) || 0)
            for (const [index, note] of missed.entries()) send(toEvent(note, notes.count - missed.length + index + 1))
          }
          const unwatch = switchboard.watch((note, id) => send(toEvent(note, id)))
          const beat = setInterval(send, heartbeat, ': still here\n\n')
          stop = () => {
            unwatch()
            clearInterval(beat)
          }
        },
        cancel: () => stop(),
      },
      { highWaterMark: 64 },
    )
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' } })
  },
})

const encoder = new TextEncoder()

const toEvent = (note: Note, id: number) =>
  `id: ${id}\nevent: ${note.about}\ndata: ${JSON.stringify(toNoteView(note))}\n\n`
