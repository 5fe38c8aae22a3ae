import { expect, test } from 'vitest'
import { examine, explain, listIssues } from '../../src/usersig/explain.ts'
import { userSigFindingCodes } from '../../src/usersig/messages.ts'
import { verify } from '../../src/usersig/verify.ts'
import { cases } from './cases.ts'
import { claim } from './forge.ts'

for (const code of userSigFindingCodes) {
  test.each(cases[code].map((each, at) => [at + 1, each] as const))(
    `Finds ${code} (%i)`,
    (_, { text, also, data, ...given }) => {
      const options = { ...claim, ...given.asked }
      const issues = listIssues(examine(text, options), options.now)
      expect(issues.map(issue => issue.code).toSorted()).toEqual([code, ...(also ?? [])].toSorted())
      expect(issues).toContainEqual(expect.objectContaining({ code, ...data }))
      const { sdkAppId, secretKey, identifier, now, isQueryValue } = options
      if (isQueryValue || sdkAppId === undefined || secretKey === undefined || identifier === undefined) return
      expect(explain(text, options).accepted).toBe(verify(text, { sdkAppId, secretKey, identifier, now }).ok)
    },
  )
}
