import { type ConnectionOptions, connect } from 'node:tls'
import { expect, test } from 'vitest'
import { explainHandshake } from '../../src/cli/explain-handshake.ts'
import type { ConnectionEvent } from '../../src/intercept/tls-sniffer.ts'
import { createEmulator } from '../create-emulator.ts'

const clients = [
  { with: { ALPNProtocols: ['h2'], rejectUnauthorized: false }, does: /^speaks HTTP\/2 alone/ },
  { with: { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' }, does: /^speaks no TLS of 1\.2/ },
  { with: { ciphers: 'ECDHE-RSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' }, does: /^knows no cipher/ },
  { with: {}, does: /^does not trust the certificate/ },
] satisfies { with: ConnectionOptions; does: RegExp }[]

test('a handshake that fails by something else than trust is no matter of the certificate', async () => {
  const seen: ConnectionEvent[] = []
  await using emulator = createEmulator()
  const { port } = await emulator.listen({ https: { onConnection: event => seen.push(event) } })
  for (const client of clients) {
    const socket = connect({ port, host: '127.0.0.1', ...client.with }).on('error', () => {})
    await new Promise(resolve => socket.once('close', resolve))
    await expect.poll(() => explainHandshake(seen.at(-1)?.why ?? ''), { interval: 10 }).toMatch(client.does)
  }
})
