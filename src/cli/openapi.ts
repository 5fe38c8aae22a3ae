import { Command } from 'commander'
import { print } from './output.ts'

/** `ringback openapi`: prints the OpenAPI 3.1 document of the vendor surface. */
export const openapi = new Command('openapi')
  .addHelpText('after', '\nExample:\n  ringback openapi > openapi.json\n')
  .action(async () => {
    const { toOpenApi } = await import('../contracts/openapi/document.ts')
    print(JSON.stringify(toOpenApi(), undefined, 2))
  })
