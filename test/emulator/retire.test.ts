import { expect, test } from 'vitest'
import { findCall } from '../../src/control/calls.ts'
import { endedKept } from '../../src/emulator/calls.ts'
import { act, createEmulator, startCall } from '../create-emulator.ts'

const [small, large] = [1_400_000_001, 1_400_000_002]

function begin() {
  const apps = [small, large].map(sdkAppId => ({
    sdkAppId,
    secretKey: `key ${sdkAppId}`,
    admins: ['administrator'],
  }))
  const emulator = createEmulator({ scenario: { ringback: 1, apps }, clock: 'manual' })
  const { core } = emulator
  return {
    emulator,
    core,
    end(app: number, count: number, first = 0) {
      for (let id = first; id < first + count; id++) {
        act(startCall(core, app, { id: `${id}`, from: 'a', to: ['b'], media: 'audio' }), { does: 'end' })
      }
    },
    counts: () => [small, large].map(id => core.findApp(id)?.calls.size),
  }
}

test('An application keeps its latest 100,000 ended calls', () => {
  const { core, end, counts } = begin()
  end(small, 10)
  end(large, endedKept + 3)
  expect([endedKept, ...counts()]).toEqual([100_000, 10, endedKept])
  const found = [0, 2, 3, endedKept + 2].map(id => findCall(core, `${id}`, core.findApp(large)) !== undefined)
  expect(found).toEqual([false, false, true, true])
})

test('Live calls are never evicted', () => {
  const { core, end } = begin()
  startCall(core, large, { id: 'live', from: 'a', to: ['b'], media: 'audio', ring: Number.POSITIVE_INFINITY })
  end(large, endedKept + 10)
  expect(findCall(core, 'live')?.call.ending).toBeUndefined()
  expect([core.findApp(large)?.calls.size, core.findApp(large)?.live]).toEqual([endedKept + 1, 1])
})

test('An application evicts calls that ended more than a week ago when its next call ends', async () => {
  const { emulator, end, counts } = begin()
  end(small, 3)
  end(large, 3)
  await emulator.app(large).clock.advance('7d')
  end(large, 1, 3)
  expect(counts()).toEqual([3, 4])
  await emulator.app(large).clock.advance(1)
  end(large, 1, 4)
  expect(counts()).toEqual([3, 2])
})
