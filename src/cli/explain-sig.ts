import { Command } from 'commander'
import { demoApp } from '../scenarios/demo-app.ts'
import { type Asked, type Explanation, explain } from '../usersig/explain.ts'
import { explainText } from '../usersig/explain-text.ts'
import { exitCodes } from './exit.ts'
import { defineFlag, toInteger } from './options.ts'
import { print } from './print.ts'

interface ExplainFlags {
  readonly sdkappid?: number
  readonly secretKey?: string
  readonly identifier?: string
  readonly time?: number
  readonly json?: boolean
}

/** `ringback explain-sig`: what a UserSig says, and what is wrong with it. */
export const explainSig = new Command('explain-sig')
  .description('Tell what a UserSig says and what is wrong with it')
  .argument('<sig>', 'the UserSig, as it came')
  .addOption(defineFlag('--sdkappid <id>', 'the application it is used for').argParser(toInteger(1, 999_999_999_999)))
  .addOption(defineFlag('--secret-key <key>', "that application's secret key; without it the signature is not checked"))
  .addOption(defineFlag('--identifier <account>', 'who it is used for'))
  .addOption(
    defineFlag('--time <seconds>', 'when it is used, as Unix seconds; now if not said').argParser(
      toInteger(0, 99_999_999_999),
    ),
  )
  .addOption(defineFlag('--json', 'the same for programs'))
  .addHelpText('after', '\nExample:\n  ringback explain-sig eJyrVgrx... --sdkappid 1400000001 --secret-key KEY\n')
  .action((sig: string, { sdkappid, secretKey, identifier, time, json }: ExplainFlags) => {
    const now = time === undefined ? Date.now() : time * 1000
    const explanation = explainWith(sig, { sdkAppId: sdkappid, secretKey, identifier, now })
    print(json ? JSON.stringify(explanation, undefined, 2) : explainText(explanation).join('\n'))
    process.exitCode = explanation.ok ? exitCodes.clean : exitCodes.findings
  })

/** The demo application's key is no secret, so a UserSig of it is checked without being given one. */
function explainWith(sig: string, asked: Asked): Explanation {
  const explanation = explain(sig, asked)
  const isDemo = (asked.sdkAppId ?? explanation.says?.sdkAppId) === demoApp.sdkAppId
  return isDemo && asked.secretKey === undefined
    ? explain(sig, { ...asked, secretKey: demoApp.secretKey })
    : explanation
}
