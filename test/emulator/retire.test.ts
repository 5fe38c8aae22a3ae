import { expect, test } from 'vitest'
import { endedKept } from '../../src/emulator/retire.ts'
import { createEmulator } from '../create-emulator.ts'

const [small, large] = [1_400_000_001, 1_400_000_002]
const apps = [small, large].map(sdkAppId => ({ sdkAppId, secretKey: 'k', admins: ['administrator'] }))
const scenario = { ringback: 1, start: '2026-01-15T09:30:00Z', apps } as const

/** An emulator with two applications in which calls are opened and ended at once. */
function begin() {
  const emulator = createEmulator({ scenario, clock: 'manual', rateLimit: 'off' })
  const { switchboard } = emulator
  const count = (app: number) => switchboard.findApp(app)?.calls.size
  return {
    emulator,
    switchboard,
    /** Ends so many calls in an application, from `0` on or another number. */
    end(app: number, calls: number, first = 0) {
      for (let id = first; id < first + calls; id++) {
        const held = switchboard.openCall(app, { id: `${id}`, from: 'a', to: ['b'], media: 'audio' })
        if ('call' in held) switchboard.obey(held, { does: 'end' })
      }
    },
    count,
    counts: () => [count(small), count(large)],
    async find(sdkAppId: number, body: object = {}) {
      const init = { method: 'POST', body: JSON.stringify(body) }
      const response = await emulator.fetch(emulator.target('get_record_by_filter', { sdkAppId }), init)
      return (JSON.parse(await response.text()) as { readonly Response?: { readonly TotalNum: number } }).Response
    },
  }
}

test('a hundred thousand ended calls are remembered, and the oldest gives way to the next', async () => {
  const { switchboard, end, count, find, emulator } = begin()
  expect(endedKept).toBe(100_000)
  end(large, endedKept)
  await emulator.clock.advance('5s')
  expect((await find(large))?.TotalNum).toBe(endedKept)
  end(large, 3, endedKept)
  expect(count(large)).toBe(endedKept)
  expect([0, 2, 3, endedKept + 2].map(id => switchboard.findCall(`${id}`, large) !== undefined)).toEqual([
    false,
    false,
    true,
    true,
  ])
  await emulator.clock.advance('5s')
  expect((await find(large))?.TotalNum).toBe(endedKept)
})

test('the application with most gives, so a small one loses nothing to it', () => {
  const { end, counts } = begin()
  end(small, 10)
  end(large, endedKept + 1_000)
  expect(counts()).toEqual([10, endedKept - 10])
  // The small one may even grow: still it is the large one that gives.
  end(small, 100, 10)
  expect(counts()).toEqual([110, endedKept - 110])
})

test('live calls are never given up, however many have ended', () => {
  const { switchboard, end, count } = begin()
  switchboard.openCall(large, { id: 'live', from: 'a', to: ['b'], media: 'audio', ring: Number.POSITIVE_INFINITY })
  end(large, endedKept + 10)
  expect(switchboard.findCall('live', large)?.call.ending).toBeUndefined()
  expect([count(large), switchboard.countLive()]).toEqual([endedKept + 1, 1])
})

test('an application forgets what ended more than a week ago when its next call ends', async () => {
  const { emulator, end, counts } = begin()
  end(small, 3)
  end(large, 3)
  await emulator.clock.advance('7d')
  end(large, 1, 3)
  expect(counts()).toEqual([3, 4])
  await emulator.clock.advance(1)
  end(large, 1, 4)
  expect(counts()).toEqual([3, 2])
})

test('what an application had counts no more once it is gone or begun anew, however often that is done', () => {
  const { switchboard, end, counts, count } = begin()
  end(small, 60_000)
  const app = switchboard.findApp(small)
  if (!app) throw new Error('The application is not there.')
  for (let time = 0; time < 3; time++) switchboard.resetApp(app)
  expect(counts()).toEqual([0, 0])
  // With what is left over of the old ones, or missing for them, this would be too many or too few.
  end(small, 40_000)
  end(large, 60_000)
  expect(counts()).toEqual([40_000, 60_000])
  end(large, 1, 60_000)
  expect(counts()).toEqual([40_000, 60_000])
  switchboard.dropApp(app)
  expect(switchboard.findApp(small)).toBeUndefined()
  switchboard.dropApp(app)
  end(large, 40_001, 60_001)
  expect(count(large)).toBe(endedKept)
})

test.each(['dropApp', 'resetApp', 'reset'] as const)('a call from before %s counts for nothing afterwards', how => {
  const { switchboard, end, count } = begin()
  const held = Array.from({ length: 100 }, () => switchboard.openCall(small, { from: 'a', to: ['b'], media: 'audio' }))
  const app = switchboard.findApp(small)
  if (how === 'reset') switchboard.reset()
  else if (app) switchboard[how](app)
  for (const one of held) if ('call' in one) switchboard.obey(one, { does: 'end' })
  end(large, endedKept)
  expect(count(large)).toBe(endedKept)
})
