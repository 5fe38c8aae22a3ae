import type * as z from 'zod'
import { findAt } from './data.ts'
import { formatList, formatValue } from './format.ts'

/** Keys and indices from the top of a document; the last may be a key that is missing. */
export type Path = readonly (string | number)[]

/** What to write instead of a value that a schema refuses. */
export type Hint =
  | { readonly code: 'did-you-mean'; readonly word: string; readonly meaning?: string }
  | { readonly code: 'write'; readonly text: string }
  | { readonly code: 'add-quotes' | 'remove-quotes' | 'add-brackets' | 'add-unit' | 'not-never' }

/** What a schema expects, as a noun phrase, and a hint at what was probably meant. */
export interface FieldExpectation {
  readonly expected: string
  readonly hint?: Hint | undefined
}

/** What a schema says of unknown keys: what they are keys of, its keys, and those probably meant, in their order. */
export interface UnknownKeys {
  readonly of: string
  readonly known: readonly string[]
  readonly meant: readonly (string | null)[]
}

/** A message for zod's issue, which carries a text only: data for `toFieldIssues`, as JSON. */
export const toIssueMessage = (data: FieldExpectation | UnknownKeys): string => JSON.stringify(data)

/** What a schema found wrong with one field. `received` is the value itself. */
export type FieldIssue =
  | ({ readonly code: 'missing-field'; readonly path: Path } & FieldExpectation)
  | ({ readonly code: 'invalid-field'; readonly path: Path; readonly received: unknown } & FieldExpectation)
  | {
      readonly code: 'unknown-field'
      readonly path: Path
      readonly of?: string
      readonly known: readonly string[]
      readonly suggestion?: string
    }

/** An issue of a kind of its own. */
interface OtherIssue {
  readonly code: string
  readonly path: Path
}

/** How issues are read. */
export interface IssueOptions<Other extends OtherIssue = FieldIssue> {
  /** The path to the data that was checked. */
  readonly base?: Path
  /** The most issues that are looked at. */
  readonly most?: number
  /** Reads the issue of a union, at a path, more closely; undefined to read it in the usual way. */
  readonly readUnion?: (issue: z.core.$ZodIssueInvalidUnion, path: Path) => readonly (FieldIssue | Other)[] | undefined
}

/** What a schema found wrong with data, one issue for each place, in the schema's order. */
export function toFieldIssues<Other extends OtherIssue = FieldIssue>(
  error: z.core.$ZodError,
  data: unknown,
  { base = [], most = Number.POSITIVE_INFINITY, readUnion }: IssueOptions<Other> = {},
): readonly (FieldIssue | Other)[] {
  const issues = new Map<string, FieldIssue | Other>()
  for (const issue of error.issues.slice(0, most)) {
    for (const found of toIssues(issue, data, readUnion)) {
      // A text that is too long and has the wrong form is one mistake.
      const place = JSON.stringify([found.path, found.code === 'unknown-field'])
      if (!issues.has(place)) issues.set(place, { ...found, path: [...base, ...found.path] })
    }
  }
  const all = [...issues.values()]
  // A key that is missing because it was mistyped is one mistake, too.
  const meant = new Set(
    all.flatMap(issue =>
      isUnknownField(issue) && issue.suggestion !== undefined
        ? [JSON.stringify([...issue.path.slice(0, -1), issue.suggestion])]
        : [],
    ),
  )
  return meant.size === 0
    ? all
    : all.filter(({ code, path }) => code !== 'missing-field' || !meant.has(JSON.stringify(path)))
}

const isUnknownField = (issue: FieldIssue | OtherIssue): issue is FieldIssue & { readonly code: 'unknown-field' } =>
  issue.code === 'unknown-field'

function toIssues<Other extends OtherIssue>(
  issue: z.core.$ZodIssue,
  data: unknown,
  readUnion: IssueOptions<Other>['readUnion'],
): readonly (FieldIssue | Other)[] {
  const path = issue.path.map(key => (typeof key === 'number' ? key : String(key)))
  if (issue.code === 'unrecognized_keys') return toUnknownFields(issue, path)
  if (issue.code === 'invalid_union') {
    const read = readUnion?.(issue, path)
    if (read) return read
    const branch = issue.discriminator === undefined ? findBranch(issue.errors) : undefined
    if (branch) return branch.flatMap(inner => toIssues({ ...inner, path: [...path, ...inner.path] }, data, readUnion))
  }
  const received = findAt(data, path)
  const expectation = toExpectation(issue)
  return received === undefined
    ? [{ code: 'missing-field', path, expected: expectation.expected }]
    : [{ code: 'invalid-field', path, received, ...expectation }]
}

function toUnknownFields(issue: z.core.$ZodIssueUnrecognizedKeys, path: Path): readonly FieldIssue[] {
  const data = readMessage(issue.message, 'meant')
  return issue.keys.slice(0, data ? data.meant.length : issue.keys.length).map((key, index) => {
    const suggestion = data?.meant[index]
    return {
      code: 'unknown-field',
      path: [...path, key],
      ...(data ? { of: data.of } : {}),
      known: data?.known ?? [],
      ...(suggestion ? { suggestion } : {}),
    }
  })
}

/** The alternative that was tried: of all that looked inside, the one that knows every key. */
function findBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const inside = branches.filter(
    issues =>
      issues.some(({ path }) => path.length > 0) &&
      !issues.some(({ code, path }) => code === 'unrecognized_keys' && path.length === 0),
  )
  return inside.length === 1 ? inside[0] : undefined
}

/** What an issue's schema expects: what it says itself, or else what follows from the kind of the issue. */
export function toExpectation(issue: z.core.$ZodIssue): FieldExpectation {
  const data = readMessage(issue.message, 'expected')
  if (data) return data
  switch (issue.code) {
    case 'invalid_type':
      return { expected: toTypeName(issue.expected) }
    case 'invalid_value':
      return { expected: formatList(issue.values.map(value => formatValue(value))) }
    case 'too_small':
      return { expected: `at least ${toCount(issue.minimum, issue.origin)}` }
    case 'too_big':
      return { expected: `at most ${toCount(issue.maximum, issue.origin)}` }
    default:
      return { expected: issue.message.replace(/^Invalid /, 'a valid ') }
  }
}

const toTypeName = (type: string) => {
  if (type === 'record') return 'an object'
  return type === 'int' ? 'an integer' : `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`
}

const units: { readonly [origin: string]: string } = { string: 'character', array: 'item', set: 'item' }

function toCount(count: number | bigint, origin: string): string {
  const unit = units[origin]
  return unit === undefined ? `${count}` : `${count} ${unit}${Number(count) === 1 ? '' : 's'}`
}

/** The data of a kind in a message, if a schema of `fields.ts` wrote it. */
function readMessage(message: string, kind: 'expected'): FieldExpectation | undefined
function readMessage(message: string, kind: 'meant'): UnknownKeys | undefined
function readMessage(message: string, kind: 'expected' | 'meant') {
  if (!message.startsWith('{"')) return undefined
  // Only toIssueMessage writes texts that begin so.
  const data = JSON.parse(message) as FieldExpectation | UnknownKeys
  return kind in data ? data : undefined
}

/** The sentences about fields, by the code of the issue. */
export const fieldMessages = {
  'missing-field': ({ path, expected }: { readonly path: Path } & FieldExpectation): string =>
    `Missing ${toFieldName(path)}: expected ${expected}.`,
  'invalid-field': ({
    path,
    expected,
    received,
    hint,
  }: { readonly path: Path; readonly received: unknown } & FieldExpectation) =>
    `Invalid ${toFieldName(path)}: expected ${expected}, got ${formatReceived(received)}.${toHintText(hint, received)}`,
  'unknown-field': ({ path, of, known, suggestion }: FieldIssue & { readonly code: 'unknown-field' }): string => {
    const others = known.length === 0 ? '' : ` Known keys: ${known.join(', ')}.`
    return `Unknown key ${formatValue(path.at(-1))}${of === undefined ? '' : ` in ${of}`}.${
      suggestion === undefined ? others : ` Did you mean "${suggestion}"?`
    }`
  },
} as const

/** The last key of a path and the indices after it, such as `to[0]`; `value` for the whole document. */
export function toFieldName(path: Path): string {
  const last = path.findLastIndex(key => typeof key === 'string')
  if (last < 0) return 'value'
  return `${path[last]}${path
    .slice(last + 1)
    .map(index => `[${index}]`)
    .join('')}`
}

/** A path as text, such as `calls[0].then[1].user`. */
export const toPathText = (path: Path): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${key}`)).join('')

/** A received value, short: of a list or a map, only that it is one. */
function formatReceived(received: unknown): string {
  if (Array.isArray(received)) return received.length === 0 ? 'an empty list' : `a list of ${received.length}`
  if (typeof received === 'object' && received !== null) return 'a map'
  if (typeof received === 'function') return 'a function'
  return typeof received === 'string' ? formatValue(received) : String(received)
}

function toHintText(hint: Hint | undefined, received: unknown): string {
  switch (hint?.code) {
    case undefined:
      return ''
    case 'did-you-mean':
      return ` Did you mean "${hint.word}"?${hint.meaning === undefined ? '' : ` ${hint.meaning}`}`
    case 'write':
      return ` Write ${hint.text}.`
    case 'add-quotes':
      return ' Put it in quotes.'
    case 'remove-quotes':
      return ' Remove the quotes.'
    case 'add-brackets':
      return ` Write [${formatValue(received)}].`
    case 'add-unit':
      return ` Add a unit, such as ${received}s or ${received}ms.`
    case 'not-never':
      return ' It cannot be never.'
  }
}

/** A mistake in a document: a stable code, where it is, and a sentence that says how to fix it. */
export interface DocumentIssue {
  readonly code: string
  readonly path: Path
  readonly message: string
  /** Where it is in the text, both counted from 1; absent if there was no text. */
  readonly line?: number
  readonly column?: number
}

/** What a schema found wrong with data, with sentences. */
export const explainFieldIssues = (issues: readonly FieldIssue[]): readonly DocumentIssue[] =>
  issues.map(issue => ({ code: issue.code, path: issue.path, message: describeFieldIssue(issue) }))

/** The sentence about an issue of a field. */
export function describeFieldIssue(issue: FieldIssue): string {
  switch (issue.code) {
    case 'missing-field':
      return fieldMessages[issue.code](issue)
    case 'invalid-field':
      return fieldMessages[issue.code](issue)
    case 'unknown-field':
      return fieldMessages[issue.code](issue)
  }
}
