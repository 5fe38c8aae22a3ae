import { afterAll, expect, test } from 'vitest'
import { defineClientContract } from '../../../src/adapters/client-contract/define-client-contract.ts'
import { operationNames } from '../../../src/contracts/operations.ts'
import { createAdapter } from './client.ts'

const contract = defineClientContract(createAdapter(operationNames))
afterAll(() => contract.close())

test('a good client of every command comes to good in each case, and keeps the rules', async () => {
  const cases = [...contract].filter(({ id }) => id !== 'rules')
  const failed: string[] = []
  await Promise.all(cases.map(one => one.run().catch((error: Error) => failed.push(error.message))))
  expect(failed).toEqual([])
  const report = await contract.report()
  expect(report).toMatchObject({ verdict: 'passed', because: [] })
})
