import { Command } from 'commander'
import type { Report } from '../conformance/receiver/check.ts'
import type { Subject } from '../conformance/receiver/probe.ts'
import { callbackUrl } from '../contracts/callback-settings.ts'
import { demoApp } from '../scenarios/plan.ts'
import { sha256 } from '../sdk/hash.ts'
import { formatValue } from '../text/format.ts'
import { Exit, exitCodes } from './exit.ts'
import { defineFlag, toInteger, toToken } from './flags.ts'
import { colours, log, print } from './output.ts'

interface CheckFlags {
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
  .addOption(defineFlag('--json', 'the same for programs'))
  .addHelpText(
    'after',
    '\nExample:\n  ringback webhook check http://127.0.0.1:3000/callback --sdkappid 1400000001 --token TOKEN\n',
  )
  .action(async (url: string, { token, sdkappid, json, verbose }: CheckFlags) => {
    if (!callbackUrl.safeParse(url).success) throw new Exit(exitCodes.usage, explainNoUrl(url))
    const report = await checkHere({ url, token, sdkAppId: sdkappid }, verbose === true)
    const { toJson } = await import('../conformance/receiver/to-json.ts')
    const { explainVerdict, toText } = await import('../conformance/receiver/to-text.ts')
    if (json) print(JSON.stringify(toJson(report), undefined, 2))
    if (report.silence !== undefined) throw new Exit(exitCodes.nothingExercised, explainVerdict(report))
    if (!json) print(toText(report, verbose === true).join('\n'))
    process.exitCode = report.verdict === 'failed' ? exitCodes.findings : exitCodes.clean
  })

/** `ringback webhook`: does a receiver keep the callbacks' contract? */
export const webhook = new Command('webhook')
  .addCommand(check)
  .addHelpText('after', '\nExample:\n  ringback webhook check http://127.0.0.1:3000/callback\n')

async function checkHere(subject: Subject, verbose: boolean): Promise<Report> {
  const { createSender } = await import('../sdk/send-callback.ts')
  const { checkReceiver } = await import('../conformance/receiver/check.ts')
  const { explainPlayed } = await import('../conformance/receiver/to-text.ts')
  const { send, close } = createSender('anywhere')
  try {
    return await checkReceiver(subject, {
      send,
      now: Date.now,
      sha256,
      onPlayed(played) {
        if (verbose && played.shots.length > 0) log(colours.dim(explainPlayed(played)))
      },
    })
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
