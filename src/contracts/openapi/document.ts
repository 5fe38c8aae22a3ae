import { type OpenAPIObject, OpenApiBuilder } from 'openapi3-ts/oas31'
import packageJson from '../../../package.json' with { type: 'json' }
import type { CallbackContract } from '../callback.ts'
import { callbackFacts } from '../callback.ts'
import { callbackCommands, callbacks } from '../callbacks.ts'
import { hosts } from '../hosts.ts'
import { type Operation, toPath } from '../operation.ts'
import { operationNames, operations } from '../operations.ts'
import { toErrorTable } from '../refusal-order.ts'
import {
  callbackTag,
  explainCallbacks,
  toCallbackParameters,
  toGateExamples,
  toParameters,
  toPathItem,
  toWebhook,
} from './paths.ts'
import { toSchemas } from './schemas.ts'

/**
 * The contract as an OpenAPI 3.1 document: every command with its schemas, its documented examples and every refusal
 * it may give, and every callback. Equal contracts make equal documents, down to the order of the keys.
 */
export function toOpenApi(): OpenAPIObject {
  const contracts: readonly Operation[] = operationNames.map(name => operations[name])
  const told: readonly CallbackContract[] = callbackCommands.map(command => callbacks[command])
  const document = OpenApiBuilder.create({
    openapi: '3.1.0',
    info: {
      title: "Tencent's Call REST API, as ringback keeps it",
      description: about,
      version: packageJson.version,
      license: { name: 'MIT License', identifier: 'MIT' },
    },
    // There is no scheme to declare: the signature is an ordinary parameter of the query, usersig.
    security: [],
  })
  document.addServer({ url: 'http://127.0.0.1:2255', description: 'The emulator, as it starts by default' })
  for (const { host, region, role, source } of hosts) {
    document.addServer({
      url: `https://${host}`,
      description: `The service, for applications of ${region} (${role} host)`,
      'x-source': [source],
    })
  }
  for (const service of new Set(contracts.map(contract => contract.service))) {
    const commands = contracts.filter(contract => contract.service === service).map(contract => contract.command)
    document.addTag({ name: service, description: `The commands under /v4/${service}: ${commands.join(', ')}.` })
  }
  document.addTag({
    name: callbackTag,
    description: explainCallbacks(),
    'x-source': callbackFacts.map(({ source }) => source),
  })
  for (const contract of contracts) document.addPath(toPath(contract), toPathItem(contract))
  for (const [name, schema] of toSchemas(contracts, told)) document.addSchema(name, schema)
  for (const [name, example] of toGateExamples()) document.addExample(name, example)
  for (const parameter of toParameters()) document.addParameter(parameter.name, parameter)
  for (const callback of told) document.addWebhook(callback.command, toWebhook(callback))
  for (const [key, parameter] of toCallbackParameters()) document.addParameter(key, parameter)
  // A copy, so that changes to the document do not change the contracts.
  return structuredClone({ ...document.getSpec(), 'x-ringback-errors': toErrorTable() })
}

const about = `\
The server API of TUICallKit, described from its public documentation by ringback, a local emulator. The vendor is not involved.

Every command is a POST with a JSON object as its body (\`{}\` if it has no fields) and the same five parameters in the query. The HTTP status \
is always 200; \`ActionStatus\` and \`ErrorCode\` report success or failure.

The webhooks are the callbacks that the service sends to the URL set with set_callback.

Each fact has its source in \`x-source\`: a numbered page of the vendor's documentation, public output of real systems (\`observed\`), or none \
(\`assumed\`, with the reason). \`x-ringback-errors\` lists every error code; its \`retry\` is documented for 101001 and derived from the meaning for all others.`
