import { describe, expect, test } from 'vitest'
import { sign } from '../../src/usersig/sign.ts'
import { type Answer, type Surface, surfaces } from '../surfaces/surface.ts'

const path = '/v4/call_engine_http_srv/get_call_info'
const body = '{"CallId":"055662e1-bc8a-469c-a334-1126c8c17d58"}'
const key = '72696e676261636b'.repeat(4)
const now = Math.floor(Date.now() / 1000)
const good = { sdkAppId: 88888888, secretKey: key, identifier: 'administrator', time: now - 60, expire: 86_400 }

const query = (changes: Record<string, string | undefined> = {}) => {
  const whole = {
    sdkappid: '88888888',
    identifier: 'administrator',
    usersig: sign(good),
    random: '99999999',
    contenttype: 'json',
    ...changes,
  }
  return new URLSearchParams(
    Object.entries(whole).filter((pair): pair is [string, string] => pair[1] !== undefined),
  ).toString()
}
const post = (surface: Surface, changes = {}, init: RequestInit = {}): Promise<Answer> =>
  surface.request(`${path}?${query(changes)}`, { method: 'POST', body, ...init })

/** Every reason to refuse a request before the command, in the service's order: mistake, parameters, code and words of ErrorInfo. */
const mistakes: readonly [string, Record<string, string | undefined>, number, string][] = [
  ['sdkappid is missing', { sdkappid: undefined }, 60012, 'Missing sdkappid'],
  ['sdkappid is not a number', { sdkappid: '8888x' }, 60006, '"8888x"'],
  ['there is no such application', { sdkappid: '1234567890' }, 60006, '1234567890'],
  ['contenttype is missing', { contenttype: undefined }, 60025, 'Missing contenttype'],
  ['contenttype is not json', { contenttype: 'JSON' }, 60025, 'expected json, got "JSON"'],
  ['random is missing', { random: undefined }, 60002, 'Missing random'],
  ['random is too large', { random: '4294967296' }, 60002, '4294967295'],
  ['random is a UUID', { random: '055662e1-bc8a-469c-a334-1126c8c17d58' }, 60002, 'a decimal integer'],
  ['random is negative', { random: '-1' }, 60002, '"-1"'],
  ['identifier is missing', { identifier: undefined }, 60004, 'Missing identifier'],
  ['identifier is empty', { identifier: '' }, 60004, 'got ""'],
  ['usersig is missing', { usersig: undefined }, 60004, 'Missing usersig'],
  ['the usersig is unreadable', { usersig: 'xxx' }, 70003, 'The UserSig in use is illegal'],
  [
    "the usersig is another application's",
    { usersig: sign({ ...good, sdkAppId: 1400188366 }) },
    70014,
    'The requested SDKAppID(88888888) does not match the Usersig(1400188366)',
  ],
  [
    "the usersig is another user's",
    { usersig: sign({ ...good, identifier: 'admin' }) },
    70013,
    'does not match the Usersig',
  ],
  [
    'the usersig is signed with another key',
    { usersig: sign({ ...good, secretKey: 'other' }) },
    70009,
    'UserSig verification Failed',
  ],
  ['the usersig has expired', { usersig: sign({ ...good, expire: 1 }) }, 70001, 'The UserSig in use is expired'],
  [
    'the identifier is not an administrator',
    { identifier: 'user1', usersig: sign({ ...good, identifier: 'user1' }) },
    60010,
    '"user1" is not an administrator',
  ],
]

for (const { name, open } of surfaces) {
  describe(name, () => {
    test.each(mistakes)('Refuses a request if %s', async (_, changes, code, words) => {
      await using surface = await open()
      const { status, json } = await post(surface, changes)
      expect(status).toBe(200)
      expect(json).toMatchObject({ ErrorCode: code, ActionStatus: 'FAIL' })
      expect(json?.ErrorInfo).toContain(words)
    })

    test('Reports the earlier check of two mistakes', async () => {
      await using surface = await open()
      const order = [
        ['sdkappid', 60012],
        ['contenttype', 60025],
        ['random', 60002],
        ['identifier', 60004],
      ] as const
      for (const [index, [parameter, code]] of order.entries()) {
        const later = Object.fromEntries(order.slice(index).map(([other]) => [other, undefined]))
        const { json } = await post(surface, later, { body: 'not json' })
        expect([parameter, json?.ErrorCode]).toEqual([parameter, code])
      }
      const { json } = await surface.request('/nowhere', { method: 'GET' })
      expect(json?.ErrorCode).toBe(60002)
    })

    test.each(['GET', 'PUT', 'DELETE', 'PATCH'])('Returns 60008 for %s, after the identity', async method => {
      await using surface = await open()
      const { status, json } = await surface.request(`${path}?${query()}`, { method })
      expect([status, json?.ErrorCode]).toEqual([200, 60008])
      expect(json?.ErrorInfo).toMatch(/^service timeout or request format error,please check and try again/)
      const other = await surface.request(`${path}?${query({ usersig: 'xxx' })}`, { method })
      expect(other.json?.ErrorCode).toBe(70003)
    })

    test('Does not count requests with another method for the rate limit', async () => {
      await using surface = await open({ rateLimit: 1 })
      await surface.request(`${path}?${query()}`, { method: 'GET' })
      expect((await post(surface)).json?.ErrorCode).toBe(0)
      expect((await post(surface)).json).toMatchObject({
        ErrorCode: 60007,
        ErrorInfo: expect.stringContaining('blocked by quota'),
      })
    })

    test.each([path, '/', '/v4/openim/sendmsg', '/v1/callback/set'])(
      'Answers a preflight of %s before any check',
      async target => {
        await using surface = await open()
        const response = await surface.request(target, {
          method: 'OPTIONS',
          headers: {
            Origin: 'https://example.com',
            'Access-Control-Request-Method': 'POST',
            'Access-Control-Request-Headers': 'content-type',
          },
        })
        expect(response.status).toBe(204)
        expect(response.text).toBe('')
        const { headers } = response
        expect(headers.get('access-control-allow-origin')).toBe('*')
        expect(headers.get('access-control-allow-methods')).toMatch(/\bPOST\b/)
        expect(headers.get('access-control-allow-headers')?.split(', ')).toEqual(
          expect.arrayContaining(['Content-Type', 'X-Requested-With']),
        )
        expect(headers.get('content-type')).toBeNull()
        expect((await surface.emulator.report()).verdict).toBe('not exercised')
        expect(surface.emulator.core.runLog.exchanges.since()[0]).toMatchObject({ scope: 'outside', status: 204 })
      },
    )

    test.each(['/', '/v4', '/call_engine_http_srv/get_call_info'])('Returns 60002 for the path %s', async target => {
      await using surface = await open()
      const { status, json } = await surface.request(`${target}?${query()}`, { method: 'POST', body })
      expect([status, json?.ErrorCode]).toEqual([200, 60002])
      expect(json?.ErrorInfo).toMatch(/^HTTP parse Error/)
    })

    test('Names the documentation text for each refused UserSig', async () => {
      await using surface = await open()
      const info = async (changes: Record<string, string>) => (await post(surface, changes)).json?.ErrorInfo
      expect(await info({ usersig: sign({ ...good, expire: 1 }) })).toContain('The UserSig in use is expired')
      expect(await info({ usersig: 'xxx' })).toMatch(
        /^The UserSig in use is illegal\. Please regenerate UserSig through official API\./,
      )
      expect(await info({ usersig: sign({ ...good, secretKey: 'other' }) })).toMatch(
        /^UserSig verification Failed\. The UserSig in use maybe generated by Secret Key from other SDKAppID\. Please regenerate UserSig by Secret Key from its own SDKAppID\./,
      )
      expect(await info({ usersig: sign({ ...good, identifier: 'admin' }) })).toContain('does not match the Usersig')
      expect(await info({ usersig: sign({ ...good, sdkAppId: 1400188366 }) })).toMatch(
        /^The requested SDKAppID\(88888888\) does not match the Usersig\(1400188366\)\. You can run a self-checking with the assistant tool on the console\./,
      )
      expect(await info({ random: '' })).toMatch(/^HTTP parse Error/)
    })

    describe('With other commands accepted', () => {
      const other = '/v4/im_open_login_svc/account_import'
      const send = (surface: Surface, changes = {}, init: RequestInit = {}) =>
        surface.request(`${other}?${query(changes)}`, { method: 'POST', body: '{"UserID":"a"}', ...init })

      test("Answers another service's command with a success without RequestId", async () => {
        await using surface = await open({ otherCommands: 'accept' })
        const { status, text } = await send(surface)
        expect([status, text]).toEqual([200, '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}'])
        const report = await surface.emulator.report()
        expect(report.runs[0]?.otherServices).toEqual([
          { command: 'im_open_login_svc/account_import', requests: 1, accepted: 1 },
        ])
      })

      test('Applies the same checks', async () => {
        await using surface = await open({ otherCommands: 'accept', rateLimit: 1 })
        expect((await send(surface, { usersig: 'xxx' })).json?.ErrorCode).toBe(70003)
        expect((await surface.request(`${other}?${query()}`, { method: 'GET' })).json?.ErrorCode).toBe(60008)
        expect((await send(surface, {}, { body: '[]' })).json?.ErrorCode).toBe(60003)
        expect((await send(surface)).json?.ErrorCode).toBe(60007)
        expect((await post(surface)).json?.ErrorCode).toBe(0)
      })

      test('Refuses unknown commands of the Call API', async () => {
        await using surface = await open({ otherCommands: 'accept' })
        const { json } = await surface.request(`/v4/call_config/unknown?${query()}`, { method: 'POST', body: '{}' })
        expect(json?.ErrorCode).toBe(60008)
        expect((await surface.emulator.report()).verdict).toBe('failed')
      })

      test('Applies no fault', async () => {
        await using surface = await open({ otherCommands: 'accept' })
        surface.emulator.faults.add({ on: 'all', error: 101_001 })
        expect((await send(surface)).json?.ErrorCode).toBe(0)
      })
    })

    test("Refuses another service's command by default, without a finding", async () => {
      await using surface = await open()
      const target = `/v4/openim/sendmsg?${query()}`
      const { json } = await surface.request(target, { method: 'POST', body: '{}' })
      expect(json?.ErrorCode).toBe(60008)
      await post(surface)
      expect((await surface.emulator.report({ failOn: 'warning' })).verdict).toBe('passed')
    })

    test.each(['/v4/call_engine_http_srv/get_call_inf', '/v4/call_engine_http_srv/GET_CALL_INFO', `${path}/`])(
      'Finds no command under %s',
      async target => {
        await using surface = await open()
        const { status, json } = await surface.request(`${target}?${query()}`, { method: 'POST', body })
        expect([status, json?.ErrorCode]).toEqual([200, 60008])
      },
    )

    test('Suggests the nearest command', async () => {
      await using surface = await open()
      const { json } = await surface.request('/v4/call_engine_http_srv/get_call_inf', { method: 'POST', body })
      expect(json?.ErrorInfo).toContain('Did you mean "/v4/call_engine_http_srv/get_call_info"?')
    })

    test('Reports a parameter in another case as missing, with the received name', async () => {
      await using surface = await open()
      const { json } = await post(surface, { sdkappid: undefined, SdkAppId: '88888888' })
      expect(json).toMatchObject({ ErrorCode: 60012 })
      expect(json?.ErrorInfo).toContain('(received "SdkAppId"; names are case-sensitive)')
    })

    test.each([
      ['sdkappid=88888888', 60006],
      ['random=5', 60002],
      ['contenttype=json', 60025],
      ['usersig=x', 60004],
      ['identifier=x', 60004],
    ])('Refuses a second %s', async (parameter, code) => {
      await using surface = await open()
      const { json } = await surface.request(`${path}?${query()}&${parameter}`, { method: 'POST', body })
      expect(json?.ErrorCode).toBe(code)
      expect(json?.ErrorInfo).toContain('Repeated ')
    })

    test('Accepts any order of the query and unknown parameters', async () => {
      await using surface = await open()
      const reversed = query().split('&').reverse().join('&')
      const { json } = await surface.request(`${path}?${reversed}&__proto__=1&&x&=`, { method: 'POST', body })
      expect(json?.ErrorCode).toBe(0)
    })

    test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', undefined])(
      'Ignores a Content-Type of %s',
      async type => {
        await using surface = await open()
        const { json } = await post(surface, {}, type ? { headers: { 'Content-Type': type } } : {})
        expect(json?.ErrorCode).toBe(0)
      },
    )

    test.each([
      ['', 'Empty'],
      ['  \n', 'Empty'],
      ['[]', 'an empty array'],
      ['null', 'null'],
      ['"CallId"', 'a JSON string'],
      ['12', '12'],
      ['{"CallId":', 'line 1, column 11'],
      ['CallId=1', 'a form'],
      [`{"a":${'['.repeat(100_000)}`, 'levels'],
    ])('Refuses the body %.20s…', async (text, words) => {
      await using surface = await open()
      const { status, json } = await post(surface, {}, { body: text })
      expect([status, json?.ErrorCode]).toEqual([200, 60003])
      expect(json?.ErrorInfo).toContain(words)
    })

    test('Refuses a body that is not UTF-8', async () => {
      await using surface = await open()
      const { json } = await post(surface, {}, { body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) })
      expect(json).toMatchObject({ ErrorCode: 60003, ErrorInfo: expect.stringContaining('UTF-8') })
    })

    test('Reads a body of one megabyte and refuses a larger one', async () => {
      await using surface = await open()
      const fill = (size: number) => `{"CallId":"${'x'.repeat(size - 13)}"}`
      expect((await post(surface, {}, { body: fill(1_048_576) })).json?.ErrorCode).toBe(101002)
      expect((await post(surface, {}, { body: fill(1_048_577) })).json).toMatchObject({ ErrorCode: 60003 })
      expect((await post(surface)).json?.ErrorCode).toBe(0)
    })

    test('Serves and reports what lenient validation tolerates', async () => {
      await using surface = await open({ validation: 'lenient' })
      const { json } = await post(surface, { random: undefined, contenttype: undefined })
      expect(json?.ErrorCode).toBe(0)
      const [exchange] = surface.emulator.core.runLog.exchanges.since()
      expect(exchange?.tolerated).toHaveLength(2)
      expect((await post(surface, { identifier: undefined })).json?.ErrorCode).toBe(60004)
    })

    test('Accepts any UserSig with auth off, but not any identifier', async () => {
      await using surface = await open({ auth: 'off' })
      expect((await post(surface, { usersig: 'xxx' })).json?.ErrorCode).toBe(0)
      expect((await post(surface, { usersig: 'xxx', identifier: 'user1' })).json?.ErrorCode).toBe(60010)
    })
  })
}

describe.each(surfaces)('$name', ({ open }) => {
  test('Refuses exactly one of 201 requests in a second, and none in the next', async () => {
    await using surface = await open()
    const codes = []
    for (let index = 0; index < 201; index++)
      codes.push((await surface.sendCommand('get_call_info', JSON.parse(body))).json?.ErrorCode)
    expect(codes.filter(code => code === 60007)).toHaveLength(1)
    expect(codes.at(-1)).toBe(60007)
    await surface.emulator.clock.advance('999ms')
    expect((await surface.sendCommand('get_call_info', JSON.parse(body))).json?.ErrorInfo).toContain('blocked by quota')
    await surface.emulator.clock.advance('1ms')
    expect((await surface.sendCommand('get_call_info', JSON.parse(body))).json?.ErrorCode).toBe(0)
  })

  test('Does not count refused requests', async () => {
    await using surface = await open({ rateLimit: 2 })
    for (let index = 0; index < 5; index++)
      await surface.request('/v4/call_engine_http_srv/get_call_info', { method: 'POST' })
    const codes = []
    for (let index = 0; index < 3; index++)
      codes.push((await surface.sendCommand('get_call_info', JSON.parse(body))).json?.ErrorCode)
    expect(codes).toEqual([0, 0, 60007])
  })

  test('Limits nothing if the rate limit is off', async () => {
    await using surface = await open({ rateLimit: 'off' })
    const answers = await Promise.all(
      Array.from({ length: 300 }, () => surface.sendCommand('get_call_info', JSON.parse(body))),
    )
    expect(answers.every(({ json }) => json?.ErrorCode === 0)).toBe(true)
  })
})
