import type { RequestBody } from '../contracts/api-request.ts'

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
      // What is too large is read away for a while, so that its sender gets to see the answer.
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
