import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import type { Report } from '../conformance/server/check.ts'
import type { Evidence } from '../conformance/server/evidence.ts'
import type { Tools } from '../conformance/server/play.ts'
import { demoApp } from '../scenarios/demo-app.ts'
import { createLastWord, passedOn, toSignalCode } from './child.ts'
import { Exit, exitCodes } from './exit.ts'
import { refuseIgnored } from './ignored-flags.ts'
import { colours, say, writeOut } from './print.ts'
import { readInput, UnreadableFile } from './read-file.ts'
import { sayWritten } from './report-files.ts'
import { isDemoKeyOfExec } from './sign.ts'
import { addVerifyFlags, type VerifyFlags, type VerifyTarget } from './verify-flags.ts'
import { toSubject } from './verify-subject.ts'
import { demandWritable, writeWhole } from './write-file.ts'

/** `ringback verify`: does a server keep the contract? */
export const verify = addVerifyFlags(new Command('verify'))
  .description('Ask a server everything the contract says, and tell in what it departs from it')
  .addHelpText('after', '\nExample:\n  ringback verify --target http://127.0.0.1:2255 --write\n')
  .action(async (flags: VerifyFlags, self: Command) => {
    if (!flags.write) refuseIgnored(self, ['robot', 'callee'], 'no call is started without --write.')
    const isForeignKey = flags.sdkappid !== demoApp.sdkAppId && isDemoKeyOfExec(flags.secretKey, self)
    const subject = toSubject(isForeignKey ? { ...flags, secretKey: undefined } : flags)
    const files = [...flags.report, ...(flags.json ? [{ format: 'json', file: '-' } as const] : [])]
    demandFiles(files, flags)
    const before = flags.baseline === undefined ? undefined : await readEvidence(flags.baseline)
    const { playProbes } = await import('../conformance/server/play.ts')
    const { toReport } = await import('../conformance/server/check.ts')
    const { toEvidence } = await import('../conformance/server/evidence.ts')
    const { value: played, stoppedBy } = await withSignals(isStopped =>
      playProbes(subject, flags, { ...createTools(flags), isStopped }),
    )
    const first = toReport(subject, played, flags.failOn)
    const evidence = toEvidence(first, packageJson.version, Date.now())
    const report = before ? toReport(subject, played, flags.failOn, await compare(before, evidence)) : first
    const { body, verdict } = await toParts(report, flags)
    if (body.length > 0) await writeOut(process.stderr, body.join('\n'))
    let isWhole = true
    const written: string[] = []
    const write = (file: string, text: string) => {
      if (attempt(file, text)) written.push(file)
      else isWhole = false
    }
    for (const { format, file } of files) {
      const text = await render(report, format, flags)
      if (file === '-') await writeOut(process.stdout, text)
      else write(file, text)
    }
    // A run that nobody has answered is evidence of nothing.
    if (flags.evidence !== undefined && report.silence === undefined) {
      write(flags.evidence, `${JSON.stringify(evidence, undefined, 2)}\n`)
    }
    sayWritten(written)
    if (stoppedBy) say(`Stopped by ${stoppedBy}: the remaining probes were not sent.`)
    await writeOut(process.stderr, verdict)
    if (stoppedBy) {
      process.exitCode = toSignalCode(stoppedBy)
      return
    }
    const code = toCode(report)
    process.exitCode = isWhole || code !== exitCodes.clean ? code : exitCodes.findings
  })

/** What cannot be written is said, and the rest is written all the same. */
function attempt(file: string, text: string): boolean {
  try {
    writeWhole(file, text)
    return true
  } catch (error) {
    say(`${file}: It could not be written: ${String(error)}`)
    return false
  }
}

function toCode({ verdict }: Report): number {
  if (verdict === 'not exercised') return exitCodes.nothingExercised
  return verdict === 'failed' ? exitCodes.findings : exitCodes.clean
}

function demandFiles(targets: readonly VerifyTarget[], { evidence }: VerifyFlags): void {
  if (targets.filter(({ file }) => file === '-').length > 1) {
    throw new Exit(exitCodes.usage, '--json and --report both write to stdout: take one of them.')
  }
  for (const { file } of targets) if (file !== '-') demandWritable(file, 'a report', true)
  if (evidence !== undefined) demandWritable(evidence, 'the evidence', true)
}

async function readEvidence(file: string): Promise<Evidence> {
  const { EvidenceError, largestEvidence, parseEvidence } = await import('../conformance/server/parse-evidence.ts')
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
  const { toChanges } = await import('../conformance/server/changes.ts')
  return toChanges(before, after)
}

function createTools({ verbose }: VerifyFlags): Tools {
  return {
    send: async (parcel, patience) => (await import('../sdk/send-request.ts')).ask(parcel, patience),
    now: Date.now,
    pause: milliseconds => sleep(milliseconds),
    random: () => randomInt(4_294_967_296),
    newId: randomUUID,
    onPlayed({ probe, shots }) {
      const last = shots.at(-1)
      if (!verbose || !last) return
      const how = 'status' in last.outcome ? `HTTP status ${last.outcome.status}` : last.outcome.unanswered
      say(colours.dim(`${probe.id}: ${how}, ${last.took} ms`))
    },
  }
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

async function toParts(report: Report, { verbose }: VerifyFlags) {
  const { toTextParts } = await import('../conformance/server/to-text.ts')
  return toTextParts(report, verbose === true)
}

async function render(report: Report, format: VerifyTarget['format'], flags: VerifyFlags): Promise<string> {
  if (format === 'text') {
    const { body, verdict } = await toParts(report, flags)
    return [...body, verdict].join('\n')
  }
  if (format === 'junit') return (await import('../conformance/server/to-junit.ts')).toJunit(report)
  if (format === 'markdown') return (await import('../conformance/server/to-markdown.ts')).toMarkdown(report)
  return JSON.stringify((await import('../conformance/server/to-json.ts')).toJson(report), undefined, 2)
}
