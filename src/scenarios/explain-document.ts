import { type ScenarioIssue, toPathText } from './problems.ts'

/** How many slips the sentence about a document names. */
const named = 3

/** What a text holds that is to be JSON, or a problem that says where it is none. */
export function readDocument(
  source: string | Uint8Array,
): { readonly data: unknown } | { readonly problem: ScenarioIssue } {
  let text: string | undefined
  try {
    text = typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true }).decode(source)
    return { data: JSON.parse(text) }
  } catch (error) {
    const sentence = `It is not JSON, or not the whole of it: ${explainSyntax(error, text)}.`
    return { problem: { path: [], sentence } }
  }
}

/** The first slips of a document, each with its path, as sentences. */
export function explainDocument(problems: readonly ScenarioIssue[]): string {
  const slips = problems.slice(0, named).map(({ path, sentence }) => {
    // The sentence names the last key itself.
    return path.length > 1 ? `${toPathText(path)}: ${sentence}` : sentence
  })
  const more = problems.length > named ? ` And ${problems.length - named} more.` : ''
  return `${slips.join(' ')}${more}`
}

/** What the parser says; it quotes a short piece of the text at most, and of an end it does not say where that is. */
function explainSyntax(error: unknown, text: string | undefined): string {
  const said = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').slice(0, 200)
  return text !== undefined && said.startsWith('Unexpected end') ? `${said}, after ${text.length} characters` : said
}
