import { setTimeout as pause } from 'node:timers/promises'
import type { Journal } from '../../../../src/emulator/journal.ts'
import type { Settings } from '../../../../src/emulator/settings.ts'
import type { FaultInput } from '../../../../src/faults/fault.ts'
import type { AppInput, CallInput } from '../../../../src/scenarios/schema.ts'
import { createEmulator, type Emulator } from '../../../create-emulator.ts'
import { fine } from '../../../surfaces/receiver.ts'
import { type Account, type Client, createClient, type Hooks } from './client.ts'

/** What the emulator that a client meets is like. */
export interface Setup {
  /** One that rings for ever, `a-call`, if absent. */
  readonly calls?: readonly CallInput[]
  readonly faults?: readonly FaultInput[]
  readonly apps?: readonly AppInput[]
  readonly settings?: Partial<Settings>
  /** Whether its requests count as sent within one millisecond, however long the machine took. */
  readonly isInstant?: true
}

/** A client with exactly one slip. */
export interface SeededClient extends Setup {
  readonly name: string
  /** The one rule it breaks. */
  readonly trips: string
  run(stage: Stage): Promise<unknown>
}

/** A client without a slip. */
export interface GoodClient extends Setup {
  readonly name: string
  /** Rules it surely exercises. */
  readonly passes: readonly string[]
  run(stage: Stage): Promise<unknown>
}

/** An emulator on a port, and clients of it. */
export interface Stage {
  readonly emulator: Emulator
  readonly port: number
  /** In whose name clients ask unless told otherwise. */
  readonly account: Account
  /** A client of its own connections. */
  client(hooks?: Partial<Hooks>, who?: Partial<Account>): Client
}

/** The call there is unless told otherwise; it never ends by itself. */
export const aCall = { CallId: 'a-call' }

/** What starts a call, well made. */
export const aStart = {
  Robot_Account: 'robot',
  CalleeList_Account: ['user2'],
  Timeout: 30_000,
  CallInfo: { MediaType: 'Audio' },
}

/** What sets callbacks, well made. */
export const aCallback = { Url: 'http://127.0.0.1:9/callback', CallbackCommandList: ['Call.CallbackAfterEndCall'] }

/** Every rule on requests that each well made one has something to say about. */
export const everyRequest = [
  ...['RB-Q01', 'RB-Q02', 'RB-Q03', 'RB-Q04', 'RB-Q05', 'RB-Q06', 'RB-Q07', 'RB-Q08', 'RB-Q09'],
  ...['RB-Q11', 'RB-Q12', 'RB-Q13', 'RB-Q14', 'RB-Q15', 'RB-Q16', 'RB-Q17', 'RB-Q18'],
  ...['RB-Q19', 'RB-Q20', 'RB-Q21', 'RB-Q22', 'RB-Q23', 'RB-Q25'],
]

/** The clock moves when it is told. */
export const manual = { clock: 'manual' } as const

/** A call that never ends by itself. */
export const ring = (id: string) => ({ id, from: 'user1', to: ['user2'], media: 'audio', ring: 'never' }) as const

/** Asks about the call, once. */
export const look =
  (hooks: Partial<Hooks>, who?: Partial<Account>) =>
  ({ client }: Stage) =>
    client(hooks, who).ask('get_call_info', aCall)

/** Lets a client play against an emulator of its own, and gives what was seen of it. */
export async function play({
  run,
  calls,
  faults,
  apps,
  settings,
  isInstant,
}: Setup & Pick<SeededClient, 'run'>): Promise<Journal> {
  await using emulator = createEmulator({
    scenario: {
      ringback: 1,
      calls: calls ?? [ring(aCall.CallId)],
      faults,
      apps,
    },
    send: async () => ({ status: 200, text: fine }),
    ...settings,
  })
  const { port } = await emulator.listen()
  const { sdkAppId, secretKey, identifier } = emulator.credentials()
  const account: Account = { sdkAppId, secretKey, identifier }
  const place = { port, now: emulator.clock.now }
  await run({ emulator, port, account, client: (hooks, who) => createClient({ ...account, ...who }, place, hooks) })
  // What a client has just hung up on is noticed a moment later.
  await pause(50)
  const journal = emulator.core.toJournal()
  return isInstant ? toInstant(journal) : journal
}

function toInstant(journal: Journal): Journal {
  const receivedAt = Math.min(...journal.entries.flatMap(({ timing }) => timing?.receivedAt ?? []))
  const entries = journal.entries.map(entry => ({
    ...entry,
    timing: entry.timing && { ...entry.timing, receivedAt, sentAt: receivedAt + 1 },
  }))
  return { ...journal, entries }
}
