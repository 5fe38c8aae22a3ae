import { expect, test } from 'vitest'
import { explain } from '../../../src/usersig/explain.ts'
import { type FindingId, findingSeverities } from '../../../src/usersig/findings/finding.ts'
import { verify } from '../../../src/usersig/verify.ts'
import { claim } from '../forge.ts'
import { cases } from './cases.ts'

// Every key of the table is a finding's name.
const ids = Object.keys(cases) as FindingId[]

for (const id of ids) {
  test.each(cases[id].map((each, at) => [at + 1, each] as const))(`${id} is found (%i)`, (_, each) => {
    const asked = { ...claim, ...each.asked }
    const { findings, accepted } = explain(each.text, asked)
    expect(findings.map(finding => finding.code).toSorted()).toEqual([id, ...(each.also ?? [])].toSorted())
    const found = findings.find(finding => finding.code === id)
    expect(found).toMatchObject({ severity: findingSeverities[id], text: expect.stringMatching(each.says ?? /\.$/) })
    expect(found?.fix).toMatch(/\w.*\.$/)
    const { sdkAppId, secretKey, identifier, now, isQueryValue } = asked
    if (isQueryValue || sdkAppId === undefined || secretKey === undefined || identifier === undefined) return
    expect(accepted).toBe(verify(each.text, { sdkAppId, secretKey, identifier, now }).ok)
  })
}
