import { type Asked, type Examination, examine, toExplanation } from './explain.ts'
import type { Finding } from './findings/finding.ts'
import type { Search } from './findings/signature.ts'

/** Everything that is wrong with a UserSig that was read from a query, as `explain` finds it: errors and warnings. */
export type Diagnose = (userSig: string, asked: Asked) => readonly Finding[]

interface Examined {
  readonly asked: Asked
  readonly examination: Examination
}

/**
 * How often mistakes are searched for with one secret key, alone and two together: a second in total. A client repeats its
 * mistake, and what was found last is always tried.
 */
const mostSearches = { alone: 500, pairs: 20 }

/**
 * Creates a diagnosis that examines each distinct UserSig once: of the last `size` (25,000 if absent) it remembers what was
 * found, so that only its lifetime is looked at again.
 */
export function createDiagnosis({ size = 25_000 }: { readonly size?: number } = {}): Diagnose {
  const examined = new Map<string, Examined>()
  const searches = new Map<string, Search>()
  return (userSig, asked) => {
    const known = examined.get(userSig)
    if (known && isSameQuestion(known.asked, asked)) return toFindings(known.examination, asked.now)
    const examination = examine(userSig, { ...asked, isQueryValue: true }, findSearch(searches, asked.secretKey))
    examined.set(userSig, { asked, examination })
    dropOldest(examined, size)
    return toFindings(examination, asked.now)
  }
}

const toFindings = (examination: Examination, now: number) =>
  toExplanation(examination, now).findings.filter(({ severity }) => severity !== 'note')

function findSearch(searches: Map<string, Search>, secretKey = ''): Search {
  const known = searches.get(secretKey)
  if (known) return known
  const search: Search = { ...mostSearches, last: [] }
  searches.set(secretKey, search)
  dropOldest(searches, 1_000)
  return search
}

/** A Map keeps the order of insertion, so its first key is the oldest. */
function dropOldest(map: Map<string, unknown>, size: number): void {
  const [oldest] = map.keys()
  if (map.size > size && oldest !== undefined) map.delete(oldest)
}

const isSameQuestion = (one: Asked, other: Asked) =>
  one.sdkAppId === other.sdkAppId && one.secretKey === other.secretKey && one.identifier === other.identifier
