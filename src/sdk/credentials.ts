import { toPath } from '../contracts/operation.ts'
import { type OperationName, operations } from '../contracts/operations.ts'
import { findApp } from '../control/find.ts'
import { Problem } from '../control/problem.ts'
import type { Switchboard } from '../emulator/switchboard.ts'
import { formatValue } from '../text/format.ts'
import { sign } from '../usersig/sign.ts'
import { checkCommand, checkKeys } from './check-options.ts'
import { attempt } from './emulator-error.ts'

/** Who asks; the scenario's first application and its first administrator unless said otherwise. */
export interface Who {
  readonly sdkAppId?: number | undefined
  readonly identifier?: string | undefined
}

/** What a client needs to call the API: an application, its key, an account and a UserSig of that account. */
export interface Credentials {
  readonly sdkAppId: number
  /** The application's secret key, for clients that create UserSigs themselves. */
  readonly secretKey: string
  readonly identifier: string
  /** Valid for 180 days of the emulator's clock. */
  readonly userSig: string
}

/** What a client needs to ask an emulator. */
export interface Asker {
  /** A path and query as a command wants them, signed; `random` is new each time. Throws an EmulatorError, as those below do. */
  target(command: OperationName, who?: Who): string
  /**
   * The credentials of the default application, for its first administrator or another account. A frozen copy: changing it
   * does not change the emulator.
   */
  credentials(identifier?: string): Credentials
  /** A UserSig of an application's administrator, or of whoever is named; good for 180 days of the emulator's clock. */
  userSig(who?: Who): string
}

/** Asks in the name of a switchboard's applications. */
export function createAsker(switchboard: Switchboard): Asker {
  function createCredentials(asker: Who, caller: (...input: never[]) => unknown): Credentials {
    const { sdkAppId, secretKey, admins } = attempt(() => {
      checkKeys('an asker', asker, ['sdkAppId', 'identifier'])
      return findApp(switchboard, asker.sdkAppId)
    }, caller)
    const identifier = asker.identifier ?? [...admins][0] ?? 'administrator'
    const time = Math.floor(switchboard.now() / 1000)
    const userSig = sign({ sdkAppId, secretKey, identifier, time })
    return Object.freeze({ sdkAppId, secretKey, identifier, userSig })
  }

  return {
    target: function target(command, asker = {}) {
      attempt(() => checkCommand(command), target)
      const { sdkAppId, identifier, userSig } = createCredentials(asker, target)
      const query = new URLSearchParams({
        sdkappid: `${sdkAppId}`,
        identifier,
        usersig: userSig,
        random: `${switchboard.nextRandom()}`,
        contenttype: 'json',
      })
      return `${toPath(operations[command])}?${query}`
    },
    credentials: function credentials(identifier) {
      attempt(() => checkIdentifier(identifier), credentials)
      return createCredentials({ identifier }, credentials)
    },
    userSig: function userSig(asker = {}) {
      return createCredentials(asker, userSig).userSig
    },
  }
}

function checkIdentifier(identifier: unknown): void {
  if (identifier === undefined || (typeof identifier === 'string' && identifier !== '')) return
  throw new Problem('not-valid', `Invalid identifier: expected a non-empty string, got ${formatValue(identifier)}.`)
}
