import { expect, test } from 'vitest'
import { explain } from '../../../src/usersig/explain.ts'
import { type FindingId, findingLevels } from '../../../src/usersig/findings/finding.ts'
import { verify } from '../../../src/usersig/verify.ts'
import { claim } from '../forge.ts'
import { cases } from './cases.ts'

// Every key of the table is a finding's name.
const ids = Object.keys(cases) as FindingId[]

for (const id of ids) {
  test.each(cases[id].map((each, at) => [at + 1, each] as const))(`${id} is found (%i)`, (_, each) => {
    const asked = { ...claim, ...each.asked }
    const { findings, ok } = explain(each.text, asked)
    expect(findings.map(finding => finding.id).toSorted()).toEqual([id, ...(each.also ?? [])].toSorted())
    const found = findings.find(finding => finding.id === id)
    expect(found).toMatchObject({ level: findingLevels[id], sentence: expect.stringMatching(each.says ?? /\.$/) })
    expect(found?.fix).toMatch(/\w.*\.$/)
    const { sdkAppId, secretKey, identifier, now } = asked
    if (sdkAppId === undefined || secretKey === undefined || identifier === undefined) return
    expect(ok).toBe(verify(each.text, { sdkAppId, secretKey, identifier, now }).ok)
  })
}
