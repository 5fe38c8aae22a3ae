import { defaultExpire } from '../usersig/sign.ts'

/** A part of an address for a shell: text, or an expression that the shell replaces, such as `$NAME`. */
export type AddressPart = string | { readonly expression: string }

/** A request as a line for a shell sends it. */
interface CurlRequest {
  readonly method: string
  readonly url: readonly AddressPart[]
  readonly headers?: { readonly [name: string]: string } | undefined
  readonly body: string
  /** Shell commands that print the body, where it is too long to be written out. */
  readonly bodyCommand?: string | undefined
  readonly timeoutMs: number
}

/** One line for a shell that sends requests again, one after the other or all at once; undefined if there are none. */
export function toCurl(requests: readonly CurlRequest[], atOnce = false): string | undefined {
  if (requests.length === 0) return undefined
  const lines = requests.map(toLine)
  return atOnce ? `${lines.join(' & ')} & wait` : lines.join('; ')
}

function toLine({ method, url, headers = {}, body, bodyCommand, timeoutMs }: CurlRequest): string {
  // curl expands brackets and braces of an address unless -g is given.
  const isGlob = url.some(part => typeof part === 'string' && /[[\]{}]/.test(part))
  const words = [
    `curl -si -m ${timeoutMs / 1_000}${isGlob ? ' -g' : ''}`,
    url.map(part => (typeof part === 'string' ? toShellWord(part) : `"${part.expression}"`)).join(''),
    ...Object.entries(headers).map(([name, value]) => `-H ${toShellWord(`${name}: ${value}`)}`),
  ]
  if (bodyCommand !== undefined) return `${bodyCommand} | ${[...words, '--data-binary @-'].join(' ')}`
  return [...words, method === 'POST' ? `-d ${toShellWord(body)}` : `-X ${toShellWord(method)}`].join(' ')
}

/** A shell expression that makes a UserSig; `key` is a word of a shell, and the demo application needs none. */
export function toSignCommand(claims: {
  readonly sdkAppId: number
  readonly identifier: string
  readonly key?: string | undefined
  readonly expire?: number | undefined
  readonly time?: number | undefined
}): string {
  const { sdkAppId, identifier, key, expire, time } = claims
  const flags = [
    `--sdkappid ${sdkAppId}`,
    `--identifier ${toShellWord(identifier)}`,
    ...(key === undefined ? [] : [`--secret-key ${key}`]),
    ...(expire === undefined || expire === defaultExpire ? [] : [`--expire ${expire}`]),
    ...(time === undefined ? [] : [`--time ${time}`]),
  ]
  return `$(npx ringback sign ${flags.join(' ')})`
}

/** One word of a shell on one line; control characters become spaces. */
export const toShellWord = (text: string): string => `'${text.replaceAll("'", "'\\''").replaceAll(/\p{Cc}/gu, ' ')}'`
