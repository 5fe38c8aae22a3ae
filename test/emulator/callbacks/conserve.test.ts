import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { callbackCommands } from '../../../src/contracts/callbacks.ts'
import { redeliver } from '../../../src/control/callbacks.ts'
import { findNextDue } from '../../../src/emulator/advance.ts'
import { createRandom } from '../../../src/emulator/random.ts'
import { createEmulator } from '../../create-emulator.ts'
import { okResponse, openReceiver } from '../../surfaces/receiver.ts'

/** The behaviours of a bad receiver; each is equally likely. */
const behaviours: readonly ((response: ServerResponse) => void)[] = [
  response => response.end(okResponse),
  response => response.end(okResponse, () => response.socket?.destroy()),
  response => response.destroy(),
  response => response.writeHead(500).end(),
  response => response.end('<html>'),
  response => response.socket?.end('not HTTP\r\n\r\n'),
]

const app = (sdkAppId: number, url: string) => ({
  sdkAppId,
  secretKey: 'k',
  admins: ['administrator'],
  callback: { url, commands: callbackCommands, retries: 2 },
})

test('Settles every callback once and in order despite bad receivers and resets', async () => {
  const random = createRandom(7, 'tempers')
  const pending = new Set<string>()
  const overlaps: string[] = []
  await using receiver = await openReceiver(({ json, query }, response) => {
    const id = json?.CallId ?? json?.CallInfo?.CallId ?? json?.CallRecord?.CallId
    const key = `${query.get('SdkAppid')} ${id}`
    if (pending.has(key)) overlaps.push(key)
    pending.add(key)
    const behaviour = behaviours[random.nextWord() % behaviours.length]
    const respond = () => {
      pending.delete(key)
      behaviour?.(response)
    }
    // Every other response is delayed; during the delay no other callback of the call may arrive.
    if (random.next() < 0.5) setTimeout(respond, 3)
    else respond()
  })
  const calls = Array.from({ length: 120 }, (_, index) => ({
    id: `call-${index}`,
    app: 1 + (index % 2),
    at: `${index}s` as const,
    from: 'alice',
    to: ['bob'],
    media: 'audio' as const,
    then: [{ at: '3s', user: 'bob', does: 'answer' } as const, { at: '9s', user: 'alice', does: 'hangup' } as const],
  }))
  await using emulator = createEmulator({
    clock: 'manual',
    scenario: {
      ringback: 1,
      start: '2026-01-15T09:30:00Z',
      apps: [app(1, receiver.url), app(2, receiver.url)],
      calls,
      faults: [
        { on: 'callbacks', callback: 'duplicate', probability: 0.1 },
        { on: 'callbacks', callback: 'reorder', probability: 0.1 },
        { on: 'callbacks', callback: 'drop', probability: 0.05 },
        { on: 'callbacks', delay: { uniform: ['0s', '4s'] }, probability: 0.2 },
      ],
    },
  })
  const { core } = emulator
  for (let step = 0; step < 30; step++) {
    const advancing = Promise.all([1, 2].map(id => emulator.app(id).clock.advance('7s')))
    if (step === 11) for (const one of core.listApps().slice(0, 1)) core.resetApp(one)
    await advancing
    for (const delivery of core.callbacks
      .since()
      .filter(({ state, app: id, epoch }) => state === 'failed' && epoch === core.findApp(id)?.epoch)
      .slice(0, 3)) {
      redeliver(core, delivery)
    }
  }
  for (const id of [1, 2]) await emulator.app(id).clock.advance('1h')
  const states = core.callbacks.since().map(({ state }) => state)
  expect(states.length).toBe(core.callbacks.count)
  expect(states.length).toBeGreaterThan(480)
  expect(states.filter(state => !['delivered', 'failed', 'dropped'].includes(state))).toEqual([])
  expect(core.listApps().map(one => [one.outbox.isIdle, findNextDue(one)])).toEqual(Array(2).fill([true, undefined]))
  expect(overlaps).toEqual([])
  const attempts = core.callbacks.since().flatMap(one => one.attempts)
  // The client retries once on a kept connection that was closed without a response, so the receiver may get more requests than the log has
  // attempts.
  expect(receiver.received.length).toBeGreaterThanOrEqual(attempts.length)
})
