import type { Parcel } from '../conformance/server/play.ts'
import type { Outcome } from '../conformance/server/probe.ts'

/** The most of an answer that is read, in bytes. */
const longestAnswer = 1_048_576

/** Sends one request and tells what came of it, within so many milliseconds. No redirection is followed. It never rejects. */
export async function ask({ method, url, body, headers = {} }: Parcel, patience: number): Promise<Outcome> {
  const signal = AbortSignal.timeout(patience)
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
    if (text === undefined) return { unanswered: `The answer is longer than ${longestAnswer} bytes.` }
    return { status: response.status, headers: Object.fromEntries(response.headers), text }
  } catch (error) {
    return { unanswered: signal.aborted ? `No answer came within ${patience} ms.` : explainTrouble(error, url) }
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

/** Node says "fetch failed" of everything, and the reason is below. What is said never has the query in it. */
function explainTrouble(error: unknown, url: string): string {
  const { host } = new URL(url)
  const cause: unknown = error instanceof Error ? error.cause : undefined
  const { code = '', message = '' }: { readonly code?: string; readonly message?: string } = Object(cause)
  if (code === 'ECONNREFUSED') return `Nothing listens at ${host}.`
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET') return `${host} closed the connection.`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `There is no address for ${host}.`
  if (code.includes('CERT') || code.startsWith('UNABLE_TO_')) {
    return `The certificate of ${host} is not trusted here (${code}): name its authority in NODE_EXTRA_CA_CERTS.`
  }
  if (code.startsWith('Z_')) return `What ${host} answered is not packed as its Content-Encoding says.`
  if (code.startsWith('HPE_')) return `What ${host} answered is not HTTP.`
  if (code.includes('SSL') || code === 'EPROTO') return `${host} does not speak TLS: is it an http:// address?`
  return `The request to ${host} failed${code || message ? ` (${(code || message).slice(0, 100)})` : ''}.`
}
