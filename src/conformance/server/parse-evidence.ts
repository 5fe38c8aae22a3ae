import * as z from 'zod'
import { explainIssues } from '../../contracts/explain-issues.ts'
import { readDocument } from '../../scenarios/messages.ts'
import { once } from '../../text/data.ts'
import { formatValue } from '../../text/format.ts'
import type { Evidence } from './evidence.ts'

/** Something is no evidence of a run, or a damaged one. The message says what is wrong with it. */
export class EvidenceError extends Error {
  override readonly name = 'EvidenceError'
}

/** The largest evidence that is read, in bytes. */
export const largestEvidence = 8_388_608

/** The evidence in a text, or in the bytes of it in UTF-8. Throws an EvidenceError if there is anything else in it. */
export function parseEvidence(source: string | Uint8Array): Evidence {
  const read = readDocument(source)
  if ('problem' in read) throw new EvidenceError(`${lead} ${read.problem.sentence} ${wayOut}`)
  const { ringback, version }: { readonly ringback?: unknown; readonly version?: unknown } = Object(read.data)
  if (ringback !== 'evidence') {
    const came = ringback === undefined ? 'is missing' : `is ${formatValue(ringback)}`
    throw new EvidenceError(`${lead} ringback ${came}: want "evidence". ${wayOut}`)
  }
  if (version !== 1) {
    throw new EvidenceError(
      `${lead} version is ${formatValue(version)}: want 1. Another version of ringback has made it.`,
    )
  }
  const checked = schema().safeParse(read.data)
  if (checked.success) return checked.data
  throw new EvidenceError(`${lead} ${explainIssues(checked.error, read.data, { schema: schema() })} ${wayOut}`)
}

const lead = 'This is no evidence of a run.'
const wayOut = 'Take another with ringback verify --evidence FILE.'

const schema = once(() => {
  const text = z.string().max(100_000)
  const answer = z.strictObject({
    status: z.int().min(100).max(999),
    headers: z.record(text, text),
    text: z.string(),
  })
  const probe = z.strictObject({
    id: text,
    request: z.strictObject({ method: text, target: text, body: text }).nullable(),
    answer: answer.nullable(),
    unanswered: text.nullable(),
  })
  const rule = z.strictObject({
    id: text,
    verdict: z.enum(['passed', 'failed', 'not exercised']),
    drifts: z.array(z.strictObject({ probe: text, field: text.nullable() })).max(1_000),
  })
  return z.strictObject({
    ringback: z.literal('evidence'),
    version: z.literal(1),
    madeBy: text,
    at: z.iso.datetime(),
    target: z.strictObject({ kind: z.enum(['service', 'loopback', 'other']), host: text.nullable() }),
    write: z.boolean(),
    probes: z.array(probe).max(1_000),
    rules: z.array(rule).max(1_000),
  } satisfies { readonly [Key in keyof Evidence]: z.ZodType<Evidence[Key]> })
})
