import { fileURLToPath } from 'node:url'
import { caseClauses, clientCases } from '../src/conformance/client/cases.ts'
import type { Clause, Group } from '../src/conformance/client/rule.ts'
import { rules } from '../src/conformance/client/rules/list.ts'
import { explainReason } from '../src/conformance/rule.ts'
import { operationNames } from '../src/contracts/operations.ts'

/** Every rule on clients, group by group, and every case for them, as Markdown: made from the rules and the cases alone. */
export function toRuleCatalogue(): string {
  const groups = Object.keys(titles) as Group[]
  return [
    '<!-- npm run openapi writes this file from rules and cases. Change them, not it. -->',
    '# The rules on clients',
    introduction,
    ...groups.flatMap(group => [`## ${titles[group]}`, ...toClauses(group)]),
    '',
  ].join('\n\n')
}

const toClauses = (group: Group): readonly string[] =>
  group === 'case'
    ? [ofCases, ...caseClauses.map(toCaseSection)]
    : rules.filter(rule => rule.group === group).map(toSection)

// A literal with one key a group, which the compiler holds.
const titles: { readonly [Name in Group]: string } = {
  request: 'What is sent',
  behaviour: 'What is done over time',
  answer: 'What is made of an answer',
  case: 'Cases',
}

const introduction = `\
${rules.length} rules. \`ringback exec\`, \`ringback report\` and \`GET /_ringback/report\` judge by them. An id never changes. A broken error fails a \
report, a broken warning does not unless \`--fail-on warning\` is given. A rule passes only if something in the run had anything to say about it; \
otherwise it is not exercised. A request that breaks an error of the first group is not judged by the others: what it got was its own doing.

A run ends where the emulator, or the application, is reset: what comes after has nothing to do with what came before. Pauses are of real time \
where the emulator's clock runs, and by whichever clock is longer where it only moves when told.`

const ofCases = `\
${caseClauses.length} cases, which \`ringback check\` and \`defineClientContract\` lead a client through, each for every command that is named: something is \
arranged, the client is asked, and what it gives is judged. Whatever it sends meanwhile is judged by the rules above. An id never changes. Where more \
than one outcome is good, any of them is.`

const toCaseSection = (clause: Clause) => {
  const commands = clientCases.filter(({ id }) => id === clause.id).map(({ command }) => `\`${command}\``)
  return `${toSection(clause)}\n\nFor ${commands.length === operationNames.length ? 'every command' : commands.join(', ')}.`
}

const toSection = (rule: Clause) => `\
### ${rule.id}

**${rule.sentence}.** ${rule.severity === 'error' ? 'An error' : 'A warning'}.

${explainReason(rule.reason, rule.seen)}

To fix it: ${rule.fix}`

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(toRuleCatalogue().trimEnd().concat('\n'))
