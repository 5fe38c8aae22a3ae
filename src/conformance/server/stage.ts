import { type Operation, toPath } from '../../contracts/operation.ts'
import { type OperationName, operations } from '../../contracts/operations.ts'
import { defaultExpire, sign } from '../../usersig/sign.ts'

/** The server that is looked at, and as whom it is asked. */
export interface Subject {
  /** Where its commands are found: a scheme, a host, and a path if they lie under one; no slash at the end. */
  readonly url: string
  readonly sdkAppId: number
  /** An administrator of the application. */
  readonly identifier: string
  /** The application's key. Without it nothing can be signed, and `userSig` is needed. */
  readonly secretKey?: string | undefined
  /** That administrator's UserSig; made with the key if absent. */
  readonly userSig?: string | undefined
  /** A call that is under way, if one is known. */
  readonly callId?: string | undefined
  /** Whether commands may be sent that change something. */
  readonly write: boolean
  /** Whether so many requests may be sent that the limit is met. */
  readonly flood: boolean
  /** Who calls and who is called where a call is started. */
  readonly robot: string
  readonly callee: string
}

/** What the probes of one run share. */
export interface Stage extends Subject {
  /** When the run began, in Unix milliseconds. */
  readonly began: number
  /** The id of a call that there never was. */
  readonly unknownId: string
}

/** The UserSig of a request: as it stands, the administrator's own, or one that is made with this key or another. */
export type Sig =
  | { readonly literal: string }
  | 'own'
  | {
      readonly sdkAppId: number
      readonly identifier: string
      /** Unix seconds, and seconds from then on. */
      readonly time: number
      readonly expire: number
      readonly key: 'own' | 'other'
    }

/** A request before it is addressed and signed. */
export interface Draft {
  readonly method: string
  readonly path: string
  readonly query: { readonly [name: string]: string }
  /** Last in the query; none if absent. */
  readonly userSig?: Sig | undefined
  readonly body: string
  /** Headers besides the usual ones. */
  readonly headers?: { readonly [name: string]: string }
}

/** The place of `random` in a query, until the request leaves. */
export const freshRandom = 'random'

/** A key that is no application's. */
export const otherKey = 'another-key'

/** A request that keeps the contract: the command, its body, and a query as it has to be. */
export const toDraft = (stage: Stage, command: OperationName, body: object): Draft => ({
  method: 'POST',
  path: toPath(operations[command] satisfies Operation),
  query: toQuery(stage),
  userSig: 'own',
  body: JSON.stringify(body),
})

/** A query as it has to be, but for the UserSig. */
export const toQuery = ({ sdkAppId, identifier }: Subject) => ({
  sdkappid: `${sdkAppId}`,
  identifier,
  random: freshRandom,
  contenttype: 'json',
})

/** A UserSig of whoever is meant, good for 180 days from the beginning of the run. */
export const toSig = (stage: Stage, other: Partial<Exclude<Sig, string | { readonly literal: string }>> = {}): Sig => ({
  sdkAppId: stage.sdkAppId,
  identifier: stage.identifier,
  time: Math.floor(stage.began / 1_000),
  expire: defaultExpire,
  key: 'own',
  ...other,
})

/** The path and query of a request as it leaves. */
export function toTarget({ path, query, userSig }: Draft, stage: Stage, random: number): string {
  const pairs = Object.entries(query).map(
    ([name, value]) => [name, value === freshRandom ? `${random}` : value] as const,
  )
  const text = userSig === undefined ? undefined : toText(userSig, stage)
  const all = Object.fromEntries(text === undefined ? pairs : [...pairs, ['usersig', text] as const])
  return Object.keys(all).length === 0 ? path : `${path}?${new URLSearchParams(all)}`
}

function toText(sig: Sig, stage: Stage): string {
  if (sig === 'own') return stage.userSig ?? toText(toSig(stage), stage)
  if ('literal' in sig) return sig.literal
  const { key, ...rest } = sig
  return sign({ ...rest, secretKey: key === 'other' ? otherKey : (stage.secretKey ?? otherKey) })
}
