import type { ErrorCode, YAMLError } from 'yaml'
import { formatValue } from '../text/quote.ts'

/** After these the text still says what it says, so that the scenario in it can be looked at as well. */
const harmless: ReadonlySet<ErrorCode> = new Set(['TAG_RESOLVE_FAILED', 'BAD_COLLECTION_TYPE', 'BAD_ALIAS'])

/** Whether what the text says can be trusted after this slip. */
export const isHarmless = ({ code }: YAMLError): boolean => harmless.has(code)

/** Where the parser's own words need its author to understand them. */
const sentences: { readonly [Code in ErrorCode]?: string } = {
  BAD_DQ_ESCAPE: 'Double quotes know no such escape: want single quotes around a text with backslashes.',
  BAD_SCALAR_START: 'A text cannot begin with this character: want it in quotes.',
  BLOCK_AS_IMPLICIT_KEY:
    'A map or a list begins within a line: want it on its own line, or a text with ": " in quotes.',
  NON_STRING_KEY: 'This key is not a text: want one.',
  TAB_AS_INDENT: 'A tab does not indent in YAML: want spaces.',
}

/** What is wrong with a text as YAML, as a sentence. */
export function explainSyntax({ code, pos, message }: YAMLError, text: string): string {
  if (code === 'TAG_RESOLVE_FAILED' || code === 'BAD_COLLECTION_TYPE') {
    return `The tag ${formatValue(text.slice(...pos))} means nothing in a scenario: want the value without it.`
  }
  return sentences[code] ?? `This is not YAML: ${message.replaceAll(/\s+/g, ' ').slice(0, 200)}.`
}
