import type { IncomingMessage, ServerResponse } from 'node:http'
import { addHeaders, parseRequest } from '../contracts/parse-request.ts'
import type { Reply } from '../emulator/reply.ts'
import { type ConnectionTracker, toWallTime } from './connection-tracker.ts'
import type { Connections } from './connections.ts'
import { createBodyReader } from './read-body.ts'
import type { ServerContext } from './server-context.ts'
import { holdReply, toChunk, toHeaders } from './to-response.ts'

/**
 * Serves the vendor surface on Node's own request and response, without a Request and a Response in between: those are a
 * third of the cost of a reply, and a fault that resets a connection needs the socket.
 */
export function createVendorListener(
  { control: { core, closing }, onReply }: ServerContext,
  tracker: ConnectionTracker,
  connections: Connections,
) {
  const readBody = createBodyReader()
  return (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const began = performance.now()
    readBody(incoming, body => {
      if (!incoming.complete && connections.isDropped(incoming)) return
      const request = parseRequest(incoming.method ?? '', toTarget(incoming.url ?? ''), body)
      const reply = core.handle(addHeaders(request, incoming.rawHeaders), tracker.toTiming(incoming, began))
      // The rest of a body that was not read would be taken for the next request.
      if (!incoming.complete) outgoing.shouldKeepAlive = false
      const note = (end: 'sentAt' | 'abortedAt', now: number) =>
        core.runLog.noteEnd(reply.exchange.position, end, toWallTime(now))
      const leave = () => {
        const now = performance.now()
        note('sentAt', now)
        onReply?.(reply, now - began)
        if (reply.onSent) whenSent(connections, incoming, outgoing, reply.onSent)
        send(reply, incoming, outgoing)
      }
      if (reply.sendAt === undefined && reply.dribble === undefined) return leave()
      // Only a slow reply gives the client time to close the connection.
      outgoing.once('close', () => {
        if (outgoing.writableFinished) note('sentAt', performance.now())
        else if (reply.drop === undefined) note('abortedAt', performance.now())
      })
      if (reply.sendAt === undefined) leave()
      else holdReply(reply, closing).then(leave)
    })
  }
}

/** Calls back once, when a response has been sent or will never be. */
function whenSent(
  connections: Connections,
  { socket }: IncomingMessage,
  outgoing: ServerResponse,
  callback: () => void,
): void {
  let isDone = false
  let forget = () => {}
  const finish = () => {
    if (isDone) return
    isDone = true
    forget()
    callback()
  }
  // A pipelined response whose turn has not come gets no event when its socket ends.
  forget = connections.onClose(socket, finish)
  outgoing.once('close', finish)
}

/** Clients that use a proxy send the complete URL; the part before the path does not matter. */
const toTarget = (url: string) => (url.startsWith('/') ? url : url.replace(/^[a-z]+:\/\/[^/?]*/i, ''))

function send(reply: Reply, { socket }: IncomingMessage, outgoing: ServerResponse): void {
  if (socket.destroyed) return
  if (reply.drop === 'before') {
    socket.resetAndDestroy()
    return
  }
  if (reply.type === 'none') return void outgoing.writeHead(reply.status, rawHeaders.none).end()
  outgoing.writeHead(reply.status, [...rawHeaders[reply.type], `${Buffer.byteLength(reply.text)}`])
  // A text is written together with the headers; bytes would be a write of their own.
  if (reply.drop === undefined && reply.dribble === undefined) outgoing.end(reply.text)
  else dribble(reply, outgoing, () => socket.resetAndDestroy())
}

/** Names and values in turn, as Node writes them; the length comes last. */
const rawHeaders = {
  json: [...Object.entries(toHeaders({ type: 'json' })).flat(), 'Content-Length'],
  none: Object.entries(toHeaders({ type: 'none' })).flat(),
  html: [...Object.entries(toHeaders({ type: 'html' })).flat(), 'Content-Length'],
}

function dribble(reply: Reply, outgoing: ServerResponse, reset: () => void): void {
  const bytes = Buffer.from(reply.text)
  const end = reply.drop === 'during' ? Math.floor(bytes.length / 2) : bytes.length
  let sent = 0
  const sendChunk = () => {
    if (outgoing.destroyed) return
    const { count, wait } = toChunk(reply.dribble, end - sent)
    outgoing.write(bytes.subarray(sent, sent + count), () => {
      sent += count
      if (sent < end) setTimeout(sendChunk, wait)
      else if (reply.drop === 'during') reset()
      else outgoing.end()
    })
  }
  sendChunk()
}
