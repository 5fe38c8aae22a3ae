import { createConfig, lintFromString } from '@redocly/openapi-core'
import { expect, test } from 'vitest'
import { toControlOpenApi } from '../../src/server/control/openapi.ts'
import { routes } from '../../src/server/control/routes.ts'

test("the control surface's document is one that a public validator has nothing against", async () => {
  const config = await createConfig({ extends: ['recommended'] })
  const problems = await lintFromString({ source: JSON.stringify(toControlOpenApi(routes)), config })
  expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([])
})
