import { Command } from 'commander'
import type { Variable } from '../server/entrance.ts'
import { formatList, formatValue } from '../text/format.ts'
import { toEnvironment } from './client-variables.ts'
import { Exit, exitCodes } from './exit.ts'
import { defineFlag, toToken } from './flags.ts'
import { log, print } from './output.ts'
import { type Form, forms, writeVariables } from './shells.ts'
import { defaultPort } from './start-options.ts'

/** `ringback env`: writes the variables by which clients find an emulator that runs, as a shell or another program reads them. */
export const env = new Command('env')
  .addOption(defineFlag('--url <url>', 'where it serves').default(`http://127.0.0.1:${defaultPort}`))
  .addOption(defineFlag('--control-token <token>', 'what its control surface wants').argParser(toToken))
  .addOption(
    defineFlag('--format <form>', 'who reads them')
      .choices([...forms])
      .default('sh'),
  )
  .addOption(
    defineFlag('--intercept', 'those too that lead a client there whose host is hard-coded; wants start --https'),
  )
  .addHelpText('after', '\nExample:\n  eval "$(ringback env)"\n  ringback env --format github >> "$GITHUB_ENV"\n')
  .action(async ({ url, controlToken, format, intercept = false }: EnvFlags) => {
    const variables = await askForVariables(url, controlToken)
    if (intercept && !variables.some(({ intercepts }) => intercepts)) {
      throw new Exit(
        exitCodes.noStart,
        `${url} speaks no https, so nothing can be led there: run it by ringback start --https.`,
      )
    }
    const wanted = variables.filter(({ intercepts }) => intercept || !intercepts)
    const { text, left } = writeVariables(toEnvironment(wanted, process.env), format)
    print(text)
    if (left.length > 0) log(explainLeft(left, format))
  })

interface EnvFlags {
  readonly url: string
  readonly controlToken?: string
  readonly format: Form
  readonly intercept?: boolean
}

function explainLeft(left: readonly string[], form: Form): string {
  const names = formatList(left, 'and')
  return form === 'github'
    ? `${names} is left out, which GitHub takes from no step: run what Node runs by ringback exec --intercept, or set it in the step's own env.`
    : `${names} cannot be written in this form: take --format json.`
}

/** How long an emulator may take to tell them, in milliseconds. */
const answerTimeout = 5_000

/** The most that is read of what it tells, in bytes. */
const largestListing = 1_048_576

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
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(answerTimeout), redirect: 'error' })
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
    if (size > largestListing) break
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
