import { Command } from 'commander'
import * as z from 'zod'
import type { Variable } from '../server/server-context.ts'
import { parseJson } from '../text/data.ts'
import { type Environment, toEnvironment } from './client-variables.ts'
import { CliError, exitCodes, UsageError } from './exit.ts'
import { addFlags, flag, type OptionsOf, oneOf, switchFlag, text, token } from './flags.ts'
import { logMessage, print } from './output.ts'
import { defaultHost, defaultPort } from './start-options.ts'

/** How one form writes variables. Gives undefined for a value that it has no way to write. */
type Write = (name: string, value: string) => string | undefined

/** Each form that variables can be written in, all of them for programs. */
const shells = {
  sh: (name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  fish: (name, value) => `set -gx ${name} '${value.replaceAll(/[\\']/g, '\\$&')}'`,
  // Its quotes may be curved ones too, and all of them are doubled.
  powershell: (name, value) => `$env:${name} = '${value.replaceAll(/['‘’‚‛]/g, '$&$&')}'`,
  dotenv: (name, value) => {
    const quotes = ["'", '"', '`'].find(one => !value.includes(one) && (one === "'" || !/[\\$\r\n]/.test(value)))
    return quotes === undefined ? undefined : `${name}=${quotes}${value}${quotes}`
  },
  github: (name, value) => {
    let end = 'END'
    while (value.split(/\r?\n/).includes(end)) end += '_'
    return `${name}<<${end}\n${value}\n${end}`
  },
} as const satisfies { readonly [form: string]: Write }

/** A form that variables can be written in. */
type Form = keyof typeof shells | 'json'

/** Every form, the usual one first. */
export const forms: readonly Form[] = ['sh', 'fish', 'powershell', 'dotenv', 'json', 'github']

/** Variables in a form, and the names of those that cannot be written in it. */
export function writeVariables(variables: Environment, form: Form): { readonly text: string; readonly left: string[] } {
  if (form === 'json') return { text: JSON.stringify(variables, null, 2), left: [] }
  const left: string[] = []
  const lines = Object.entries(variables).flatMap(([name, value]) => {
    const line = form === 'github' && name === 'NODE_OPTIONS' ? undefined : shells[form](name, value)
    if (line === undefined) left.push(name)
    return line ?? []
  })
  return { text: lines.join('\n'), left }
}

const flags = {
  Options: [
    flag('--url <url>', 'address of the emulator', text, `http://${defaultHost}:${defaultPort}`),
    flag('--control-token <token>', 'bearer token of its admin API', token),
    flag('--format <form>', 'syntax of the output', oneOf(forms), 'sh'),
    switchFlag('--intercept', 'variables that redirect clients with a hard-coded host; requires start --https'),
  ],
}

/** `ringback env`: prints the variables by which clients find a running emulator, for a shell or another program. */
export const env = addFlags(new Command('env'), flags)
  .addHelpText('after', '\nExample:\n  eval "$(ringback env)"\n  ringback env --format github >> "$GITHUB_ENV"\n')
  .action(async ({ url, controlToken, format, intercept = false }: OptionsOf<typeof flags>) => {
    const variables = await fetchVariables(url, controlToken)
    if (intercept && !variables.some(({ intercepts }) => intercepts)) {
      throw new CliError(exitCodes.noStart, 'no-https', { url })
    }
    const selected = variables.filter(({ intercepts }) => intercept || !intercepts)
    const { text: lines, left } = writeVariables(toEnvironment(selected, process.env), format)
    print(lines)
    if (left.length > 0) logMessage('variables-left-out', { names: left, format })
  })

/** How long an emulator may take to answer, in milliseconds. */
const answerTimeout = 5_000

/** The largest answer that is read, in bytes. */
const largestAnswer = 1_048_576

/**
 * Variables as another process lists them. Names are restricted: a shell evaluates the output, and a program that answers
 * on the port must not be able to set PATH. Only `--intercept` allows other names.
 */
const listing = z.object({
  variables: z.array(
    z
      .object({
        name: z.string(),
        value: z.string().refine(value => !value.includes('\0')),
        intercepts: z.boolean(),
        joint: z.string().optional(),
      })
      .refine(({ name, intercepts }) => (intercepts ? /^[A-Za-z_]\w*$/ : /^RINGBACK_\w+$/).test(name)),
  ),
})

const problem = z.object({ detail: z.string() })

/** Fetches the variables of a running emulator. Throws a CliError if none answers or it refuses. */
async function fetchVariables(url: string, controlToken: string | undefined): Promise<readonly Variable[]> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UsageError('invalid-url', { flag: '--url', value: url })
  const { text, status } = await fetchText(new URL('/_ringback/environment', url), controlToken)
  const answer = parseJson(text)
  const { data } = listing.safeParse(answer)
  if (data) return data.variables
  const detail = problem.safeParse(answer).data?.detail
  throw new CliError(exitCodes.noStart, 'variables-refused', { url, status, detail })
}

async function fetchText(
  url: URL,
  controlToken: string | undefined,
): Promise<{ readonly text: string; readonly status: number }> {
  try {
    const headers = controlToken === undefined ? {} : { Authorization: `Bearer ${controlToken}` }
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(answerTimeout), redirect: 'error' })
    return { text: await readStart(response), status: response.status }
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    throw new CliError(exitCodes.noStart, 'no-emulator', { url: url.origin, reason })
  }
}

/** Reads an answer up to a limit, since another program may send one without end. */
async function readStart(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    size += chunk.byteLength
    if (size > largestAnswer) break
  }
  return Buffer.concat(chunks).toString()
}
