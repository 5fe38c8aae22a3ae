import type { Socket } from 'node:net'

/** What was received over a connection and waits to be parsed as HTTP. */
export interface Slices {
  /** Whether anything waits. */
  readonly isPending: boolean
  /** Whether anything waits that Node's parser accepts now. */
  readonly isReady: boolean
  /** Parses the next slice, or takes note of the end of the connection. */
  parseNext(): void
  /** Ends this, and returns what was not parsed. */
  stop(): Buffer
}

/** The size of a slice, in bytes: most requests fit into one, and the shortest ones not more than 57 times. */
const sliceSize = 1_024

type Listener = (this: Socket, chunk?: Buffer) => void

/**
 * Takes over the reading of a connection from Node's HTTP server, which otherwise parses everything that it reads at once:
 * 64 KiB are up to 3,600 requests. `onReceived` is called when there is something to parse.
 */
export function readInSlices(socket: Socket, onReceived: () => void): Slices {
  const chunks: Buffer[] = []
  let hasEnded = false
  const receive = (chunk: Buffer) => {
    chunks.push(chunk)
    onReceived()
  }
  const end = () => {
    hasEnded = true
    onReceived()
  }
  const parse = takeOver(socket, 'data')
  const finish = takeOver(socket, 'end')
  // Node stops reading from the handle itself when somebody else listens.
  socket.on('data', receive).on('end', end)
  // It has stopped the handle of a paused connection, and would not start it again for the stream.
  socket._read(0)
  return {
    get isPending() {
      return chunks.length > 0 || hasEnded
    },
    get isReady() {
      // Set by Node's HTTP server, whose parser accepts nothing while responses are not consumed.
      const isPaused = (socket as Socket & { readonly _paused?: boolean })._paused === true
      return (chunks.length > 0 || hasEnded) && !isPaused
    },
    parseNext() {
      const [chunk] = chunks
      if (chunk) {
        if (chunk.length > sliceSize) chunks[0] = chunk.subarray(sliceSize)
        else chunks.shift()
        if (!socket.destroyed) parse(chunk.subarray(0, sliceSize))
      } else if (hasEnded) {
        hasEnded = false
        // Node closes a connection at its end: the requests of this turn are answered first.
        setImmediate(finish)
      }
    },
    stop() {
      socket.off('data', receive).off('end', end)
      return Buffer.concat(chunks.splice(0))
    },
  }
}

/** Removes all listeners of an event, and returns what calls them. */
function takeOver(socket: Socket, event: 'data' | 'end'): (chunk?: Buffer) => void {
  // Sound: these are the parameters of both events.
  const listeners = socket.listeners(event) as Listener[]
  for (const listener of listeners) socket.off(event, listener)
  return chunk => {
    for (const listener of listeners) listener.call(socket, chunk)
  }
}
