import { defineRoute } from './route.ts'

export const vendorDocument = defineRoute({
  id: 'getVendorOpenApi',
  tag: 'emulator',
  method: 'get',
  path: '/vendor.openapi.json',
  showsSecrets: true,
  summary: "The OpenAPI document of the vendor's surface",
  answer: 'OpenApi',
  gives: 'An OpenAPI 3.1 document.',
  handle: async () => (await import('../../contracts/openapi/document.ts')).toOpenApi(),
})

export const controlDocument = defineRoute({
  id: 'getOpenApi',
  tag: 'emulator',
  method: 'get',
  path: '/openapi.json',
  showsSecrets: true,
  summary: 'The OpenAPI document of this control surface',
  answer: 'OpenApi',
  gives: 'An OpenAPI 3.1 document.',
  handle: async ({ routes }) => (await import('./openapi.ts')).toControlOpenApi(routes),
})
