import { Command } from 'commander'
import { demoApp } from '../scenarios/demo-app.ts'
import { sign as createUserSig, defaultExpire } from '../usersig/sign.ts'
import { UsageError } from './exit.ts'
import { addFlags, flag, integer, type OptionsOf, sdkAppId, text, unixSeconds } from './flags.ts'
import { print } from './output.ts'

const flags = {
  Options: [
    flag('--sdkappid <id>', 'SDKAppID of the application', sdkAppId, demoApp.sdkAppId),
    flag('--secret-key <key>', 'secret key of the application (default: the demo key, for the demo application only)'),
    flag('--identifier <account>', 'account that the UserSig is for', text, demoApp.admins[0]),
    flag('--expire <seconds>', 'lifetime', integer(1, 3_153_600_000), defaultExpire),
    flag('--time <seconds>', 'time of creation, in Unix seconds (default: now)', unixSeconds),
  ],
}

/** `ringback sign`: prints a UserSig. */
export const sign = addFlags(new Command('sign'), flags)
  .addHelpText(
    'after',
    '\nExample:\n  ringback sign --sdkappid 1400000001 --secret-key KEY --identifier administrator\n',
  )
  .action(({ sdkappid, secretKey, identifier, expire, time }: OptionsOf<typeof flags>, self: Command) => {
    const key = toSecretKey(sdkappid, secretKey, self)
    const created = time ?? Math.floor(Date.now() / 1000)
    try {
      print(createUserSig({ sdkAppId: sdkappid, secretKey: key, identifier, expire, time: created }))
    } catch (error) {
      throw new UsageError('invalid-input', { details: error instanceof Error ? error.message : String(error) })
    }
  })

/** Whether a secret key is the demo application's as `exec` sets it, and not typed: it is not meant for another application. */
export const isDemoKeyOfExec = (secretKey: string | undefined, self: Command): boolean =>
  secretKey === demoApp.secretKey && self.getOptionValueSource('secretKey') === 'env'

/** The key to sign with. The demo key is not used for another application, which would refuse the UserSig without a reason. */
function toSecretKey(application: number, given: string | undefined, self: Command): string {
  if (application === demoApp.sdkAppId) return given ?? demoApp.secretKey
  if (given !== undefined && !isDemoKeyOfExec(given, self)) return given
  throw new UsageError('missing-secret-key', { sdkAppId: application, demoAppId: demoApp.sdkAppId, userSig: false })
}
