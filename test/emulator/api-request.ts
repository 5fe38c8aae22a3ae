import type { ApiRequest } from '../../src/contracts/parse-request.ts'

/** The query of a request that is right in everything, as plain fields. */
export const rightQuery = {
  sdkappid: '88888888',
  identifier: 'administrator',
  usersig: 'eJw-right',
  random: '99999999',
  contenttype: 'json',
}

/** A request for a call's state that is right in everything but what is given. */
export function toApiRequest(
  query: { readonly [name: string]: string | undefined } = {},
  rest: { readonly method?: string; readonly path?: string; readonly repeated?: readonly string[] } = {},
): ApiRequest {
  const pairs = Object.entries({ ...rightQuery, ...query })
  const { method = 'POST', path = '/v4/call_engine_http_srv/get_call_info', repeated = [] } = rest
  return {
    method,
    target: path,
    path,
    query: new Map(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    repeated,
    body: { text: '{}' },
  }
}
