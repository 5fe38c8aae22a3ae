import { setTimeout as pause } from 'node:timers/promises'
import type { Journal } from '../../../../src/emulator/journal.ts'
import type { Settings } from '../../../../src/emulator/settings.ts'
import type { FaultInput } from '../../../../src/faults/fault.ts'
import type { AppInput, CallInput } from '../../../../src/scenarios/schema.ts'
import { createEmulator, type Emulator } from '../../../create-emulator.ts'
import { okResponse } from '../../../surfaces/receiver.ts'
import { type Account, type Client, createClient, type Hooks } from './client.ts'

/** A client with the emulator that it is run against. */
export interface ClientSetup {
  /** A call that rings without end, `a-call`, if absent. */
  readonly calls?: readonly CallInput[]
  readonly faults?: readonly FaultInput[]
  readonly apps?: readonly AppInput[]
  readonly settings?: Partial<Settings>
  /** Whether its requests count as sent within one millisecond, however long the machine took. */
  readonly isInstant?: true
  run(context: ClientContext): Promise<unknown>
}

/** A client that breaks one rule. */
export interface WrongClient extends ClientSetup {
  readonly name: string
  readonly rule: string
}

/** A client that breaks no rule. */
export interface GoodClient extends ClientSetup {
  readonly name: string
  /** Rules that it exercises. */
  readonly passes: readonly string[]
}

/** An emulator on a port, and clients of it. */
export interface ClientContext {
  readonly emulator: Emulator
  readonly port: number
  /** Creates a client with connections of its own. */
  client(hooks?: Partial<Hooks>, account?: Partial<Account>): Client
}

/** The body of requests for the default call. */
export const callBody = { CallId: 'a-call' }

/** A correct body of start_call_by_robot. */
export const startBody = {
  Robot_Account: 'robot',
  CalleeList_Account: ['user2'],
  Timeout: 30_000,
  CallInfo: { MediaType: 'Audio' },
}

/** A correct body of set_callback. */
export const callbackBody = { Url: 'http://127.0.0.1:9/callback', CallbackCommandList: ['Call.CallbackAfterEndCall'] }

/** The rules on requests that every correct request exercises. */
export const everyRequest = [
  ...['RB-Q01', 'RB-Q02', 'RB-Q03', 'RB-Q04', 'RB-Q05', 'RB-Q06', 'RB-Q07', 'RB-Q08', 'RB-Q09'],
  ...['RB-Q11', 'RB-Q12', 'RB-Q13', 'RB-Q14', 'RB-Q15', 'RB-Q16', 'RB-Q17', 'RB-Q18'],
  ...['RB-Q19', 'RB-Q20', 'RB-Q21', 'RB-Q22', 'RB-Q23', 'RB-Q25'],
]

/** Settings for a clock that moves only when it is advanced. */
export const manual = { clock: 'manual' } as const

/** A call that rings without end. */
export const ring = (id: string) => ({ id, from: 'user1', to: ['user2'], media: 'audio', ring: 'never' }) as const

/** Requests the default call once. */
export const requestCall =
  (hooks: Partial<Hooks>) =>
  ({ client }: ClientContext) =>
    client(hooks).send('get_call_info', callBody)

/** Runs a client against an emulator of its own, and returns the journal. */
export async function runClient({
  run,
  calls = [ring(callBody.CallId)],
  faults,
  apps,
  settings,
  isInstant,
}: ClientSetup): Promise<Journal> {
  await using emulator = createEmulator({
    scenario: { ringback: 1, calls, faults, apps },
    send: async () => ({ status: 200, text: okResponse }),
    ...settings,
  })
  const { port } = await emulator.listen()
  const account: Account = emulator.credentials()
  const server = { port, now: emulator.clock.now }
  await run({ emulator, port, client: (hooks, other) => createClient({ ...account, ...other }, server, hooks) })
  // The emulator notices a little later that a client has closed a connection.
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
