import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AskBody, drainedBody, largestBody, slowestBody } from '../contracts/ask.ts'
import type { Reply } from '../emulator/reply.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import type { Entrance } from '../server/entrance.ts'
import { toAsk, toAskBody } from '../server/to-ask.ts'
import { toHeaders, toSip } from '../server/to-response.ts'

/**
 * Serves the vendor's surface on Node's own request and response, without a Request and a Response between: that is a
 * third of what an answer costs, and a fault that resets a connection needs the socket anyway.
 */
export function createVendorListener(switchboard: Switchboard, { hold, onReply }: Entrance) {
  return (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const began = performance.now()
    readBody(incoming, body => {
      const reply = switchboard.answer(toAsk(incoming.method ?? '', incoming.url ?? '', body))
      // The rest of a body that was given up on would be taken for the next request.
      if ('unreadable' in body) outgoing.shouldKeepAlive = false
      const leave = () => {
        onReply?.(reply, performance.now() - began)
        send(reply, outgoing)
      }
      if (reply.readyAt === undefined) leave()
      else hold(reply).then(leave)
    })
  }
}

function readBody(incoming: IncomingMessage, give: (body: AskBody) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  const timer = setTimeout(finish, slowestBody, { unreadable: 'too slow' })
  function finish(body: AskBody) {
    clearTimeout(timer)
    incoming.off('data', take).off('end', end).off('error', abandon).off('close', abandon)
    give(body)
  }
  function take(chunk: Buffer) {
    size += chunk.length
    if (size <= largestBody) chunks.push(chunk)
    else if (size > drainedBody) finish({ unreadable: 'too large' })
  }
  function end() {
    const [first = Buffer.alloc(0)] = chunks
    finish(
      size > largestBody ? { unreadable: 'too large' } : toAskBody(chunks.length === 1 ? first : Buffer.concat(chunks)),
    )
  }
  // The client has gone: there is nobody to answer.
  function abandon() {
    clearTimeout(timer)
  }
  incoming.on('data', take).on('end', end).on('error', abandon).on('close', abandon)
}

function send(reply: Reply, outgoing: ServerResponse): void {
  const socket = outgoing.socket
  if (!socket || socket.destroyed) return
  if (reply.drop === 'before') {
    socket.resetAndDestroy()
    return
  }
  const size = Buffer.byteLength(reply.text)
  outgoing.writeHead(reply.status, { ...toHeaders(reply), 'Content-Length': size })
  if (reply.drop === undefined && reply.dribble === undefined) {
    // As a text it leaves in one piece with its headers; as bytes it would be a write of its own.
    outgoing.end(reply.text)
    return
  }
  const bytes = Buffer.from(reply.text)
  const end = reply.drop === 'during' ? Math.floor(bytes.length / 2) : bytes.length
  let sent = 0
  const sip = () => {
    if (outgoing.destroyed) return
    const { count, wait } = toSip(reply.dribble, end - sent)
    outgoing.write(bytes.subarray(sent, sent + count), () => {
      sent += count
      if (sent < end) setTimeout(sip, wait)
      else if (reply.drop === 'during') socket.resetAndDestroy()
      else outgoing.end()
    })
  }
  sip()
}
