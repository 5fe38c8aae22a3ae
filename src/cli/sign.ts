import { Command } from 'commander'
import { demoApp } from '../scenarios/plan.ts'
import { defaultExpire, sign as toUserSig } from '../usersig/sign.ts'
import { Exit, exitCodes } from './exit.ts'
import { defineFlag, toInteger } from './flags.ts'
import { print } from './output.ts'

interface SignFlags {
  readonly sdkappid: number
  readonly secretKey?: string
  readonly identifier: string
  readonly expire: number
  readonly time?: number
}

/** `ringback sign`: a UserSig on stdout. */
export const sign = new Command('sign')
  .addOption(
    defineFlag('--sdkappid <id>', 'the application').argParser(toInteger(1, 999_999_999_999)).default(demoApp.sdkAppId),
  )
  .addOption(
    defineFlag('--secret-key <key>', "secret key of the application (default: the demo application's, for it alone)"),
  )
  .addOption(defineFlag('--identifier <account>', 'whom it is for').default(demoApp.admins[0]))
  .addOption(
    defineFlag('--expire <seconds>', 'how long it is good for')
      .argParser(toInteger(1, 3_153_600_000))
      .default(defaultExpire),
  )
  .addOption(
    defineFlag('--time <seconds>', 'when it is made, as Unix seconds; now if not said').argParser(
      toInteger(0, 99_999_999_999),
    ),
  )
  .addHelpText(
    'after',
    '\nExample:\n  ringback sign --sdkappid 1400000001 --secret-key KEY --identifier administrator\n',
  )
  .action(({ sdkappid, secretKey, time = Math.floor(Date.now() / 1000), ...rest }: SignFlags, self: Command) => {
    const key = toSecretKey(sdkappid, secretKey, self)
    try {
      print(toUserSig({ sdkAppId: sdkappid, secretKey: key, time, ...rest }))
    } catch (error) {
      throw new Exit(exitCodes.usage, error instanceof Error ? error.message : String(error))
    }
  })

/** Whether a key is the demo application's, as `exec` sets it, and was not typed: it says nothing about another application. */
export const isDemoKeyOfExec = (secretKey: string | undefined, self: Command): boolean =>
  secretKey === demoApp.secretKey && self.getOptionValueSource('secretKey') === 'env'

/** The key to sign with. The demo application's is that of no other: what it signs would be refused, and nobody would know why. */
function toSecretKey(sdkAppId: number, given: string | undefined, self: Command): string {
  if (sdkAppId === demoApp.sdkAppId) return given ?? demoApp.secretKey
  if (given !== undefined && !isDemoKeyOfExec(given, self)) return given
  throw new Exit(
    exitCodes.usage,
    `Missing secret key of application ${sdkAppId}: pass --secret-key or set RINGBACK_SECRET_KEY. The demo key signs for application ${demoApp.sdkAppId} only.`,
  )
}
