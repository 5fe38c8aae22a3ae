import { fileURLToPath } from 'node:url'
import type { Group, Rule } from '../src/conformance/client/rule.ts'
import { rules } from '../src/conformance/client/rules/list.ts'
import { explainReason } from '../src/conformance/verdict.ts'

/** Every rule on clients, group by group, as Markdown: made from the rules alone. */
export function toRuleCatalogue(): string {
  const groups = Object.keys(titles) as Group[]
  return [
    '<!-- npm run openapi writes this file from the rules. Change them, not it. -->',
    '# The rules on clients',
    introduction,
    ...groups.flatMap(group => [`## ${titles[group]}`, ...rules.filter(rule => rule.group === group).map(toSection)]),
    '',
  ].join('\n\n')
}

// A literal with one key a group, which the compiler holds.
const titles: { readonly [Name in Group]: string } = {
  request: 'What is sent',
  behaviour: 'What is done over time',
  answer: 'What is made of an answer',
}

const introduction = `\
${rules.length} rules. \`ringback exec\`, \`ringback report\` and \`GET /_ringback/report\` judge by them. An id never changes. A broken error fails a \
report, a broken warning does not unless \`--fail-on warning\` is given. A rule passes only if something in the run had anything to say about it; \
otherwise it is not exercised. A request that breaks an error of the first group is not judged by the others: what it got was its own doing.

A run ends where the emulator, or the application, is reset: what comes after has nothing to do with what came before. Pauses are of real time \
where the emulator's clock runs, and by whichever clock is longer where it only moves when told.`

const toSection = (rule: Rule) => `\
### ${rule.id}

**${rule.sentence}.** ${rule.severity === 'error' ? 'An error' : 'A warning'}.

${explainReason(rule)}

To mend it: ${rule.fix}`

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(toRuleCatalogue().trimEnd().concat('\n'))
