import { expect, test } from 'vitest'
import { toErrorTable, toRefusalTable } from '../../src/contracts/error-table.ts'
import { errorNames, toError } from '../../src/contracts/errors.ts'
import { operationNames, operations } from '../../src/contracts/operations.ts'

const table = toErrorTable()
const find = (code: number) => table.find(row => row.code === code)

test('every error has one row, with its facts unchanged', () => {
  expect(table.map(row => row.name)).toEqual(errorNames)
  for (const row of table) {
    const { code, meaning, retry, seen } = toError(row.name)
    expect(row).toMatchObject({ code, meaning, retry, seen })
  }
})

test('codes and names are unique', () => {
  expect(new Set(table.map(row => row.code)).size).toBe(table.length)
  expect(new Set(table.map(row => row.name)).size).toBe(table.length)
})

test('a row has the address of the page that documents it', () => {
  expect(find(60025)).toMatchObject({ name: 'QueryWrong', pageUrl: 'https://trtc.io/document/34348' })
  for (const row of table)
    expect(row.pageUrl).toBe('page' in row.seen ? `https://trtc.io/document/${row.seen.page}` : undefined)
})

test('what the gates answer, every command answers', () => {
  const common = table.filter(row => row.commands === 'every command').map(row => row.code)
  expect(common).toEqual([
    60002, 60003, 60004, 60006, 60007, 60008, 60010, 60012, 60025, 70001, 70003, 70009, 70013, 70014,
  ])
})

test('what a command declares is listed with that command', () => {
  expect(find(101004)?.commands).toContain('get_call_info')
  for (const command of operationNames) {
    for (const refusal of operations[command].refusals) expect(find(toError(refusal).code)?.commands).toContain(command)
  }
})

test('a refusal that a command declares was seen on the page of that command', () => {
  expect(toRefusalTable(operations.end_call)).toEqual([
    { name: 'InternalError', code: 101001, meaning: toError('InternalError').meaning, seen: { page: 74506 } },
    { name: 'InvalidParameter', code: 101002, meaning: toError('InvalidParameter').meaning, seen: { page: 74506 } },
    { name: 'CallNotFound', code: 101004, meaning: toError('CallNotFound').meaning, seen: { page: 74506 } },
  ])
})

test('that records answer 101002 to a wrong field is assumed, and only that', () => {
  const assumed = operationNames.flatMap(name =>
    toRefusalTable(operations[name]).flatMap(({ code, seen }) => ('assumed' in seen ? [[name, code]] : [])),
  )
  expect(assumed).toEqual([
    ['get_record_by_callid', 101002],
    ['get_record_by_filter', 101002],
  ])
})

test('what nobody declares is there for faults alone', () => {
  expect(find(60016)?.commands).toEqual([])
})
