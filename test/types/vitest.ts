// The compiler is the test: a line after "@ts-expect-error" must not compile, every other line must.
import { describe } from 'vitest'
import type { Emulator } from '../../src/sdk/create-emulator.ts'
import { toHandlers } from '../../src/sdk/msw.ts'
import { test } from '../../src/sdk/vitest.ts'

test.override({ scenario: 'answered', seed: 7, clock: '60x', failOn: 'warning', knownIssues: [], exercised: false })
test.override({ settings: { rateLimit: 'off' } })
// @ts-expect-error unknown scenario
test.override({ scenario: 'answerd' })
// @ts-expect-error `failOn` is error, warning or none
test.override({ failOn: 'errors' })

describe('Extends the test', () => {
  test.extend<{ caller: string }>({ caller: 'alice' })('Takes both fixtures', ({ emulator, url, caller }) => {
    const handlers = toHandlers(emulator)
    return void [url.length, caller.length, handlers.length]
  })
  test('Takes its own fixture', ({ emulator }) => {
    const own: Emulator = emulator
    // @ts-expect-error unknown option
    own.advance('3s')
  })
})
