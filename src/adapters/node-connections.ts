import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Server, type Socket, Server as TcpServer } from 'node:net'
import { readReceived } from './node-closing.ts'

/** Handles one request. */
export type Handle = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** How connections are served. */
export interface ConnectionLimits {
  /** How many pipelined requests are begun in one turn of the event loop, over all connections. */
  readonly requestsPerTurn?: number
  /** How long a connection stays open without a request while the server closes, in milliseconds. */
  readonly lingerTime?: number
  /** How long the server takes to close at most, in milliseconds. */
  readonly closeTimeout?: number
}

/**
 * The open connections of an HTTP server. It shares the event loop fairly: the only unanswered request of a connection is
 * handled at once, and pipelined ones in later turns, one for each connection in rotation. A connection that has requests
 * to be handled, or does not consume its responses, is not read from.
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
  afterResponses: (() => void) | undefined
  /** When the last response was sent, or else the connection opened; of `performance.now()`. */
  idleSince: number
}

/** How often a closing server looks for connections that have become idle, in milliseconds. */
const closeInterval = 5

/** Creates the connections of a server that listens. */
export function createConnections({
  requestsPerTurn = 64,
  lingerTime = 20,
  closeTimeout = 1_000,
}: ConnectionLimits = {}): Connections {
  const connections = new Map<Socket, Connection>()
  const dropped = new WeakSet<IncomingMessage>()
  /** Connections whose next request may begin, in the order of their turns. */
  const rotation = new Set<Connection>()
  let isScheduled = false
  let isClosing = false

  function add(socket: Socket): Connection {
    const connection: Connection = {
      socket,
      unanswered: 0,
      latest: undefined,
      announced: undefined,
      queue: [],
      closeListeners: new Set(),
      afterResponses: undefined,
      idleSince: performance.now(),
    }
    connections.set(socket, connection)
    // Node resumes a socket for each body that is read.
    socket.on('resume', () => {
      if (connection.queue.length > 0 && !isClosing) socket.pause()
    })
    socket.once('close', () => {
      connections.delete(socket)
      rotation.delete(connection)
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
    for (let count = 0; count < requestsPerTurn; count++) {
      const [connection] = rotation
      if (!connection) return
      rotation.delete(connection)
      beginNext(connection)
    }
    schedule()
  }

  function beginNext(connection: Connection): void {
    const { socket, queue } = connection
    if (socket.writableNeedDrain && !isClosing) {
      socket.once('drain', () => enqueue(connection))
      return
    }
    queue.shift()?.begin()
    if (queue.length > 0) enqueue(connection)
    else socket.resume()
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
      if (connection.unanswered++ === 0 && !isClosing) return handle(incoming, outgoing)
      connection.queue.push({ outgoing, begin: () => handle(incoming, outgoing) })
      if (isClosing) announceClose(connection)
      else incoming.socket.pause()
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
      const { latest, queue } = connection
      if (connection.unanswered > 0 && latest && !latest.req.complete) {
        dropped.add(latest.req)
        if (queue.at(-1)?.outgoing === latest) queue.pop()
        connection.unanswered--
      }
      if (connection.unanswered === 0) callback()
    },
    isDropped: incoming => dropped.has(incoming),
    isSilent: socket => socket.bytesRead === 0,
    async close(server, onReceived) {
      isClosing = true
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
