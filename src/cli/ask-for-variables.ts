import type { Variable } from '../server/entrance.ts'
import { quote } from '../words/quote.ts'
import { Exit, exitCodes } from './exit.ts'

/** How long an emulator may take to tell them, in milliseconds. */
const patience = 5_000

/** The variables of an emulator that runs somewhere. Ends the process with a sentence if none does, or will not tell. */
export async function askForVariables(url: string, token: string | undefined): Promise<readonly Variable[]> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Exit(exitCodes.usage, `${quote(url)} is no address: want --url http://127.0.0.1:2255 or the like.`)
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
    return { text: await response.text(), status: response.status }
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new Exit(
      exitCodes.noStart,
      `No emulator answers at ${url.origin} (${why}). Run one by ringback start, or name another by --url.`,
    )
  }
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

/** Names are looked at: a shell will read what is written of them. */
const isVariable = (one: unknown): one is Variable =>
  typeof one === 'object' &&
  one !== null &&
  'name' in one &&
  /^[A-Za-z_]\w*$/.test(String(one.name)) &&
  'value' in one &&
  typeof one.value === 'string' &&
  !one.value.includes('\0') &&
  'intercepts' in one &&
  typeof one.intercepts === 'boolean' &&
  (!('joint' in one) || typeof one.joint === 'string')
