import { toPath } from '../contracts/operation.ts'
import { type OperationName, operations } from '../contracts/operations.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import type { Application } from '../gates/identity.ts'
import { findApp } from '../server/control/find-app.ts'
import { sign } from '../usersig/sign.ts'
import { checkCommand, checkKeys } from './check-keys.ts'
import { attempt } from './emulator-error.ts'

/** Who asks; the scenario's first application and its first administrator unless said otherwise. */
export interface Who {
  readonly sdkAppId?: number | undefined
  readonly identifier?: string | undefined
}

/** What a client needs to ask an emulator. */
export interface Asker {
  /** A path and query as a command wants them, signed; `random` is new each time. Throws an EmulatorError, as those below do. */
  target(command: OperationName, who?: Who): string
  /** Whoever `who` means: an application and one of its administrators. */
  who(who?: Who): { readonly app: Application; readonly identifier: string }
  /** A UserSig of an application's administrator, or of whoever is named; good for 180 days of the emulator's clock. */
  userSig(who?: Who): string
}

/** Asks in the name of a switchboard's applications. */
export function createAsker(switchboard: Switchboard): Asker {
  function who(asker: Who = {}) {
    const app = attempt(() => {
      checkKeys('an asker', asker, ['sdkAppId', 'identifier'])
      return findApp(switchboard, asker.sdkAppId)
    }, who)
    return { app, identifier: asker.identifier ?? [...app.admins][0] ?? 'administrator' }
  }

  const userSig = (asker: Who = {}) => {
    const { app, identifier } = who(asker)
    const time = Math.floor(switchboard.now() / 1000)
    return sign({ sdkAppId: app.sdkAppId, secretKey: app.secretKey, identifier, time })
  }

  return {
    target: function target(command, asker) {
      attempt(() => checkCommand(command), target)
      const { app: chosen, identifier } = who(asker)
      const query = new URLSearchParams({
        sdkappid: `${chosen.sdkAppId}`,
        identifier,
        usersig: userSig(asker),
        random: `${switchboard.nextRandom()}`,
        contenttype: 'json',
      })
      return `${toPath(operations[command])}?${query}`
    },
    who,
    userSig,
  }
}
