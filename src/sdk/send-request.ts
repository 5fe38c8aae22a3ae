import type { HttpRequest, ProbeOutcome, RequestFailure } from '../conformance/probe-runner.ts'

/** The most of an answer that is read, in bytes. */
const longestAnswer = 1_048_576

/** Sends one request and returns the outcome within a time limit in milliseconds. Redirects are not followed. It never rejects. */
export async function sendRequest(
  { method, url, body, headers = {} }: HttpRequest,
  timeoutMs: number,
): Promise<ProbeOutcome> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, {
      method,
      ...(method === 'GET' || method === 'OPTIONS'
        ? { headers }
        : { body, headers: { ...headers, 'Content-Type': 'application/json' } }),
      redirect: 'manual',
      signal,
    })
    const text = await readText(response)
    if (text === undefined) return { unanswered: { code: 'answer-too-large', limit: longestAnswer } }
    return { status: response.status, headers: Object.fromEntries(response.headers), text }
  } catch (error) {
    // fetch reports "fetch failed" for every failure, with the reason as its cause.
    const cause = error instanceof Error ? error.cause : undefined
    return { unanswered: signal.aborted ? { code: 'timeout', timeoutMs } : toFailure(cause, new URL(url).host) }
  }
}

async function readText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > longestAnswer) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** Why a request got no answer, by Node's error. No failure shows the query. */
export function toFailure(error: unknown, host: string): Exclude<RequestFailure, { readonly code: 'other' }> {
  const { code = '', message = '' }: { readonly code?: string; readonly message?: string } = Object(error)
  if (code === 'ECONNREFUSED') return { code: 'connection-refused', host }
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET') return { code: 'connection-closed', host }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { code: 'unknown-host', host }
  if (code.includes('CERT') || code.startsWith('UNABLE_TO_'))
    return { code: 'untrusted-certificate', host, reason: code }
  if (code.startsWith('Z_')) return { code: 'wrong-encoding', host }
  if (code.startsWith('HPE_')) return { code: 'not-http', host }
  if (code.includes('SSL') || code === 'EPROTO') return { code: 'not-tls', host }
  return { code: 'request-failed', host, reason: (code || message).slice(0, 100) }
}
