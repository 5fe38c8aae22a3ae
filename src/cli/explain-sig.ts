import { text as readAll } from 'node:stream/consumers'
import { Command } from 'commander'
import { parseRequest } from '../contracts/parse-request.ts'
import { demoApp } from '../scenarios/demo-app.ts'
import { type ExplainOptions, explain } from '../usersig/explain.ts'
import { explainText, type UserSigExplanation } from '../usersig/messages.ts'
import { exitCodes, UsageError } from './exit.ts'
import { addFlags, flag, type OptionsOf, sdkAppId, switchFlag, unixSeconds } from './flags.ts'
import { print } from './output.ts'

const flags = {
  Options: [
    flag('--sdkappid <id>', "SDKAppID of the application (default: the URL's sdkappid)", sdkAppId),
    flag('--secret-key <key>', 'secret key of the application; the signature is not checked without it'),
    flag('--identifier <account>', "account that uses the UserSig (default: the URL's identifier)"),
    flag('--time <seconds>', 'time of use, in Unix seconds (default: now)', unixSeconds),
    switchFlag('--json', 'JSON output'),
  ],
}

/** `ringback explain-sig`: prints the claims of a UserSig and what is wrong with it. */
export const explainSig = addFlags(
  new Command('explain-sig').argument('<sig>', 'a UserSig, the URL of a request, or - to read either from stdin'),
  flags,
)
  .addHelpText('after', '\nExample:\n  ringback explain-sig eJyrVgrx... --sdkappid 1400000001 --secret-key KEY\n')
  .action(async (sig: string, { sdkappid, secretKey, identifier, time, json }: OptionsOf<typeof flags>) => {
    const { userSig, ...query } = toUserSig(sig === '-' ? (await readAll(process.stdin)).trim() : sig)
    const explanation = explainWith(userSig, {
      ...query,
      sdkAppId: sdkappid ?? query.sdkAppId,
      identifier: identifier ?? query.identifier,
      secretKey,
      now: time === undefined ? Date.now() : time * 1000,
    })
    print(json ? JSON.stringify(explanation, undefined, 2) : explainText(explanation).join('\n'))
    process.exitCode = explanation.ok ? exitCodes.clean : exitCodes.findings
  })

/** A UserSig as it was passed, or the one in a URL with the parameters beside it. */
function toUserSig(text: string): { readonly userSig: string } & Omit<ExplainOptions, 'now'> {
  if (!/^(?:[a-z][a-z\d+.-]*:\/\/|\/)[^?]*\?|[?&]usersig=/i.test(text)) return { userSig: text }
  const { query } = parseRequest('POST', text, { text: '' })
  const userSig = query.get('usersig')
  if (userSig === undefined) throw new UsageError('url-without-usersig', {})
  const id = query.get('sdkappid') ?? ''
  return {
    userSig,
    isQueryValue: true,
    sdkAppId: /^\d{1,15}$/.test(id) ? Number(id) : undefined,
    identifier: query.get('identifier'),
  }
}

/** A UserSig of the demo application is checked without its key being passed, since that key is public. */
function explainWith(sig: string, options: ExplainOptions): UserSigExplanation {
  const explanation = explain(sig, options)
  const isDemo = (options.sdkAppId ?? explanation.claims?.sdkAppId) === demoApp.sdkAppId
  return isDemo && options.secretKey === undefined
    ? explain(sig, { ...options, secretKey: demoApp.secretKey })
    : explanation
}
