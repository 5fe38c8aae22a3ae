import type { Fact, Section } from './section.ts'

/** How facts may have been seen: wholly on pages, in part on a page, in what systems do, or nowhere. */
export const kinds = ['documented', 'in part', 'observed', 'assumed'] as const

/** How many facts were seen how; each is counted once. */
export type Count = { readonly [Kind in (typeof kinds)[number]]: number }

/** What was seen how, in these sections together. */
export function toCount(sections: readonly Section[]): Count {
  const facts = sections.flatMap(({ text, tables }) => [
    ...text.filter(one => typeof one !== 'string'),
    ...tables.flatMap(table => table.facts),
  ])
  const count = { documented: 0, 'in part': 0, observed: 0, assumed: 0 }
  for (const fact of facts) count[toKind(fact)]++
  return count
}

function toKind({ sources }: Fact): keyof Count {
  if (sources.every(basis => 'page' in basis)) return 'documented'
  if (sources.some(basis => 'page' in basis)) return 'in part'
  return sources.some(basis => 'observed' in basis) ? 'observed' : 'assumed'
}
