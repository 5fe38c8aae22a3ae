import { Command } from 'commander'
import type { RefusedHost } from '../emulator/journal.ts'
import type { ConnectionEvent, ConnectionListener } from '../intercept/tls-sniffer.ts'
import { formatList } from '../text/format.ts'
import { runChild } from './child-process.ts'
import { envFlag, listSecrets, type Serving, toEnvironment, toVariables } from './client-variables.ts'
import { toCommandText } from './command-text.ts'
import { exitCodes } from './exit.ts'
import { commandTimeFlags, waitForConnections, warnOfEnd } from './finish-run.ts'
import { addFlags, type OptionsOf, refuseIgnored, refuseOverridden, switchFlag } from './flags.ts'
import { explainMessage, isUnrelatedToTrust, type RedirectIssue } from './messages.ts'
import { colours, log, print } from './output.ts'
import { listRedirectVariables, type RedirectVariable, redirectVariables } from './redirect-variables.ts'
import { serve } from './serve.ts'
import { startFlags } from './start-options.ts'

const flags = {
  ...startFlags(),
  Command: [envFlag(), ...commandTimeFlags()],
  Output: [switchFlag('--json', 'the result as one line of JSON on stdout')],
}

/** `ringback doctor`: runs a command, and reports which variables redirect its client to an emulator. */
export const doctor = addFlags(new Command('doctor').argument('<command...>', 'command to run (after --)'), flags)
  .addHelpText('after', '\nExample:\n  ringback doctor -- python3 client.py\n')
  .action(async (command: string[], options: OptionsOf<typeof flags>, self: Command) => {
    refuseOverridden(self)
    refuseIgnored(self, ['exportOnExit'], 'doctor')
    const { env, timeout, grace, json, allowPassthrough } = options
    const elseAnyPort = self.getOptionValueSource('port') === 'default'
    const watch = createWatch()
    const { createAuthority } = await import('../intercept/authority.ts')
    const authority = await createAuthority()
    const https = (name: ChannelName) => ({ authority, allowPassthrough, onConnection: watch.listen(name) })
    const serving = await serve(
      { ...options, https: true },
      { isLogged: false, elseAnyPort, https: https('RINGBACK_URL') },
    )
    const environment = { ...process.env, ...toVariables(serving, env), ...(await openChannels(serving, https)) }
    try {
      const ended = await runChild(command, { environment, timeout, grace })
      const { code, signal } = ended
      await waitForConnections()
      const diagnosis = diagnose(watch.channels, serving.emulator.saveJournal().refused ?? [])
      warnOfEnd(ended, toCommandText(command, listSecrets(serving)), timeout)
      if (json) print(JSON.stringify({ ...toJson(diagnosis), command: { code, signal } }))
      else logDiagnosis(diagnosis, code)
      await serving.emulator.close()
      process.exit(verdictCodes[diagnosis.verdict])
    } finally {
      await serving.emulator.close()
    }
  })

/** Opens a listener for each redirect variable, and returns the variables that lead to them. */
async function openChannels(
  { emulator, trust, listening }: Serving,
  https: (name: ChannelName) => NonNullable<Parameters<typeof emulator.listen>[0]>['https'],
) {
  if (!trust) return {}
  const addresses = new Map<RedirectVariable, string>()
  for (const name of redirectVariables) {
    const { url } = await emulator.listen({ host: listening.host, https: https(name) })
    addresses.set(name, new URL(url).host)
  }
  return toEnvironment(
    listRedirectVariables(name => addresses.get(name) ?? new URL(listening.url).host, trust),
    process.env,
  )
}

/** A way by which a client can reach the emulator: a redirect variable, or the address that it was given. */
type ChannelName = RedirectVariable | 'RINGBACK_URL'

/** What was seen on a channel. */
interface Channel {
  readonly name: ChannelName
  readonly seen: readonly ConnectionEvent[]
}

/** The most events of a channel that are kept. */
const mostEvents = 1_000

function createWatch(): {
  readonly channels: readonly Channel[]
  readonly listen: (name: ChannelName) => ConnectionListener
} {
  const seen = new Map<ChannelName, ConnectionEvent[]>()
  for (const name of ['RINGBACK_URL', ...redirectVariables] as const) seen.set(name, [])
  return {
    get channels() {
      return [...seen].map(([name, events]) => ({ name, seen: events }))
    },
    listen: name => event => {
      const list = seen.get(name)
      if (list && list.length < mostEvents) list.push(event)
    },
  }
}

const countSeen = ({ seen }: Channel, type: ConnectionEvent['type']): number =>
  seen.filter(event => event.type === type).length

/** Evaluates what came by every channel; `refused` are the refused hosts. */
function diagnose(channels: readonly Channel[], refused: readonly RefusedHost[]) {
  const used = channels.filter(({ seen }) => seen.length > 0).map(toUse)
  const issues = channels.flatMap(listIssues)
  const requests = used.reduce((sum, one) => sum + one.requests, 0)
  const hasIssues = issues.length > 0 || requests === 0
  return {
    verdict: used.length === 0 ? ('no requests' as const) : hasIssues ? ('issues' as const) : ('redirected' as const),
    requests,
    used,
    unused: channels.filter(({ seen }) => seen.length === 0).map(({ name }) => name),
    issues,
    /** Every refused host once. */
    refused,
  }
}

/** Which channels a client used, and what went wrong. */
type Diagnosis = ReturnType<typeof diagnose>

const verdictCodes: { readonly [Verdict in Diagnosis['verdict']]: number } = {
  redirected: exitCodes.clean,
  issues: exitCodes.findings,
  'no requests': exitCodes.nothingExercised,
}

/** What came by one channel, in numbers. */
const toUse = (channel: Channel) => ({
  channel: channel.name,
  hosts: [...new Set(channel.seen.map(({ host }) => host).filter(host => host !== ''))],
  requests: countSeen(channel, 'request'),
  tunnels: countSeen(channel, 'intercepted'),
  trusted: countSeen(channel, 'trusted'),
  distrusted: countSeen(channel, 'distrusted'),
  refused: countSeen(channel, 'refused'),
  forwarded: countSeen(channel, 'forwarded'),
})

/** The issues of one channel, each once for a host. */
function listIssues(channel: Channel): readonly RedirectIssue[] {
  const { name, seen } = channel
  const issues = new Map<string, RedirectIssue>()
  for (const { type, host, agent, why = '' } of seen) {
    if (type !== 'refused' && type !== 'distrusted') continue
    const code = type === 'refused' ? 'refused' : isUnrelatedToTrust(why) ? 'no-tls' : 'untrusted'
    issues.set(`${type} ${host}`, { code, channel: name, host, agent, reason: why })
  }
  const isSilent = countSeen(channel, 'request') === 0 && issues.size === 0 && countSeen(channel, 'forwarded') === 0
  const [first] = seen
  if (!isSilent || !first) return [...issues.values()]
  return [{ code: 'left', channel: name, host: first.host, agent: first.agent, reason: '' }]
}

/** A diagnosis as JSON: each issue with its sentences. */
const toJson = ({ issues, ...rest }: Diagnosis) => ({
  ...rest,
  issues: issues.map(issue => ({
    ...issue,
    message: explainMessage('redirect-issue', issue),
    advice: explainMessage('redirect-advice', issue),
  })),
  ...(rest.verdict === 'no requests' ? { advice: explainMessage('no-redirected-requests', {}) } : {}),
})

/** Logs a diagnosis; `code` is the exit code of the command. */
function logDiagnosis({ verdict, requests, used, unused, issues, refused }: Diagnosis, code: number | null): void {
  const { bold, green, yellow, dim } = colours
  const channels = used.filter(one => one.requests > 0).map(({ channel }) => channel)
  const came = channels.length > 0 ? `${toCount(requests, 'request')} by ${formatList(channels, 'and')}` : 'no requests'
  const heads = {
    redirected: green(`REDIRECTED: ${came}`),
    issues: yellow(`ISSUES: ${came}`),
    'no requests': yellow('NO REQUESTS'),
  }
  log(bold(heads[verdict]))
  for (const one of used) log(`  ${one.channel.padEnd(18)}${toLine(one)}`)
  if (unused.length > 0 && used.length > 0) log(dim(`  not used          ${unused.join(' ')}`))
  for (const issue of issues) {
    log(`\n${explainMessage('redirect-issue', issue)}\n  ${explainMessage('redirect-advice', issue)}`)
  }
  if (refused.length > 0) log(`\nRefused hosts: ${refused.map(({ host, count }) => `${host} (${count})`).join(', ')}.`)
  if (verdict === 'no requests') log(explainMessage('no-redirected-requests', {}))
  if (code !== 0) log(`\n${explainMessage('command-failed', { code })}`)
}

function toLine({
  hosts,
  requests,
  tunnels,
  trusted,
  distrusted,
  refused,
  forwarded,
}: ReturnType<typeof toUse>): string {
  const parts = [
    hosts.length > 0 ? `for ${hosts.slice(0, 3).join(', ')}${hosts.length > 3 ? ' and others' : ''}` : '',
    tunnels > 0 ? toCount(tunnels, 'tunnel') : '',
    trusted > 0 ? `trusted ${trusted}×` : '',
    distrusted > 0 ? `not trusted ${distrusted}×` : '',
    refused > 0 ? `refused ${refused}×` : '',
    forwarded > 0 ? `forwarded ${forwarded}×` : '',
    toCount(requests, 'request'),
  ]
  return parts.filter(Boolean).join(', ')
}

const toCount = (count: number, what: string) => `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`
