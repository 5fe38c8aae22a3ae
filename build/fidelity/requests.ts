import { preflight } from '../../src/contracts/envelope.ts'
import { toError } from '../../src/contracts/errors.ts'
import { hosts } from '../../src/contracts/hosts.ts'
import { operationNames, operations } from '../../src/contracts/operations.ts'
import { type Parameter, parameters } from '../../src/contracts/query.ts'
import { type CommonRefusal, commonRefusals, toRefusalTable } from '../../src/contracts/refusal-order.ts'
import type { Source } from '../../src/contracts/source.ts'
import { formatList } from '../../src/text/format.ts'
import { userSigFacts } from '../../src/usersig/document.ts'
import type { Witness } from './evidence.ts'
import type { Chapter, Section } from './section.ts'

const hostSection: Section = {
  title: 'Hosts',
  text: [
    'Which host is right depends on the region that an application was created in. The backup host of a region serves the same applications as its main host.',
    'Page 68932 belongs to the Call API. The other hosts are those of Chat, with which the Call API shares host and region.',
  ],
  tables: [
    {
      columns: ['region', 'host', 'role'],
      facts: hosts.map(({ region, host, role, source }) => ({
        cells: [region, `\`${host}\``, role],
        sources: [source],
      })),
    },
  ],
}

const listed: readonly (readonly [string, Parameter])[] = Object.entries(parameters)

const querySection: Section = {
  title: 'Query of a request',
  text: ['Every command takes these five, and all are required. The basis is that of the codes.'],
  tables: [
    {
      columns: ['parameter', 'expected', 'missing', 'wrong'],
      facts: listed.map(([name, { expected, missing, wrong, source }]) => ({
        cells: [`\`${name}\``, expected, `${toError(missing).code}`, `${toError(wrong).code}`],
        sources: [source],
      })),
    },
    {
      caption: 'With lenient validation, mistakes in these are accepted:',
      columns: ['parameter'],
      facts: listed.flatMap(([name, { tolerated }]) =>
        tolerated ? [{ cells: [`\`${name}\``], sources: [tolerated] }] : [],
      ),
    },
  ],
}

const toGateSection = (witness: Witness): Section => ({
  title: 'What the gates refuse',
  text: [
    'Before a command is looked at itself, these are looked at in their order. The first that applies is answered.',
  ],
  tables: [
    {
      columns: ['order', 'refused when', 'code'],
      facts: commonRefusals.map((rule, index) => ({
        cells: [`${rule.order}`, rule.when, toCode(rule)],
        sources: listSources(rule),
        witnessed: findDay(index, rule, witness),
      })),
    },
  ],
})

/** The rules on servers that ask for the gates' reasons, in their order; of some of the last no run asks. */
const gateRules = [
  undefined,
  undefined,
  'RB-P19',
  undefined,
  ...Array.from({ length: 11 }, (_, index) => `RB-P${index + 20}`),
  'RB-P18',
  undefined,
  'RB-P32',
  undefined,
  undefined,
  'RB-P33',
]

function findDay(index: number, { refuse }: CommonRefusal, { findRule, findCode }: Witness): string | undefined {
  const rule = gateRules[index]
  const isSeen = refuse === 'invalid' || findCode(toError(refuse).code) !== undefined
  return rule === undefined || !isSeen ? undefined : findRule(rule)
}

/** A wrong body gets the code that the command's own contract names. */
function toCode({ refuse }: CommonRefusal): string {
  if (refuse !== 'invalid') return `${toError(refuse).code}`
  const codes = new Set(operationNames.map(name => `${toError(operations[name].invalid).code}`))
  return `the command's own: ${formatList([...codes])}`
}

/** For some commands it is assumed that they have that code. */
function listSources({ refuse, source }: CommonRefusal): readonly Source[] {
  const assumed = operationNames.flatMap(name => toRefusalTable(operations[name]).map(row => row.source))
  const reasons = new Set(assumed.flatMap(basis => ('assumed' in basis ? [basis.assumed] : [])))
  return refuse === 'invalid' ? [source, ...[...reasons].map(reason => ({ assumed: reason }))] : [source]
}

const userSigSection: Section = {
  title: 'UserSig',
  text: [],
  tables: [
    { columns: ['fact'], facts: userSigFacts.map(({ fact, source }) => ({ cells: [fact], sources: [source] })) },
  ],
}

const preflightSection: Section = {
  title: 'Preflights',
  text: ['A preflight is answered before any check, on every path, and evaluated by no rule.'],
  tables: [
    {
      columns: ['request', 'status', 'headers'],
      facts: [
        {
          cells: [
            '`OPTIONS`',
            `${preflight.status}`,
            Object.entries(preflight.headers)
              .map(([name, value]) => `\`${name}: ${value}\``)
              .join('<br>'),
          ],
          sources: [preflight.source],
        },
      ],
    },
  ],
}

/** What holds for every request, whatever its command is. */
export const toRequests = (witness: Witness): Chapter => ({
  title: 'Every request',
  sections: [hostSection, querySection, toGateSection(witness), preflightSection, userSigSection],
})
