import { Command } from 'commander'
import type { RefusedHost } from '../emulator/journal.ts'

import type { ConnectionEvent, ConnectionListener } from '../intercept/tls-sniffer.ts'
import { parseDuration } from '../text/duration.ts'
import { formatList } from '../text/format.ts'
import { runChild } from './child-process.ts'
import {
  addTemplate,
  listSecrets,
  type Serving,
  type Template,
  toEnvironment,
  toVariables,
} from './client-variables.ts'
import { toCommandText } from './command-text.ts'
import { exitCodes } from './exit.ts'
import { explainHandshake, isUnrelatedToTrust } from './explain-handshake.ts'
import { logEnd, seeConnectionsEnd } from './finish-run.ts'
import { defineFlag, defineListFlag, refuseIgnored, refuseOverridden, toDuration } from './flags.ts'
import { colours, log, print } from './output.ts'
import { listInterception, type RedirectVariable, redirectVariables } from './redirect-variables.ts'
import { serve } from './serve.ts'
import { addStartFlags, type StartFlags } from './start-options.ts'

interface DoctorFlags extends StartFlags {
  readonly env: readonly Template[]
  readonly timeout?: number
  readonly grace: number
  readonly json?: boolean
}

/** `ringback doctor`: runs a command, and says which of the things it obeys that are to lead its client here. */
export const doctor = addStartFlags(new Command('doctor'))
  .argument('<command...>', 'command to run (after --)')
  .addOption(
    defineListFlag('--env <name=template>', 'environment variable for the command, as for exec', { add: addTemplate }),
  )
  .addOption(defineFlag('--timeout <duration>', 'how long it may take').argParser(toDuration))
  .addOption(
    defineFlag('--grace <duration>', 'how long it has after a signal, until it is killed')
      .argParser(toDuration)
      .default(parseDuration('5s'), '5s'),
  )
  .addOption(defineFlag('--json', 'what was found as one line of JSON on stdout'))
  .addHelpText('after', '\nExample:\n  ringback doctor -- python3 client.py\n')
  .action(async (command: string[], flags: DoctorFlags, self: Command) => {
    refuseOverridden(self)
    refuseIgnored(self, ['exportOnExit'], 'doctor writes no snapshot.')
    const { env, timeout, grace, json, ...start } = flags
    const elseAnyPort = self.getOptionValueSource('port') === 'default'
    const watch = createWatch()
    const { createAuthority } = await import('../intercept/authority.ts')
    const authority = await createAuthority()
    const https = (name: ChannelName) => ({
      authority,
      allowPassthrough: start.allowPassthrough,
      onConnection: watch.listen(name),
    })
    const serving = await serve({ ...start, https: true }, { log: false, elseAnyPort, https: https('RINGBACK_URL') })
    const environment = { ...process.env, ...toVariables(serving, env), ...(await openWays(serving, https)) }
    try {
      const ended = await runChild(command, { environment, timeout, grace })
      const { code, signal } = ended
      await seeConnectionsEnd()
      const diagnosis = diagnose(watch.ways, serving.emulator.saveJournal().refused ?? [])
      logEnd(ended, toCommandText(command, listSecrets(serving)), timeout)
      if (json) print(JSON.stringify({ ...diagnosis, command: { code, signal } }))
      else printDiagnosis(diagnosis, code)
      await serving.emulator.close()
      process.exit(toDoctorCode(diagnosis))
    } finally {
      await serving.emulator.close()
    }
  })

/** Opens a listener for each knob, and gives the variables that lead to them. */
async function openWays(
  { emulator, trust, listening }: Serving,
  https: (name: ChannelName) => NonNullable<Parameters<typeof emulator.listen>[0]>['https'],
) {
  if (!trust) return {}
  const places = new Map<RedirectVariable, string>()
  for (const knob of redirectVariables) {
    const { url } = await emulator.listen({ host: listening.host, https: https(knob) })
    places.set(knob, new URL(url).host)
  }
  return toEnvironment(
    listInterception(knob => places.get(knob) ?? new URL(listening.url).host, trust),
    process.env,
  )
}

const toDoctorCode = ({ verdict }: Diagnosis): number =>
  ({ obeys: exitCodes.clean, ignores: exitCodes.findings, nothing: exitCodes.nothingExercised })[verdict]

/** A way by which a client can come: led there by a knob, or because it was told the address. */
export type ChannelName = RedirectVariable | 'RINGBACK_URL'

/** What came by one way. */
export interface Channel {
  readonly name: ChannelName
  readonly seen: readonly ConnectionEvent[]
}

/** The most events that are kept of each channel. */
const mostEvents = 1_000

/** Watches every way there is, each by a listener of its own. */
export function createWatch(): {
  readonly ways: readonly Channel[]
  readonly listen: (name: ChannelName) => ConnectionListener
} {
  const seen = new Map<ChannelName, ConnectionEvent[]>()
  for (const name of ['RINGBACK_URL', ...redirectVariables] as const) seen.set(name, [])
  return {
    get ways() {
      return [...seen].map(([name, events]) => ({ name, seen: events }))
    },
    listen: name => event => {
      const list = seen.get(name)
      if (list && list.length < mostEvents) list.push(event)
    },
  }
}

/** How often something was seen. */
export const countSeen = ({ seen }: Channel, type: ConnectionEvent['type']): number =>
  seen.filter(event => event.type === type).length

/** What a client ignored on its way, or what it was refused, with the way out. */
export interface Issue {
  readonly what: 'distrusts' | 'refused' | 'leaves'
  readonly way: ChannelName
  readonly host: string
  readonly sentence: string
  readonly advice: string
}

/** What came by one way, in numbers. */
export interface Used {
  readonly way: ChannelName
  readonly hosts: readonly string[]
  readonly requests: number
  readonly tunnels: number
  readonly trusted: number
  readonly distrusted: number
  readonly refused: number
  readonly passed: number
}

/** How a client obeys what is to lead it here. */
export interface Diagnosis {
  readonly verdict: 'obeys' | 'ignores' | 'nothing'
  readonly requests: number
  readonly used: readonly Used[]
  readonly unused: readonly ChannelName[]
  readonly troubles: readonly Issue[]
  /** Every refused host once, by whatever way it was wanted. */
  readonly refused: readonly RefusedHost[]
  /** Why nothing came, if nothing did. */
  readonly nothing?: string
}

/** Looks at what came by every way; `refused` are the hosts that were refused. */
export function diagnose(ways: readonly Channel[], refused: readonly RefusedHost[]): Diagnosis {
  const used = ways.filter(({ seen }) => seen.length > 0).map(toUsed)
  const troubles = ways.flatMap(listTroubles)
  const requests = used.reduce((sum, one) => sum + one.requests, 0)
  return {
    verdict: used.length === 0 ? 'nothing' : troubles.length > 0 || requests === 0 ? 'ignores' : 'obeys',
    requests,
    used,
    unused: ways.filter(({ seen }) => seen.length === 0).map(({ name }) => name),
    troubles,
    refused,
    ...(used.length === 0 ? { nothing: adviseNothing } : {}),
  }
}

const toUsed = (way: Channel): Used => ({
  way: way.name,
  hosts: [...new Set(way.seen.map(({ host }) => host).filter(host => host !== ''))],
  requests: countSeen(way, 'request'),
  tunnels: countSeen(way, 'intercepted'),
  trusted: countSeen(way, 'trusted'),
  distrusted: countSeen(way, 'distrusted'),
  refused: countSeen(way, 'refused'),
  passed: countSeen(way, 'forwarded'),
})

/** The troubles of one way, each told once for a host. */
function listTroubles(way: Channel): readonly Issue[] {
  const { name, seen } = way
  const once = new Map<string, Issue>()
  for (const event of seen) {
    const trouble = toTrouble(event, name)
    if (trouble) once.set(`${trouble.what} ${trouble.host}`, trouble)
  }
  const isSilent = countSeen(way, 'request') === 0 && once.size === 0 && countSeen(way, 'forwarded') === 0
  const [first] = seen
  return isSilent && first ? [toLeaving(first, name)] : [...once.values()]
}

function toTrouble({ type, host, agent, why = '' }: ConnectionEvent, way: ChannelName): Issue | undefined {
  const who = agent ? `${agent} ` : 'A client '
  if (type === 'refused') {
    return { what: 'refused', way, host, sentence: why, advice: refusedAdvice }
  }
  if (type !== 'distrusted') return undefined
  return {
    what: 'distrusts',
    way,
    host,
    sentence: `${who}came by ${way}${host ? `, for ${host}` : ''}, and ${explainHandshake(why)}.`,
    advice: isUnrelatedToTrust(why) ? tlsAdvice : adviseTrust({ type, host, agent }, way),
  }
}

const tlsAdvice =
  'That is no matter of the certificate: have it speak HTTP/1.1 over TLS 1.2 or later, at least under test.'

const refusedAdvice =
  "If the command needs it under test, use --allow-passthrough; what lies under the vendor's domains is refused even so."

const toLeaving = ({ host, agent }: ConnectionEvent, way: ChannelName): Issue => ({
  what: 'leaves',
  way,
  host,
  sentence: `${agent ?? 'A client'} came by ${way}${host ? `, for ${host}` : ''}, and left without a request.`,
  advice: 'It may have pinned a certificate or a key of the service, or given up: look at what it prints.',
})

/** A kind of client, how it is known, and what makes it trust a certificate. */
interface Kind {
  readonly agent: RegExp
  readonly way?: ChannelName
  readonly trust: string
}

const kinds: readonly Kind[] = [
  {
    agent: /^Java\b|java-http|okhttp|apache-httpclient/i,
    way: 'JAVA_TOOL_OPTIONS',
    trust:
      'Java was given javax.net.ssl.trustStore, which an SSLContext of its own does not look at: build it with the default trust managers, at least under test.',
  },
  {
    agent: /^node|undici|axios/i,
    way: 'NODE_OPTIONS',
    trust:
      'Node was given NODE_EXTRA_CA_CERTS, which a client with a `ca` option of its own does not look at: leave that option out, or add the file in RINGBACK_CA_FILE to it.',
  },
  {
    agent: /^curl/i,
    trust:
      'curl was given CURL_CA_BUNDLE, which --cacert and a .curlrc go before: take these away, or use --cacert "$RINGBACK_CA_FILE".',
  },
  {
    agent: /^wget/i,
    trust:
      'Many builds of wget look at the system\'s store alone: use --ca-certificate="$RINGBACK_CA_FILE", or a file with such a line that WGETRC names.',
  },
  {
    agent: /^go-http/i,
    trust:
      'Go was given SSL_CERT_FILE, which it reads on Linux alone, and which a RootCAs of its own goes before: add the file in RINGBACK_CA_FILE to RootCAs under test.',
  },
  {
    agent: /python|urllib|httpx|aiohttp/i,
    trust:
      'Python was given SSL_CERT_FILE and REQUESTS_CA_BUNDLE, which a `verify` or an SSLContext of its own goes before: hand it the file in RINGBACK_CA_FILE.',
  },
  {
    agent: /php|guzzle/i,
    trust:
      'PHP was given curl.cainfo by PHP_INI_SCAN_DIR, which an option of its own goes before: hand it the file in RINGBACK_CA_FILE.',
  },
]

/** What makes a client trust the certificate, by what is known of it. */
export function adviseTrust({ agent }: ConnectionEvent, way: ChannelName): string {
  const kind = kinds.find(one => (agent !== undefined && one.agent.test(agent)) || one.way === way)
  return (
    kind?.trust ??
    'It looks at none of SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE and NODE_EXTRA_CA_CERTS, or something of its own goes before: have it trust the file in RINGBACK_CA_FILE.'
  )
}

/** Why nothing came at all, most likely. */
export const adviseNothing = [
  'Nothing came, by no way at all. Most likely the command ended before it asked, or its client takes no proxy from the environment and runs neither on Node nor on Java:',
  "Python's http.client, PHP's streams and a Go Transport without Proxy are of that kind, and such a client has asked the real host.",
  'Give the client a setting for its base URL, and tell it by --env NAME={url}; or have its proxy set to HTTPS_PROXY.',
].join(' ')

/** Tells people what was found; `code` is what the command ended with. */
export function printDiagnosis(
  { verdict, requests, used, unused, troubles, refused, nothing }: Diagnosis,
  code: number | null,
): void {
  const { bold, green, yellow, dim } = colours
  const came = used.filter(one => one.requests > 0).map(({ way }) => way)
  const heads = {
    obeys: green(`obeys: ${toCount(requests, 'request')} came by ${formatList(came, 'and')}`),
    ignores: yellow(
      came.length > 0
        ? `ignores something: ${toCount(requests, 'request')} came by ${formatList(came, 'and')}, but not all went well`
        : 'ignores something: no request came',
    ),
    nothing: yellow('nothing came'),
  }
  log(bold(heads[verdict]))
  for (const one of used) log(`  ${one.way.padEnd(18)}${toLine(one)}`)
  if (unused.length > 0 && used.length > 0) log(dim(`  not used          ${unused.join(' ')}`))
  for (const { sentence, advice } of troubles) log(`\n${sentence}\n  ${advice}`)
  if (refused.length > 0) log(`\nRefused hosts: ${refused.map(({ host, count }) => `${host} (${count})`).join(', ')}.`)
  if (nothing !== undefined) log(nothing)
  if (code !== 0) log(`\nThe command itself ended with ${code ?? 'a signal'}.`)
}

function toLine({ hosts, requests, tunnels, trusted, distrusted, refused, passed }: Used): string {
  const parts = [
    hosts.length > 0 ? `for ${hosts.slice(0, 3).join(', ')}${hosts.length > 3 ? ' and others' : ''}` : '',
    tunnels > 0 ? toCount(tunnels, 'tunnel') : '',
    trusted > 0 ? `trusted ${trusted}×` : '',
    distrusted > 0 ? `not trusted ${distrusted}×` : '',
    refused > 0 ? `refused ${refused}×` : '',
    passed > 0 ? `let pass ${passed}×` : '',
    toCount(requests, 'request'),
  ]
  return parts.filter(Boolean).join(', ')
}

const toCount = (count: number, what: string) => `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`
