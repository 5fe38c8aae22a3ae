import { Command } from 'commander'
import {
  explainProbeRun,
  type ReceiverReport,
  runReceiverProbes,
  toReceiverReport,
} from '../conformance/receiver/check.ts'
import type { ReceiverTarget } from '../conformance/receiver/request.ts'
import { receiverRules } from '../conformance/receiver/rules.ts'
import { type ReportFormat, reportFormats } from '../conformance/report/model.ts'
import { explainHeadline } from '../conformance/report/outline.ts'
import { renderReport } from '../conformance/report/renderers.ts'
import type { ReportPolicy } from '../conformance/rule.ts'
import { callbackUrl } from '../contracts/callbacks.ts'
import { demoApp } from '../scenarios/demo-app.ts'
import { sha256 } from '../sdk/callback-dispatcher.ts'
import { createSender } from '../sdk/send-callback.ts'
import { exitCodes, UsageError } from './exit.ts'
import { addFlags, flag, type OptionsOf, sdkAppId, switchFlag, token } from './flags.ts'
import { colours, log, print } from './output.ts'
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

const flags = {
  Receiver: [
    flag('--sdkappid <id>', 'SDKAppID that the receiver expects', sdkAppId, demoApp.sdkAppId),
    flag('--token <token>', 'token that the receiver verifies Sign with (default: none, unsigned callbacks)', token),
  ],
  Report: [reportFlag(reportFormats), failOnFlag(), knownIssuesFlag()],
  Output: [
    switchFlag('--verbose', 'a line for each probe, and the full lists of the report'),
    switchFlag('--json', 'the report as JSON on stdout'),
  ],
}

const check = addFlags(
  new Command('check')
    .description('Check a receiver of callbacks')
    .argument('<url>', 'address at which the receiver takes callbacks'),
  flags,
)
  .addHelpText(
    'after',
    '\nExample:\n  ringback webhook check http://127.0.0.1:3000/callback --sdkappid 1400000001 --token TOKEN\n',
  )
  .action(async (url: string, options: OptionsOf<typeof flags>) => {
    const { token: key, sdkappid, json = false, verbose = false, report: targets } = options
    if (!callbackUrl.safeParse(url).success) throw new UsageError('invalid-callback-url', explainUrl(url))
    assertTargets(targets)
    const policy = await readReportPolicy(options, { rules: receiverRules.map(({ id }) => id) })
    const report = await runCheck({ url, token: key, sdkAppId: sdkappid }, policy, verbose)
    const render = async (format: ReportFormat) => renderReport(report, format, await toLook(format, { verbose }))
    const { isWhole, files } = await writeReports<ReportFormat>(targets, 'markdown', render)
    logWritten(files)
    if (json) print((await render('json')).trimEnd())
    if (report.unanswered !== null) log(explainHeadline(report))
    else if (!json && !targets.some(({ file }) => file === '-')) print((await render('text')).trimEnd())
    process.exitCode = report.unanswered === null ? toExitCode(report.verdict, isWhole) : exitCodes.nothingExercised
  })

/** `ringback webhook`: the commands for receivers of callbacks. */
export const webhook = new Command('webhook')
  .addCommand(check)
  .addHelpText('after', '\nExample:\n  ringback webhook check http://127.0.0.1:3000/callback\n')

async function runCheck(target: ReceiverTarget, policy: ReportPolicy, verbose: boolean): Promise<ReceiverReport> {
  const { send, close } = createSender('anywhere')
  try {
    const onProbe = verbose
      ? (run: Parameters<typeof explainProbeRun>[0]) => log(colours.dim(explainProbeRun(run)))
      : undefined
    const runs = await runReceiverProbes(target, { send, now: Date.now, sha256, onProbe })
    return toReceiverReport(target, runs, policy)
  } finally {
    close()
  }
}

/** An invalid address, and the one that was meant if only its scheme is missing. */
function explainUrl(url: string) {
  const meant = `http://${url}`
  const isMeant = !/^[a-z][a-z0-9+.-]*:\/\//i.test(url) && callbackUrl.safeParse(meant).success
  return { url, meant: isMeant ? meant : undefined }
}
