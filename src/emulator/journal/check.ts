import { mostIssues } from '../../text/fields.ts'
import { formatValue } from '../../text/format.ts'
import { type DocumentIssue, explainFieldIssues, toFieldIssues } from '../../text/zod-issues.ts'
import type { Journal } from '../journal.ts'
import { journalSchema } from './schema.ts'

/** Something that may be a journal or a list of them, checked: all of them, or everything that is wrong. */
export function checkJournals(
  data: unknown,
): { readonly journals: readonly Journal[] } | { readonly problems: readonly DocumentIssue[] } {
  if (!Array.isArray(data)) return check([data], () => [])
  if (data.length > 0) return check(data, index => [index])
  return {
    problems: [
      { code: 'inconsistent', path: [], message: 'This is an empty list: want a journal, or a list of them.' },
    ],
  }
}

function check(all: readonly unknown[], toBase: (index: number) => DocumentIssue['path']) {
  const journals: Journal[] = []
  const problems: DocumentIssue[] = []
  for (const [index, data] of all.entries()) {
    if (problems.length >= mostIssues) break
    const checked = checkJournal(data, toBase(index))
    if ('journal' in checked) journals.push(checked.journal)
    else problems.push(...checked.problems.slice(0, mostIssues - problems.length))
  }
  return problems.length === 0 ? { journals } : { problems }
}

function checkJournal(
  data: unknown,
  base: DocumentIssue['path'],
): { readonly journal: Journal } | { readonly problems: readonly DocumentIssue[] } {
  const foreign = findForeign(data, base)
  if (foreign) return { problems: [foreign] }
  const read = journalSchema().safeParse(data)
  if (!read.success)
    return { problems: explainFieldIssues(toFieldIssues(read.error, data, { base, most: mostIssues })) }
  const problems = [...findSlips(read.data, base)]
  return problems.length === 0 ? { journal: read.data } : { problems }
}

/** What is no journal of ours needs no list of everything a journal has. */
function findForeign(data: unknown, base: DocumentIssue['path']): DocumentIssue | undefined {
  const { ringback, version }: { readonly ringback?: unknown; readonly version?: unknown } = Object(data)
  if (ringback === 'snapshot') {
    const message = 'ringback is "snapshot", so this is the state of an emulator: want a journal, what clients did.'
    return { code: 'inconsistent', path: [...base, 'ringback'], message }
  }
  if (ringback !== 'journal') {
    const message = `ringback ${explainCame(ringback)}: want "journal", by which a journal of ringback is known.`
    return { code: 'inconsistent', path: [...base, 'ringback'], message }
  }
  if (version === 1) return undefined
  const message = `version ${explainCame(version)}: want 1. Another version of ringback has made it.`
  return { code: 'inconsistent', path: [...base, 'version'], message }
}

/** Things with an inside are not looked into: they may be deep, or long. */
function explainCame(came: unknown): string {
  if (came === undefined) return 'is missing'
  return typeof came === 'object' ? 'is a thing of its own' : `is ${formatValue(came)}`
}

/** What is wrong with a journal whose values are each right: its entries are in order, and no more than there were. */
function* findSlips({ entries, total, counts }: Journal, base: DocumentIssue['path']): Generator<DocumentIssue, void> {
  let last = 0
  for (const [index, { position: number }] of entries.entries()) {
    const path = [...base, 'entries', index, 'number']
    if (number > last) last = number
    else
      yield {
        code: 'inconsistent',
        path,
        message: `number is ${number}, after ${last}: want the entries in their order, each once.`,
      }
    if (number > total)
      yield {
        code: 'inconsistent',
        path,
        message: `number is ${number}, but total is ${total}: want no more than that.`,
      }
  }
  const counted = counts.reduce((sum, { requests }) => sum + requests, 0)
  if (counted === total) return
  yield {
    code: 'inconsistent',
    path: [...base, 'total'],
    message: `total is ${total}, but counts has ${counted} requests: want the same.`,
  }
}
