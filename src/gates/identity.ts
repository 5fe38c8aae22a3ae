import type { ErrorName } from '../contracts/errors.ts'
import type { Refusal } from '../contracts/refusal.ts'
import { quote } from '../words/quote.ts'

/** What the gates know of an application. */
export interface Application {
  readonly sdkAppId: number
  readonly secretKey: string
  readonly admins: ReadonlySet<string>
}

/** Reads and verifies UserSigs. */
export interface Signatures {
  /** What one says of itself, times in Unix seconds; undefined if it cannot be read. */
  read(
    userSig: string,
  ):
    | { readonly identifier: string; readonly sdkAppId: number; readonly time: number; readonly expire: number }
    | undefined

  verify(
    userSig: string,
    claim: {
      sdkAppId: number
      secretKey: string
      identifier: string
      now: number
    },
  ):
    | { readonly ok: true }
    | {
        readonly ok: false
        readonly refuse: ErrorName
        readonly sentence: string
      }
}

/** Whether whoever asks is an administrator of the application and can prove it. */
export function checkIdentity(
  app: Application,
  identifier: string,
  userSig: string,
  { signatures, auth }: { readonly signatures: Signatures; readonly auth: 'verify' | 'off' },
  now: number,
): Refusal | undefined {
  if (auth === 'verify') {
    const proof = signatures.verify(userSig, {
      sdkAppId: app.sdkAppId,
      secretKey: app.secretKey,
      identifier,
      now,
    })
    if (!proof.ok) return { refuse: proof.refuse, because: proof.sentence }
  }
  if (app.admins.has(identifier)) return undefined
  return {
    refuse: 'NotAdministrator',
    because: `${quote(identifier)} is not an administrator of application ${app.sdkAppId}: want ${[...app.admins]
      .map(name => quote(name))
      .slice(0, 5)
      .join(' or ')}.`,
  }
}
