import { setMaxListeners } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Server, type Socket, Server as TcpServer } from 'node:net'

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

/** A controller whose signal any number of delayed replies, waits and attempts may listen to. */
export function createClosing(): AbortController {
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  return closing
}

/** Lets the event loop accept and read what the kernel holds for this process: one turn for each, and one to be sure. */
export async function readReceived(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate)
}

/** Handles one request. */
export type Handle = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** How connections are served. */
export interface ConnectionLimits {
  /** How many pipelined requests are parsed or begun in one turn of the event loop, over all connections. */
  readonly requestsPerTurn?: number
  /** How many requests of a connection may wait before all connections are read in small slices. */
  readonly pipelineDepth?: number
  /** How long a connection stays open without a request while the server closes, in milliseconds. */
  readonly lingerTime?: number
  /** How long the server takes to close at most, in milliseconds. */
  readonly closeTimeout?: number
}

/**
 * The open connections of an HTTP server. They share the event loop fairly: the only unanswered request of a connection is
 * handled at once, and pipelined ones in later turns, one for each connection in rotation. A connection that has requests
 * to be handled, or does not consume its responses, is not read from. While a connection pipelines many requests, what
 * any connection sends is parsed in rotation too.
 */
export interface Connections {
  /** Registers a connection that HTTP requests are about to be read from. */
  add(socket: Socket): void
  /** Handles a request in its turn. */
  serve(incoming: IncomingMessage, outgoing: ServerResponse, handle: Handle): void
  /** Calls back once, when a connection closes, unless what it returns is called before. */
  onClose(socket: Socket, callback: () => void): () => void
  /**
   * For a connection that sent something unparseable: calls back once, when every complete request before it is answered.
   * The request that it is part of, if any, is dropped.
   */
  afterResponses(socket: Socket, callback: () => void): void
  /** For a connection that Node has released: stops reading HTTP from it, and returns what was read beyond the head. */
  detach(socket: Socket): Buffer
  /** Whether a request was dropped: nobody answers it. */
  isDropped(incoming: IncomingMessage): boolean
  /** Whether a connection has never sent anything. */
  isSilent(socket: Socket): boolean
  /**
   * Closes a server: answers what it has received, the last response of each connection with `Connection: close`, then
   * closes the connections. Requests that the clients have sent meanwhile are answered too, within a bounded time.
   * `onReceived` is called when all that was received before is read.
   */
  close(server: Server, onReceived?: () => void): Promise<void>
}

interface Connection {
  readonly socket: Socket
  /** How many requests were received and not answered. */
  unanswered: number
  /** The request received last. */
  latest: ServerResponse | undefined
  /** The response that says it is the last one, while its server closes. */
  announced: ServerResponse | undefined
  /** Requests whose handling has not begun, oldest first. */
  readonly queue: { readonly outgoing: ServerResponse; readonly begin: () => void }[]
  readonly closeListeners: Set<() => void>
  slices: Slices | undefined
  isHeld: boolean
  waitsForDrain: boolean
  afterResponses: (() => void) | undefined
  /** When the last response was sent, or else the connection opened; of `performance.now()`. */
  idleSince: number
}

/** How often a closing server looks for connections that have become idle, in milliseconds. */
const closeInterval = 5

/** Creates the connections of a server that listens. */
export function createConnections({
  requestsPerTurn = 32,
  pipelineDepth = 32,
  lingerTime = 20,
  closeTimeout = 1_000,
}: ConnectionLimits = {}): Connections {
  const connections = new Map<Socket, Connection>()
  const dropped = new WeakSet<IncomingMessage>()
  /** Connections whose next request may begin, in the order of their turns. */
  const rotation = new Set<Connection>()
  /** Connections that pipeline more requests than `pipelineDepth`. */
  const floods = new Set<Connection>()
  let isScheduled = false
  /** How many requests were parsed or begun in this turn. */
  let work = 0
  let isClosing = false

  function add(socket: Socket): Connection {
    const connection: Connection = {
      socket,
      unanswered: 0,
      latest: undefined,
      announced: undefined,
      queue: [],
      closeListeners: new Set(),
      slices: undefined,
      isHeld: false,
      waitsForDrain: false,
      afterResponses: undefined,
      idleSince: performance.now(),
    }
    connections.set(socket, connection)
    if (floods.size > 0) slice(connection)
    socket.once('close', () => {
      connections.delete(socket)
      rotation.delete(connection)
      floods.delete(connection)
      for (const callback of connection.closeListeners) callback()
    })
    return connection
  }

  function settle(connection: Connection): void {
    connection.unanswered--
    connection.idleSince = performance.now()
    if (connection.unanswered === 0) connection.afterResponses?.()
  }

  function enqueue(connection: Connection): void {
    rotation.add(connection)
    schedule()
  }

  function schedule(): void {
    if (isScheduled || rotation.size === 0) return
    isScheduled = true
    setImmediate(takeTurn)
  }

  function takeTurn(): void {
    isScheduled = false
    work = 0
    // A connection that has more to do is added again behind the others.
    for (const connection of rotation) {
      if (work >= requestsPerTurn) break
      rotation.delete(connection)
      advance(connection)
    }
    schedule()
  }

  /** Begins the next request of a connection, or else parses the next slice. */
  function advance(connection: Connection): void {
    const { socket, queue, slices } = connection
    work++
    if (socket.writableNeedDrain && !isClosing) {
      waitForDrain(connection)
      return
    }
    const next = queue.shift()
    if (next) {
      if (isClosing) announceClose(connection)
      next.begin()
    } else if (slices?.isReady) slices.parseNext()
    if (queue.length > 0 || slices?.isReady) enqueue(connection)
    else if (!slices?.isPending) release(connection)
  }

  function waitForDrain(connection: Connection): void {
    if (connection.waitsForDrain) return
    connection.waitsForDrain = true
    connection.socket.once('drain', () => {
      connection.waitsForDrain = false
      enqueue(connection)
    })
  }

  /** Stops reading from a connection. Node would resume it for each body that is read: that is only taken as a hint. */
  function hold(connection: Connection): void {
    const { socket } = connection
    if (connection.isHeld || isClosing) return
    connection.isHeld = true
    socket.pause()
    socket.resume = () => {
      enqueue(connection)
      return socket
    }
  }

  function release(connection: Connection): void {
    if (!connection.isHeld) return
    connection.isHeld = false
    // The method of its class is found again.
    Reflect.deleteProperty(connection.socket, 'resume')
    connection.socket.resume()
  }

  function slice(connection: Connection): void {
    connection.slices ??= readInSlices(connection.socket, () => {
      hold(connection)
      enqueue(connection)
    })
  }

  function noteDepth(connection: Connection): void {
    if (connection.queue.length <= pipelineDepth || floods.has(connection)) return
    floods.add(connection)
    for (const one of connections.values()) slice(one)
  }

  function closeIdle(): void {
    const now = performance.now()
    for (const { socket, unanswered, idleSince } of connections.values()) {
      if (unanswered === 0 && now - idleSince >= lingerTime) socket.destroySoon()
    }
  }

  /** Announces the end of each connection in the response to the request that was received last. */
  function announceClose(connection: Connection): void {
    const { latest, announced } = connection
    if (connection.slices?.isPending) return
    if (!latest || latest === announced || latest.headersSent || !latest.shouldKeepAlive) return
    if (announced) announced.shouldKeepAlive = true
    latest.shouldKeepAlive = false
    connection.announced = latest
  }

  return {
    add: socket => void add(socket),
    serve(incoming, outgoing, handle) {
      const connection = connections.get(incoming.socket) ?? add(incoming.socket)
      outgoing.once('close', () => settle(connection))
      connection.latest = outgoing
      work++
      if (connection.unanswered++ === 0 && !isClosing) return handle(incoming, outgoing)
      connection.queue.push({ outgoing, begin: () => handle(incoming, outgoing) })
      if (isClosing) announceClose(connection)
      hold(connection)
      noteDepth(connection)
      enqueue(connection)
    },
    onClose(socket, callback) {
      const listeners = connections.get(socket)?.closeListeners
      if (!listeners || socket.destroyed) {
        callback()
        return () => {}
      }
      listeners.add(callback)
      return () => void listeners.delete(callback)
    },
    afterResponses(socket, callback) {
      const connection = connections.get(socket)
      if (!connection) return callback()
      if (connection.afterResponses) return
      connection.afterResponses = callback
      connection.slices?.stop()
      const { latest, queue } = connection
      if (connection.unanswered > 0 && latest && !latest.req.complete) {
        dropped.add(latest.req)
        if (queue.at(-1)?.outgoing === latest) queue.pop()
        connection.unanswered--
      }
      if (connection.unanswered === 0) callback()
    },
    detach(socket) {
      const connection = connections.get(socket)
      const rest = connection?.slices?.stop()
      if (connection) release(connection)
      return rest ?? Buffer.alloc(0)
    },
    isDropped: incoming => dropped.has(incoming),
    isSilent: socket => socket.bytesRead === 0,
    async close(server, onReceived) {
      isClosing = true
      for (const connection of connections.values()) release(connection)
      const deadline = performance.now() + closeTimeout
      await readReceived()
      onReceived?.()
      const closed = new Promise(resolve => {
        // Not http.Server's own close: that closes idle connections while their next request may be on its way.
        TcpServer.prototype.close.call(server, resolve)
      })
      for (const connection of connections.values()) announceClose(connection)
      closeIdle()
      const timer = setInterval(() => {
        closeIdle()
        if (performance.now() > deadline) for (const { socket } of connections.values()) socket.destroy()
      }, closeInterval)
      await closed
      clearInterval(timer)
      // Stops what http.Server runs besides.
      server.close()
    },
  }
}
