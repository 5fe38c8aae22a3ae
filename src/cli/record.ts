import { Command } from 'commander'
import type { ProbeAnswer } from '../conformance/probe-runner.ts'
import { formats } from '../conformance/report/model.ts'
import { type Drift, explainDrift, toDrifts } from '../conformance/server/drift.ts'
import { type OperationName, operations } from '../contracts/operations.ts'
import { explainSource } from '../contracts/source.ts'
import { explainBreak, explainLead, explainTooLarge, longLead, type RecordingFacts } from '../record/messages.ts'
import { createRecorder } from '../record/recorder.ts'
import { type PassedExchange, type RecordingProxy, startRecordingProxy } from '../record/recording-proxy.ts'
import type { ReadUserSig } from '../record/to-journal-entry.ts'
import { formatList, toCount } from '../text/format.ts'
import { createSecrets } from '../text/redact.ts'
import { createDiagnosis } from '../usersig/explain.ts'
import { readUserSig } from '../usersig/read.ts'
import { type Ended, runChild } from './child-process.ts'
import { envFlag, fillTemplates } from './client-variables.ts'
import { toCommandText, toShellText, toShortText } from './command-text.ts'
import { exitCodes, toErrorCode, UsageError } from './exit.ts'
import { assertWritable, tryWriteFile } from './files.ts'
import { commandTimeFlags, finishRun, toCommandExitCode, warnOfEnd, withRun } from './finish-run.ts'
import { addFlags, flag, type OptionsOf, refuseIgnored, switchFlag, text } from './flags.ts'
import { colours, log, logMessage, logPassed } from './output.ts'
import { assertTargets, clientReportFlags, readClientPolicy } from './report-options.ts'
import { toSarifLocation } from './sarif-location.ts'
import { toListenError } from './serve.ts'
import { isOwnAddress, parseUpstream } from './server-address.ts'
import { addressFlags, defaultHost, defaultPort, defaultRunJournal, journalFlag } from './start-options.ts'

const flags = {
  Server: [
    flag(
      '--upstream <url>',
      'address of the server; for the service, a host name or a region is enough',
      parseUpstream,
    ),
    ...addressFlags(),
  ],
  Recording: [
    flag('--out <file>', 'scenario file to write', text, 'recorded.scenario.yaml'),
    journalFlag(defaultRunJournal, 1),
  ],
  Command: [envFlag(['url', 'host', 'port']), ...commandTimeFlags()],
  Report: clientReportFlags(formats),
  Output: [
    switchFlag('--verbose', 'a line for each request, also while a command runs'),
    switchFlag('--quiet', 'no line for each request'),
  ],
}

type RecordOptions = OptionsOf<typeof flags>

/** `ringback record`: forwards requests to a server and writes a scenario of them. */
export const record = addFlags(
  new Command('record').argument('[command...]', 'command to run (after --); without one, records until a signal'),
  flags,
)
  .addHelpText(
    'after',
    '\nExample:\n  ringback record --upstream http://127.0.0.1:8080 --env CALL_API={url} -- npm test\n',
  )
  .action(async (command: string[], options: RecordOptions, self: Command) => {
    if (command.length === 0) refuseIgnored(self, ['env', 'timeout', 'grace'], 'no-command')
    const { upstream, out, quiet, verbose, report: targets } = options
    if (!upstream) throw new UsageError('missing-upstream', {})
    const policy = await readClientPolicy(options)
    assertWritable(out, 'scenario')
    assertTargets(targets)
    const sarifLocation = toSarifLocation(options.sarifLocation, command)
    // Checks the placeholders before anything listens.
    fillTemplates(options.env, { url: '', host: '', port: '' })
    const secrets = ['RINGBACK_SECRET_KEY', 'RINGBACK_USERSIG'].flatMap(name => process.env[name] ?? [])
    const { mask } = createSecrets(secrets)
    const drifts = createDriftTally()
    const recorder = createRecorder({ size: options.journal, secrets, readUserSig: createUserSigReader() })
    const isLogged = verbose === true || (command.length === 0 && !quiet)
    let failure: string | undefined
    const onPassed = ({ exchange, headers }: PassedExchange) => {
      const { answer } = exchange
      const kept = recorder.add(exchange)
      if ('status' in answer) drifts.add(kept.command, { ...answer, headers })
      if ('broken' in answer) failure = explainBreak(answer.why)
      if (isLogged) logPassed(kept, answer, mask)
    }
    const elseAnyPort = command.length > 0 && self.getOptionValueSource('port') === 'default'
    const proxy = await listen({ ...options, upstream }, elseAnyPort, onPassed)
    if (await isOwnAddress(upstream, proxy.port)) {
      await proxy.close()
      throw new UsageError('upstream-is-self', { host: upstream.host })
    }
    const shown = toCommandText(command, secrets)
    if (!quiet) {
      const until = shown === '' ? ', until Ctrl-C' : ` while this runs: ${toShortText(shown)}`
      const [from, to] = [colours.cyan(proxy.url), colours.cyan(upstream.origin)]
      log(`${colours.bold('ringback')} forwards ${from} to ${to}${until}`)
    }
    const ended = command.length > 0 ? await run(command, options, proxy) : await whenStopped()
    await proxy.close()
    if (ended) warnOfEnd(ended, shown, options.timeout)
    const own = ended && toCommandExitCode(ended)
    if (recorder.answered === 0) {
      const { url } = proxy
      logMessage('nothing-recorded', { url, origin: upstream.origin, requests: recorder.total, failure })
      process.exit(own ?? exitCodes.nothingExercised)
    }
    const journal = recorder.toJournal()
    const { text: source, facts } = recorder.toRecording()
    const lenient = facts.isLenient ? ' --validation lenient' : ''
    const start = `npx ringback start --scenario ${toShellText([out], [])}${lenient}`
    const code = await finishRun({
      journal: ended ? withRun(journal, shown, ended) : journal,
      policy: { ...policy, reproduce: { start: { command: start, url: `http://${defaultHost}:${defaultPort}` } } },
      targets,
      look: {
        verbose: verbose === true,
        invocation: command.length > 0 ? { flags: [], command: shown } : undefined,
        sarifLocation,
      },
      more() {
        const isWritten = tryWriteFile(out, 'scenario', () => source)
        const recording = isWritten ? toRecordingLines(facts, out, recorder.total) : []
        for (const line of ['', ...drifts.toLines(), '', ...recording, '']) log(line)
        return isWritten
      },
    })
    // The process ends here whatever is still open: processes of the command may hold it open.
    process.exit(own ?? code)
  })

async function listen(
  { port, host, upstream }: RecordOptions & { readonly upstream: URL },
  elseAnyPort: boolean,
  onPassed: (passed: PassedExchange) => void,
): Promise<RecordingProxy> {
  const onRefused = (limit: number) => log(explainTooLarge(limit))
  const listenOn = (free: number) => startRecordingProxy({ port: free, host, upstream, onPassed, onRefused })
  return listenOn(port).catch(error => {
    if (elseAnyPort && toErrorCode(error) === 'EADDRINUSE') return listenOn(0)
    throw toListenError(error, port, host)
  })
}

async function run(
  command: readonly string[],
  { env, timeout, grace }: RecordOptions,
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

/** Resolves at the first signal; the second ends the process. */
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

function createUserSigReader(): ReadUserSig {
  const diagnose = createDiagnosis()
  return (userSig, options) => {
    const read = readUserSig(userSig)
    return { claims: 'document' in read ? read.document : undefined, findings: diagnose(userSig, options) }
  }
}

/** Counts how a server differs from the contract, each difference once. */
interface DriftTally {
  add(command: OperationName | undefined, answer: ProbeAnswer): void
  /** The differences, the most frequent first, with the source of each promise. */
  toLines(): readonly string[]
}

/** The most differences that are kept, and the most that are shown. */
const mostKept = 1_000
const mostShown = 20

function createDriftTally(): DriftTally {
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
    toLines() {
      const all = [...seen.values()].toSorted((one, other) => other.count - one.count)
      if (all.length === 0) return ['Every response of the server matches the contract.']
      const { bold, dim } = colours
      return [
        bold(`The server differs from the contract in ${all.length === 1 ? 'one way' : `${all.length} ways`}:`),
        ...all
          .slice(0, mostShown)
          .flatMap(({ drift, command, count }) => [
            `  ${drift.rule} ${command}, ${count === 1 ? 'once' : `${count} times`}: ${toLine(explainDrift(drift))}`,
            dim(`    ${explainSource(drift.source)}`),
          ]),
        ...(all.length > mostShown ? [dim(`… and ${all.length - mostShown} more.`)] : []),
      ]
    },
  }
}

/** A text of the server on one line. */
const toLine = (source: string) => source.replaceAll(/\p{Cc}/gu, ' ').slice(0, 500)

/** The contents of a recording and how to play it, as lines. */
function toRecordingLines(facts: RecordingFacts, file: string, total: number): readonly string[] {
  const { exchanges, calls, faults, own, leftOut, notReproduced, lead, isLenient, replaced } = facts
  const { bold, yellow } = colours
  const names = Object.entries(replaced).flatMap(([kind, count]) =>
    count > 0 ? [toCount(count, kind.slice(0, -1))] : [],
  )
  return [
    `${bold(file)}: ${toCount(calls, 'call')} and ${toCount(faults, 'fault')} of ${toCount(exchanges, 'exchange')}. Play it with:`,
    `  ringback start --scenario ${file}${isLenient ? ' --validation lenient' : ''}`,
    `Invented names replace ${formatList(names, 'and') || 'nothing'}; keys, texts and addresses are left out.`,
    ...(exchanges < total
      ? [yellow(`It contains the first ${exchanges} of ${total} exchanges. Increase --journal to keep more.`)]
      : []),
    ...(own > 0 ? [`It leaves out ${toCount(own, 'call')} that the client starts itself.`] : []),
    ...(leftOut > 0 ? [yellow(`It leaves out ${toCount(leftOut, 'call')} that do not fit in a scenario.`)] : []),
    ...(notReproduced > 0
      ? [yellow(`No fault can reproduce the failures of ${toCount(notReproduced, 'exchange')}.`)]
      : []),
    ...(lead >= longLead ? [explainLead(lead)] : []),
  ]
}
