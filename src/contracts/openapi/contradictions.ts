import type { Contradiction } from '../contradiction.ts'

/** Where the pages contradict each other, as a Markdown list to end a description with; nothing if they do not. */
export function explainContradictions(contradictions: readonly Contradiction[] = []): string {
  if (contradictions.length === 0) return ''
  const items = contradictions.map(({ about, says, kept }) => {
    const sides = says.map(({ page, what }) => `${what} (page ${page})`)
    return `- About ${about}: ${sides.join('; ')}. Kept here: ${kept}`
  })
  return `\n\nThe pages contradict each other:\n\n${items.join('\n')}`
}

/** The same as data, to be spread into what it belongs to. */
export const toContradictions = (contradictions: readonly Contradiction[] = []) =>
  contradictions.length > 0 ? { 'x-contradictions': contradictions } : {}
