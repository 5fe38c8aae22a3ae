import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { type ProbeFormat, probeFormats } from '../conformance/report/probes.ts'
import { type FailOn, failOns } from '../conformance/rule.ts'
import type { ServerReport, ServerRunTools } from '../conformance/server/check.ts'
import type { Evidence } from '../conformance/server/evidence.ts'
import type { ServerProbeRun, ServerTarget } from '../conformance/server/request.ts'
import { isUnderVendor, isVendorHost } from '../contracts/hosts.ts'
import { demoApp } from '../scenarios/plan.ts'
import { createLastWord } from './child-process.ts'
import { Exit, exitCodes, passedOn, toSignalCode } from './exit.ts'
import { assertWritable, readInput, UnreadableFile, writeFileAtomic } from './files.ts'
import { defineFlag, defineListFlag, refuseIgnored, toDuration, toInteger } from './flags.ts'
import { colours, log, writeOut } from './output.ts'
import { logWritten, type ReportTarget, readKnownIssues, toAddTargets } from './report-options.ts'
import { isDemoKeyOfExec } from './sign.ts'

/** A file that a report on a server is written to, `-` being stdout, and how. */
export type VerifyTarget = ReportTarget<ProbeFormat>

/** What `verify` is told on its command line. */
export interface VerifyFlags extends Named {
  readonly pause: number
  readonly answerTimeout: number
  readonly timeout: number
  readonly json?: boolean
  readonly report: readonly VerifyTarget[]
  readonly failOn: FailOn
  readonly knownIssues?: string
  readonly evidence?: string
  readonly baseline?: string
  readonly verbose?: boolean
}

/** Gives a command every flag a server is looked at with. */
export const addVerifyFlags = (command: Command): Command =>
  command
    .addOption(
      defineFlag('--target <url>', 'the server; of a host of the service the name is enough').argParser(toTarget),
    )
    .addOption(
      defineFlag('--sdkappid <id>', 'the application')
        .argParser(toInteger(1, 999_999_999_999))
        .default(demoApp.sdkAppId),
    )
    .addOption(defineFlag('--secret-key <key>', "its key; the demo application's if it is that one"))
    .addOption(defineFlag('--usersig <sig>', "the administrator's UserSig, where there is no key to make it with"))
    .addOption(defineFlag('--identifier <account>', 'an administrator').default(demoApp.admins[0]))
    .addOption(defineFlag('--call-id <id>', 'a call that is under way, to be asked for'))
    .addOption(defineFlag('--write', 'also starts and ends a call, and sets the callback address and puts it back'))
    .addOption(defineFlag('--flood', 'also sends 400 requests at once, to meet the limit; wants --write'))
    .addOption(defineFlag('--robot <account>', 'who starts the call').default('ringback-robot'))
    .addOption(defineFlag('--callee <account>', 'who is called').default('ringback-callee'))
    .addOption(defineFlag('--pause <duration>', 'between two requests').argParser(toShort).default(50, '50ms'))
    .addOption(
      defineFlag('--answer-timeout <duration>', 'time limit for one answer').argParser(toShort).default(5_000, '5s'),
    )
    .addOption(
      defineFlag('--timeout <duration>', 'time limit for the whole run').argParser(toShort).default(120_000, '2m'),
    )
    .addOption(defineFlag('--json', 'the report for programs, on stdout'))
    .addOption(
      defineListFlag('--report <format=file>', `report to write: ${probeFormats.join(', ')}; - is stdout`, {
        add: toAddTargets(probeFormats),
      }),
    )
    .addOption(
      defineFlag('--fail-on <severity>', 'lowest severity that fails the run').choices(failOns).default('error'),
    )
    .addOption(defineFlag('--known-issues <file>', 'list of known issues, which do not fail the run'))
    .addOption(defineFlag('--evidence <file>', 'keeps the run, without secrets and what is yours'))
    .addOption(defineFlag('--baseline <file>', 'file of --evidence to report changes against'))
    .addOption(defineFlag('--verbose', 'tells of each request when it has been answered'))

/** The longest stretch that any of it takes, in milliseconds: an hour. */
const longestLimit = 3_600_000

function toShort(text: string): number {
  const stretch = toDuration(text)
  if (stretch <= longestLimit) return stretch
  throw new InvalidArgumentError('Want an hour at most.')
}

/** What a command line says of the server that is to be looked at, and of who asks it. */
export interface Named {
  readonly target?: string
  readonly sdkappid: number
  readonly secretKey?: string | undefined
  readonly usersig?: string
  readonly identifier: string
  readonly callId?: string
  readonly write?: boolean
  readonly flood?: boolean
  readonly robot: string
  readonly callee: string
}

/**
 * Reads where a server is: an address of http:// or https://, or a host of the service alone. No slash at the end. Throws
 * what commander turns into a usage error.
 */
export function toTarget(text: string): string {
  const source = isVendorHost(text) ? `https://${text}` : text
  if (!/^https?:\/\//i.test(source) || !URL.canParse(source)) {
    const meant = `http://${text}`
    const guess = !text.includes('://') && URL.canParse(meant) ? ` Did you mean ${meant}?` : ''
    throw new InvalidArgumentError(`Want an address that begins with http:// or https://.${guess}`)
  }
  const url = new URL(source)
  if (url.username || url.password) throw new InvalidArgumentError('Want an address without a login.')
  if (url.search || url.hash) {
    throw new InvalidArgumentError('Want an address without a query: what is asked is added to it.')
  }
  if (/\/v4(?:\/|$)/.test(url.pathname)) {
    const meant = url.href.replace(/\/v4.*$/, '')
    throw new InvalidArgumentError(`Want the address without /v4, which is added to it: ${meant}`)
  }
  if (isUnderVendor(url.hostname) && url.protocol === 'http:') {
    throw new InvalidArgumentError('Want https:// for the service: without it a UserSig could be read on the way.')
  }
  return url.href.replace(/\/+$/, '')
}

/** Who is asked, and as whom. Ends the process with a sentence if that is not said, or cannot be. */
export function toSubject(named: Named): ServerTarget {
  const { target: url, sdkappid: sdkAppId, usersig: userSig, identifier, callId, robot, callee } = named
  if (url === undefined) {
    throw new Exit(exitCodes.usage, 'No server is named: give --target URL, such as http://127.0.0.1:2255.')
  }
  const isDemo = sdkAppId === demoApp.sdkAppId
  if (isUnderVendor(new URL(url).hostname) && isDemo) {
    const ways = 'give --sdkappid, and --secret-key or --usersig, or their variables RINGBACK_SDKAPPID and so on'
    throw new Exit(exitCodes.usage, `The service does not know the demo application: ${ways}.`)
  }
  const secretKey = named.secretKey ?? (isDemo && userSig === undefined ? demoApp.secretKey : undefined)
  if (secretKey === undefined && userSig === undefined) {
    throw new Exit(
      exitCodes.usage,
      `Missing secret key of application ${sdkAppId}: pass --secret-key (or set RINGBACK_SECRET_KEY), or --usersig.`,
    )
  }
  if (named.flood && !named.write) {
    throw new Exit(exitCodes.usage, '--flood wants --write: so many requests are no mere look.')
  }
  const [write, flood] = [Boolean(named.write), Boolean(named.flood)]
  return { url, sdkAppId, identifier, secretKey, userSig, callId, write, flood, robot, callee }
}

/** `ringback verify`: does a server keep the contract? */
export const verify = addVerifyFlags(new Command('verify'))
  .addHelpText('after', '\nExample:\n  ringback verify --target http://127.0.0.1:2255 --write\n')
  .action(async (flags: VerifyFlags, self: Command) => {
    if (!flags.write) refuseIgnored(self, ['robot', 'callee'], 'no call is started without --write.')
    const isForeignKey = flags.sdkappid !== demoApp.sdkAppId && isDemoKeyOfExec(flags.secretKey, self)
    const subject = toSubject(isForeignKey ? { ...flags, secretKey: undefined } : flags)
    const files = [...flags.report, ...(flags.json ? [{ format: 'json', file: '-' } as const] : [])]
    demandFiles(files, flags)
    const { serverRules } = await import('../conformance/server/rules.ts')
    const knownIssues = await readKnownIssues(flags.knownIssues, { rules: serverRules.map(({ id }) => id) })
    const policy = { failOn: flags.failOn, knownIssues }
    const before = flags.baseline === undefined ? undefined : await readEvidence(flags.baseline)
    const { runServerProbes } = await import('../conformance/server/check.ts')
    const { toServerReport } = await import('../conformance/server/check.ts')
    const { toEvidence } = await import('../conformance/server/evidence.ts')
    const { value: runs, stoppedBy } = await withSignals(isStopped =>
      runServerProbes(subject, flags, { ...createTools(), isStopped }, flags.verbose ? logProbe : undefined),
    )
    const first = toServerReport(subject, runs, policy)
    const evidence = toEvidence(first, subject, runs, { madeBy: packageJson.version, at: Date.now() })
    const report = before ? toServerReport(subject, runs, policy, await compare(before, evidence)) : first
    const { render, toTextParts } = await import('../conformance/report/probes.ts')
    const { body, verdict } = toTextParts(report, flags.verbose === true)
    if (body.length > 0) await writeOut(process.stderr, body.join('\n'))
    let isWhole = true
    const written: string[] = []
    const write = (file: string, text: string) => {
      if (tryWrite(file, text)) written.push(file)
      else isWhole = false
    }
    for (const { format, file } of files) {
      const text = render(report, format, flags.verbose === true)
      if (file === '-') await writeOut(process.stdout, text)
      else write(file, text)
    }
    // A run that nobody has answered is evidence of nothing.
    if (flags.evidence !== undefined && report.unanswered === null) {
      write(flags.evidence, `${JSON.stringify(evidence, undefined, 2)}\n`)
    }
    logWritten(written)
    if (stoppedBy) log(`Stopped by ${stoppedBy}: the remaining probes were not sent.`)
    await writeOut(process.stderr, verdict)
    if (stoppedBy) {
      process.exitCode = toSignalCode(stoppedBy)
      return
    }
    const code = toVerifyCode(report)
    process.exitCode = isWhole || code !== exitCodes.clean ? code : exitCodes.findings
  })

/** What cannot be written is said, and the rest is written all the same. */
function tryWrite(file: string, text: string): boolean {
  try {
    writeFileAtomic(file, text)
    return true
  } catch (error) {
    log(`${file}: It could not be written: ${String(error)}`)
    return false
  }
}

function toVerifyCode({ verdict }: ServerReport): number {
  if (verdict === 'not exercised') return exitCodes.nothingExercised
  return verdict === 'failed' ? exitCodes.findings : exitCodes.clean
}

function demandFiles(targets: readonly VerifyTarget[], { evidence }: VerifyFlags): void {
  if (targets.filter(({ file }) => file === '-').length > 1) {
    throw new Exit(exitCodes.usage, '--json and --report both write to stdout: take one of them.')
  }
  for (const { file } of targets) if (file !== '-') assertWritable(file, 'a report', true)
  if (evidence !== undefined) assertWritable(evidence, 'the evidence', true)
}

async function readEvidence(file: string): Promise<Evidence> {
  const { EvidenceError, largestEvidence, parseEvidence } = await import('../conformance/server/evidence.ts')
  try {
    return parseEvidence(await readInput(file, { largest: largestEvidence }))
  } catch (error) {
    if (error instanceof EvidenceError) throw new Exit(exitCodes.usage, `${file}: ${error.message}`)
    if (error instanceof UnreadableFile) {
      throw new Exit(exitCodes.usage, `${file}: ${error.message}. Expected a file written by --evidence.`)
    }
    throw error
  }
}

async function compare(before: Evidence, after: Evidence): Promise<readonly string[]> {
  const { compareRuns, explainChanges } = await import('../conformance/server/baseline.ts')
  return explainChanges(compareRuns(before, after))
}

const createTools = (): ServerRunTools => ({
  send: async (request, timeoutMs) => (await import('../sdk/send-request.ts')).sendRequest(request, timeoutMs),
  now: Date.now,
  pause: milliseconds => sleep(milliseconds),
  random: () => randomInt(4_294_967_296),
  newId: randomUUID,
})

async function logProbe({ probe, attempts }: ServerProbeRun): Promise<void> {
  const last = attempts.at(-1)
  if (!last) return
  const { explainFailure } = await import('../conformance/probe-messages.ts')
  const { outcome, took } = last
  const result = 'status' in outcome ? `HTTP status ${outcome.status}` : explainFailure(outcome.unanswered)
  log(colours.dim(`${probe.id}: ${result}, ${took} ms`))
}

/** A run that is told to stop asks no more, but puts back what it has changed. Told twice, it ends at once. */
async function withSignals<Value>(
  run: (isStopped: () => boolean) => Promise<Value>,
): Promise<{ readonly value: Value; readonly stoppedBy: NodeJS.Signals | undefined }> {
  let stoppedBy: NodeJS.Signals | undefined
  const sayLast = createLastWord()
  const stop = (signal: NodeJS.Signals) => {
    stoppedBy ??= signal
    sayLast(signal)
  }
  for (const signal of passedOn) process.on(signal, stop)
  try {
    const value = await run(() => stoppedBy !== undefined)
    return { value, stoppedBy }
  } finally {
    for (const signal of passedOn) process.off(signal, stop)
  }
}
