import { describe, expect, test } from 'vitest'
import { findFailedRules, findMessages } from '../surfaces/findings.ts'
import { surfaces } from '../surfaces/surface.ts'

const path = '/v4/call_engine_http_srv/get_call_info'
const CallId = '055662e1-bc8a-469c-a334-1126c8c17d58'

/** A request with its parameters in other places; `q` is the correct query as fields. */
const requests: readonly (readonly [
  string,
  number,
  RegExp,
  (q: Record<string, string>) => { target: string; body: string; headers?: Record<string, string> },
])[] = [
  ['a form', 60012, /body/, q => ({ target: path, body: `${new URLSearchParams({ ...q, CallId })}` })],
  ['a form of nothing else', 60012, /body/, q => ({ target: path, body: `${new URLSearchParams(q)}` })],
  ['a JSON body', 60012, /body/, q => ({ target: path, body: JSON.stringify({ ...q, CallId }) })],
  [
    'a JSON body in camelCase',
    60012,
    /body/,
    ({ sdkappid, usersig, ...q }) => ({
      target: path,
      body: JSON.stringify({ ...q, SdkAppId: Number(sdkappid), userSig: usersig, CallId }),
    }),
  ],
  [
    'a multipart form',
    60012,
    /body/,
    q => ({
      target: path,
      body: `${Object.entries(q)
        .map(([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
        .join('')}--x--\r\n`,
    }),
  ],
  ['headers', 60012, /headers/, q => ({ target: path, body: JSON.stringify({ CallId }), headers: q })],
  [
    'headers with X-',
    60012,
    /headers/,
    q => ({
      target: path,
      body: JSON.stringify({ CallId }),
      headers: Object.fromEntries(Object.entries(q).map(([name, value]) => [`X-${name}`, value])),
    }),
  ],
  [
    'the URL and the body',
    60025,
    /Missing contenttype, random, identifier and usersig .*body/,
    ({ sdkappid, ...q }) => ({ target: `${path}?sdkappid=${sdkappid}`, body: JSON.stringify({ ...q, CallId }) }),
  ],
  [
    'the path',
    60008,
    /path.*\?sdkappid=/,
    q => ({ target: `${path}/${new URLSearchParams(q)}`, body: JSON.stringify({ CallId }) }),
  ],
  [
    'the path after an encoded question mark',
    60008,
    /path/,
    q => ({ target: `${path}%3F${new URLSearchParams(q)}`, body: JSON.stringify({ CallId }) }),
  ],
]

for (const { name: surfaceName, open } of surfaces) {
  describe(surfaceName, () => {
    test.for(requests)('Reports parameters in %s as one finding', async ([, code, place, toRequest]) => {
      await using surface = await open()
      const { searchParams } = new URL(surface.emulator.target('get_call_info'), 'http://x')
      const { target, body, headers = {} } = toRequest(Object.fromEntries(searchParams))
      const { json } = await surface.request(target, { method: 'POST', body, headers })
      expect(json).toMatchObject({ ErrorCode: code, ErrorInfo: expect.stringMatching(place) })
      expect(await findFailedRules(surface.emulator)).toEqual(['RB-Q25'])
      const [sentence = ''] = await findMessages(surface.emulator, 'RB-Q25')
      expect(json?.ErrorInfo).toContain(sentence)
    })

    test('Reports parameters that were sent nowhere one by one', async () => {
      await using surface = await open()
      await surface.request(path, { method: 'POST', body: JSON.stringify({ CallId }) })
      expect(await findFailedRules(surface.emulator)).toEqual(['RB-Q05', 'RB-Q06', 'RB-Q07', 'RB-Q08', 'RB-Q09'])
    })
  })
}
