import { redact } from '../../contracts/blank.ts'
import { envelope } from '../../contracts/envelope.ts'
import { isVendorHost } from '../../contracts/hosts.ts'
import type { Mask } from '../../text/redact.ts'
import { maskAll } from '../../text/redact.ts'
import type { Verdict } from '../rule.ts'
import type { Report } from './check.ts'
import { type Answer, findHeader, parseObject } from './drift.ts'
import { toReportMask } from './explain.ts'
import { findContract } from './judge-drifts.ts'
import type { Played } from './probe.ts'
import type { Draft, Subject } from './stage.ts'

/** A run as it is kept: what was asked and answered, without secrets and without what is the application's own. */
export interface Evidence {
  /** By which it is known for one. */
  readonly ringback: 'evidence'
  readonly version: 1
  /** The version of ringback that made it. */
  readonly madeBy: string
  /** When, such as `2026-01-15T09:30:00.000Z`. */
  readonly at: string
  readonly target: {
    /** The service itself, this machine, or any other server. Only the first tells anything of the service. */
    readonly kind: 'service' | 'loopback' | 'other'
    /** Its host without a port; null where it is somebody's own. */
    readonly host: string | null
  }
  readonly write: boolean
  readonly probes: readonly KeptProbe[]
  readonly rules: readonly KeptRule[]
}

/** A probe as it is kept; of several requests the last. What is absent is null. */
export interface KeptProbe {
  readonly id: string
  /** The path that was asked. */
  readonly request: { readonly method: string; readonly target: string; readonly body: string } | null
  readonly answer: Answer | null
  /** Why there is no answer, or no request. */
  readonly unanswered: string | null
}

/** A rule with what came of it, as it is kept. */
export interface KeptRule {
  readonly id: string
  readonly verdict: Verdict
  /** Where it was broken, without what came: that may be somebody's own. */
  readonly drifts: readonly { readonly probe: string; readonly field: string | null }[]
}

/** A run as a document. `at` is in Unix milliseconds. */
export function toEvidence(report: Report, madeBy: string, at: number): Evidence {
  const { subject, findings, played } = report
  const own = toOwnMask(subject)
  const document: Evidence = {
    ringback: 'evidence',
    version: 1,
    madeBy,
    at: new Date(at).toISOString(),
    target: toPlace(subject.url),
    write: subject.write,
    probes: played.map(one => toKept(one, own)),
    rules: findings.map(({ rule, verdict, slips }) => ({
      id: rule.id,
      verdict,
      drifts: slips.map(({ probe, field }) => ({ probe, field: field ?? null })),
    })),
  }
  return maskAll(document, toReportMask(report))
}

/** What is a host of the service, this machine, and somebody's own. */
function toPlace(url: string): Evidence['target'] {
  const host = new URL(url).hostname.replace(/\.$/, '')
  if (isVendorHost(host)) return { kind: 'service', host }
  const isOwn = host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
  return isOwn ? { kind: 'loopback', host } : { kind: 'other', host: null }
}

function toKept({ probe, shots, unplayed }: Played, own: Mask): KeptProbe {
  const last = shots.at(-1)
  if (!last) return { id: probe.id, request: null, answer: null, unanswered: unplayed ?? null }
  const { draft, target, outcome } = last
  const request = { method: draft.method, target: own(target), body: toKeptBody(draft) }
  if ('unanswered' in outcome) return { id: probe.id, request, answer: null, unanswered: own(outcome.unanswered) }
  return { id: probe.id, request, answer: toKeptAnswer(outcome, draft, own), unanswered: null }
}

/** A body that puts something back has somebody's own texts in it. */
function toKeptBody(draft: Draft): string {
  const json = parseObject(draft.body)
  return json === undefined ? draft.body : JSON.stringify(redact(findContract(draft)?.body, json))
}

const keptHeaders = [
  'content-type',
  'access-control-allow-origin',
  'access-control-allow-headers',
  'access-control-allow-methods',
]

/** How much of an answer that is no JSON is kept, in characters. */
const longestText = 1_000

function toKeptAnswer(answer: Answer, draft: Draft, own: Mask): Answer {
  const headers = keptHeaders.flatMap(name => {
    const value = findHeader(answer, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  const json = parseObject(answer.text)
  const text =
    json === undefined ? own(answer.text.slice(0, longestText)) : JSON.stringify(toBlankAnswer(json, draft, own))
  return { status: answer.status, headers: Object.fromEntries(headers), text }
}

/** What every answer has stays, of the reason what is no one's own; of the rest only the shape. */
function toBlankAnswer(json: object, draft: Draft, own: Mask): object {
  const response = findContract(draft)?.response
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      if (name === 'ErrorInfo' && typeof value === 'string') return [name, own(value.slice(0, longestText))]
      if (Object.hasOwn(envelope.shape, name)) return [name, value]
      return [name, redact(name === 'Response' ? response : undefined, value)]
    }),
  )
}

/** Takes out of a text who was asked as, and whatever looks like the id of a call or has a query of its own. */
function toOwnMask({ sdkAppId, identifier, robot, callee, callId = '', url }: Subject): Mask {
  const host = toPlace(url).kind === 'other' ? [new URL(url).host] : []
  const words = [`${sdkAppId}`, identifier, encodeURIComponent(identifier), robot, callee, callId, ...host]
  const known = words.filter(word => word.length > 3)
  return text =>
    known
      .reduce((rest, word) => rest.replaceAll(word, '…'), text)
      .replaceAll(/(?<=[?&]identifier=)[^&]+/g, name => (name === encodeURIComponent(identifier) ? '…' : name))
      .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '…')
      .replaceAll(/(?<=[?&]random=)\d+/g, '…')
      .replaceAll(/(https?:\/\/[^\s"?]+\?)[^\s"]+/g, '$1…')
}
