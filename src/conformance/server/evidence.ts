import * as z from 'zod'
import { envelope } from '../../contracts/envelope.ts'
import { isVendorHost } from '../../contracts/hosts.ts'
import { explainIssues } from '../../contracts/messages.ts'
import { redact } from '../../contracts/schema.ts'
import { once, type Plain } from '../../text/data.ts'
import { readDocument } from '../../text/json-error.ts'
import type { Mask } from '../../text/redact.ts'
import { maskAll } from '../../text/redact.ts'
import type { ProbeAnswer } from '../probe-runner.ts'
import { explainFailure, explainSkip } from '../probe-runner.ts'
import { explainDetail } from '../rule.ts'
import { findHeader, parseObject, pick } from './answers.ts'
import { toReportMask, toServerReport } from './check.ts'
import { findContract } from './evaluate.ts'
import { type EvidenceDetail, evidenceMessages } from './messages.ts'
import type { RequestTemplate, ServerProbeRun, ServerTarget } from './request.ts'

/** The version of the format; it changes when a field is renamed or removed. */
const formatVersion = 1

/** The format of a saved run. */
const createSchema = once(() => {
  const text = z.string().max(100_000)
  const answer = z.strictObject({ status: z.int().min(100).max(999), headers: z.record(text, text), text: z.string() })
  const probe = z.strictObject({
    id: text,
    // Of several requests the last.
    request: z.strictObject({ method: text, target: text, body: text }).nullable(),
    answer: answer.nullable(),
    // Why there is no answer, or no request.
    unanswered: text.nullable(),
  })
  const rule = z.strictObject({
    id: text,
    verdict: z.enum(['passed', 'failed', 'not exercised']),
    // Where it was broken, without the values, which may be the owner's.
    findings: z.array(z.strictObject({ probe: text, field: text.nullable() })).max(1_000),
  })
  return z.strictObject({
    ringback: z.literal('evidence'),
    formatVersion: z.literal(formatVersion),
    // The version of ringback that wrote it.
    madeBy: text,
    at: z.iso.datetime(),
    target: z.strictObject({
      // The service itself, this machine, or any other server. Only the first shows anything about the service.
      kind: z.enum(['service', 'loopback', 'other']),
      // Without a port; null if it is somebody's own.
      host: text.nullable(),
    }),
    write: z.boolean(),
    probes: z.array(probe).max(1_000),
    rules: z.array(rule).max(1_000),
  })
})

/** A saved run: requests and answers, without secrets and without what is the application's own. */
export type Evidence = Plain<z.infer<ReturnType<typeof createSchema>>>

/** A probe of a saved run. */
export type EvidenceProbe = Evidence['probes'][number]

/** Thrown for a file that is not a saved run, or a damaged one. */
export class EvidenceError extends Error {
  override readonly name = 'EvidenceError'
  readonly detail: EvidenceDetail

  constructor(detail: EvidenceDetail) {
    super(explainDetail(evidenceMessages, detail))
    this.detail = detail
  }
}

/** The largest file that is read, in bytes. */
export const largestEvidence = 8_388_608

/** Reads a saved run from JSON, as text or in UTF-8. Throws an EvidenceError. */
export function parseEvidence(source: string | Uint8Array): Evidence {
  const read = readDocument(source)
  if ('problem' in read) throw new EvidenceError({ code: 'syntax', sentence: read.problem.message })
  const kind = pick(read.data, 'ringback')
  if (kind !== 'evidence') throw new EvidenceError({ code: 'kind', got: kind })
  const version = pick(read.data, 'formatVersion')
  if (version !== formatVersion) throw new EvidenceError({ code: 'version', expected: formatVersion, got: version })
  const schema = createSchema()
  const checked = schema.safeParse(read.data)
  if (checked.success) return checked.data
  throw new EvidenceError({ code: 'content', sentences: explainIssues(checked.error, read.data, { schema }) })
}

/** Makes a run into a document to save. `at` is in Unix milliseconds. */
export function toEvidence(
  target: ServerTarget,
  runs: readonly ServerProbeRun[],
  { madeBy, at }: { readonly madeBy: string; readonly at: number },
): Evidence {
  const mask = toOwnMask(target)
  // Evidence knows no known issues: a rule that the server breaks was not kept.
  const { results, write } = toServerReport(target, runs)
  const document: Evidence = {
    ringback: 'evidence',
    formatVersion,
    madeBy,
    at: new Date(at).toISOString(),
    target: toPlace(target.url),
    write,
    probes: runs.map(run => toProbe(run, target, mask)),
    rules: results.map(({ rule, verdict, findings }) => ({
      id: rule.id,
      verdict,
      findings: findings.map(({ subject }) => ({ probe: subject.probe ?? '', field: subject.field ?? null })),
    })),
  }
  return maskAll(document, toReportMask(target, runs))
}

/** Whether a server is the service, this machine, or somebody's own. */
function toPlace(url: string): Evidence['target'] {
  const host = new URL(url).hostname.replace(/\.$/, '')
  if (isVendorHost(host)) return { kind: 'service', host }
  const isLoopback = host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
  return isLoopback ? { kind: 'loopback', host } : { kind: 'other', host: null }
}

function toProbe(
  { probe: { id }, attempts, skipped }: ServerProbeRun,
  { url }: ServerTarget,
  mask: Mask,
): EvidenceProbe {
  const last = attempts.at(-1)
  if (!last) return { id, request: null, answer: null, unanswered: skipped ? explainSkip(skipped) : null }
  const { template, request, outcome } = last
  const sent = { method: template.method, target: mask(request.url.slice(url.length)), body: redactBody(template) }
  if ('unanswered' in outcome)
    return { id, request: sent, answer: null, unanswered: mask(explainFailure(outcome.unanswered)) }
  return { id, request: sent, answer: redactAnswer(outcome, template, mask), unanswered: null }
}

/** A body that restores something holds the owner's texts. */
function redactBody(template: RequestTemplate): string {
  const json = parseObject(template.body)
  return json === undefined ? template.body : JSON.stringify(redact(findContract(template)?.body, json))
}

const keptHeaders = [
  'content-type',
  'access-control-allow-origin',
  'access-control-allow-headers',
  'access-control-allow-methods',
]

/** How much of a text is kept, in characters. */
const longestText = 1_000

function redactAnswer(answer: ProbeAnswer, template: RequestTemplate, mask: Mask): ProbeAnswer {
  const headers = keptHeaders.flatMap(name => {
    const value = findHeader(answer, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  const json = parseObject(answer.text)
  const text = json === undefined ? mask(answer.text.slice(0, longestText)) : redactJson(json, template, mask)
  return { status: answer.status, headers: Object.fromEntries(headers), text }
}

/** Keeps the envelope, of the reason what is nobody's own, and of all else the shape. */
function redactJson(json: object, template: RequestTemplate, mask: Mask): string {
  const response = findContract(template)?.response
  const kept = Object.entries(json).map(([name, value]) => {
    if (name === 'ErrorInfo' && typeof value === 'string') return [name, mask(value.slice(0, longestText))]
    if (Object.hasOwn(envelope.shape, name)) return [name, value]
    return [name, redact(name === 'Response' ? response : undefined, value)]
  })
  return JSON.stringify(Object.fromEntries(kept))
}

/** Takes out of a text the accounts and ids of the run, ids of calls, and the queries of addresses. */
function toOwnMask({ sdkAppId, identifier, robot, callee, callId = '', url }: ServerTarget): Mask {
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
