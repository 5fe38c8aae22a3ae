// The compiler is the test: a line after "@ts-expect-error" must not compile, every other line must.
import type * as z from 'zod'
import type { awaitSchema } from '../../src/control/wait-criteria.ts'
import { createEmulator, type Emulator } from '../../src/sdk/create-emulator.ts'
import { toHandlers } from '../../src/sdk/msw.ts'
import type { AwaitedCall, AwaitedRequest, AwaitedWebhook } from '../../src/sdk/wait-for.ts'

type Mutable<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T
const same = <One, Other extends One>() => undefined as unknown as [One, Other]

// `waitFor` in TypeScript has exactly the fields of POST /await.
type Written = z.input<ReturnType<typeof awaitSchema>>
same<Mutable<AwaitedRequest>, NonNullable<Written['request']>>()
same<NonNullable<Written['request']>, Mutable<AwaitedRequest>>()
same<Mutable<AwaitedWebhook>, NonNullable<Written['webhook']>>()
same<NonNullable<Written['webhook']>, Mutable<AwaitedWebhook>>()
same<Mutable<AwaitedCall>, NonNullable<Written['call']>>()
same<NonNullable<Written['call']>, Mutable<AwaitedCall>>()

export async function use({ calls, clock, faults, journal, waitFor: wait }: Emulator) {
  const call = calls
    .open({ from: 'alice', to: ['bob'] })
    .answer('bob')
    .invite('carol', 'dave')
  const state: 'live' | 'ended' = call.state
  const began: string = call.startedAt
  // @ts-expect-error the user is missing
  call.answer()
  // @ts-expect-error the users are missing
  call.invite()
  // @ts-expect-error `end` has no user
  call.end('alice')
  // @ts-expect-error `find` may return undefined
  calls.find('c').end()
  // @ts-expect-error read-only
  call.state = 'ended'
  await clock.advance('2m30s')
  await clock.advance({ to: new Date() })
  // @ts-expect-error a duration has a unit
  await clock.advance('30')
  // @ts-expect-error unknown mode
  clock.set('fast')
  faults.remove(faults.add({ on: 'get_call_info', error: 101001 }))
  // @ts-expect-error undocumented code
  faults.add({ on: 'all', error: 101003 })
  const code: number | undefined = journal.last({ command: 'end_call' })?.errorCode
  // @ts-expect-error unknown command
  journal.list({ command: 'end_cal' })
  const [request] = await wait({ request: { command: 'end_call' } }, { count: 2, within: '3s' })
  const target: string | undefined = request?.target
  const [delivery] = await wait({ webhook: { status: 200 } })
  const url: string | undefined = delivery?.url
  const [ended] = await wait({ call: { outcome: 'completed' } })
  const outcome = ended?.outcome
  // @ts-expect-error only one kind of condition is allowed
  await wait({ request: {}, call: {} }).then(found => found[0]?.members)
  // @ts-expect-error unknown outcome
  await wait({ call: { outcome: 'done' } })
  return { state, began, code, target, url, outcome }
}

export const handlers = toHandlers(createEmulator())
// @ts-expect-error an emulator is expected, not its URL
export const none = toHandlers('http://127.0.0.1:2255')
