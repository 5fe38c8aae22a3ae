import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import type { Answer } from '../conformance/probe-runner.ts'
import { type Drift, explainDrift, toDrifts } from '../conformance/server/drift.ts'
import { hosts, isUnderVendor, isVendorHost } from '../contracts/hosts.ts'
import { type OperationName, operations } from '../contracts/operations.ts'
import { explainSource } from '../contracts/source.ts'
import type { RecordingFacts } from '../record/messages.ts'
import { explainLead, longLead, toCount } from '../record/messages.ts'
import type { PassedExchange, RecordingProxy } from '../record/recording-proxy.ts'
import type { ReadUserSig } from '../record/to-journal-entry.ts'
import { isLoopback } from '../server/guard.ts'
import { isUrl } from '../text/data.ts'
import { parseDuration } from '../text/duration.ts'
import { formatList, formatValue } from '../text/format.ts'
import { createSecrets } from '../text/redact.ts'
import { createDiagnosis } from '../usersig/explain.ts'
import { readUserSig } from '../usersig/read.ts'
import { type Ended, runChild } from './child-process.ts'
import { addTemplate, fillTemplates, type Template } from './client-variables.ts'
import { toCommandText, toShellText, toShortText } from './command-text.ts'
import { defaultJournal } from './exec.ts'
import { Exit, exitCodes } from './exit.ts'
import { assertWritable, toErrorCode, writeFileAtomic } from './files.ts'
import { finishRun, logEnd, toCommandExitCode, withRun } from './finish-run.ts'
import { defineFlag, defineListFlag, refuseIgnored, toDuration, toInteger } from './flags.ts'
import { colours, log, logPassed } from './output.ts'
import { addReportFlags, assertTargets, type ReportFlags, readReportPolicy } from './report-options.ts'
import { toSarifLocation } from './sarif-location.ts'
import { explainNoStart } from './serve.ts'
import { defaultPort, defineAddress } from './start-options.ts'

/** What `record` is told on its command line. */
export interface RecordFlags extends ReportFlags {
  readonly upstream?: URL
  readonly port: number
  readonly host: string
  readonly out: string
  readonly journal: number
  readonly env: readonly Template[]
  readonly timeout?: number
  readonly grace: number
  readonly verbose?: boolean
  readonly quiet?: boolean
}

/** Gives a command every flag that a recording is made with. */
export const addRecordFlags = (command: Command): Command =>
  addReportFlags(
    command
      .addOption(
        defineFlag('--upstream <url>', 'the server; of the service its region or its host is enough').argParser(
          toUpstream,
        ),
      )
      .addOption(
        defineAddress('--port <n>', '0 takes any free one').argParser(toInteger(0, 65_535)).default(defaultPort),
      )
      .addOption(defineAddress('--host <address>', 'the address to listen on').default('127.0.0.1'))
      .addOption(defineFlag('--out <file>', 'the scenario').default('recorded.scenario.yaml'))
      .addOption(
        defineFlag('--journal <n>', 'how many exchanges are kept')
          .argParser(toInteger(1, 1_000_000))
          .default(defaultJournal),
      )
      .addOption(
        defineListFlag(
          '--env <name=template>',
          'environment variable for the command; may contain {url} {host} {port}',
          { add: addTemplate },
        ),
      )
      .addOption(defineFlag('--timeout <duration>', 'how long the command may take').argParser(toDuration))
      .addOption(
        defineFlag('--grace <duration>', 'how long it has after a signal, until it is killed')
          .argParser(toDuration)
          .default(parseDuration('5s'), '5s'),
      )
      .addOption(defineFlag('--verbose', 'a line for each request, also while a command runs'))
      .addOption(defineFlag('--quiet', 'no line for each request')),
  )

/**
 * Reads whom requests are passed on to: an address of http:// or https:// without a path, a host of the service alone, or
 * the region that it serves. Throws what commander turns into a usage error.
 */
export function toUpstream(text: string): URL {
  // The first host of a region is its main host.
  const region = hosts.find(one => toPlain(one.region) === toPlain(text))
  const host = region?.host ?? (isVendorHost(text) ? text : undefined)
  const source = host === undefined ? text : `https://${host}`
  if (!/^https?:\/\//i.test(source) || !isUrl(source)) throw new InvalidArgumentError(explainNoUpstream(text))
  const url = new URL(source)
  if (url.username || url.password) throw new InvalidArgumentError('Want an address without a login.')
  if (url.pathname !== '/' || url.search || url.hash) {
    throw new InvalidArgumentError(
      `Want the address alone, ${url.origin}: paths and queries are passed on as they come.`,
    )
  }
  if (isUnderVendor(url.hostname) && url.protocol === 'http:') {
    throw new InvalidArgumentError('Want https:// for the service: without it a UserSig could be read on the way.')
  }
  return url
}

/**
 * Whether an address leads back to a port of this machine, by whatever name: what is passed on there would come in again,
 * without end.
 */
export async function isOwn({ hostname, port, protocol }: URL, own: number): Promise<boolean> {
  if (Number(port || (protocol === 'https:' ? 443 : 80)) !== own) return false
  const found = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true }).catch(() => [])
  const ours = new Set(Object.values(networkInterfaces()).flatMap(each => each?.map(({ address }) => address) ?? []))
  return found.some(({ address }) => isLoopback(address) || ['0.0.0.0', '::'].includes(address) || ours.has(address))
}

const toPlain = (text: string) => text.toLowerCase().replaceAll(/[\s_-]/g, '')

function explainNoUpstream(text: string): string {
  const meant = `http://${text}`
  const guess = !text.includes('://') && text.includes('.') && isUrl(meant) ? ` Did you mean ${meant}?` : ''
  const regions = formatList([...new Set(hosts.map(({ region }) => region))])
  return `${formatValue(text)} is no server: want an address that begins with http:// or https://, or a region: ${regions}.${guess}`
}

/** `ringback record`: passes requests on to a server, and makes a scenario of what came and went. */
export const record = addRecordFlags(new Command('record'))
  .argument('[command...]', 'what is run meanwhile, behind a --; without, it goes on until it is told to stop')
  .addHelpText(
    'after',
    '\nExample:\n  ringback record --upstream http://127.0.0.1:8080 --env CALL_API={url} -- npm test\n',
  )
  .action(async (command: string[], flags: RecordFlags, self: Command) => {
    if (command.length === 0) refuseIgnored(self, ['env', 'timeout', 'grace'], 'no command is given to run.')
    const { upstream, out, quiet, verbose } = flags
    if (!upstream) throw new Exit(exitCodes.usage, noUpstream)
    const standard = await readReportPolicy(flags)
    assertWritable(out, 'a scenario')
    assertTargets(flags.report)
    const sarifLocation = toSarifLocation(flags.sarifLocation, command)
    // Before anything serves: a place that nothing can fill is a slip.
    fillTemplates(flags.env, { url: '', host: '', port: '' })
    const secrets = ['RINGBACK_SECRET_KEY', 'RINGBACK_USERSIG'].flatMap(name => process.env[name] ?? [])
    const { mask } = createSecrets(secrets)
    const { createRecorder } = await import('../record/recorder.ts')
    const drifts = createDriftTally()
    const recorder = createRecorder({ size: flags.journal, secrets, readUserSig: createUserSigReader() })
    const isLogged = verbose === true || (command.length === 0 && !quiet)
    let trouble: string | undefined
    const onPassed = ({ exchange, headers }: PassedExchange) => {
      const { answer } = exchange
      const kept = recorder.add(exchange)
      if ('status' in answer) drifts.add(kept.command, { ...answer, headers })
      if ('broken' in answer) trouble = answer.why
      if (isLogged) logPassed(kept, answer, mask)
    }
    const elseAnyPort = command.length > 0 && self.getOptionValueSource('port') === 'default'
    const proxy = await listen({ ...flags, upstream }, elseAnyPort, onPassed)
    if (await isOwn(upstream, proxy.port)) {
      await proxy.close()
      throw new Exit(
        exitCodes.usage,
        `${upstream.host} is where this listens itself: want another server, or --port 0.`,
      )
    }
    const shown = toCommandText(command, secrets)
    if (!quiet)
      log(
        `${colours.bold('ringback')} passes ${colours.cyan(proxy.url)} on to ${colours.cyan(upstream.origin)}${toUntil(shown)}`,
      )
    const ended = command.length > 0 ? await run(command, flags, proxy) : await whenStopped()
    await proxy.close()
    if (ended) logEnd(ended, shown, flags.timeout)
    const own = ended && toCommandExitCode(ended)
    if (recorder.answered === 0) {
      log(explainNotRecorded(proxy.url, upstream.origin, recorder.total, trouble))
      process.exit(own ?? exitCodes.nothingExercised)
    }
    const journal = recorder.toJournal()
    const { text, facts } = recorder.toRecording()
    const start = `npx ringback start --scenario ${toShellText([out], [])}${facts.isLenient ? ' --validation lenient' : ''}`
    const code = await finishRun({
      journal: ended ? withRun(journal, shown, ended) : journal,
      standard: { ...standard, reproduce: { start: { command: start, url: 'http://127.0.0.1:2255' } } },
      targets: flags.report,
      look: { verbose: verbose === true, sarifLocation },
      more() {
        const isWritten = write(out, text)
        const told = isWritten ? tellRecording(facts, out, recorder.total) : []
        for (const line of ['', ...drifts.explain(), '', ...told, '']) log(line)
        return isWritten
      },
    })
    // Not left to the end of all that is open: that may be held by whatever the command has started.
    process.exit(own ?? code)
  })

/** Writes the scenario; gives whether that went well, and says it if not. */
function write(file: string, text: string): boolean {
  try {
    writeFileAtomic(file, text)
    return true
  } catch (error) {
    log(`${file}: The scenario could not be written, and what was there still is: ${String(error)}`)
    return false
  }
}

const noUpstream = 'No server is named: give --upstream, such as http://127.0.0.1:8080 or Singapore.'

async function listen(
  { port, host, upstream }: RecordFlags & { readonly upstream: URL },
  elseAnyPort: boolean,
  onPassed: (passed: PassedExchange) => void,
): Promise<RecordingProxy> {
  const { startRecordingProxy } = await import('../record/recording-proxy.ts')
  const on = (free: number) => startRecordingProxy({ port: free, host, upstream, onPassed, onRefused: log })
  return on(port).catch(error => {
    if (elseAnyPort && toErrorCode(error) === 'EADDRINUSE') return on(0)
    throw new Exit(exitCodes.noStart, explainNoStart(error, port, host))
  })
}

async function run(
  command: readonly string[],
  { env, timeout, grace }: RecordFlags,
  proxy: RecordingProxy,
): Promise<Ended> {
  const { url, port } = proxy
  const { host } = new URL(url)
  const own = { RINGBACK_URL: url, RINGBACK_HOST: host, RINGBACK_PORT: `${port}` }
  const environment = { ...process.env, ...own, ...fillTemplates(env, { url, host, port: `${port}` }) }
  return runChild(command, { environment, timeout, grace }).catch(async error => {
    await proxy.close()
    throw error
  })
}

/** The first signal ends the recording, the second waits for nothing. */
const whenStopped = (): Promise<undefined> =>
  new Promise(resolve => {
    let isStopping = false
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (isStopping) process.exit(exitCodes.findings)
        isStopping = true
        resolve(undefined)
      })
    }
  })

const toUntil = (shown: string) => (shown === '' ? ', until Ctrl-C' : ` while this runs: ${toShortText(shown)}`)

function createUserSigReader(): ReadUserSig {
  const diagnose = createDiagnosis()
  return (userSig, asked) => {
    const read = readUserSig(userSig)
    return { claims: 'document' in read ? read.document : undefined, findings: diagnose(userSig, asked) }
  }
}

function explainNotRecorded(url: string, origin: string, requests: number, trouble: string | undefined): string {
  if (requests === 0)
    return `No requests received at ${url}, so nothing was recorded. Pass that address to the client: --env CALL_API={url}.`
  const isDistrusted = /CERT|^UNABLE_TO_/.test(trouble ?? '')
  const way = isDistrusted
    ? "Name its certificate's authority in NODE_EXTRA_CA_CERTS."
    : 'Is it there, and is it spelt right?'
  const why = trouble === undefined ? '' : ` (${trouble})`
  return `${origin} answered none of ${toCount(requests, 'request')}${why}, so nothing was recorded. ${way}`
}

/** In what a server was seen to depart from the contract, each thing once. */
export interface DriftTally {
  add(command: OperationName | undefined, answer: Answer): void
  /** As lines: what, how often, and where the contract has it. */
  explain(): readonly string[]
}

/** The most different drifts that are kept, and the most that are told. */
const mostKept = 1_000
const mostTold = 20

/** Starts to count. */
export function createDriftTally(): DriftTally {
  const seen = new Map<string, { readonly drift: Drift; readonly command: string; count: number }>()
  return {
    add(command, answer) {
      for (const drift of toDrifts(command && operations[command], answer)) {
        const key = [drift.rule, command, drift.field].join(' ')
        const known = seen.get(key)
        if (known) known.count++
        else if (seen.size < mostKept) seen.set(key, { drift, command: command ?? 'no command', count: 1 })
      }
    },
    explain() {
      const all = [...seen.values()].toSorted((one, other) => other.count - one.count)
      if (all.length === 0) return ['Every response of the server matches the contract.']
      const { bold, dim } = colours
      const rest = all.length > mostTold ? [dim(`… and ${all.length - mostTold} more.`)] : []
      const lines = all
        .slice(0, mostTold)
        .flatMap(({ drift, command, count }) => [
          `  ${drift.rule} ${command}, ${count === 1 ? 'once' : `${count} times`}: ${toLine(explainDrift(drift))}`,
          dim(`    ${explainSource(drift.source)}`),
        ])
      return [
        bold(`The server differs from the contract in ${all.length === 1 ? 'one way' : `${all.length} ways`}:`),
        ...lines,
        ...rest,
      ]
    },
  }
}

/** What a server says may hold anything. */
const toLine = (text: string) => text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 500)

/** What was recorded, what stands in for what, and how it is played, as lines. */
export function tellRecording(facts: RecordingFacts, file: string, total: number): readonly string[] {
  const { exchanges, calls, faults, own, leftOut, notReproduced, lead, isLenient, replaced } = facts
  const { bold, yellow } = colours
  const counts = Object.entries(replaced).flatMap(([kind, count]) =>
    count > 0 ? [toCount(count, kind.slice(0, -1))] : [],
  )
  return [
    `${bold(file)}: ${toCount(calls, 'call')} and ${toCount(faults, 'fault')} of ${toCount(exchanges, 'exchange')}. It is played by`,
    `  ringback start --scenario ${file}${isLenient ? ' --validation lenient' : ''}`,
    `Made-up names stand for ${formatList(counts, 'and') || 'nothing'}; keys, texts and addresses are left out.`,
    ...(exchanges < total
      ? [yellow(`Only the first ${exchanges} of ${total} exchanges are in it: --journal takes more.`)]
      : []),
    ...(own > 0 ? [`${toCount(own, 'call')} that the client started itself are left to it.`] : []),
    ...(leftOut > 0 ? [yellow(`${toCount(leftOut, 'call')} had no place in it.`)] : []),
    ...(notReproduced > 0
      ? [yellow(`No fault can reproduce the failures of ${toCount(notReproduced, 'exchange')}.`)]
      : []),
    ...(lead >= longLead ? [explainLead(lead)] : []),
  ]
}
