import { redacted } from '../../contracts/schema.ts'
import { isRecord } from '../../text/data.ts'
import { formatValue } from '../../text/format.ts'
import { explainDetail } from '../rule.ts'
import { findErrorCode, nameCode, parseObject, pick } from './answers.ts'
import type { Evidence, EvidenceProbe } from './evidence.ts'
import { type ChangeDetail, changeMessages } from './messages.ts'

/** Says what differs between two runs, as sentences. */
export const explainChanges = (changes: readonly ChangeDetail[]): readonly string[] =>
  changes.map(change => explainDetail(changeMessages, change))

/** What differs between two runs: answers, reasons, fields, values, verdicts. Only what both requested is compared. */
export function compareRuns(before: Evidence, after: Evidence): readonly ChangeDetail[] {
  const earlier = new Map(before.probes.map(probe => [probe.id, probe]))
  const pairs = after.probes.flatMap(probe => {
    const old = earlier.get(probe.id)
    return old?.answer && probe.answer ? [{ old, probe }] : []
  })
  return [
    ...pairs.flatMap(({ old, probe }) => compareAnswers(old, probe)),
    ...compareFields(before, after),
    ...compareVerdicts(before, after),
  ]
}

function compareAnswers(old: EvidenceProbe, probe: EvidenceProbe): ChangeDetail[] {
  const [earlier, later] = [toFacts(old), toFacts(probe)]
  return Object.entries(later).flatMap(([fact, after]) => {
    const before = earlier[fact]
    // Another code has another reason.
    const isSame = before === after || (fact === 'ErrorInfo' && earlier.ErrorCode !== later.ErrorCode)
    return isSame ? [] : [{ code: 'fact' as const, probe: probe.id, fact, before, after }]
  })
}

function toFacts({ answer }: EvidenceProbe): { readonly [fact: string]: string | undefined } {
  const json = parseObject(answer?.text ?? '')
  const code = findErrorCode(json)
  const info = pick(json, 'ErrorInfo')
  return {
    'HTTP status': `${answer?.status}`,
    'Content-Type': answer?.headers['content-type'],
    ErrorCode: code === undefined ? undefined : nameCode(code),
    ErrorInfo: info === undefined ? undefined : formatValue(typeof info === 'string' ? toPattern(info) : info),
  }
}

/** A reason without its numbers, which may differ from request to request. */
const toPattern = (text: string) => text.replaceAll(/\d+/g, '#')

/** What the answers of one path in a saved run have: their fields with their types, their documented values, their codes. */
interface SeenAnswers {
  readonly path: string
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>
  readonly values: ReadonlyMap<string, ReadonlySet<string>>
  readonly codes: ReadonlySet<number>
}

/** What a saved run has seen of each path that was requested. */
export function listSeenAnswers({ probes }: Evidence): readonly SeenAnswers[] {
  const all = new Map<string, { fields: Sets; values: Sets; codes: Set<number> }>()
  for (const { request, answer } of probes) {
    const json = parseObject(answer?.text ?? '')
    if (!request || !json) continue
    const path = request.target.split('?')[0] ?? ''
    const seen = all.get(path) ?? { fields: new Map(), values: new Map(), codes: new Set() }
    all.set(path, seen)
    const code = findErrorCode(json)
    if (code !== undefined) seen.codes.add(code)
    collect(json, '', seen)
  }
  return [...all].map(([path, seen]) => ({ path, ...seen }))
}

type Sets = Map<string, Set<string>>

function collect(value: unknown, path: string, seen: { fields: Sets; values: Sets }): void {
  if (path !== '') add(seen.fields, path, toTypeName(value))
  if (typeof value === 'string' && path.startsWith('Response') && value !== '' && value !== redacted) {
    add(seen.values, path, value)
  }
  if (Array.isArray(value)) for (const item of value) collect(item, `${path}[]`, seen)
  else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) collect(item, path === '' ? key : `${path}.${key}`, seen)
  }
}

function toTypeName(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

const add = (sets: Sets, key: string, value: string) => sets.set(key, (sets.get(key) ?? new Set()).add(value))

function compareFields(before: Evidence, after: Evidence): ChangeDetail[] {
  const earlier = new Map(listSeenAnswers(before).map(seen => [seen.path, seen]))
  return listSeenAnswers(after).flatMap(now => {
    const old = earlier.get(now.path)
    if (!old) return []
    const command = now.path.split('/').at(-1)
    // A field may be missing because nothing like it was requested, unless the object around it is there.
    const missing = [...old.fields.keys()].filter(field => {
      const parent = toParent(field)
      return parent !== '' && !now.fields.has(field) && now.fields.has(parent)
    })
    return [
      ...listNew(now.fields, old.fields).map(([field, type]): ChangeDetail => {
        return { code: old.fields.has(field) ? 'field-type' : 'new-field', command, field, type }
      }),
      ...missing.map(field => ({ code: 'missing-field' as const, command, field })),
      ...listNew(now.values, old.values).map(([field, value]) => ({
        code: 'new-value' as const,
        command,
        field,
        value,
      })),
    ]
  })
}

/** The entries of sets that others do not have. */
const listNew = (sets: SeenAnswers['fields'], others: SeenAnswers['fields']) =>
  [...sets].flatMap(([key, values]) =>
    [...values].filter(value => !others.get(key)?.has(value)).map(value => [key, value] as const),
  )

const toParent = (path: string) => path.replace(/(?:\[\]|\.?[^.[\]]+)$/, '')

function compareVerdicts(before: Evidence, after: Evidence): ChangeDetail[] {
  const earlier = new Map(before.rules.map(({ id, verdict }) => [id, verdict]))
  return after.rules.flatMap(({ id, verdict }) => {
    const old = earlier.get(id)
    const isSame = old === undefined || old === verdict || old === 'not exercised' || verdict === 'not exercised'
    return isSame ? [] : [{ code: 'verdict' as const, rule: id, before: old, after: verdict }]
  })
}
