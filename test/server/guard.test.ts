import { expect, test } from 'vitest'
import { createComparison } from '../../src/server/guard.ts'
import { createEmulator } from '../create-emulator.ts'
import { exchange, toLastBody, toStatuses } from '../surfaces/connection.ts'

/** Sends a GET with these header lines to the admin API, on a connection of its own. */
async function get(lines: readonly string[], { path = '/calls', version = '1.1', token = '' } = {}) {
  await using emulator = createEmulator({ clock: 'manual', ...(token ? { controlToken: token } : {}) })
  const { port } = await emulator.listen()
  const head = [`GET /_ringback${path} HTTP/${version}`, ...lines, 'Connection: close', '', '']
  const text = await exchange(port, head.join('\r\n'))
  const [status] = toStatuses(text.replace('HTTP/1.0', 'HTTP/1.1'))
  const type = /^content-type: (.*)\r$/im.exec(text)?.[1]
  return { status, type, body: toLastBody(text) }
}

const problem = 'application/problem+json'

test.each(['localhost', 'LOCALHOST:2255', '127.0.0.1', '127.255.0.9:1', '[::1]', '[::1]:65535'])(
  'Accepts the Host %s',
  async host => {
    expect(await get([`Host: ${host}`])).toMatchObject({ status: 200 })
  },
)

test.each([
  '127.999.1.1',
  '127.256.0.1',
  '127.1',
  '127.0.0.01',
  '127.0.0.1.',
  'localhost.',
  '2130706433',
  '0x7f000001',
  '0.0.0.0',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::1]:65536',
  'localhost:99999',
  'localhost:',
  '127.0.0.1.evil.example',
  'localhost%2eevil',
  'xn--localhost-0000',
  '[fe80::1]',
])('Refuses the Host %s with 403 and a problem document', async host => {
  const { status, type, body } = await get([`Host: ${host}`])
  expect({ status, type }).toEqual({ status: 403, type: problem })
  expect(JSON.parse(body)).toMatchObject({ status: 403, code: 'foreign-host' })
})

test.each([
  ['an empty Host', ['Host:']],
  ['no Host', []],
  ['a Host with a space', ['Host: a b']],
  ['a Host with a slash', ['Host: localhost/x']],
  ['an unclosed bracket', ['Host: [::1']],
  ['a port that is not a number', ['Host: localhost:http']],
  ['a Host beyond ASCII', ['Host: l\u00f6calhost']],
  ['two Hosts', ['Host: localhost', 'Host: evil.example']],
] as const)('Refuses %s with 400 and a problem document', async (_, lines) => {
  for (const version of ['1.1', '1.0']) {
    const { status, type, body } = await get(lines, { version })
    expect({ status, type }).toEqual({ status: 400, type: problem })
    expect(JSON.parse(body)).toMatchObject({ status: 400, code: 'invalid-host' })
  }
})

test('Serves HTTP/1.0 with a Host', async () => {
  expect(await get(['Host: 127.0.0.1'], { version: '1.0' })).toMatchObject({ status: 200 })
})

test('Refuses a path that is not a URL with a problem document', async () => {
  const { status, type } = await get(['Host: localhost'], { path: '/a\\b' })
  expect({ status, type }).toEqual({ status: 400, type: problem })
})

test.each(['Host:', 'Host: a b', 'Host: 127.999.1.1', 'X: y'])(
  'Answers a request to the service with 200 for "%s"',
  async line => {
    await using emulator = createEmulator({ clock: 'manual' })
    const { port } = await emulator.listen()
    const target = emulator.target('get_call_info')
    const head = [`POST ${target} HTTP/1.1`, line, 'Connection: close', 'Content-Length: 14', '', '{"CallId":"x"}']
    const text = await exchange(port, head.join('\r\n'))
    expect(toStatuses(text)).toEqual([200])
    expect(JSON.parse(toLastBody(text))).toMatchObject({ ErrorCode: 101004 })
  },
)

test('Accepts every Host with the token', async () => {
  for (const host of ['ringback:2255', '', '127.999.1.1', 'a b'])
    expect(await get([`Host: ${host}`, 'Authorization: Bearer t'], { token: 't' })).toMatchObject({ status: 200 })
})

test.each(['', 'T', 't ', 'tt', 'Bearer t'])('Refuses the token "%s"', async sent => {
  const answer = await get(['Host: localhost', `Authorization: Bearer ${sent}`], { token: 't' })
  expect(answer.status).toBe(sent === 't ' ? 200 : 401)
})

test('Compares texts of any length with a secret', () => {
  const isSecret = createComparison('s\u00e9cret')
  expect(['s\u00e9cret', 's\u00e9cre', 's\u00e9crett', '', 'secret'].map(isSecret)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
})

test('Serves health without the token, to every Host', async () => {
  const { status, body } = await get(['Host: ringback:2255'], { path: '/health', token: 't' })
  expect(status).toBe(200)
  expect(JSON.parse(body)).toMatchObject({ status: 'ok' })
  expect((await get(['Host: ringback:2255'], { path: '/calls', token: 't' })).status).toBe(401)
})

test('Refuses health to a foreign Host without a token', async () => {
  expect((await get(['Host: evil.example'], { path: '/health' })).status).toBe(403)
})

const local = 'Host: localhost'

test.each([
  [[local, 'Sec-Fetch-Site: cross-site'], '/calls'],
  [[local, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors'], '/'],
  [[local, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate'], '/calls'],
  [[local, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: iframe'], '/'],
] as const)('Refuses %j to %s', async (lines, path) => {
  const { status, body } = await get(lines, { path })
  expect([status, JSON.parse(body).code]).toEqual([403, 'foreign-origin'])
})

test.each([
  [[local, 'Sec-Fetch-Site: same-origin'], '/calls'],
  [[local, 'Sec-Fetch-Site: none', 'Sec-Fetch-Mode: navigate'], '/calls'],
  [[local, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'], '/'],
  [[local, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate'], ''],
] as const)('Does not refuse %j to %s', async (lines, path) => {
  const { body } = await get(lines, { path })
  expect(body).not.toContain('foreign-origin')
})
