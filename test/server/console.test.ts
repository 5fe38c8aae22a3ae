import { describe, expect, test } from 'vitest'
import { exchange, toStatuses } from '../surfaces/connection.ts'
import { surfaces } from '../surfaces/surface.ts'

const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

describe.each(surfaces)('$name', ({ open }) => {
  test.each(['/', '/_ringback'])('Redirects a browser at %s to the console, and keeps no exchange', async path => {
    await using surface = await open()
    const { status, headers } = await surface.request(path, { headers: { accept }, redirect: 'manual' })
    expect([status, headers.get('Location')]).toEqual([302, '/_ringback/'])
    expect(surface.emulator.journal.count).toBe(0)
  })

  test.each([
    ['GET', '/', '*/*'],
    ['GET', '/', 'application/json'],
    ['POST', '/', accept],
    ['GET', '/?x=1', accept],
    ['GET', '/v9/', accept],
  ])('Answers %s %s with Accept: %s as the service does', async (method, path, type) => {
    await using surface = await open()
    const { status, json } = await surface.request(path, { method, headers: { accept: type }, redirect: 'manual' })
    expect([status, json?.ErrorCode]).toEqual([200, 60002])
  })
})

async function get(lines: readonly string[]) {
  await using surface = await surfaces[1]?.open()
  const { port } = new URL(surface?.emulator.url ?? '')
  const head = ['GET / HTTP/1.1', `Accept: ${accept}`, ...lines, 'Connection: close', '', '']
  return toStatuses(await exchange(Number(port), head.join('\r\n')))[0]
}

test.each([
  ['a link on another site', ['Host: localhost', 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate'], 302],
  ['a script of another site', ['Host: localhost', 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors'], 403],
  ['a name that resolves to this machine', ['Host: evil.example'], 403],
  ['a host of the vendor, redirected to this machine', ['Host: console.tim.qq.com'], 200],
] as const)('Answers %s', async (_, lines, status) => {
  expect(await get(lines)).toBe(status)
})
