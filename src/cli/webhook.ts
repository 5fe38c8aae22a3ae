import { Command } from 'commander'
import type { ReceiverReport } from '../conformance/receiver/check.ts'
import type { ReceiverTarget } from '../conformance/receiver/request.ts'
import { type ProbeFormat, probeFormats } from '../conformance/report/probes.ts'
import { type FailOn, failOns, type ReportPolicy } from '../conformance/rule.ts'
import { callbackUrl } from '../contracts/callbacks.ts'
import { demoApp } from '../scenarios/plan.ts'
import { sha256 } from '../sdk/hash.ts'
import { formatValue } from '../text/format.ts'
import { Exit, exitCodes } from './exit.ts'
import { defineFlag, defineListFlag, toInteger, toToken } from './flags.ts'
import { colours, log, print } from './output.ts'
import {
  assertTargets,
  logWritten,
  type ReportTarget,
  readKnownIssues,
  toAddTargets,
  writeTexts,
} from './report-options.ts'

interface CheckFlags {
  readonly failOn: FailOn
  readonly knownIssues?: string
  readonly report: readonly ReportTarget<ProbeFormat>[]
  readonly token?: string
  readonly sdkappid: number
  readonly json?: boolean
  readonly verbose?: boolean
}

const check = new Command('check')
  .description('Play the callbacks of a call at a receiver, and tell which rules it keeps and breaks')
  .argument('<url>', 'where the receiver takes callbacks')
  .addOption(
    defineFlag('--sdkappid <id>', 'the application it expects')
      .argParser(toInteger(1, 999_999_999_999))
      .default(demoApp.sdkAppId),
  )
  .addOption(defineFlag('--token <token>', 'what it checks Sign with; without it nothing is signed').argParser(toToken))
  .addOption(defineFlag('--verbose', 'print a line for each probe, and the full lists of the report'))
  .addOption(
    defineFlag('--fail-on <severity>', 'lowest severity that fails the check').choices(failOns).default('error'),
  )
  .addOption(defineFlag('--known-issues <file>', 'list of known issues, which do not fail the check'))
  .addOption(
    defineListFlag('--report <format=file>', `report to write: ${probeFormats.join(', ')}; - is stdout`, {
      add: toAddTargets(probeFormats),
    }),
  )
  .addOption(defineFlag('--json', 'print the report as JSON'))
  .addHelpText(
    'after',
    '\nExample:\n  ringback webhook check http://127.0.0.1:3000/callback --sdkappid 1400000001 --token TOKEN\n',
  )
  .action(async (url: string, flags: CheckFlags) => {
    const { token, sdkappid, json, verbose, failOn } = flags
    if (!callbackUrl.safeParse(url).success) throw new Exit(exitCodes.usage, explainNoUrl(url))
    assertTargets(flags.report)
    const { receiverRules } = await import('../conformance/receiver/rules.ts')
    const knownIssues = await readKnownIssues(flags.knownIssues, { rules: receiverRules.map(({ id }) => id) })
    const { explainVerdict, render } = await import('../conformance/report/probes.ts')
    const target = { url, token, sdkAppId: sdkappid }
    const report = await checkHere(target, { failOn, knownIssues }, verbose === true)
    const { isWhole, files } = await writeTexts(flags.report, 'markdown', async format =>
      render(report, format, verbose),
    )
    logWritten(files)
    if (json) print(render(report, 'json').trimEnd())
    if (report.unanswered !== null) throw new Exit(exitCodes.nothingExercised, explainVerdict(report))
    const isPrinted = json || flags.report.some(({ file }) => file === '-')
    if (!isPrinted) print(render(report, 'text', verbose === true))
    process.exitCode = report.verdict === 'failed' || !isWhole ? exitCodes.findings : exitCodes.clean
  })

/** `ringback webhook`: does a receiver keep the callbacks' contract? */
export const webhook = new Command('webhook')
  .addCommand(check)
  .addHelpText('after', '\nExample:\n  ringback webhook check http://127.0.0.1:3000/callback\n')

async function checkHere(target: ReceiverTarget, policy: ReportPolicy, verbose: boolean): Promise<ReceiverReport> {
  const { createSender } = await import('../sdk/send-callback.ts')
  const { explainProbeRun, runReceiverProbes, toReceiverReport } = await import('../conformance/receiver/check.ts')
  const { send, close } = createSender('anywhere')
  try {
    const runs = await runReceiverProbes(target, {
      send,
      now: Date.now,
      sha256,
      onProbe: verbose ? run => log(colours.dim(explainProbeRun(run))) : undefined,
    })
    return toReceiverReport(target, runs, policy)
  } finally {
    close()
  }
}

function explainNoUrl(url: string): string {
  const meant = `http://${url}`
  const guess =
    /^[a-z][a-z0-9+.-]*:\/\//i.test(url) || !callbackUrl.safeParse(meant).success ? '' : ` Did you mean ${meant}?`
  return `${formatValue(url)} is no address that callbacks can go to: want one that begins with http:// or https://, of at most 2048 characters.${guess}`
}
