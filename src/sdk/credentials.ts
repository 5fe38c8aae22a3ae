import { toPath } from '../contracts/operation.ts'
import { type OperationName, operations } from '../contracts/operations.ts'
import { createUserSig } from '../control/apps.ts'
import type { HandleContext } from '../control/control.ts'
import { Problem } from '../control/problem.ts'
import { checkCommand } from './check-options.ts'
import { attempt } from './emulator-error.ts'

/** What a client needs to call the API: an application, its key, an account and a UserSig of that account. */
export interface Credentials {
  readonly sdkAppId: number
  /** The application's secret key, for clients that create UserSigs themselves. */
  readonly secretKey: string
  readonly identifier: string
  /** Valid for 180 days of the application's clock. */
  readonly userSig: string
}

/** Creates signed requests. `identifier` is the application's first administrator if absent. */
export interface CredentialsHandle {
  /** The path and signed query of a command, with a new `random` each time. Throws an EmulatorError for an unknown command. */
  target(command: OperationName, identifier?: string): string
  /** The credentials of an account. A frozen copy: changing it does not change the emulator. */
  credentials(identifier?: string): Credentials
}

/** Creates the handle of an application's credentials. */
export function createCredentialsHandle({ toApp }: HandleContext): CredentialsHandle {
  function create(identifier: string | undefined, caller: (...input: never[]) => unknown): Credentials {
    return attempt(() => {
      checkIdentifier(identifier)
      const { time: _, ...credentials } = createUserSig(toApp(), { identifier })
      return Object.freeze(credentials)
    }, caller)
  }
  return {
    target: function target(command, identifier) {
      attempt(() => checkCommand(command), target)
      const { sdkAppId, identifier: account, userSig } = create(identifier, target)
      const query = new URLSearchParams({
        sdkappid: `${sdkAppId}`,
        identifier: account,
        usersig: userSig,
        random: `${toApp().random.numbers.nextWord()}`,
        contenttype: 'json',
      })
      return `${toPath(operations[command])}?${query}`
    },
    credentials: function credentials(identifier) {
      return create(identifier, credentials)
    },
  }
}

function checkIdentifier(identifier: unknown): void {
  if (identifier === undefined || (typeof identifier === 'string' && identifier !== '')) return
  const expected = 'a non-empty string'
  throw new Problem({ code: 'invalid-value', field: 'identifier', expected, received: identifier })
}
