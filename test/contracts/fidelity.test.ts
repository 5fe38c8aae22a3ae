import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { toFidelityTable } from '../../build/fidelity.ts'
import type { CallbackContract } from '../../src/contracts/callback.ts'
import { callbackParameters } from '../../src/contracts/callback.ts'
import { callbackCommands, callbacks } from '../../src/contracts/callbacks.ts'
import { errorNames, toError } from '../../src/contracts/errors.ts'
import { hosts } from '../../src/contracts/hosts.ts'
import type { Operation } from '../../src/contracts/operation.ts'
import { operationNames, operations } from '../../src/contracts/operations.ts'
import { parameters } from '../../src/contracts/query.ts'
import { type CommonRefusal, commonRefusals } from '../../src/contracts/refusal-order.ts'
import { userSigFacts } from '../../src/usersig/document.ts'

const text = toFidelityTable()
const commands: readonly Operation[] = operationNames.map(name => operations[name])
const callbackList: readonly CallbackContract[] = callbackCommands.map(command => callbacks[command])

/** The rows under a heading, up to the next heading. */
function findRows(title: string): readonly string[] {
  const [, section = ''] = text.split(`\n### ${title}\n`)
  return (section.split(/\n##+ /)[0] ?? '').split('\n').filter(line => line.startsWith('| '))
}

/** Every path of a schema, found by probing the schema. */
function listPaths(schema: z.core.$ZodType, path = ''): readonly string[] {
  if (schema instanceof z.ZodOptional) return listPaths(schema.unwrap(), path)
  if (schema instanceof z.ZodArray) return listPaths(schema.element, `${path}[]`)
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries(schema.shape).flatMap(([name, field]) => {
    const own = path === '' ? name : `${path}.${name}`
    return [own, ...listPaths(field, own)]
  })
}

test('Keeps docs/fidelity.md current', () => {
  const file = readFileSync(new URL('../../docs/fidelity.md', import.meta.url), 'utf8')
  expect(file === text, 'docs/fidelity.md is out of date: run npm run openapi').toBe(true)
})

test('Generates the same text twice', () => {
  expect(toFidelityTable()).toBe(text)
})

test.each(commands)(
  'Lists $command with every field, its limit and its pages',
  ({ command, body, response, pages }) => {
    const rows = findRows(command)
    const paths = [...listPaths(body), ...(response ? listPaths(response) : [])]
    const shown = rows.map(row => /^\| `([^`]+)` \|/.exec(row)?.[1]).filter(path => path !== undefined)
    expect(shown).toEqual(paths)
    expect(text).toContain(`An application may send 200 requests a second ([documented, page ${pages[0]}]).`)
    for (const page of pages) expect(text).toContain(`\n[page ${page}]: https://trtc.io/document/${page}\n`)
  },
)

test.each(commands)('Lists $command with every refusal that it declares', ({ command, refusals }) => {
  const codes = findRows(command).map(row => /^\| (\d{5,6}) \|/.exec(row)?.[1])
  expect(codes.filter(code => code !== undefined)).toEqual(refusals.map(name => `${toError(name).code}`))
})

test.each(callbackList)('Lists $command with every field', ({ command, body }) => {
  const shown = findRows(command).map(row => /^\| `([^`]+)` \|/.exec(row)?.[1])
  expect(shown.filter(path => path !== undefined)).toEqual(listPaths(body))
})

test('Describes each field with its type, whether it is required, and its source', () => {
  expect(findRows('start_call_by_robot')).toEqual(
    expect.arrayContaining([
      '| `Timeout` | integer, 10000 to 600000 | yes | How long the callees ring, in milliseconds. | [documented, page 74505] |',
      expect.stringMatching(
        /^\| `CalleeList_Account` \| list of 1 to 100 strings, each 1 to 256 characters \| yes \| /,
      ),
      expect.stringMatching(/^\| `UserData` \| string \| no \| .* \| \[documented, page 74505\]; \*\*assumed:\*\* /),
      expect.stringMatching(/^\| `CallResult\[\]\.ResultCode` \| integer \| yes \| .* \| \[documented, page 71845\]; /),
    ]),
  )
  expect(findRows('get_call_info')).toContain(
    '| `CallInfo.RoomIdType` | integer: `0`, `1` or `2` | yes | How RoomId is meant: 1 a number, 2 a string; 0 where there is no room. | [documented, page 68932] |',
  )
})

test('Marks assumptions: 101002 for a wrong field of a record command', () => {
  for (const command of ['get_record_by_callid', 'get_record_by_filter']) {
    const [row] = findRows(command).filter(line => line.startsWith('| 101002 '))
    expect(row, command).toContain('**assumed:** the page names no code for a wrong field')
    expect(row).not.toContain('documented')
  }
  for (const command of ['get_call_info', 'start_call_by_robot', 'end_call']) {
    const [row] = findRows(command).filter(line => line.startsWith('| 101002 '))
    expect(row, command).toContain(`[documented, page `)
    expect(row).not.toContain('assumed')
  }
})

test('Lists the checks in their order, each with its code and its source', () => {
  const rows = findRows('What the gates refuse').slice(2)
  expect(rows.map(row => Number(row.split(' | ')[0]?.slice(2)))).toEqual(commonRefusals.map(({ order }) => order))
  commonRefusals.forEach(({ when, refuse, source }: CommonRefusal, index) => {
    expect(rows[index]).toContain(when)
    if (refuse !== 'invalid') expect(rows[index]).toContain(` | ${toError(refuse).code} | `)
    expect(rows[index]).toContain(
      'page' in source ? `[documented, page ${source.page}]` : Object.values(source).join(''),
    )
  })
  expect(rows.at(-1)).toContain("the command's own: 101002 or 100002")
})

test('Has a row for every error code, host, parameter and fact about UserSigs', () => {
  expect(
    findRows('Error codes')
      .slice(2)
      .map(row => Number(row.split(' | ')[0]?.slice(2))),
  ).toEqual(errorNames.map(name => toError(name).code))
  expect(findRows('Hosts').slice(2)).toEqual(
    hosts.map(({ region, host, role, source }) =>
      expect.stringContaining(
        `| ${region} | \`${host}\` | ${role} | ${'page' in source ? `[documented, page ${source.page}]` : '*observed:*'}`,
      ),
    ),
  )
  const query = findRows('Query of a request').join('\n')
  for (const name of Object.keys(parameters)) expect(query).toContain(`| \`${name}\` | `)
  expect(query).toContain('| `random` | *observed:* clients in use leave it out')
  const sending = findRows('How callbacks are sent').join('\n')
  for (const [name, { example }] of Object.entries(callbackParameters))
    expect(sending).toMatch(new RegExp(`\\| \`${name}\` \\| .* \\| \`${example}\` \\| `))
  expect(findRows('UserSig')).toHaveLength(userSigFacts.length + 2)
})

test('Ends with the contradictions between pages and the choice made', () => {
  const [, last = ''] = text.split('\n## Where the pages contradict each other\n')
  for (const { command, contradictions = [] } of [...commands, ...callbackList]) {
    for (const { subject: about, statements, decision } of contradictions) {
      const row = last.split('\n').find(line => line.startsWith(`| ${about}, in \`${command}\` |`))
      for (const { page, text: what } of statements) expect(row).toContain(`[page ${page}]: ${what}`)
      expect(row).toContain(decision)
    }
  }
})

test('Counts the rows correctly at the top', () => {
  const [, all, ...kinds] =
    /\*\*(\d+) facts: (\d+) documented, (\d+) documented in part, (\d+) observed, (\d+) assumed\.\*\*/.exec(text) ?? []
  const [before = ''] = text.split('\n## Where the pages contradict')
  const rows = before.split('\n').filter(line => /(documented, page|\*observed:\*|\*\*assumed:\*\*)/.test(line))
  const whole = rows.filter(row => row.includes('documented, page') && !/\*(observed|assumed):/.test(row))
  const unsourced = rows.filter(row => row.includes('**assumed:**') && !row.includes('documented, page'))
  expect(rows).toHaveLength(Number(all))
  expect(whole).toHaveLength(Number(kinds[0]))
  expect(unsourced).toHaveLength(Number(kinds[3]))
  expect(kinds.reduce((sum, kind) => sum + Number(kind), 0)).toBe(Number(all))
})

test('Has a target for every link', () => {
  const headings = new Set(
    [...text.matchAll(/^##+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^a-z0-9 _-]/g, '')
        .replaceAll(' ', '-'),
    ),
  )
  const anchors = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor)
  expect(anchors.length).toBeGreaterThan(15)
  expect(anchors.filter(anchor => anchor === undefined || !headings.has(anchor))).toEqual([])
  const labels = new Set([...text.matchAll(/\[((?:documented, )?page \d+)\]/g)].map(([, label]) => label))
  for (const label of labels) expect(text).toMatch(new RegExp(`^\\[${label}\\]: https://trtc\\.io/document/\\d+$`, 'm'))
})

test('Has at most as many cells in a row as in its heading', () => {
  const wrong: string[] = []
  let columns = 0
  for (const line of text.split('\n')) {
    const cells = line.startsWith('| ') ? line.replaceAll('\\|', '').split('|').length : 0
    if (columns > 0 && cells > 0 && cells !== columns) wrong.push(line)
    columns = cells
  }
  expect(wrong).toEqual([])
})
