import type { IncomingMessage } from 'node:http'
import { drainedBody, largestBody, type RequestBody, slowestBody } from '../contracts/api-request.ts'
import { decodeBody } from '../contracts/parse-request.ts'
import { findRaw } from './raw-http.ts'

/** How often slow bodies are looked for, in milliseconds: a timer for each request would cost more than reading it. */
const round = 250

/** Reads bodies off Node's requests, bounded in size and time. Bodies whose sender has gone are not given. */
export function createBodyReader(): (incoming: IncomingMessage, give: (body: RequestBody) => void) => void {
  const waiting = new Map<IncomingMessage, { readonly since: number; readonly finish: (body: RequestBody) => void }>()
  let watch: NodeJS.Timeout | undefined

  function lookAround() {
    const now = performance.now()
    for (const [incoming, { since, finish }] of waiting) {
      if (incoming.destroyed) waiting.delete(incoming)
      else if (now - since >= slowestBody) finish({ unreadable: 'too slow' })
    }
    if (waiting.size > 0) return
    clearInterval(watch)
    watch = undefined
  }

  return (incoming, give) => {
    const chunks: Buffer[] = []
    let size = 0
    let isFinished = false
    const finish = (body: RequestBody) => {
      if (isFinished) return
      isFinished = true
      waiting.delete(incoming)
      give(body)
    }
    waiting.set(incoming, { since: performance.now(), finish })
    watch ??= setInterval(lookAround, round).unref()
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= largestBody) chunks.push(chunk)
      else if (size > drainedBody) finish({ unreadable: 'too large' })
    })
    incoming.on('end', () => {
      const [first] = chunks
      if (size > largestBody) finish({ unreadable: 'too large' })
      else
        finish(
          decodeBody(first && chunks.length === 1 ? first : Buffer.concat(chunks), () =>
            findRaw(incoming.rawHeaders, 'content-encoding'),
          ),
        )
    })
  }
}
