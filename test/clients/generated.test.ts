import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import openapiTS, { astToString } from 'openapi-typescript'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { toOpenApi } from '../../src/contracts/openapi/document.ts'
import { toControlOpenApi } from '../../src/server/admin/openapi.ts'
import { routes } from '../../src/server/admin/routes.ts'
import { useFolder } from '../cli/run.ts'

const folder = useFolder()
const documents = { vendor: toOpenApi(), admin: toControlOpenApi(routes) }

test.each(Object.entries(documents))('Passes an independent validator with the %s document', async (_, document) => {
  expect(await new Validator().validate({ ...document })).toEqual({ valid: true })
})

/** A line after "@ts-expect-error" must not compile; every other line must. */
const vendorClient = `
import type { components, operations } from './schema.ts'
type Answer = operations['getCallInfo']['responses'][200]['content']['application/json']
export const read = (answer: Answer): string =>
  answer.ActionStatus === 'OK' ? answer.Response.CallInfo.MediaType : \`\${answer.ErrorCode}: \${answer.ErrorInfo}\`
export const body: components['schemas']['GetCallInfoBody'] = { CallId: 'x' }
export const query: operations['getCallInfo']['parameters']['query'] =
  { sdkappid: '1', identifier: 'a', usersig: 'x', random: '1', contenttype: 'json' }
// @ts-expect-error the status is OK or FAIL
export const wrong: Answer['ActionStatus'] = 'ok'
`

const adminClient = `
import type { operations } from './schema.ts'
type Answer<Name extends keyof operations> = operations[Name]['responses'] extends { 200: { content: { 'application/json': infer Body } } }
  ? Body
  : never
export const now = (health: Answer<'getHealth'>): string => health.now
export const codes = (list: Answer<'listExchanges'>): (number | undefined)[] => list.exchanges.map(one => one.errorCode)
export const failed = (report: Answer<'getReport'>): string[] =>
  report.results.filter(rule => rule.verdict === 'failed').map(rule => rule.id)
export const problem: operations['getCall']['responses']['4XX']['content']['application/problem+json']['code'] = 'no-such-call'
// @ts-expect-error the type of a response is not never, to which everything could be assigned
export const never: Answer<'listCalls'>['calls'] = 1
`

test.each([
  ['vendor', vendorClient],
  ['admin', adminClient],
] as const)('Compiles a client with types that are generated from the %s document', async (name, client) => {
  const document = JSON.stringify(documents[name])
  writeFileSync(join(folder, 'schema.ts'), astToString(await openapiTS(document)))
  writeFileSync(join(folder, 'client.ts'), client)
  const program = ts.createProgram([join(folder, 'client.ts')], {
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts'],
    types: [],
  })
  const errors = ts.getPreEmitDiagnostics(program)
  expect(errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual([])
})
