import { drainedBody, largestBody, type RequestBody, slowestBody } from '../contracts/api-request.ts'
import { decodeBody } from '../contracts/parse-request.ts'

/** Reads a stream as a request's body, bounded in size and time; `encoding` is its Content-Encoding. */
export async function readAskBody(stream: ReadableStream<Uint8Array> | null, encoding?: string): Promise<RequestBody> {
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
