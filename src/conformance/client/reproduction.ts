import { largestBody } from '../../contracts/parse-request.ts'
import type { Journal } from '../../emulator/journal.ts'
import { demoApp } from '../../scenarios/demo-app.ts'
import { libraryNames } from '../../scenarios/library.ts'
import { toShellWord, toSignCommand } from '../curl.ts'
import { toShort } from '../report/printable.ts'
import type { Reproduction } from '../rule.ts'
import { toFault } from './failure-modes.ts'
import type { ClientRequest } from './run.ts'

/** How the lines that reproduce findings are made; by default they follow from the journal. */
export interface ReproduceOptions {
  /** The address of an emulator that is running and keeps running. */
  readonly url?: string | undefined
  /** The command that starts an emulator like the one of the run, and the address where it then listens. */
  readonly start?: { readonly command: string; readonly url: string } | undefined
  /** The command that repeats the whole run. */
  readonly rerun?: string | undefined
}

const defaultUrl = 'http://127.0.0.1:2255'

/**
 * How a finding is reproduced, without a secret. A request is sent again, with a UserSig that is made when the line
 * runs; requests in `also` are sent before it. A finding about what the client does needs the client: the line repeats
 * the whole run if its command is known, else it arms the fault that the client met, or prints the report.
 */
export function toReproduction(
  group: string,
  request: ClientRequest,
  journal: Pick<Journal, 'scenario' | 'validation' | 'auth'>,
  options: ReproduceOptions = {},
  also: readonly ClientRequest[] = [],
): Reproduction {
  const emulator = explainEmulator(journal, options)
  const address = toAddress(options)
  if (group !== 'request') {
    if (options.rerun !== undefined)
      return { curl: options.rerun, needs: 'Run the command again; no emulator has to be running.' }
    const fault = toFault(request)
    if (fault)
      return {
        curl: `curl -s ${address}/_ringback/faults -d ${toShellWord(JSON.stringify(fault))}`,
        needs: `${emulator} Arm the fault with this line, then run the client against the emulator again.`,
      }
    return {
      curl: `curl -s ${address}'/_ringback/report?format=text'`,
      needs: `${emulator} Run the client against it again, then print the report with this line.`,
    }
  }
  const lines = [...also, request].map(one => toLine(one, options))
  const curl = lines.every(line => line === lines[0]) ? repeat(lines) : lines.join('; ')
  const key = curl.includes('RINGBACK_SECRET_KEY') ? ` ${explainKey(request)}` : ''
  return { curl, needs: `${emulator}${key}` }
}

function explainEmulator(
  { scenario, validation, auth }: Pick<Journal, 'scenario' | 'validation' | 'auth'>,
  { url, start }: ReproduceOptions,
): string {
  if (url !== undefined) return `The emulator at ${url} must be running.`
  if (start) return `First run \`${start.command}\` in another terminal.`
  const name = scenario.replaceAll(' ', '-')
  const isListed = libraryNames.some(one => one === name)
  const flags = [
    ...(isListed ? (name === 'demo' ? [] : [`--scenario ${name}`]) : ['--scenario FILE']),
    ...(validation === 'lenient' ? ['--validation lenient'] : []),
    ...(auth === 'off' ? ['--auth off'] : []),
  ]
  const file = isListed ? '' : `, where FILE contains the scenario "${toShort(scenario, 80)}"`
  return `First run \`${['npx ringback start', ...flags].join(' ')}\` in another terminal${file}.`
}

/** Which key a line needs. The demo application's is known, and `ringback sign` uses it by itself. */
const explainKey = ({ sdkAppId }: ClientRequest) =>
  `Set RINGBACK_SECRET_KEY to the secret key of application ${sdkAppId ?? demoApp.sdkAppId}.`

/** The address of the emulator, as a word of a shell; a variable of `ringback exec` and `ringback env` overrides it. */
function toAddress({ url, start }: ReproduceOptions): string {
  const address = url ?? start?.url ?? defaultUrl
  // The host comes from a request and must not be more than a name to a shell.
  return `"\${RINGBACK_URL:-${/^https?:\/\/[\w.:[\]-]+$/.test(address) ? address : defaultUrl}}"`
}

const repeat = (lines: readonly string[]) =>
  lines.length === 1
    ? (lines[0] ?? '')
    : `for i in ${lines.map((_, index) => index + 1).join(' ')}; do ${lines[0]}; done`

function toLine(request: ClientRequest, options: ReproduceOptions): string {
  const address = toAddress(options)
  const { method, json, body, unreadable, timing } = request
  const flags = [
    ...(method === 'POST' ? [] : ['-X', toShellWord(method)]),
    ...(timing?.host && !isOwn(timing.host) ? ['-H', toShellWord(`Host: ${timing.host}`)] : []),
    ...(/[[\]{}]/.test(request.target) ? ['-g'] : []),
  ]
  const to = ['curl -s', ...flags, `${address}${toTarget(request)}`].join(' ')
  if (method === 'GET') return to
  if (unreadable !== undefined) return toUnreadable(unreadable, to)
  // One byte order mark is taken off when a body is read.
  const text = body.startsWith('\ufeff') ? `\ufeff${body}` : body
  return `${to} -d ${toUnmasked(json === undefined ? text.replace(/…$/, '') : JSON.stringify(json), request)}`
}

/** A body that is unreadable for the same reason; the one that was sent was not kept. */
function toUnreadable(why: string, to: string): string {
  if (why === 'too large') return `head -c ${largestBody + 1} /dev/zero | ${to} --data-binary @-`
  return why === 'too slow' ? `${to} -H 'Content-Length: 99' -d '{'` : `printf '\\377' | ${to} --data-binary @-`
}

const isOwn = (host: string) => /^(?:localhost|127\.|\[|\d+\.\d+\.\d+\.\d+)/i.test(host)

/** The target in words of a shell, with a UserSig that is made when the line runs. */
function toTarget(request: ClientRequest): string {
  const { target } = request
  const found = /(?<=[?&]usersig=)[^&]+/i.exec(target)
  if (!found) return toUnmasked(target, request)
  const rest = target.slice(found.index + found[0].length)
  return `${toUnmasked(target.slice(0, found.index), request)}${toUserSig(request)}${rest === '' ? '' : toUnmasked(rest, request)}`
}

/** A text as a word of a shell; a secret that was sent in the wrong place is made when the line runs. */
function toUnmasked(text: string, request: ClientRequest): string {
  const { leaks } = request
  if (leaks.length === 0 || !masked.test(text)) return toShellWord(text)
  const secret = leaks.some(leak => leak.startsWith('key')) ? '"$RINGBACK_SECRET_KEY"' : toUserSig(request)
  return text.split(masked).map(toShellWord).join(secret)
}

/** How journals show a secret: its last four characters. */
const masked = /…[^\s"'&…\\]{4}/

function toUserSig({ userSig, at }: ClientRequest): string {
  // An undecodable UserSig is reproduced by another one.
  if (!userSig?.claims) return 'not-a-usersig'
  const { sdkAppId, identifier, time, expire } = userSig.claims
  const key = userSig.refuse === 'UserSigSignatureWrong' ? 'another-key' : toKey(sdkAppId)
  const isLate = (time + expire) * 1_000 - at < 300_000
  return `"${toSignCommand({ sdkAppId, identifier, key, expire, time: isLate ? time : undefined })}"`
}

/** The demo application's key is known to everyone. */
const toKey = (sdkAppId: number) => (sdkAppId === demoApp.sdkAppId ? undefined : '"$RINGBACK_SECRET_KEY"')
