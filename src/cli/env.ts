import { Command } from 'commander'
import * as z from 'zod'
import type { Variable } from '../server/server-context.ts'
import { parseJson } from '../text/data.ts'
import { toEnvironment } from './client-variables.ts'
import { CliError, exitCodes, UsageError } from './exit.ts'
import { addFlags, flag, type OptionsOf, oneOf, switchFlag, text, token } from './flags.ts'
import { logMessage, print } from './output.ts'
import { forms, writeVariables } from './shells.ts'
import { defaultHost, defaultPort } from './start-options.ts'

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
