import { formatValue } from '../text/format.ts'
import { findNearest } from '../text/suggest.ts'
import { contains, type FilterItems, type FilterKind, findKey, listKeys, type Test, texts } from './filter-keys.ts'

// The console bundles this module: it imports nothing heavy.

/** A condition, met by one of the values, or by none of them if negated. Without a key it is text to search for. */
export interface FilterTerm {
  readonly key?: string
  readonly negated: boolean
  readonly values: readonly string[]
}

/** A parsed filter; an item passes if every term is met. `now` is the time of the item's application, in Unix milliseconds. */
export interface Filter<Kind extends FilterKind> {
  readonly terms: readonly FilterTerm[]
  matches(item: FilterItems[Kind], now: number): boolean
}

/** A mistake in a filter. `column` counts from 1; `suggestion` replaces the `length` characters from there. */
export type FilterIssue = { readonly column: number; readonly length: number; readonly suggestion?: string } & (
  | { readonly code: 'filter-too-long' }
  | { readonly code: 'unknown-filter-key'; readonly key: string; readonly known: readonly string[] }
  | { readonly code: 'missing-filter-value'; readonly key?: string; readonly expected: string }
  | {
      readonly code: 'invalid-filter-value'
      readonly key: string
      readonly received: string
      readonly expected: string
    }
  | { readonly code: 'misplaced-negation' | 'unclosed-quote' | 'text-after-quote' }
)

/** The longest filter, in characters. */
export const longestFilter = 200

/**
 * Parses a filter: terms joined by spaces must all be met; a term is `key:value`, `key:value,other` (any of them),
 * `key:!value` (none of them), or text to search for in any case. A value with spaces is put in double quotes.
 */
export function parseFilter<Kind extends FilterKind>(
  text: string,
  kind: Kind,
): Filter<Kind> | { readonly issues: readonly FilterIssue[] } {
  if (text.length > longestFilter) {
    return { issues: [{ code: 'filter-too-long', column: longestFilter + 1, length: text.length - longestFilter }] }
  }
  const terms: FilterTerm[] = []
  const tests: { readonly test: Test<FilterItems[Kind]>; readonly isSlow: boolean }[] = []
  const issues: FilterIssue[] = []
  for (const word of toWords(text)) {
    const issue = word.issue ?? findIssue(word, text, kind)
    if (issue) {
      issues.push(issue)
      continue
    }
    const { key: name, negated } = word
    const values = word.values.map(({ value }) => value)
    terms.push(name === undefined ? { negated, values } : { key: name, negated, values })
    const key = name === undefined ? undefined : findKey(kind, name)
    const any = key ? values.flatMap(value => key.parse(value) ?? []) : values.map(value => toTextTest(kind, value))
    tests.push({
      test: (item, now) => any.some(test => test(item, now)) !== negated,
      // They look at whole texts, which may have to be made first.
      isSlow: name === undefined || name === 'user' || name === 'path',
    })
  }
  if (issues.length > 0) return { issues }
  const ordered = tests.toSorted((one, other) => Number(one.isSlow) - Number(other.isSlow))
  return { terms, matches: (item, now) => ordered.every(({ test }) => test(item, now)) }
}

function toTextTest<Kind extends FilterKind>(kind: Kind, value: string): Test<FilterItems[Kind]> {
  const part = value.toLowerCase()
  return item => texts[kind](item).some(text => contains(text, part))
}

/** Terms as a text that `parseFilter` reads. */
export const printFilter = (terms: readonly FilterTerm[]): string =>
  terms
    .map(({ key, negated, values }) => {
      const shown = values.map(value => (key === undefined ? printText(value) : printValue(value)))
      return `${key === undefined ? '' : `${key}:`}${negated ? '!' : ''}${shown.join(',')}`
    })
    .join(' ')

const printValue = (value: string) => (value === '' || /^[!"]|[\s,]/.test(value) ? toQuoted(value) : value)

const printText = (value: string) => (value === '' || /^[!"]|\s|^[a-z]+:/i.test(value) ? toQuoted(value) : value)

const toQuoted = (value: string) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`

/** A term as it is written, with the places of its values. */
interface Word {
  readonly key: string | undefined
  /** Where the term begins in the text, from 0. */
  readonly start: number
  readonly end: number
  readonly negated: boolean
  readonly values: readonly { readonly value: string; readonly start: number; readonly end: number }[]
  /** A mistake in how it is written. */
  readonly issue: FilterIssue | undefined
}

/** Cuts a filter into terms. */
function toWords(text: string): readonly Word[] {
  const words: Word[] = []
  let at = 0
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at
    const [found = ''] = pattern.exec(text) ?? []
    at += found.length
    return found
  }
  for (take(/\s*/y); at < text.length; take(/\s*/y)) {
    const start = at
    const name = take(/[a-z]+:/iy)
    const key = name === '' ? undefined : name.slice(0, -1).toLowerCase()
    const negated = take(/!/y) === '!'
    const values: { value: string; start: number; end: number }[] = []
    let issue: FilterIssue | undefined
    do {
      const from = at
      const quoted = take(/"(?:[^"\\]|\\.)*"/suy)
      const plain = take(key === undefined ? /\S*/y : /[^\s,]*/y)
      if (quoted !== '' && plain !== '') {
        issue ??= {
          code: 'text-after-quote',
          column: from + 1,
          length: at - from,
          suggestion: toQuoted(quoted + plain),
        }
      } else if (quoted === '' && plain.startsWith('"')) {
        at = text.length
        issue ??= { code: 'unclosed-quote', column: from + 1, length: at - from, suggestion: `${text.slice(from)}"` }
      } else if (plain.startsWith('!') && (values.length > 0 || negated)) {
        issue ??= { code: 'misplaced-negation', column: from + 1, length: 1, suggestion: '' }
      }
      values.push({
        value: quoted === '' ? plain : quoted.slice(1, -1).replaceAll(/\\(.)/gsu, '$1'),
        start: from,
        end: at,
      })
    } while (key !== undefined && take(/,/y) === ',')
    words.push({ key, start, end: at, negated, values, issue })
  }
  return words
}

/** The mistake in what a term means. */
function findIssue({ key: name, start, end, values }: Word, text: string, kind: FilterKind): FilterIssue | undefined {
  const known = listKeys(kind)
  const key = name === undefined ? undefined : findKey(kind, name)
  if (name !== undefined && !key) {
    const nearest = findNearest(name, known)
    const place = { column: start + 1, length: nearest === undefined ? end - start : name.length }
    const suggestion = nearest ?? toQuoted(text.slice(start, end))
    return { code: 'unknown-filter-key', ...place, key: name, known, suggestion }
  }
  for (const { value, start: from, end: to } of values) {
    const place = { column: from + 1, length: to - from }
    if (value === '') {
      const of = name === undefined ? {} : { key: name }
      return { code: 'missing-filter-value', ...place, ...of, expected: key?.expected ?? 'text to search for' }
    }
    if (!key || key.parse(value)) continue
    const { expected } = key
    const nearest = key.values && findNearest(value, key.values)
    const suggestion = nearest === undefined ? {} : { suggestion: nearest }
    return { code: 'invalid-filter-value', ...place, key: name ?? '', received: value, expected, ...suggestion }
  }
  return undefined
}

/** The sentence about a mistake in a filter. */
export function explainFilterIssue(issue: FilterIssue): string {
  switch (issue.code) {
    case 'filter-too-long':
      return `Invalid filter: expected at most ${longestFilter} characters, got ${longestFilter + issue.length}.`
    case 'unknown-filter-key': {
      const { key, known, suggestion = '' } = issue
      if (known.includes(suggestion)) return `Unknown key "${key}" in a filter. Did you mean "${suggestion}"?`
      return `Unknown key ${formatValue(key)} in a filter. Known keys: ${known.join(', ')}. To search for the text, write ${suggestion}.`
    }
    case 'missing-filter-value':
      return `Missing ${issue.key === undefined ? 'text' : `value of ${issue.key}`}: expected ${issue.expected}.`
    case 'invalid-filter-value': {
      const meant = issue.suggestion === undefined ? '' : ` Did you mean "${issue.suggestion}"?`
      return `Invalid ${issue.key}: expected ${issue.expected}, got ${formatValue(issue.received)}.${meant}`
    }
    case 'misplaced-negation':
      return 'Misplaced "!": write it once, directly after the key; it negates all values of the term.'
    case 'unclosed-quote':
      return `Missing quotation mark at the end. Write ${issue.suggestion}.`
    case 'text-after-quote':
      return `Text after a quotation mark. If it belongs to the text, write ${issue.suggestion}.`
  }
}

/** What may be written at a place of a filter: each `text` replaces the characters `from` to `to`. */
export interface FilterSuggestions {
  /** From 0. */
  readonly from: number
  readonly to: number
  readonly options: readonly { readonly text: string; readonly about: string }[]
}

/**
 * What may be written at the caret: keys, or values of the key that is being written. `known` has values that occur, by
 * key. Text that is written already comes first in each option.
 */
export function suggest(
  text: string,
  caret: number,
  kind: FilterKind,
  known: { readonly [key: string]: readonly string[] } = {},
): FilterSuggestions {
  const word = toWords(text).find(({ start, end }) => start < caret && caret <= end)
  const names = listKeys(kind)
  const toAbout = (name: string) => findKey(kind, name)?.about ?? ''
  const toValues = (name: string): readonly string[] => findKey(kind, name)?.values ?? known[name] ?? []
  const value = word?.values.find(({ start, end }) => start <= caret && caret <= end)
  if (word?.key !== undefined && value) {
    const about = toAbout(word.key)
    const prefix = value.value.replace(/^!/, '')
    const found = toValues(word.key).filter(one => one !== prefix && startsWith(one, prefix))
    return { from: value.start, to: value.end, options: found.map(one => ({ text: printValue(one), about })) }
  }
  const from = word?.start ?? caret
  const prefix = text.slice(from, caret)
  const starting = names.filter(name => startsWith(name, prefix))
  const options = starting.map(name => ({ text: `${name}:`, about: toAbout(name) }))
  // Two letters are enough to find a value without its key.
  const pairs = prefix.length < 2 ? [] : names.flatMap(name => toValues(name).map(one => ({ name, one })))
  for (const { name, one } of pairs) {
    if (startsWith(one, prefix)) options.push({ text: `${name}:${printValue(one)}`, about: toAbout(name) })
  }
  return { from, to: word?.end ?? caret, options }
}

const startsWith = (text: string, prefix: string) => text.toLowerCase().startsWith(prefix.toLowerCase())
