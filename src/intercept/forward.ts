import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream'
import { ignoreErrors, toRaw } from '../server/raw-http.ts'
import { formatValue } from '../text/format.ts'
import { type FirstBytes, parseFirstBytes } from './first-bytes.ts'
import type { Goal } from './routing-decision.ts'

/** How long a connection to elsewhere may take to come about, in milliseconds. */
const patience = 10_000

/** What is done with a tunnel. */
export interface TunnelEvents {
  /** The other end is there. */
  readonly done: () => void
  /** The other end cannot be reached: why, as a sentence. */
  readonly fail: (why: string) => void
  /** Decides by the client's first bytes whether the tunnel is joined. If not, the connection is the caller's again. */
  readonly admit: (first: FirstBytes) => boolean
}

/**
 * Opens a tunnel to a place. Both ends are joined until either leaves, but nothing of the client's is sent before its
 * first bytes have been admitted.
 */
export function tunnel(socket: Socket, place: Goal, { done, fail, admit }: TunnelEvents): void {
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
    const end = () => socket.destroySoon()
    // Whichever end breaks, the other is closed too.
    far.once('close', end)
    // In some protocols the server speaks first.
    far.pipe(socket)
    readFirstBytes(socket, first => {
      if (admit(first)) return void socket.pipe(far)
      far.unpipe(socket).off('close', end).destroy()
      socket.off('close', leave).resume()
    })
  })
}

/** Reads as much from a client as tells what it speaks, and puts it back. A client that leaves before that is let go. */
function readFirstBytes(socket: Socket, give: (first: FirstBytes) => void): void {
  let bytes = Buffer.alloc(0)
  const leave = () => void socket.destroy()
  const read = (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    const first = parseFirstBytes(bytes)
    if (first.protocol === 'unknown') return
    socket.off('data', read).off('end', leave).pause()
    socket.unshift(bytes)
    give(first)
  }
  socket.on('data', read).once('end', leave).resume()
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
      return fail(`${formatValue(host)} sent a response that cannot be forwarded: ${String(error)}.`)
    }
    pipeline(answer, outgoing, () => {})
  })
  away.once('upgrade', (_, socket) => {
    ignoreErrors(socket)
    socket.destroy()
    fail(`${formatValue(host)} switched to another protocol, which cannot be forwarded.`)
  })
  outgoing.once('close', () => away.destroy())
  pipeline(incoming, away, () => {})
}

const late = `it did not answer within ${patience / 1000} s`

const explainFailure = ({ host, port }: Goal, error: NodeJS.ErrnoException) =>
  `${formatValue(host)} could not be reached at port ${port}: ${error.code ?? error.message}.`
