import { fileURLToPath } from 'node:url'
import { toCallbacks } from './fidelity/callbacks.ts'
import { toCommands } from './fidelity/commands.ts'
import { toContradictionTable } from './fidelity/contradictions.ts'
import { kinds, toCount } from './fidelity/count.ts'
import { toErrors } from './fidelity/errors.ts'
import { readWitness, type Witness } from './fidelity/evidence.ts'
import { toRequests } from './fidelity/requests.ts'
import { type Chapter, toAddresses, toAnchor, toMarkdown, toRow } from './fidelity/section.ts'

/** What the emulator keeps of the service, fact by fact, with where each was seen: Markdown, made from the contracts and, if there are any, runs against the service. */
export function toFidelityTable(witness: Witness = readWitness(folder)): string {
  const chapters = [toRequests(witness), toCommands(witness), toCallbacks(), toErrors(witness)]
  const count = toCount(chapters.flatMap(chapter => chapter.sections))
  const all = kinds.reduce((sum, kind) => sum + count[kind], 0)
  const text = [
    '<!-- npm run openapi writes this file from the contracts. Change them, not it. -->',
    '# Where each fact was seen',
    `**${all} facts: ${count.documented} documented, ${count['in part']} documented in part, ${count.observed} observed, ${count.assumed} assumed.**`,
    guide,
    explainWitness(witness),
    toContents(chapters),
    ...chapters.flatMap(({ title, sections }) => [`## ${title}`, ...sections.map(toMarkdown)]),
    `## ${contradictions}`,
    toContradictionTable(),
  ].join('\n\n')
  return `${text}\n\n${toAddresses(text)}\n`
}

const contradictions = 'Where the pages contradict each other'

const guide = `\
Each row ends with its basis: a numbered page of the vendor's documentation, public output of real systems (observed), or \
our own reading where neither says anything (assumed, with the reason). A row that has more than one is documented in part: \
its page leaves something open, and only what is assumed of it may turn out otherwise at the real service.`

/** Where runs against the service are kept, if there are any. */
const folder = fileURLToPath(new URL('../docs/evidence', import.meta.url))

function explainWitness({ days }: Witness): string {
  const how = '`ringback verify --evidence`'
  if (days.length === 0) {
    return `No row was seen at the service itself yet: the authors of ringback have no credentials for it. A run of ${how} against it, kept in \`docs/evidence\`, marks what it has seen.`
  }
  const runs = days.length === 1 ? 'a run' : `${days.length} runs`
  return `What was seen at the service itself, in ${runs} of ${how} (${[...new Set(days)].join(', ')}), is marked with the last day. That a row is not marked says only that no run has asked.`
}

function toContents(chapters: readonly Chapter[]): string {
  const rows = chapters.flatMap(({ title, sections }) => [
    toCounts(title, sections),
    ...(sections.length > 1 ? sections.map(section => toCounts(`· ${section.title}`, [section])) : []),
  ])
  return [
    toRow(['', ...kinds]),
    toRow(['---', ...kinds.map(() => '--:')]),
    ...rows,
    toRow([toLink(contradictions), ...kinds.map(() => '')]),
  ].join('\n')
}

function toCounts(title: string, sections: Chapter['sections']): string {
  const count = toCount(sections)
  return toRow([toLink(title), ...kinds.map(kind => (count[kind] > 0 ? `${count[kind]}` : ''))])
}

const toLink = (title: string) => `[${title}](${toAnchor(title.replace(/^· /, ''))})`

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(toFidelityTable())
