import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream'
import { quote } from '../words/quote.ts'
import { toRaw } from './node-raw-headers.ts'
import { ignoreErrors } from './node-refuse.ts'
import type { Goal } from './way.ts'

/** How long a connection to elsewhere may take to come about, in milliseconds. */
const patience = 10_000

/** Opens a tunnel to a place: once it is there both ends are joined until either leaves. */
export function tunnel(
  socket: Socket,
  place: Goal,
  { done, fail }: { readonly done: () => void; readonly fail: (why: string) => void },
): void {
  const far = connect({ ...place, allowHalfOpen: true })
  ignoreErrors(far)
  const timer = setTimeout(() => far.destroy(new Error(late)), patience).unref()
  const failed = (error: Error) => {
    clearTimeout(timer)
    fail(explainFailure(place, error))
  }
  far.once('error', failed)
  const leave = () => void far.destroy()
  socket.once('close', leave)
  far.once('connect', () => {
    clearTimeout(timer)
    far.off('error', failed)
    done()
    // Whichever end breaks, the other is let go too; there is nobody to tell.
    far.once('close', () => socket.destroySoon())
    socket.pipe(far).pipe(socket)
  })
}

/** Sends a request on to where it was meant for, and its answer back. */
export function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { host, port, target, authority }: Goal & { readonly target: string; readonly authority: string },
  fail: (why: string) => void,
): void {
  const headers = [...toRaw(incoming.rawHeaders), 'Host', authority, 'Connection', 'close']
  const away = request({ host, port, method: incoming.method, path: target, headers, agent: false })
  const timer = setTimeout(() => away.destroy(new Error(late)), patience).unref()
  away.once('socket', socket => socket.once('connect', () => clearTimeout(timer)))
  ignoreErrors(away)
  away.once('error', error => fail(explainFailure({ host, port }, error)))
  away.once('response', answer => {
    try {
      outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, toRaw(answer.rawHeaders))
    } catch (error) {
      // Node reads status lines that it refuses to write.
      away.destroy()
      return fail(`${quote(host)} sent a response that cannot be forwarded: ${String(error)}.`)
    }
    pipeline(answer, outgoing, () => {})
  })
  away.once('upgrade', (_, socket) => {
    ignoreErrors(socket)
    socket.destroy()
    fail(`${quote(host)} switched to another protocol, which cannot be forwarded.`)
  })
  outgoing.once('close', () => away.destroy())
  pipeline(incoming, away, () => {})
}

const late = `it did not answer within ${patience / 1000} s`

const explainFailure = ({ host, port }: Goal, error: NodeJS.ErrnoException) =>
  `${quote(host)} could not be reached at port ${port}: ${error.code ?? error.message}.`
