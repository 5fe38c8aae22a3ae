import { type Operation, toPath } from '../../contracts/operation.ts'
import { type OperationName, operations } from '../../contracts/operations.ts'
import { demoApp } from '../../scenarios/demo-app.ts'
import { defaultExpire, sign } from '../../usersig/sign.ts'
import { type AddressPart, toCurl, toSignCommand } from '../curl.ts'
import type { Probe, ProbeRun, RunContext } from '../probe-runner.ts'

/** The server under test, and the administrator that requests are made as. */
export interface ServerTarget {
  /** Scheme, host, and the path that its commands lie under, if any; no slash at the end. */
  readonly url: string
  readonly sdkAppId: number
  /** An administrator of the application. */
  readonly identifier: string
  /** The application's key. Without it nothing can be signed, and `userSig` is needed. */
  readonly secretKey?: string | undefined
  /** The administrator's UserSig; made with the key if absent. */
  readonly userSig?: string | undefined
  /** An ongoing call, if one is known. */
  readonly callId?: string | undefined
  /** Whether commands that change data may be sent. */
  readonly write: boolean
  /** Whether enough requests may be sent to reach the rate limit. */
  readonly flood: boolean
  /** The caller and the callee of a call that the run starts. */
  readonly robot: string
  readonly callee: string
}

/** The target of one run. */
export interface ServerRunTarget extends ServerTarget {
  /** The id of a call that never existed. */
  readonly unknownCallId: string
}

/** A UserSig to be made when the request is sent, with the application's key or another. */
interface UserSigTemplate {
  readonly sdkAppId: number
  readonly identifier: string
  /** Unix seconds. */
  readonly time: number
  /** Seconds from `time` on. */
  readonly expire: number
  readonly key: 'own' | 'other'
}

/** A request before it is addressed and signed. */
export interface RequestTemplate {
  readonly method: string
  readonly path: string
  readonly query: { readonly [name: string]: string }
  /** The last parameter of the query: the administrator's UserSig, another one, or a text as it is; none if absent. */
  readonly userSig?: 'administrator' | UserSigTemplate | { readonly literal: string } | undefined
  readonly body: string
  /** Headers besides the usual ones. */
  readonly headers?: { readonly [name: string]: string }
}

/** A probe of a server. */
export type ServerProbe = Probe<ServerRunTarget, RequestTemplate>

/** A run of a server's probes so far. */
export type ServerRunContext = RunContext<ServerRunTarget, RequestTemplate>

/** A probe of a server and its result. */
export type ServerProbeRun = ProbeRun<ServerRunTarget, RequestTemplate>

/** Stands in a query for a number that is drawn when the request is sent. */
const freshRandom = 'random'

const otherKey = 'another-key'

/** A request that keeps the contract: the command, its body, and a valid query. */
export const toTemplate = ({ target }: ServerRunContext, command: OperationName, body: object): RequestTemplate => ({
  method: 'POST',
  path: toPath(operations[command] satisfies Operation),
  query: { sdkappid: `${target.sdkAppId}`, identifier: target.identifier, random: freshRandom, contenttype: 'json' },
  userSig: 'administrator',
  body: JSON.stringify(body),
})

/** A UserSig of the administrator that is valid for 180 days from the start of the run, unless `other` says otherwise. */
export const toUserSig = (
  { target, startedAt }: ServerRunContext,
  other: Partial<UserSigTemplate> = {},
): UserSigTemplate => ({
  sdkAppId: target.sdkAppId,
  identifier: target.identifier,
  time: Math.floor(startedAt / 1_000),
  expire: defaultExpire,
  key: 'own',
  ...other,
})

/** The address a request is sent to, signed. `time` is in Unix seconds. */
export const toUrl = (template: RequestTemplate, target: ServerTarget, random: number, time: number): string =>
  toUnsignedUrl(template, target, random) + encodeURIComponent(toUserSigText(template.userSig, target, time) ?? '')

/** The same up to the value of the UserSig, which is the last parameter. */
function toUnsignedUrl({ path, query, userSig }: RequestTemplate, { url }: ServerTarget, random: number): string {
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, value === freshRandom ? `${random}` : value]),
  )
  const all = [...(search.size === 0 ? [] : [`${search}`]), ...(userSig === undefined ? [] : ['usersig='])]
  return `${url}${path}${all.length === 0 ? '' : '?'}${all.join('&')}`
}

function toUserSigText(userSig: RequestTemplate['userSig'], target: ServerTarget, time: number): string | undefined {
  if (userSig === undefined) return undefined
  if (userSig === 'administrator') {
    const { sdkAppId, identifier } = target
    const own = { sdkAppId, identifier, time, expire: defaultExpire, key: 'own' } as const
    return target.userSig ?? toUserSigText(own, target, time)
  }
  if ('literal' in userSig) return userSig.literal
  const { key, ...claims } = userSig
  return sign({ ...claims, secretKey: key === 'other' ? otherKey : (target.secretKey ?? otherKey) })
}

/** A line for a shell that sends the last request of a probe again, with a new UserSig and without a secret; undefined if none was sent. */
export function toServerCurl({ attempts }: ServerProbeRun, target: ServerTarget): string | undefined {
  return toCurl(
    attempts.slice(-1).map(({ template }) => ({
      method: template.method,
      url: toAddress(template, target),
      headers: template.headers,
      body: template.body,
      timeoutMs: 5_000,
    })),
  )
}

const exampleRandom = 99999999

const toAddress = (template: RequestTemplate, target: ServerTarget): readonly AddressPart[] => [
  toUnsignedUrl(template, target, exampleRandom),
  ...(template.userSig === undefined ? [] : [toSignature(template.userSig, target)]),
]

function toSignature(userSig: NonNullable<RequestTemplate['userSig']>, target: ServerTarget): AddressPart {
  if (userSig === 'administrator' && target.userSig !== undefined) return { expression: '$RINGBACK_USERSIG' }
  if (userSig !== 'administrator' && 'literal' in userSig) return userSig.literal
  const { sdkAppId, identifier } = userSig === 'administrator' ? target : userSig
  const key = userSig !== 'administrator' && userSig.key === 'other' ? otherKey : toKey(target)
  // A new UserSig would not have expired.
  const times = userSig === 'administrator' || userSig.expire === defaultExpire ? undefined : userSig
  return { expression: toSignCommand({ sdkAppId, identifier, key, expire: times?.expire, time: times?.time }) }
}

const toKey = ({ secretKey }: ServerTarget) => (secretKey === demoApp.secretKey ? undefined : '"$RINGBACK_SECRET_KEY"')
