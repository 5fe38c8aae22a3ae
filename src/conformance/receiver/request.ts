import { type CallbackShape, callbackTimeoutMs } from '../../contracts/callback.ts'
import type { CallbackBody } from '../../contracts/callbacks.ts'
import { type Sha256, toCallbackSign, toCallbackUrl } from '../../emulator/callbacks/sign.ts'
import { isRecord, parseJson } from '../../text/data.ts'
import { toCurl } from '../curl.ts'
import type { HttpRequest, Probe, ProbeOutcome, ProbeRun, RunContext } from '../probe-runner.ts'

/** The receiver under test, and what callbacks to it are made from. */
export interface ReceiverTarget {
  /** As it would be configured; may have a query of its own. */
  readonly url: string
  readonly sdkAppId: number
  /** What it checks Sign with; absent if it checks none. */
  readonly token?: string | undefined
}

/** The target of one run. */
export interface ReceiverRunTarget extends ReceiverTarget {
  readonly sha256: Sha256
}

/** A callback before it is addressed and signed. */
export interface CallbackTemplate {
  readonly url: string
  readonly sdkAppId: number
  readonly command: string
  readonly body: string
  /** How it is signed if there is a token: correctly, with another Sign, not at all, or correctly a day ago. */
  readonly signing: 'valid' | 'wrong' | 'none' | 'stale'
  /** Shell commands that print the body, where it is too long to be written out. */
  readonly bodyCommand?: string | undefined
}

/** A probe of a receiver. */
export type ReceiverProbe = Probe<ReceiverRunTarget, CallbackTemplate>

/** A run of a receiver's probes so far. */
export type ReceiverContext = RunContext<ReceiverRunTarget, CallbackTemplate>

/** A probe of a receiver and its result. */
export type ReceiverProbeRun = ProbeRun<ReceiverRunTarget, CallbackTemplate>

/** How an outcome is read: refused is any status but 200, ActionStatus FAIL, or an ErrorCode other than 0. */
type Reading = 'accepted' | 'refused' | 'late' | 'unanswered'

/** Reads an outcome. */
export function toReading(outcome: ProbeOutcome): Reading {
  if ('unanswered' in outcome) return outcome.unanswered.code === 'timeout' ? 'late' : 'unanswered'
  if (outcome.status !== 200) return 'refused'
  const answer = parseJson(outcome.text)
  if (!isRecord(answer)) return 'accepted'
  return answer.ActionStatus === 'FAIL' || Number(answer.ErrorCode ?? 0) !== 0 ? 'refused' : 'accepted'
}

/** Whether requests were sent for a probe, and each outcome reads so. */
export function reads(run: ReceiverProbeRun | undefined, ...readings: readonly Reading[]): boolean {
  const { attempts = [] } = run ?? {}
  return attempts.length > 0 && attempts.every(({ outcome }) => readings.includes(toReading(outcome)))
}

/** Whether a receiver refused this shape of the start callback and accepted the other one. */
export function isOtherShapeAccepted({ find }: ReceiverContext, probe: string): boolean {
  const other = { 'start-call': 'start-call-sample', 'start-call-sample': 'start-call' }[probe]
  return (
    other !== undefined &&
    reads(find(other), 'accepted') &&
    find(probe) !== undefined &&
    !reads(find(probe), 'accepted')
  )
}

const findShape = (context: ReceiverContext): CallbackShape =>
  isOtherShapeAccepted(context, 'start-call') ? 'sample' : 'both'

const day = 86_400

/** Addresses and signs a callback. `sentAt` is in Unix milliseconds. */
export function toRequest(
  { url, sdkAppId, command, body, signing }: CallbackTemplate,
  { token, sha256 }: ReceiverRunTarget,
  sentAt: number,
): HttpRequest {
  const address = { url, sdkAppId, command, clientIp: '127.0.0.1', platform: 'Android' } as const
  if (token === undefined || signing === 'none') return { method: 'POST', url: toCallbackUrl(address), body }
  const requestTime = Math.floor(sentAt / 1_000) - (signing === 'stale' ? day : 0)
  const sign = toCallbackSign(signing === 'wrong' ? `${token}-not` : token, requestTime, sha256)
  return { method: 'POST', url: toCallbackUrl(address, { requestTime, sign }), body }
}

/** A line for a shell that sends what a probe sent; undefined if it sent nothing. */
export const toReceiverCurl = ({ probe, attempts }: ReceiverProbeRun): string | undefined =>
  toCurl(
    attempts.map(({ request, template }) => ({
      method: request.method,
      url: [request.url],
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: request.body,
      bodyCommand: template.bodyCommand,
      timeoutMs: callbackTimeoutMs,
    })),
    (probe.batch ?? 1) > 1,
  )

/** A correctly signed callback with a body. */
export const toTemplate = (
  { target: { url, sdkAppId } }: ReceiverContext,
  body: CallbackBody | (object & { readonly CallbackCommand: string }),
): CallbackTemplate => ({ url, sdkAppId, command: body.CallbackCommand, body: JSON.stringify(body), signing: 'valid' })

/** An audio call from user1 to user2 that is answered a second after it began and ends two seconds later. */
export interface ExampleCall {
  readonly id: string
  /** Unix milliseconds. */
  readonly startedAt: number
  readonly shape: CallbackShape
}

/** A call with an id of its own for every name and run, which no receiver has seen before. */
export function createCall(context: ReceiverContext, name: string): ExampleCall {
  const hash = context.target.sha256(`${name} ${context.startedAt}`)
  const id = hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
  return { id, startedAt: context.startedAt, shape: findShape(context) }
}

const room = { RoomId: 'roomid-1434', RoomIdType: 2 } as const

/** The callback of the start of a call. */
export const toStart = ({ id, startedAt, shape }: ExampleCall): CallbackBody<'Call.CallbackAfterStartCall'> => ({
  CallbackCommand: 'Call.CallbackAfterStartCall',
  CallInfo: {
    CallId: id,
    CallMediaType: 'Audio',
    ...(shape === 'both' ? { MediaType: 'Audio' } : {}),
    ChatGroupId: '',
    ...room,
  },
  UserList: [
    { User_Account: 'user1', Status: 'Calling' },
    { User_Account: 'user2', Status: 'Waiting' },
  ],
  EventTime: startedAt,
})

/** The callback of its answer. */
export const toAnswered = ({ id, startedAt }: ExampleCall): CallbackBody<'Call.CallbackAfterMemberChanged'> => ({
  CallbackCommand: 'Call.CallbackAfterMemberChanged',
  CallId: id,
  UserList: [
    { User_Account: 'user1', Status: 'Calling' },
    { User_Account: 'user2', Status: 'Calling' },
  ],
  ChangedUserList: [{ User_Account: 'user2', ActionType: 'Answer' }],
  EventTime: startedAt + 1_000,
})

/** The callback of its end. */
export const toEnd = ({ id, startedAt }: ExampleCall): CallbackBody<'Call.CallbackAfterEndCall'> => ({
  CallbackCommand: 'Call.CallbackAfterEndCall',
  CallRecord: {
    CallId: id,
    Caller_Account: 'user1',
    MediaType: 'Audio',
    CallType: 'SingleCall',
    StartTime: Math.floor(startedAt / 1_000),
    EndTime: Math.floor((startedAt + 3_000) / 1_000),
    AcceptTime: Math.floor((startedAt + 1_000) / 1_000),
    CallResult: 'NormalEnd',
    CalleeList_Account: ['user1', 'user2'],
    ...room,
  },
  EventTime: startedAt + 3_000,
})
