import { Command } from 'commander'
import { toCount } from '../record/explain-recording.ts'
import type { Passed, RecordProxy } from '../record/recording-proxy.ts'
import type { ReadUserSig } from '../record/to-entry.ts'
import { createSecrets } from '../text/secrets.ts'
import { createDiagnosis } from '../usersig/diagnose.ts'
import { readUserSig } from '../usersig/read.ts'
import { makeReport, tellEnd, toOwnCode, withRun } from './after-run.ts'
import { runChild } from './child.ts'
import { toCommandText, toShellText, toShortText } from './command-text.ts'
import { Exit, exitCodes } from './exit.ts'
import { refuseIgnored } from './ignored-flags.ts'
import { logPassed } from './log-passed.ts'
import { colours, say } from './print.ts'
import { addRecordFlags, type RecordFlags } from './record-flags.ts'
import { demandTargets } from './report-files.ts'
import { readStandard } from './report-flags.ts'
import { toSarifLocation } from './sarif-location.ts'
import { explainNoStart } from './serve.ts'
import type { Ended } from './start-child.ts'
import { tellRecording } from './tell-recording.ts'
import { isOwn } from './upstream.ts'
import { fillTemplates } from './variables.ts'
import { demandWritable, toCode, writeWhole } from './write-file.ts'

/** `ringback record`: passes requests on to a server, and makes a scenario of what came and went. */
export const record = addRecordFlags(new Command('record'))
  .description('Pass requests on to a server, and make a scenario of what came and went')
  .argument('[command...]', 'what is run meanwhile, behind a --; without, it goes on until it is told to stop')
  .addHelpText(
    'after',
    '\nExample:\n  ringback record --upstream http://127.0.0.1:8080 --env CALL_API={url} -- npm test\n',
  )
  .action(async (command: string[], flags: RecordFlags, self: Command) => {
    if (command.length === 0) refuseIgnored(self, ['env', 'timeout', 'grace'], 'no command is given to run.')
    const { upstream, out, quiet, verbose } = flags
    if (!upstream) throw new Exit(exitCodes.usage, noUpstream)
    const standard = await readStandard(flags)
    demandWritable(out, 'a scenario')
    demandTargets(flags.report)
    const sarifLocation = toSarifLocation(flags.sarifLocation, command)
    // Before anything serves: a place that nothing can fill is a slip.
    fillTemplates(flags.env, { url: '', host: '', port: '' })
    const secrets = ['RINGBACK_SECRET_KEY', 'RINGBACK_USERSIG'].flatMap(name => process.env[name] ?? [])
    const { mask } = createSecrets(secrets)
    const { createRecorder } = await import('../record/recorder.ts')
    const { createDriftTally } = await import('./record-tally.ts')
    const drifts = createDriftTally()
    const recorder = createRecorder({ size: flags.journal, secrets, readUserSig: createUserSigReader() })
    const isLogged = verbose === true || (command.length === 0 && !quiet)
    let trouble: string | undefined
    const onPassed = ({ sighting, headers }: Passed) => {
      const { answer } = sighting
      const kept = recorder.add(sighting)
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
      say(
        `${colours.bold('ringback')} passes ${colours.cyan(proxy.url)} on to ${colours.cyan(upstream.origin)}${toUntil(shown)}`,
      )
    const ended = command.length > 0 ? await run(command, flags, proxy) : await whenStopped()
    await proxy.close()
    if (ended) tellEnd(ended, shown, flags.timeout)
    const own = ended && toOwnCode(ended)
    if (recorder.answered === 0) {
      say(explainNothing(proxy.url, upstream.origin, recorder.total, trouble))
      process.exit(own ?? exitCodes.nothingExercised)
    }
    const journal = recorder.toJournal()
    const { text, facts } = recorder.toRecording()
    const start = `npx ringback start --scenario ${toShellText([out], [])}${facts.isLenient ? ' --validation lenient' : ''}`
    const code = await makeReport({
      journal: ended ? withRun(journal, shown, ended) : journal,
      standard: { ...standard, reproduce: { start: { command: start, url: 'http://127.0.0.1:2255' } } },
      targets: flags.report,
      look: { verbose: verbose === true, sarifLocation },
      more() {
        const isWritten = write(out, text)
        const told = isWritten ? tellRecording(facts, out, recorder.total) : []
        for (const line of ['', ...drifts.explain(), '', ...told, '']) say(line)
        return isWritten
      },
    })
    // Not left to the end of all that is open: that may be held by whatever the command has started.
    process.exit(own ?? code)
  })

/** Writes the scenario; gives whether that went well, and says it if not. */
function write(file: string, text: string): boolean {
  try {
    writeWhole(file, text)
    return true
  } catch (error) {
    say(`${file}: The scenario could not be written, and what was there still is: ${String(error)}`)
    return false
  }
}

const noUpstream = 'No server is named: give --upstream, such as http://127.0.0.1:8080 or Singapore.'

async function listen(
  { port, host, upstream }: RecordFlags & { readonly upstream: URL },
  elseAnyPort: boolean,
  onPassed: (passed: Passed) => void,
): Promise<RecordProxy> {
  const { listenForRecord } = await import('../record/recording-proxy.ts')
  const on = (free: number) => listenForRecord({ port: free, host, upstream, onPassed, onRefused: say })
  return on(port).catch(error => {
    if (elseAnyPort && toCode(error) === 'EADDRINUSE') return on(0)
    throw new Exit(exitCodes.noStart, explainNoStart(error, port, host))
  })
}

async function run(
  command: readonly string[],
  { env, timeout, grace }: RecordFlags,
  proxy: RecordProxy,
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
    return { says: 'document' in read ? read.document : undefined, findings: diagnose(userSig, asked) }
  }
}

function explainNothing(url: string, origin: string, requests: number, trouble: string | undefined): string {
  if (requests === 0)
    return `No requests received at ${url}, so nothing was recorded. Pass that address to the client: --env CALL_API={url}.`
  const isDistrusted = /CERT|^UNABLE_TO_/.test(trouble ?? '')
  const way = isDistrusted
    ? "Name its certificate's authority in NODE_EXTRA_CA_CERTS."
    : 'Is it there, and is it spelt right?'
  const why = trouble === undefined ? '' : ` (${trouble})`
  return `${origin} answered none of ${toCount(requests, 'request')}${why}, so nothing was recorded. ${way}`
}
