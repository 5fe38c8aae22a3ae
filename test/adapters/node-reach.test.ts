import { expect, test } from 'vitest'
import { isLocal } from '../../src/adapters/node-reach.ts'
import { createSender } from '../../src/adapters/node-send.ts'
import { fine, openReceiver } from '../surfaces/receiver.ts'

test.each([
  '127.0.0.1',
  '127.8.9.10',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.1.1',
  '0.0.0.0',
  '::1',
  'fd12::1',
  'fe80::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
])('%s is near', address => {
  expect(isLocal(address)).toBe(true)
})

test.each([
  '8.8.8.8',
  '172.15.255.255',
  '172.32.0.1',
  '192.169.0.1',
  '11.0.0.1',
  '2001:4860::8888',
  '::ffff:8.8.8.8',
  '::ffff:808:808',
])('%s is far', address => {
  expect(isLocal(address)).toBe(false)
})

test.each(['local', 'anywhere'] as const)(
  'a sender whose reach is %s finds a receiver by address and by name',
  async reach => {
    await using receiver = await openReceiver()
    const { send, close } = createSender(reach)
    for (const target of [receiver.url, receiver.url.replace('127.0.0.1', 'localhost')]) {
      expect(await send({ target, body: '{}' }, 2_000)).toEqual({ status: 200, text: fine })
    }
    close()
  },
)

test('an address that is written as another kind of number is looked at as what it is', async () => {
  const { send, close } = createSender('local')
  for (const target of ['http://[::ffff:8.8.8.8]/', 'http://134744072/', 'http://0x08080808/']) {
    expect(await send({ target, body: '{}' }, 2_000)).toEqual({
      unanswered: expect.stringContaining('--callbacks anywhere'),
    })
  }
  close()
})
