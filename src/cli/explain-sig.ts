import { text as readAll } from 'node:stream/consumers'
import { Command } from 'commander'
import { parseRequest } from '../contracts/parse-request.ts'
import { demoApp } from '../scenarios/plan.ts'
import { type ExplainOptions, explain } from '../usersig/explain.ts'
import { type Explanation, explainText } from '../usersig/messages.ts'
import { Exit, exitCodes } from './exit.ts'
import { defineFlag, toInteger } from './flags.ts'
import { print } from './output.ts'

interface ExplainFlags {
  readonly sdkappid?: number
  readonly secretKey?: string
  readonly identifier?: string
  readonly time?: number
  readonly json?: boolean
}

/** `ringback explain-sig`: what a UserSig says, and what is wrong with it. */
export const explainSig = new Command('explain-sig')
  .argument('<sig>', 'a UserSig, the URL of a request, or - to read either from stdin')
  .addOption(
    defineFlag('--sdkappid <id>', "the application that it is used for (default: the URL's sdkappid)").argParser(
      toInteger(1, 999_999_999_999),
    ),
  )
  .addOption(defineFlag('--secret-key <key>', "that application's secret key; without it the signature is not checked"))
  .addOption(defineFlag('--identifier <account>', "the account that uses it (default: the URL's identifier)"))
  .addOption(
    defineFlag('--time <seconds>', 'when it is used, in Unix seconds (default: now)').argParser(
      toInteger(0, 99_999_999_999),
    ),
  )
  .addOption(defineFlag('--json', 'print what was found as JSON'))
  .addHelpText('after', '\nExample:\n  ringback explain-sig eJyrVgrx... --sdkappid 1400000001 --secret-key KEY\n')
  .action(async (sig: string, { sdkappid, secretKey, identifier, time, json }: ExplainFlags) => {
    const now = time === undefined ? Date.now() : time * 1000
    const { userSig, ...found } = toSubject(sig === '-' ? (await readAll(process.stdin)).trim() : sig)
    const explanation = explainWith(userSig, {
      ...found,
      ...(sdkappid === undefined ? {} : { sdkAppId: sdkappid }),
      ...(identifier === undefined ? {} : { identifier }),
      secretKey,
      now,
    })
    print(json ? JSON.stringify(explanation, undefined, 2) : explainText(explanation).join('\n'))
    process.exitCode = explanation.ok ? exitCodes.clean : exitCodes.findings
  })

/** A UserSig as it was passed, or the one of a URL, with its identifier. */
function toSubject(text: string): { readonly userSig: string } & Omit<ExplainOptions, 'now'> {
  if (!/^(?:[a-z][a-z\d+.-]*:\/\/|\/)[^?]*\?|[?&]usersig=/i.test(text)) return { userSig: text }
  const { query } = parseRequest('POST', text, { text: '' })
  const userSig = query.get('usersig')
  if (userSig === undefined) {
    throw new Exit(exitCodes.usage, 'The URL has no parameter usersig. Pass a URL that has one, or the UserSig alone.')
  }
  const sdkAppId = query.get('sdkappid') ?? ''
  return {
    userSig,
    isQueryValue: true,
    ...(/^\d{1,15}$/.test(sdkAppId) ? { sdkAppId: Number(sdkAppId) } : {}),
    ...(query.has('identifier') ? { identifier: query.get('identifier') } : {}),
  }
}

/** The demo application's key is no secret, so a UserSig of it is checked without being given one. */
function explainWith(sig: string, asked: ExplainOptions): Explanation {
  const explanation = explain(sig, asked)
  const isDemo = (asked.sdkAppId ?? explanation.claims?.sdkAppId) === demoApp.sdkAppId
  return isDemo && asked.secretKey === undefined
    ? explain(sig, { ...asked, secretKey: demoApp.secretKey })
    : explanation
}
