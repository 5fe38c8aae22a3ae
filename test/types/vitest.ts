// The compiler is the test: each line below an "@ts-expect-error" must not compile, everything else must.
import { describe } from 'vitest'
import type { Emulator } from '../../src/sdk/create-emulator.ts'
import { toHandlers } from '../../src/sdk/msw.ts'
import { test } from '../../src/sdk/vitest.ts'

test.override({ scenario: 'answered', seed: 7, clock: '60x', failOn: 'warning', knownIssues: [], exercised: false })
test.override({ settings: { rateLimit: 'off' } })
// @ts-expect-error there is no such scenario
test.override({ scenario: 'answerd' })
// @ts-expect-error errors, warnings, or none
test.override({ failOn: 'errors' })

describe('an extended one', () => {
  test.extend<{ caller: string }>({ caller: 'alice' })('takes both', ({ emulator, url, caller }) => {
    const handlers = toHandlers(emulator)
    return void [url.length, caller.length, handlers.length]
  })
  test('takes its own', ({ emulator }) => {
    const own: Emulator = emulator
    // @ts-expect-error nothing of the kind
    own.advance('3s')
  })
})
