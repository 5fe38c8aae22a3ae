import { expect, test } from 'vitest'
import { createSender } from '../../src/sdk/send-callback.ts'
import { createLocalLookup, isLocal } from '../../src/server/callback-scope.ts'
import { okResponse, openReceiver } from '../surfaces/receiver.ts'

test.each([
  '127.0.0.1',
  '127.8.9.10',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '0.0.0.0',
  '::1',
  'fd12::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
])('Takes %s for a local address', address => {
  expect(isLocal(address)).toBe(true)
})

test.each([
  '8.8.8.8',
  '169.254.169.254',
  '169.254.0.23',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '100.64.0.1',
  '100.100.100.200',
  '::ffff:100.100.100.200',
  'fe80::1',
  'fe80::a9fe:a9fe',
  'febf::1',
  'fd00:ec2::254',
  'fd20:ce::254',
  'fd00:c1::a9fe:a9fe',
  'fd00:42::42',
  '172.15.255.255',
  '172.32.0.1',
  '192.169.0.1',
  '11.0.0.1',
  '2001:4860::8888',
  '::ffff:8.8.8.8',
  '::ffff:808:808',
])('Takes %s for a public address', address => {
  expect(isLocal(address)).toBe(false)
})

test.each(['local', 'anywhere'] as const)('Finds a receiver by address and by name with the scope %s', async reach => {
  await using receiver = await openReceiver()
  const { send, close } = createSender(reach)
  for (const target of [receiver.url, receiver.url.replace('127.0.0.1', 'localhost')]) {
    expect(await send({ target, body: '{}' }, 2_000)).toEqual({ status: 200, text: okResponse })
  }
  close()
})

test('Recognizes an address in another notation', async () => {
  const { send, close } = createSender('local')
  for (const target of [
    'http://[::ffff:8.8.8.8]/',
    'http://134744072/',
    'http://0x08080808/',
    'http://2852039166/',
    'http://[fd00:ec2::254]/',
    'http://169.254.43518/',
  ]) {
    expect(await send({ target, body: '{}' }, 2_000)).toEqual({
      unanswered: expect.objectContaining({ code: 'out-of-scope' }),
    })
  }
  close()
})

/** Resolves a name to these addresses, and returns the addresses that may be used or the error. */
const resolveLocal = (...addresses: string[]) =>
  new Promise(resolve => {
    const all = addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
    createLocalLookup((_, __, done) => done(null, all))('metadata.example', { all: true }, (error, found) =>
      resolve(error ? error.message : found),
    )
  })

test.each(['169.254.169.254', '100.100.100.200', 'fd00:ec2::254', 'fe80::1', '::ffff:169.254.169.254'])(
  'Refuses a name that resolves to %s',
  async address => {
    expect(await resolveLocal(address)).toContain(`metadata.example (${address})`)
  },
)

test('Connects to the local addresses of a name only', async () => {
  expect(await resolveLocal('169.254.169.254', '127.0.0.1')).toEqual([{ address: '127.0.0.1', family: 4 }])
})
