import type { Variable } from '../server/entrance.ts'
import { formatValue } from '../text/quote.ts'
import { Exit, exitCodes } from './exit.ts'

/** How long an emulator may take to tell them, in milliseconds. */
const patience = 5_000

/** The most that is read of what it tells, in bytes. */
const longest = 1_048_576

/** The variables of an emulator that runs somewhere. Ends the process with a sentence if none does, or will not tell. */
export async function askForVariables(url: string, token: string | undefined): Promise<readonly Variable[]> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Exit(exitCodes.usage, `${formatValue(url)} is no address: want --url http://127.0.0.1:2255 or the like.`)
  }
  const { text, status } = await ask(new URL('/_ringback/environment', url), token)
  const answer = readJson(text)
  if (isListing(answer)) return answer.variables
  const { detail } = isProblem(answer) ? answer : { detail: `HTTP ${status}, and no variables.` }
  const ways = status === 401 ? ' Give it by --control-token.' : ''
  throw new Exit(exitCodes.noStart, `${url} does not tell: ${detail}${ways}`)
}

async function ask(url: URL, token: string | undefined): Promise<{ readonly text: string; readonly status: number }> {
  try {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` }
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(patience), redirect: 'error' })
    return { text: await readStart(response), status: response.status }
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new Exit(
      exitCodes.noStart,
      `No emulator answers at ${url.origin} (${why}). Run one by ringback start, or name another by --url.`,
    )
  }
}

/** As much of an answer as all variables could take; a stranger may have no end. */
async function readStart(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    size += chunk.byteLength
    if (size > longest) break
  }
  return Buffer.concat(chunks).toString()
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isProblem = (value: unknown): value is { readonly detail: string } =>
  typeof value === 'object' && value !== null && 'detail' in value && typeof value.detail === 'string'

const isListing = (value: unknown): value is { readonly variables: readonly Variable[] } =>
  typeof value === 'object' &&
  value !== null &&
  'variables' in value &&
  Array.isArray(value.variables) &&
  value.variables.every(isVariable)

/**
 * Names are looked at: a shell will read what is written of them, and whoever answers at a port is not to set its PATH.
 * The names of an interception are many, and nobody is given them who does not ask.
 */
const isVariable = (one: unknown): one is Variable =>
  typeof one === 'object' &&
  one !== null &&
  'name' in one &&
  'value' in one &&
  typeof one.value === 'string' &&
  !one.value.includes('\0') &&
  'intercepts' in one &&
  typeof one.intercepts === 'boolean' &&
  (one.intercepts ? /^[A-Za-z_]\w*$/ : /^RINGBACK_\w+$/).test(String(one.name)) &&
  (!('joint' in one) || typeof one.joint === 'string')
