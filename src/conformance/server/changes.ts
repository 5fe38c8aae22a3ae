import { redacted } from '../../contracts/blank.ts'
import { formatValue } from '../../text/format.ts'
import { findErrorCode, parseObject } from './drift.ts'
import type { Evidence, KeptProbe } from './evidence.ts'
import { pick } from './probe.ts'
import { nameCode } from './reading.ts'

/** What has changed between two runs, as sentences: answers, reasons, fields, words, verdicts. Only what both have asked counts. */
export function toChanges(before: Evidence, after: Evidence): readonly string[] {
  const earlier = new Map(before.probes.map(probe => [probe.id, probe]))
  const both = after.probes.flatMap(now => {
    const then = earlier.get(now.id)
    return then?.answer && now.answer ? [{ then, now }] : []
  })
  return [
    ...both.flatMap(({ then, now }) => listAnswerChanges(then, now)),
    ...listFieldChanges(before, after),
    ...listVerdictChanges(before, after),
  ]
}

function listAnswerChanges(then: KeptProbe, now: KeptProbe): string[] {
  const [old, young] = [toFacts(then), toFacts(now)]
  return Object.entries(young).flatMap(([name, value]) => {
    const was = old[name]
    // With another code comes another reason.
    if (was === value || (name === 'ErrorInfo' && old.ErrorCode !== young.ErrorCode)) return []
    return [`${now.id}: ${name} was ${was ?? 'missing'}, and is ${value ?? 'missing'}.`]
  })
}

function toFacts({ answer }: KeptProbe): { readonly [name: string]: string | undefined } {
  const json = parseObject(answer?.text ?? '')
  const code = json && findErrorCode(json)
  const info = pick(json, 'ErrorInfo')
  return {
    'the HTTP status': `${answer?.status}`,
    'Content-Type': answer?.headers['content-type'],
    ErrorCode: code === undefined ? undefined : nameCode(code),
    ErrorInfo: info === undefined ? undefined : formatValue(typeof info === 'string' ? toPattern(info) : info),
  }
}

/** A reason without the numbers in it, which may be of the moment. */
const toPattern = (text: string) => text.replaceAll(/\d+/g, '#')

/** What an evidence tells of the answers of one path: which fields there are, of which types, with which words. */
export interface Seen {
  readonly path: string
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>
  readonly words: ReadonlyMap<string, ReadonlySet<string>>
  readonly codes: ReadonlySet<number>
}

/** What an evidence has seen of each path that was asked. */
export function listSeen({ probes }: Evidence): readonly Seen[] {
  const all = new Map<string, { fields: Sets; words: Sets; codes: Set<number> }>()
  for (const { request, answer } of probes) {
    const json = parseObject(answer?.text ?? '')
    if (!request || !json) continue
    const path = request.target.split('?')[0] ?? ''
    const seen = all.get(path) ?? { fields: new Map(), words: new Map(), codes: new Set() }
    all.set(path, seen)
    const code = findErrorCode(json)
    if (code !== undefined) seen.codes.add(code)
    walk(json, '', seen)
  }
  return [...all].map(([path, seen]) => ({ path, ...seen }))
}

type Sets = Map<string, Set<string>>

function walk(value: unknown, path: string, seen: { fields: Sets; words: Sets }): void {
  if (path !== '') add(seen.fields, path, toTypeName(value))
  if (typeof value === 'string' && path.startsWith('Response') && value !== '' && value !== redacted) {
    add(seen.words, path, value)
  }
  if (Array.isArray(value)) for (const item of value) walk(item, `${path}[]`, seen)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) walk(item, path === '' ? key : `${path}.${key}`, seen)
  }
}

function toTypeName(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (value === null) return 'null'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

const add = (sets: Sets, key: string, value: string) => sets.set(key, (sets.get(key) ?? new Set()).add(value))

function listFieldChanges(before: Evidence, after: Evidence): string[] {
  const earlier = new Map(listSeen(before).map(seen => [seen.path, seen]))
  return listSeen(after).flatMap(now => {
    const then = earlier.get(now.path)
    if (!then) return []
    const name = now.path.split('/').at(-1)
    const isNew = (sets: Seen['fields'], other: Seen['fields'], what: (key: string, value: string) => string) =>
      [...sets].flatMap(([key, values]) =>
        [...values].filter(value => !other.get(key)?.has(value)).map(value => `${name}: ${what(key, value)}`),
      )
    // What has not been seen at all may not have been asked for: only within a list or a struct it has gone.
    const gone = [...then.fields.keys()].filter(key => !now.fields.has(key) && now.fields.has(toParent(key)))
    return [
      ...isNew(now.fields, then.fields, (key, type) =>
        then.fields.has(key) ? `${key} is ${type} now.` : `${key} is new, ${type}.`,
      ),
      ...gone.filter(key => toParent(key) !== '').map(key => `${name}: ${key} was there, and was not seen.`),
      ...isNew(now.words, then.words, (key, word) => `${formatValue(word)} is new in ${key}.`),
    ]
  })
}

const toParent = (path: string) => path.replace(/(?:\[\]|\.?[^.[\]]+)$/, '')

function listVerdictChanges(before: Evidence, after: Evidence): string[] {
  const earlier = new Map(before.rules.map(({ id, verdict }) => [id, verdict]))
  return after.rules.flatMap(({ id, verdict }) => {
    const was = earlier.get(id)
    const isSame = was === undefined || was === verdict || was === 'not exercised' || verdict === 'not exercised'
    return isSame ? [] : [`${id} was ${was}, and is ${verdict}.`]
  })
}
