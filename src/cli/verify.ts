import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { explainFailure } from '../conformance/probe-runner.ts'
import { type ReportFormat, reportFormats } from '../conformance/report/model.ts'
import { renderReport } from '../conformance/report/renderers.ts'
import { toTextParts } from '../conformance/report/to-text.ts'
import { compareRuns, explainChanges } from '../conformance/server/baseline.ts'
import { runServerProbes, type ServerRunTools, toServerReport } from '../conformance/server/check.ts'
import {
  type Evidence,
  EvidenceError,
  largestEvidence,
  parseEvidence,
  toEvidence,
} from '../conformance/server/evidence.ts'
import type { ServerProbeRun, ServerTarget } from '../conformance/server/request.ts'
import { serverRules } from '../conformance/server/rules.ts'
import { isUnderVendor } from '../contracts/hosts.ts'
import { demoApp } from '../scenarios/demo-app.ts'
import { sendRequest } from '../sdk/send-request.ts'
import { createSecondSignalExit } from './child-process.ts'
import { endingSignals, toSignalCode, UsageError } from './exit.ts'
import { assertWritable, readInputFile, tryWriteFile } from './files.ts'
import { addFlags, duration, flag, type OptionsOf, refuseIgnored, sdkAppId, switchFlag, text } from './flags.ts'
import { colours, log, logMessage, toColours, writeOut } from './output.ts'
import {
  assertTargets,
  failOnFlag,
  knownIssuesFlag,
  logWritten,
  readReportPolicy,
  reportFlag,
  toExitCode,
  toLook,
  writeReports,
} from './report-options.ts'
import { parseTarget } from './server-address.ts'
import { isDemoKeyOfExec } from './sign.ts'

/** The longest duration of any flag, in milliseconds: an hour. */
const longest = 3_600_000

const flags = {
  Server: [
    flag('--target <url>', 'address of the server; for the service, a host name is enough', parseTarget),
    flag('--sdkappid <id>', 'SDKAppID of the application', sdkAppId, demoApp.sdkAppId),
    flag('--secret-key <key>', 'secret key of the application (default: the demo key, for the demo application only)'),
    flag('--usersig <sig>', "the administrator's UserSig, instead of a secret key"),
    flag('--identifier <account>', 'administrator of the application', text, demoApp.admins[0]),
  ],
  Probes: [
    flag('--call-id <id>', 'CallId of a live call to query'),
    switchFlag(
      '--write',
      'commands that change data: a call is started and ended, the callback address set and restored',
    ),
    switchFlag('--flood', '400 requests at once, to reach the rate limit; requires --write'),
    flag('--robot <account>', 'account that starts the call', text, 'ringback-robot'),
    flag('--callee <account>', 'account that is called', text, 'ringback-callee'),
    flag('--pause <duration>', 'time between two requests', duration(longest), 50, '50ms'),
    flag('--answer-timeout <duration>', 'time limit for one answer', duration(longest), 5_000, '5s'),
    flag('--timeout <duration>', 'time limit for the whole run', duration(longest), 120_000, '2m'),
  ],
  Report: [
    reportFlag(reportFormats),
    failOnFlag(),
    knownIssuesFlag(),
    flag('--evidence <file>', 'file to store the run in, without secrets and personal data'),
    flag('--baseline <file>', 'file of --evidence to report changes against'),
  ],
  Output: [
    switchFlag('--verbose', 'a line for each request, and the full lists of the report'),
    switchFlag('--json', 'the report as JSON on stdout'),
  ],
}

type VerifyOptions = OptionsOf<typeof flags>

/** `ringback verify`: checks a server against the contract. */
export const verify = addFlags(new Command('verify'), flags)
  .addHelpText('after', '\nExample:\n  ringback verify --target http://127.0.0.1:2255 --write\n')
  .action(async (options: VerifyOptions, self: Command) => {
    if (!options.write) refuseIgnored(self, ['robot', 'callee'], 'read-only')
    const { evidence: evidenceFile, baseline, verbose = false } = options
    const isForeignKey = options.sdkappid !== demoApp.sdkAppId && isDemoKeyOfExec(options.secretKey, self)
    const target = toServerTarget(isForeignKey ? { ...options, secretKey: undefined } : options)
    const targets = [...options.report, ...(options.json ? [{ format: 'json', file: '-' } as const] : [])]
    assertTargets(targets)
    if (evidenceFile !== undefined) assertWritable(evidenceFile, 'evidence', true)
    const policy = await readReportPolicy(options, { rules: serverRules.map(({ id }) => id) })
    const before = baseline === undefined ? undefined : await readEvidence(baseline)
    const { value: runs, stoppedBy } = await withSignals(isStopped =>
      runServerProbes(target, options, { ...tools, isStopped }, verbose ? logProbe : undefined),
    )
    const evidence = toEvidence(target, runs, { madeBy: packageJson.version, at: Date.now() })
    const report = toServerReport(target, runs, policy, before ? explainChanges(compareRuns(before, evidence)) : null)
    const { stderr } = process
    const { body, headline } = toTextParts(report, { verbose, columns: stderr.columns, paint: toColours(stderr) })
    await writeOut(stderr, body)
    const { isWhole, files } = await writeReports<ReportFormat>(targets, undefined, async format =>
      renderReport(report, format, await toLook(format, { verbose })),
    )
    // A run without any answer is evidence of nothing.
    const keptFile = report.unanswered === null ? evidenceFile : undefined
    const isKept =
      keptFile === undefined || tryWriteFile(keptFile, 'evidence', () => `${JSON.stringify(evidence, undefined, 2)}\n`)
    logWritten(keptFile !== undefined && isKept ? [...files, keptFile] : files)
    if (stoppedBy) logMessage('verify-stopped', { signal: stoppedBy })
    await writeOut(stderr, headline)
    process.exitCode = stoppedBy ? toSignalCode(stoppedBy) : toExitCode(report.verdict, isWhole && isKept)
  })

async function readEvidence(file: string): Promise<Evidence> {
  const source = await readInputFile(file, 'evidence', largestEvidence)
  try {
    return parseEvidence(source)
  } catch (error) {
    throw error instanceof EvidenceError ? new UsageError('invalid-file', { file, details: error.message }) : error
  }
}

const tools: ServerRunTools = {
  send: sendRequest,
  now: Date.now,
  pause: milliseconds => sleep(milliseconds),
  random: () => randomInt(4_294_967_296),
  newId: randomUUID,
}

async function logProbe({ probe, attempts }: ServerProbeRun): Promise<void> {
  const last = attempts.at(-1)
  if (!last) return
  const { outcome, took } = last
  const result = 'status' in outcome ? `HTTP status ${outcome.status}` : explainFailure(outcome.unanswered)
  log(colours.dim(`${probe.id}: ${result}, ${took} ms`))
}

/** A signal stops a run after it has restored what it changed; a second one ends the process at once. */
async function withSignals<Value>(
  run: (isStopped: () => boolean) => Promise<Value>,
): Promise<{ readonly value: Value; readonly stoppedBy: NodeJS.Signals | undefined }> {
  let stoppedBy: NodeJS.Signals | undefined
  const exitOnSecond = createSecondSignalExit()
  const stop = (signal: NodeJS.Signals) => {
    stoppedBy ??= signal
    exitOnSecond(signal)
  }
  for (const signal of endingSignals) process.on(signal, stop)
  try {
    const value = await run(() => stoppedBy !== undefined)
    return { value, stoppedBy }
  } finally {
    for (const signal of endingSignals) process.off(signal, stop)
  }
}

/** The options that name the server and the account. */
export type TargetOptions = Pick<
  VerifyOptions,
  'target' | 'sdkappid' | 'secretKey' | 'usersig' | 'identifier' | 'callId' | 'write' | 'flood' | 'robot' | 'callee'
>

/** The server and the account of a run. Throws a UsageError if one of them is not named, or cannot be used. */
export function toServerTarget(options: TargetOptions): ServerTarget {
  const { target: url, sdkappid: id, usersig: userSig, identifier, callId, robot, callee } = options
  if (url === undefined) throw new UsageError('missing-target', {})
  const isDemo = id === demoApp.sdkAppId
  if (isUnderVendor(new URL(url).hostname) && isDemo) throw new UsageError('demo-application-at-service', {})
  const secretKey = options.secretKey ?? (isDemo && userSig === undefined ? demoApp.secretKey : undefined)
  if (secretKey === undefined && userSig === undefined) {
    throw new UsageError('missing-secret-key', { sdkAppId: id, demoAppId: demoApp.sdkAppId, userSig: true })
  }
  const [write, flood] = [Boolean(options.write), Boolean(options.flood)]
  if (flood && !write) throw new UsageError('flood-without-write', {})
  return { url, sdkAppId: id, identifier, secretKey, userSig, callId, write, flood, robot, callee }
}
