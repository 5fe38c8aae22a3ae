import { formatList } from '../text/format.ts'
import type { ApiRequest } from './api-request.ts'
import { type ParameterName, parameterNames } from './query.ts'

/** Where parameters were received that belong in the query of the URL. */
export type Place = 'the body' | 'the headers' | 'the path'

/** Parameters that are missing in the query and were received elsewhere. */
export interface Misplaced {
  readonly names: readonly ParameterName[]
  readonly places: readonly Place[]
}

const names = parameterNames

/** The parameters that a request has in its body, headers or path instead of in its query; undefined if there are none. */
export function findMisplaced(ask: ApiRequest): Misplaced | undefined {
  const missing = names.filter(name => !hasInAnyCase(ask.query, name))
  if (missing.length === 0) return undefined
  const found: { readonly [At in Place]: readonly ParameterName[] } = {
    'the body': 'text' in ask.body ? findIn(listBodyNames(ask.body.text), missing) : [],
    'the headers': (ask.parameterHeaders ?? []).filter(name => missing.includes(name)),
    'the path': findIn(listPathNames(ask.path), missing),
  }
  const places = (['the body', 'the headers', 'the path'] as const).filter(place => found[place].length > 0)
  if (places.length === 0) return undefined
  return { names: missing.filter(name => places.some(place => found[place].includes(name))), places }
}

/** What is wrong and how to fix it, as sentences that quote nothing. */
export function explainMisplaced({ names: found, places }: Misplaced): string {
  const [first] = places
  const fix =
    first === 'the path'
      ? 'Separate the path from the query with "?", as in /v4/{servicename}/{command}?sdkappid=…&identifier=…&usersig=…&random=…&contenttype=json.'
      : 'Send these in the query of the URL, and only the fields of the command in the body, as JSON.'
  return `Missing ${formatList(found, 'and')} in the query: received in ${formatList(places, 'and')}. ${fix}`
}

/** The name of a parameter, however it is spelled as a field; undefined for any other name. */
export function findParameter(field: string): ParameterName | undefined {
  const folded = field.slice(0, longestName).toLowerCase().replaceAll(/[-_]/g, '')
  return names.find(name => name === folded)
}

/** The parameters among a request's headers, with or without `X-`. Content-Type is not contenttype. */
export const findParameterHeaders = (headers: readonly string[]): readonly ParameterName[] =>
  names.filter(name => headers.some(header => header.toLowerCase().replace(/^x-/, '') === name))

const longestName = 40

function hasInAnyCase(query: ApiRequest['query'], name: ParameterName): boolean {
  if (query.has(name)) return true
  for (const other of query.keys()) if (other.toLowerCase() === name) return true
  return false
}

const findIn = (fields: readonly string[], missing: readonly ParameterName[]) =>
  missing.filter(name => fields.some(field => findParameter(field) === name))

/** How much of a body is looked at, in characters; parameters are short. */
const looked = 16_384

/** The names of the fields of a JSON object, a form or a multipart form. */
function listBodyNames(text: string): readonly string[] {
  if (/^\s*\{/.test(text)) return listKeys(text)
  const start = text.slice(0, looked)
  if (start.startsWith('--')) return Array.from(start.matchAll(/\bname="([^"\r\n]{1,40})"/g), ([, name = '']) => name)
  return listPairs(start)
}

function listKeys(text: string): readonly string[] {
  try {
    return Object.keys(JSON.parse(text))
  } catch {
    return []
  }
}

const listPairs = (text: string): readonly string[] =>
  text.split(/[&;?/\r\n]/).flatMap(pair => (pair.includes('=') ? [pair.slice(0, pair.indexOf('=')).trim()] : []))

function listPathNames(path: string): readonly string[] {
  if (!/=|%3d/i.test(path)) return []
  try {
    return listPairs(decodeURIComponent(path))
  } catch {
    return listPairs(path)
  }
}
