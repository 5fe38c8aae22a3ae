import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { logReply } from '../../src/cli/output.ts'
import { formats } from '../../src/conformance/report/model.ts'
import { parseRequest } from '../../src/contracts/parse-request.ts'
import { createMask, createSecrets, maskAll, unescapeLayers } from '../../src/text/redact.ts'
import { toUserSigText } from '../../src/usersig/document.ts'
import { sign } from '../../src/usersig/sign.ts'
import { createEmulator } from '../create-emulator.ts'

const sdkAppId = 1_400_000_001
const secretKey = '3f9a1c7be2d84560f1a2b3c4d5e6978800112233445566778899aabbccddeeff'
const userSig = sign({ sdkAppId, secretKey, identifier: 'admin', time: 1_768_469_400, expire: 86_400_000 })
const standard = (text: string) => text.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=')
const escaped = (text: string) =>
  [...text].map(char => `\\u00${char.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')

const create = () =>
  createEmulator({
    scenario: {
      ringback: 1,
      name: 'secrets',
      start: '2026-01-15T09:30:00Z',
      apps: [{ sdkAppId, secretKey, admins: ['admin'] }],
      calls: [{ id: 'c1', from: 'a', to: ['b'], media: 'audio' }],
    },
    clock: 'manual',
  })

afterEach(() => vi.restoreAllMocks())

/** Makes upper and lower case and the alphabets of base64 alike. */
const fold = (text: string) => text.toLowerCase().replaceAll(/[*+ \-/_=]/g, '-')

/** A part of a secret that a text contains, escaped or not. */
function findLeak(text: string, secret: string): string | undefined {
  for (const layer of unescapeLayers(text)) {
    const folded = fold(layer.text)
    for (let at = 0; at + 16 <= secret.length; at += 4) {
      const part = fold(secret.slice(at, at + 16))
      if (folded.includes(part))
        return `${part} in …${folded.slice(Math.max(0, folded.indexOf(part) - 60)).slice(0, 160)}`
    }
  }
  return undefined
}

const secrets = fc.constantFrom(userSig, secretKey)

const spellings = fc.constantFrom<(secret: string) => string>(
  secret => secret,
  encodeURIComponent,
  secret => encodeURIComponent(encodeURIComponent(secret)),
  secret => secret.replaceAll('*', '%2A').replaceAll('_', '%5F'),
  secret => encodeURIComponent(standard(secret)),
  standard,
  secret => `room${secret}1`,
  secret => (secret === secretKey ? secret.toUpperCase() : secret),
)

const path = '/v4/call_engine_http_srv/get_call_info'
const good = (emulator: ReturnType<typeof create>, command: 'get_call_info' | 'set_callback' | 'start_call_by_robot') =>
  emulator.target(command)

interface PlantedSecret {
  readonly target: string
  readonly body: string
}

const places: { readonly [place: string]: (target: string, text: string) => PlantedSecret } = {
  'the path': (_, text) => ({ target: `/v4/${text}/get_call_info?sdkappid=${sdkAppId}`, body: '{}' }),
  'usersig and identifier, swapped': (_, text) => ({
    target: `${path}?sdkappid=${sdkAppId}&identifier=${text}&usersig=admin&random=1&contenttype=json`,
    body: '{}',
  }),
  usersig: (target, text) => ({ target: target.replace(/usersig=[^&]*/, `usersig=${text}`), body: '{"CallId":"c1"}' }),
  random: (target, text) => ({ target: target.replace(/random=[^&]*/, `random=${text}`), body: '{"CallId":"c1"}' }),
  sdkappid: (target, text) => ({
    target: target.replace(/sdkappid=[^&]*/, `sdkappid=${text}`),
    body: '{"CallId":"c1"}',
  }),
  'another parameter': (target, text) => ({ target: `${target}&sig=${text}`, body: '{"CallId":"c1"}' }),
  'the name of a parameter': (target, text) => ({ target: `${target}&${text}=1`, body: '{"CallId":"c1"}' }),
  CallId: (target, text) => ({ target, body: JSON.stringify({ CallId: text }) }),
  'CallId, escaped': (target, text) => ({ target, body: `{"CallId":"${escaped(text)}"}` }),
  'another field': (target, text) => ({ target, body: JSON.stringify({ CallId: 'c1', [text]: text, Key: text }) }),
  'a body that is not JSON': (target, text) => ({ target, body: `CallId=${text}` }),
}

test.each(Object.keys(places))('Shows no secret that a client puts into %s', async place => {
  const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  await fc.assert(
    fc.asyncProperty(secrets, spellings, async (secret, spell) => {
      const emulator = create()
      const { target, body } = places[place]?.(good(emulator, 'get_call_info'), spell(secret)) ?? {
        target: '',
        body: '',
      }
      const { core } = emulator
      const reply = core.handle(parseRequest('POST', target, { text: body }), {
        connection: {
          number: 1,
          host: spell(secret),
          agent: `client/1 ${spell(secret)}`,
          opened: 0,
          closed: undefined,
        },
        receivedAt: 0,
        sentAt: 1,
        abortedAt: undefined,
      })
      logReply(reply, 1, core.mask)
      const fetchAdmin = async (route: string, init?: RequestInit) =>
        (await emulator.fetch(`/_ringback/${route}`, init)).text()
      const wait = (condition: object) =>
        fetchAdmin('await', { method: 'POST', body: JSON.stringify({ ...condition, within: '1ms' }) })
      const texts = {
        reply: reply.text,
        journal: await fetchAdmin('journal'),
        one: await fetchAdmin('journal/1'),
        near: await wait({ request: { callId: 'nobody' } }),
        wanted: await wait({ request: { callId: spell(secret).slice(0, 200) } }),
        problem: await fetchAdmin(`calls/${encodeURIComponent(spell(secret))}`),
        nowhere: await fetchAdmin(encodeURIComponent(spell(secret))),
        log: log.mock.calls.join(''),
        ...Object.fromEntries(
          await Promise.all(formats.map(async format => [format, await fetchAdmin(`report?format=${format}`)])),
        ),
      }
      const leaks = Object.entries(texts).flatMap(([name, text]) => {
        const leak = findLeak(`${text}`, secret) ?? findLeak(`${text}`, standard(secret))
        return leak === undefined ? [] : [`${name}: ${leak}`]
      })
      expect(leaks).toEqual([])
    }),
    { numRuns: 6 },
  )
})

test('Shows no secret in calls, callbacks and events', async () => {
  const emulator = create()
  const post = (command: 'set_callback' | 'start_call_by_robot', body: object) =>
    emulator.fetch(emulator.target(command), { method: 'POST', body: JSON.stringify(body) })
  await post('set_callback', {
    Url: `http://127.0.0.1:9/${userSig}?key=${secretKey}`,
    CallbackCommandList: ['Call.CallbackAfterStartCall'],
  })
  const started = await post('start_call_by_robot', {
    Robot_Account: secretKey,
    CalleeList_Account: [userSig.slice(0, 60), 'b'],
    Timeout: 10_000,
    CallInfo: { MediaType: 'Audio' },
  })
  expect(await started.json()).toMatchObject({ ErrorCode: 0 })
  const fetchAdmin = async (route: string) => (await emulator.fetch(`/_ringback/${route}`)).text()
  const stream = await emulator.fetch('/_ringback/events', {
    headers: { 'Last-Event-ID': `${emulator.core.events.boot}-0` },
  })
  const reader = stream.body?.getReader()
  const chunks = [await reader?.read(), await reader?.read()].map(chunk => new TextDecoder().decode(chunk?.value))
  await reader?.cancel()
  expect(chunks.join('')).toContain('event: call')
  for (const text of [
    await fetchAdmin('calls'),
    await fetchAdmin('webhooks'),
    await fetchAdmin('journal'),
    ...chunks,
  ]) {
    expect([findLeak(text, secretKey), findLeak(text, userSig)]).toEqual([undefined, undefined])
  }
})

test('Shows keys and UserSigs in the lists of applications, snapshots and credentials', async () => {
  const emulator = create()
  const fetchAdmin = async (route: string) => (await emulator.fetch(`/_ringback/${route}`)).text()
  for (const route of ['apps', `apps/${sdkAppId}`, 'snapshot']) expect(await fetchAdmin(route)).toContain(secretKey)
  expect(JSON.parse(await fetchAdmin('usersig'))).toMatchObject({ userSig: expect.stringMatching(/^eJ.{100}/) })
})

test('Masks the key of a removed application', async () => {
  const emulator = create()
  await emulator.fetch('/_ringback/apps', { method: 'POST', body: '{"sdkAppId":7}' })
  await emulator.fetch(`/_ringback/apps/${sdkAppId}`, { method: 'DELETE' })
  await emulator.fetch(`${path}?sdkappid=7&random=${secretKey}`, { method: 'POST', body: '{}' })
  const text = await (await emulator.fetch('/_ringback/journal')).text()
  expect([text.includes('…eeff'), findLeak(text, secretKey)]).toEqual([true, undefined])
})

test('Leaves ids, sentences and addresses as they are', () => {
  const { mask } = createSecrets([secretKey])
  for (const text of [
    'Id-431454f25a44462d8155bdff4fed38cc-O-Seq-19029769',
    '055662e1-bc8a-469c-a334-1126c8c17d58',
    'https://console.tim.qq.com/v4/call_engine_http_srv/get_call_info?sdkappid=1&contenttype=json',
    '{"ActionStatus":"FAIL","ErrorInfo":"CallId \\"c1\\" does not exist.\\n"}',
    '%E4%BD%A0 100% \\u4f60',
  ]) {
    expect(mask(text)).toBe(text)
  }
})

test('Masks a UserSig that is broken into lines', () => {
  const { mask } = createSecrets([])
  const broken = standard(toUserSigText(userSig)).replaceAll(/.{76}/g, '$&\n')
  expect(findLeak(mask(`"${broken}"`), userSig)).toBeUndefined()
  expect(findLeak(mask(JSON.stringify({ sig: broken })), userSig)).toBeUndefined()
})

test('A saved journal contains no key and no UserSig, wherever a client puts them', async () => {
  const key = 'the key of this application is long enough'
  const emulator = createEmulator({
    scenario: { ringback: 1, name: 'secret', apps: [{ sdkAppId: 1_400_000_001, secretKey: key, admins: ['admin'] }] },
    clock: 'manual',
  })
  const sig = emulator.credentials().userSig
  const target = emulator.target('set_callback')
  const bodies = [
    `{"UserSig":"${sig}"}`,
    `{"secretKey":"${key}"}`,
    `{"Url":"http://127.0.0.1/x?token=verysecret1","CallbackCommandList":["Call.CallbackAfterEndCall"]}`,
    `{"CallId":"${sig}"}`,
  ]
  for (const body of bodies) await emulator.fetch(target, { method: 'POST', body })
  await emulator.fetch(`${target}&key=${encodeURIComponent(key)}`, { method: 'POST', body: '{}' })
  await emulator.fetch(`/v4/x/${sig}?UserSig=${sig}&identifier=${sig}`, { method: 'POST', body: sig })
  await emulator.fetch(emulator.target('get_callback'), { method: 'POST', body: '{}' })
  const text = JSON.stringify(emulator.saveJournal())
  expect(text).not.toContain(sig)
  expect(text).not.toContain(sig.slice(10, 60))
  expect(text).not.toContain(key)
  expect(text).not.toContain(encodeURIComponent(key))
  expect(text).not.toContain('verysecret1')
  // The claims of a UserSig may be shown, but not its signature.
  expect(text).not.toContain('"sig"')
})

test('Logs where a secret was sent, without the secret', async () => {
  const emulator = createEmulator({ scenario: 'answered', clock: 'manual' })
  const { secretKey } = emulator.credentials()
  const post = (target: string, body: string) => emulator.fetch(target, { method: 'POST', body })
  const target = emulator.target('get_call_info')
  await post(target, JSON.stringify({ CallId: 'x', UserSig: new URLSearchParams(target).get('usersig') }))
  await post(`${target}&key=${secretKey}`, '{}')
  await post(target, JSON.stringify({ CallId: secretKey }))
  await post(target, '{"CallId":"x"}')
  expect(emulator.saveJournal().entries.map(({ leaks }) => leaks)).toEqual([
    ['UserSig in the body'],
    ['key in the URL'],
    ['key in the body'],
    [],
  ])
})

test('Masks a known secret between any text', () => {
  const secret = fc.stringMatching(/^[0-9a-f]{16,64}$/)
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), (one, before, after) => {
      const masked = maskAll({ text: [`${before}${one}${after}`] }, createMask([one]))
      expect(JSON.stringify(masked)).not.toContain(one)
    }),
  )
})

test('Leaves a text without secrets as it is', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9 ._/-]{0,60}$/), text => {
      fc.pre(!/e[AFJNy][A-Za-z0-9]{40}/.test(text) && !/(sig|token|secret|password|key)/i.test(text))
      expect(createMask(['0123456789abcdef'])(text)).toBe(text)
    }),
  )
})
