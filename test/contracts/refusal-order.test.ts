import { expect, test } from 'vitest'
import { errorNames, toError } from '../../src/contracts/errors.ts'
import { operationNames, operations } from '../../src/contracts/operations.ts'
import { parameters } from '../../src/contracts/query.ts'
import {
  commonRefusals,
  toCommonRefusals,
  toErrorTable,
  toRefusals,
  toRefusalTable,
} from '../../src/contracts/refusal-order.ts'

const getCallInfo = operations.get_call_info

test('Checks in this order, with these codes', () => {
  expect(toCommonRefusals(getCallInfo).map(rule => [rule.order, toError(rule.refuse).code])).toEqual([
    [1, 60002],
    [1, 60002],
    [2, 60008],
    [2, 60008],
    [3, 60012],
    [4, 60006],
    [5, 60025],
    [6, 60002],
    [7, 60004],
    [8, 70003],
    [9, 70014],
    [10, 70013],
    [11, 70009],
    [12, 70001],
    [13, 60010],
    [14, 60008],
    [15, 60007],
    [16, 60003],
    [16, 60003],
    [16, 60008],
    [17, 101002],
  ])
})

test('Marks undocumented checks as assumptions, with a reason', () => {
  const assumed = commonRefusals.filter(rule => 'assumed' in rule.source)
  expect(assumed.map(rule => rule.order)).toEqual([1, 2, 6, 15, 16, 16])
  for (const rule of assumed) expect(rule.source).toEqual({ assumed: expect.stringMatching(/.{30}/) })
})

test('Refuses a wrong field with the code that the command declares, documented on its own page', () => {
  const renamed = { ...getCallInfo, invalid: 'ConfigInvalidParameter', pages: [68938] } as const
  expect(toCommonRefusals(renamed).at(-1)).toMatchObject({ refuse: 'ConfigInvalidParameter', source: { page: 68938 } })
  const assumedOperation = { ...renamed, invalidSource: { assumed: 'no page says' } } as const
  expect(toCommonRefusals(assumedOperation).at(-1)?.source).toEqual({ assumed: 'no page says' })
  expect(toRefusals(renamed)).toContain('ConfigInvalidParameter')
})

test('Has every refusal of a parameter among the reasons', () => {
  const known: readonly string[] = commonRefusals.map(rule => rule.refuse)
  for (const { missing, wrong } of Object.values(parameters)) {
    expect(known).toContain(missing)
    expect(known).toContain(wrong)
  }
})

test("Lists the shared refusals and the command's own, each once", () => {
  const refusals = toRefusals(getCallInfo)
  expect(new Set(refusals).size).toBe(refusals.length)
  expect(refusals).toEqual(expect.arrayContaining([...getCallInfo.refusals]))
  expect(refusals.at(-1)).toBe('CallNotFound')
})

const table = toErrorTable()
const find = (code: number) => table.find(row => row.code === code)

test('Has one row with unchanged facts for every error', () => {
  expect(table.map(row => row.name)).toEqual(errorNames)
  for (const row of table) {
    const { code, meaning, retry, source } = toError(row.name)
    expect(row).toMatchObject({ code, meaning, retry, source })
  }
})

test('Has unique codes and names', () => {
  expect(new Set(table.map(row => row.code)).size).toBe(table.length)
  expect(new Set(table.map(row => row.name)).size).toBe(table.length)
})

test('Has in every row the address of the page that documents it', () => {
  expect(find(60025)).toMatchObject({ name: 'QueryWrong', pageUrl: 'https://trtc.io/document/34348' })
  for (const row of table)
    expect(row.pageUrl).toBe('page' in row.source ? `https://trtc.io/document/${row.source.page}` : undefined)
})

test('Lists the shared refusals for every command', () => {
  const common = table.filter(row => row.commands === 'every command').map(row => row.code)
  expect(common).toEqual([
    60002, 60003, 60004, 60006, 60007, 60008, 60010, 60012, 60025, 70001, 70003, 70009, 70013, 70014,
  ])
})

test('Lists a declared refusal with its command', () => {
  expect(find(101004)?.commands).toContain('get_call_info')
  for (const command of operationNames) {
    for (const refusal of operations[command].refusals) expect(find(toError(refusal).code)?.commands).toContain(command)
  }
})

test('Names the page of the command as the source of a declared refusal', () => {
  expect(toRefusalTable(operations.end_call)).toEqual([
    { name: 'InternalError', code: 101001, meaning: toError('InternalError').meaning, source: { page: 74506 } },
    { name: 'InvalidParameter', code: 101002, meaning: toError('InvalidParameter').meaning, source: { page: 74506 } },
    { name: 'CallNotFound', code: 101004, meaning: toError('CallNotFound').meaning, source: { page: 74506 } },
  ])
})

test('Assumes only 101002 for a wrong field of a record command', () => {
  const assumed = operationNames.flatMap(name =>
    toRefusalTable(operations[name]).flatMap(({ code, source }) => ('assumed' in source ? [[name, code]] : [])),
  )
  expect(assumed).toEqual([
    ['get_record_by_callid', 101002],
    ['get_record_by_filter', 101002],
  ])
})

test('Uses errors that no command declares only for faults', () => {
  expect(find(60016)?.commands).toEqual([])
})
