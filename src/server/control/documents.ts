import { defineRoute } from './route.ts'

export const vendorDocument = defineRoute({
  method: 'get',
  path: '/vendor.openapi.json',
  summary: "The OpenAPI document of the vendor's surface",
  gives: 'An OpenAPI 3.1 document.',
  handle: async () => (await import('../../contracts/openapi.ts')).toOpenApi(),
})

export const controlDocument = defineRoute({
  method: 'get',
  path: '/openapi.json',
  summary: 'The OpenAPI document of this control surface',
  gives: 'An OpenAPI 3.1 document.',
  handle: async ({ routes }) => (await import('./openapi.ts')).toControlOpenApi(routes),
})
