import { type ConnectionOptions, connect } from 'node:tls'
import { expect, test } from 'vitest'
import { isUnrelatedToTrust } from '../../src/cli/messages.ts'
import type { ConnectionEvent } from '../../src/intercept/tls-sniffer.ts'
import { createEmulator } from '../create-emulator.ts'

const clients: readonly (readonly [ConnectionOptions, string, boolean])[] = [
  [{ ALPNProtocols: ['h2'], rejectUnauthorized: false }, 'ERR_SSL_NO_APPLICATION_PROTOCOL', true],
  [{ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' }, 'ERR_SSL_UNSUPPORTED_PROTOCOL', true],
  [{ ciphers: 'ECDHE-RSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' }, 'ERR_SSL_NO_SHARED_CIPHER', true],
  [{}, '', false],
]

test('Distinguishes a distrusted certificate from other failures of a handshake', async () => {
  const seen: ConnectionEvent[] = []
  await using emulator = createEmulator()
  const { port } = await emulator.listen({ https: { onConnection: event => seen.push(event) } })
  for (const [index, [options, reason, isUnrelated]] of clients.entries()) {
    const socket = connect({ port, host: '127.0.0.1', ...options }).on('error', () => {})
    await new Promise(resolve => socket.once('close', resolve))
    await expect.poll(() => seen.length, { interval: 10 }).toBe(index + 1)
    const { why = '' } = seen.at(-1) ?? {}
    expect(why).toContain(reason)
    expect(isUnrelatedToTrust(why)).toBe(isUnrelated)
  }
})
