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

/** Every reason to be refused before the command itself, in the service's own order: what was slipped, code, words. */
const slips: readonly [string, Record<string, string | undefined>, number, string][] = [
  ['sdkappid is missing', { sdkappid: undefined }, 60012, 'sdkappid is missing'],
  ['sdkappid is not a number', { sdkappid: '8888x' }, 60006, '"8888x"'],
  ['there is no such application', { sdkappid: '1234567890' }, 60006, '1234567890'],
  ['contenttype is missing', { contenttype: undefined }, 60025, 'contenttype is missing'],
  ['contenttype is not json', { contenttype: 'JSON' }, 60025, '"JSON": want json'],
  ['random is missing', { random: undefined }, 60002, 'random is missing'],
  ['random is too large', { random: '4294967296' }, 60002, '4294967295'],
  ['random is a UUID', { random: '055662e1-bc8a-469c-a334-1126c8c17d58' }, 60002, 'a decimal integer'],
  ['random is negative', { random: '-1' }, 60002, '"-1"'],
  ['identifier is missing', { identifier: undefined }, 60004, 'identifier is missing'],
  ['identifier is empty', { identifier: '' }, 60004, 'identifier is ""'],
  ['usersig is missing', { usersig: undefined }, 60004, 'usersig is missing'],
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
    'the identifier is no administrator',
    { identifier: 'user1', usersig: sign({ ...good, identifier: 'user1' }) },
    60010,
    '"user1" is not an administrator',
  ],
]

for (const { name, open } of surfaces) {
  describe(name, () => {
    test.each(slips)('%s: refused', async (_, changes, code, words) => {
      await using surface = await open()
      const { status, json } = await post(surface, changes)
      expect(status).toBe(200)
      expect(json).toMatchObject({ ErrorCode: code, ActionStatus: 'FAIL' })
      expect(json?.ErrorInfo).toContain(words)
    })

    test('of two slips the earlier rule speaks', async () => {
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
      const { json } = await surface.request('/v4/nowhere', { method: 'GET' })
      expect(json?.ErrorCode).toBe(60002)
    })

    test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is not POST', async method => {
      await using surface = await open()
      const { status, json } = await surface.request(`${path}?${query()}`, { method })
      expect([status, json?.ErrorCode, json?.ErrorInfo]).toEqual([
        200,
        60002,
        `HTTP parse Error: the method is ${method}, want POST.`,
      ])
    })

    test.each([
      '/',
      '/v4',
      '/v4/call_engine_http_srv/get_call_inf',
      '/v4/call_engine_http_srv/GET_CALL_INFO',
      `${path}/`,
    ])('there is no command under %s', async target => {
      await using surface = await open()
      const { status, json } = await surface.request(`${target}?${query()}`, { method: 'POST', body })
      expect([status, json?.ErrorCode]).toEqual([200, 60009])
    })

    test('a mistyped command is told the nearest one', async () => {
      await using surface = await open()
      const { json } = await surface.request('/v4/call_engine_http_srv/get_call_inf', { method: 'POST', body })
      expect(json?.ErrorInfo).toContain('Did you mean "/v4/call_engine_http_srv/get_call_info"?')
    })

    test('a name in another case is missing, and is shown what came', async () => {
      await using surface = await open()
      const { json } = await post(surface, { sdkappid: undefined, SdkAppId: '88888888' })
      expect(json).toMatchObject({ ErrorCode: 60012 })
      expect(json?.ErrorInfo).toContain('"SdkAppId" came; names are case-sensitive')
    })

    test.each([
      ['sdkappid=88888888', 60006],
      ['random=5', 60002],
      ['contenttype=json', 60025],
      ['usersig=x', 60004],
      ['identifier=x', 60004],
    ])('a second %s is refused', async (again, code) => {
      await using surface = await open()
      const { json } = await surface.request(`${path}?${query()}&${again}`, { method: 'POST', body })
      expect(json?.ErrorCode).toBe(code)
      expect(json?.ErrorInfo).toContain('more than once')
    })

    test('the order of the query does not matter, and strange names neither', async () => {
      await using surface = await open()
      const turned = query().split('&').reverse().join('&')
      const { json } = await surface.request(`${path}?${turned}&__proto__=1&&x&=`, { method: 'POST', body })
      expect(json?.ErrorCode).toBe(0)
    })

    test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', undefined])(
      'a Content-Type of %s is not looked at',
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
    ])('a body %.20s… is not a JSON object', async (text, words) => {
      await using surface = await open()
      const { status, json } = await post(surface, {}, { body: text })
      expect([status, json?.ErrorCode]).toEqual([200, 60003])
      expect(json?.ErrorInfo).toContain(words)
    })

    test('a body that is not UTF-8 is refused', async () => {
      await using surface = await open()
      const { json } = await post(surface, {}, { body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) })
      expect(json).toMatchObject({ ErrorCode: 60003, ErrorInfo: expect.stringContaining('UTF-8') })
    })

    test('a body of more than a megabyte is refused, one of just that is read', async () => {
      await using surface = await open()
      const fill = (size: number) => `{"CallId":"${'x'.repeat(size - 13)}"}`
      expect((await post(surface, {}, { body: fill(1_048_576) })).json?.ErrorCode).toBe(101002)
      expect((await post(surface, {}, { body: fill(1_048_577) })).json).toMatchObject({ ErrorCode: 60003 })
      expect((await post(surface)).json?.ErrorCode).toBe(0)
    })

    test('lenient validation serves what the service is known to tolerate, and writes it down', async () => {
      await using surface = await open({ validation: 'lenient' })
      const { json } = await post(surface, { random: undefined, contenttype: undefined })
      expect(json?.ErrorCode).toBe(0)
      const [exchange] = surface.emulator.switchboard.journal.since()
      expect(exchange?.tolerated).toHaveLength(2)
      expect((await post(surface, { identifier: undefined })).json?.ErrorCode).toBe(60004)
    })

    test('with auth off any UserSig will do, but not any identifier', async () => {
      await using surface = await open({ auth: 'off' })
      expect((await post(surface, { usersig: 'xxx' })).json?.ErrorCode).toBe(0)
      expect((await post(surface, { usersig: 'xxx', identifier: 'user1' })).json?.ErrorCode).toBe(60010)
    })
  })
}
