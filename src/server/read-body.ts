import type { IncomingMessage } from 'node:http'
import { decodeBody, drainedBody, largestBody, type RequestBody, slowestBody } from '../contracts/parse-request.ts'
import { Problem } from '../control/problem.ts'
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

/** Reads a stream as a request's body, bounded in size and time; `encoding` is its Content-Encoding. */
export async function readRequestBody(
  stream: ReadableStream<Uint8Array> | null,
  encoding?: string,
): Promise<RequestBody> {
  if (!stream) return { text: '' }
  const reader = stream.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'late'>(resolve => {
    timer = setTimeout(resolve, slowestBody, 'late')
  })
  try {
    for (;;) {
      const next = await Promise.race([reader.read(), late])
      if (next === 'late') return { unreadable: 'too slow' }
      if (next.done) break
      size += next.value.byteLength
      if (size <= largestBody) chunks.push(next.value)
      else if (size > drainedBody) return { unreadable: 'too large' }
    }
  } finally {
    clearTimeout(timer)
    // What is left unread is of no interest, and neither is whether it could be told so.
    reader.cancel().catch(() => {})
  }
  if (size > largestBody) return { unreadable: 'too large' }
  return decodeBody(join(chunks, size), () => encoding)
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks
  if (first && chunks.length === 1) return first
  const whole = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.byteLength
  }
  return whole
}

/** The largest snapshot that is taken, in bytes. The bound is ours; a call has about 500 of them. */
export const largestSnapshot = 268_435_456

/** How long a snapshot may take to arrive, in milliseconds. */
const slowestSnapshot = 60_000

/** Reads a stream as a snapshot's text: bounded in size and time as other bodies are, but not as tightly. */
export async function readSnapshotText(stream: ReadableStream<Uint8Array> | null): Promise<RequestBody> {
  if (!stream) return { text: '' }
  const reader = stream.getReader()
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let size = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'late'>(resolve => {
    timer = setTimeout(resolve, slowestSnapshot, 'late')
  })
  try {
    for (;;) {
      const next = await Promise.race([reader.read(), late])
      if (next === 'late') return { unreadable: 'too slow' }
      size += next.value?.byteLength ?? 0
      // A body that is too large is read and discarded for a while, so that its sender can read the answer.
      if (size > 2 * largestSnapshot || (next.done && size > largestSnapshot)) return { unreadable: 'too large' }
      if (size > largestSnapshot) continue
      text += utf8.decode(next.value, { stream: !next.done })
      if (next.done) return { text }
    }
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      return { unreadable: 'not UTF-8' }
    }
    throw error
  } finally {
    clearTimeout(timer)
    reader.cancel().catch(() => {})
  }
}

/** A request's body as text, bounded in size and time; throws a Problem if it cannot be read. */
export async function readText(request: Request): Promise<string> {
  const body = await readRequestBody(request.body, request.headers.get('content-encoding') ?? undefined)
  if ('text' in body) return body.text
  const { unreadable: why } = body
  if (why === 'too large') throw new Problem({ code: 'body-too-large', most: '1 MiB' })
  throw new Problem({ code: 'invalid-body', issue: { code: 'unreadable-body', why } })
}
