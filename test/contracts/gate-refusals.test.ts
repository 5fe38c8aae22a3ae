import { expect, test } from 'vitest'
import { toError } from '../../src/contracts/errors.ts'
import { gateRefusals, toGateRefusals, toRefusals } from '../../src/contracts/gate-refusals.ts'
import { operations } from '../../src/contracts/operations.ts'
import { parameters } from '../../src/contracts/query.ts'

const getCallInfo = operations.get_call_info

test('the gates look in this order and answer with these codes', () => {
  expect(toGateRefusals(getCallInfo).map(rule => [rule.order, toError(rule.refuse).code])).toEqual([
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

test('what no page says is called an assumption, with a reason', () => {
  const assumed = gateRefusals.filter(rule => 'assumed' in rule.seen)
  expect(assumed.map(rule => rule.order)).toEqual([1, 2, 6, 15, 16, 16])
  for (const rule of assumed) expect(rule.seen).toEqual({ assumed: expect.stringMatching(/.{30}/) })
})

test("a wrong field of the body gets the code that the command names, seen on the command's own page", () => {
  const renamed = { ...getCallInfo, invalid: 'ConfigInvalidParameter', pages: [68938] } as const
  expect(toGateRefusals(renamed).at(-1)).toMatchObject({ refuse: 'ConfigInvalidParameter', seen: { page: 68938 } })
  const unsure = { ...renamed, invalidSeen: { assumed: 'no page says' } } as const
  expect(toGateRefusals(unsure).at(-1)?.seen).toEqual({ assumed: 'no page says' })
  expect(toRefusals(renamed)).toContain('ConfigInvalidParameter')
})

test('each refusal of a parameter is among the reasons', () => {
  const known: readonly string[] = gateRefusals.map(rule => rule.refuse)
  for (const { missing, wrong } of Object.values(parameters)) {
    expect(known).toContain(missing)
    expect(known).toContain(wrong)
  }
})

test('the refusals of a command are those of the gates and its own, each once', () => {
  const refusals = toRefusals(getCallInfo)
  expect(new Set(refusals).size).toBe(refusals.length)
  expect(refusals).toEqual(expect.arrayContaining([...getCallInfo.refusals]))
  expect(refusals.at(-1)).toBe('CallNotFound')
})
