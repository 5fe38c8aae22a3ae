import type { IncomingMessage, ServerResponse } from 'node:http'
import { addParameterHeaders, parseRequest } from '../contracts/parse-request.ts'
import type { Reply } from '../emulator/reply.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import { type Lines, toWall } from './connection-tracker.ts'
import type { Connections } from './connections.ts'
import type { Entrance } from './entrance.ts'
import { createBodyReader } from './node-body.ts'
import { toHeaders, toSip } from './to-response.ts'

/**
 * Serves the vendor's surface on Node's own request and response, without a Request and a Response between: that is a
 * third of what an answer costs, and a fault that resets a connection needs the socket anyway.
 */
export function createVendorListener(
  switchboard: Switchboard,
  { hold, onReply }: Entrance,
  lines: Lines,
  connections: Connections,
) {
  const readBody = createBodyReader()
  return (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const began = performance.now()
    readBody(incoming, body => {
      if (!incoming.complete && connections.isDropped(incoming)) return
      const line = lines.toLine(incoming, began)
      const ask = addParameterHeaders(
        parseRequest(incoming.method ?? '', toTarget(incoming.url ?? ''), body),
        () => incoming.rawHeaders,
      )
      const reply = switchboard.answer(ask, line)
      // The rest of a body that was given up on would be taken for the next request.
      if (!incoming.complete) outgoing.shouldKeepAlive = false
      const leave = () => {
        const now = performance.now()
        line.sentAt = toWall(now)
        onReply?.(reply, now - began)
        if (reply.left) onSent(connections, incoming, outgoing, reply.left)
        send(reply, incoming, outgoing)
      }
      if (reply.readyAt === undefined && reply.dribble === undefined) return leave()
      // Only an answer that takes its time leaves the client time to hang up.
      outgoing.once('close', () => {
        const now = toWall(performance.now())
        if (outgoing.writableFinished) line.sentAt = now
        else if (reply.drop === undefined) line.abortedAt = now
      })
      if (reply.readyAt === undefined) leave()
      else hold(reply).then(leave)
    })
  }
}

/** Calls back once, when a response has been sent, or never will be. */
function onSent(
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
  // A pipelined response whose turn has not come is not told of its socket's end.
  forget = connections.onClose(socket, finish)
  outgoing.once('close', finish)
}

/** Clients behind a proxy send the whole URL; what stands before the path is of no interest. */
const toTarget = (url: string) => (url.startsWith('/') ? url : url.replace(/^[a-z]+:\/\/[^/?]*/i, ''))

function send(reply: Reply, { socket }: IncomingMessage, outgoing: ServerResponse): void {
  if (socket.destroyed) return
  if (reply.drop === 'before') {
    socket.resetAndDestroy()
    return
  }
  if (reply.type === 'none') return void outgoing.writeHead(reply.status, rawHeaders.none).end()
  outgoing.writeHead(reply.status, [...rawHeaders[reply.type], `${Buffer.byteLength(reply.text)}`])
  // As a text it leaves in one piece with its headers; as bytes it would be a write of its own.
  if (reply.drop === undefined && reply.dribble === undefined) outgoing.end(reply.text)
  else trickle(reply, outgoing, () => socket.resetAndDestroy())
}

/** Names and values in turn, which Node takes as they are; the length comes last. */
const rawHeaders = {
  json: [...Object.entries(toHeaders({ type: 'json' })).flat(), 'Content-Length'],
  none: Object.entries(toHeaders({ type: 'none' })).flat(),
  html: [...Object.entries(toHeaders({ type: 'html' })).flat(), 'Content-Length'],
}

function trickle(reply: Reply, outgoing: ServerResponse, reset: () => void): void {
  const bytes = Buffer.from(reply.text)
  const end = reply.drop === 'during' ? Math.floor(bytes.length / 2) : bytes.length
  let sent = 0
  const sip = () => {
    if (outgoing.destroyed) return
    const { count, wait } = toSip(reply.dribble, end - sent)
    outgoing.write(bytes.subarray(sent, sent + count), () => {
      sent += count
      if (sent < end) setTimeout(sip, wait)
      else if (reply.drop === 'during') reset()
      else outgoing.end()
    })
  }
  sip()
}
