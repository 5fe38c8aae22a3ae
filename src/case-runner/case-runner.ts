import {
  type ClientCase,
  caseApp,
  type Step,
  toCaseName,
  toScenario,
  usualPatience,
} from '../conformance/client/case.ts'
import { type Came, explainCame, explainWants, judgeOutcome } from '../conformance/client/case-outcome.ts'
import type { OperationName } from '../contracts/operations.ts'
import type { Journal } from '../emulator/journal.ts'
import { createEmulatorParts } from '../sdk/create-emulator.ts'
import type { Listening } from '../sdk/listen.ts'
import { toPlan } from '../sdk/to-plan.ts'

/** Where a client finds the service, and in whose name it asks. */
export interface Service {
  /** Such as `http://127.0.0.1:49152`: what stands before `/v4/`. */
  readonly url: string
  readonly sdkAppId: number
  readonly secretKey: string
  readonly identifier: string
  /** A UserSig of that identifier's, for clients that do not sign themselves. */
  readonly userSig: string
}

/** Asks a client; `signal` says that nobody waits any more. Never rejects. */
export type Ask = (question: Question) => Promise<Came>

/** What a client is asked. */
export interface Question {
  readonly service: Service
  /** The case it is asked for, by its id and its command. */
  readonly name: string
  readonly command: OperationName
  readonly body: object
  readonly signal: AbortSignal
}

/** What came of a case. */
export interface Outcome {
  readonly slip: string | undefined
  /** What was wanted and what came at the step it ended with, to be read within a sentence. */
  readonly wanted: string
  readonly came: string
  /** Whether it was given up, so that whatever the client still does is of nobody's interest. */
  readonly isGivenUp: boolean
  /** The number of its last request in the journal; absent where none came. */
  readonly entry: number | undefined
  /** Unix milliseconds of the emulator's clock. */
  readonly at: number
}

/** An emulator on a port that one case after the other is played on. */
export interface Stage {
  /** Plays a case; `patience` bounds each of its steps, in milliseconds. */
  play(one: ClientCase, ask: Ask, patience?: number): Promise<Outcome>
  /** Opens the port, and tells what a client finds it by; it stays open until `rest` or `close`. */
  open(): Promise<Service>
  /** Closes the port, until the next case opens another. */
  rest(): Promise<void>
  saveJournal(): Journal
  close(): Promise<void>
}

/** How many exchanges are kept of all cases together. */
const journal = 20_000

const thanks = '{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}'

/** Sets a stage. Its clock moves only when a case says so, and its callbacks go nowhere. */
export function createStage(): Stage {
  const { emulator, switchboard } = createEmulatorParts({
    scenario: toScenario({ scene: {} }),
    clock: 'manual',
    journal,
    send: async () => ({ status: 200, text: thanks }),
  })
  let listening: Promise<Listening> | undefined
  let before = 0

  const open = async (): Promise<Service> => {
    listening ??= emulator.listen()
    const { url } = await listening
    const { sdkAppId, secretKey, admins } = caseApp
    return { url, sdkAppId, secretKey, identifier: admins[0], userSig: emulator.userSig() }
  }

  async function playStep(
    { after, body, wants }: Step,
    one: ClientCase,
    ask: Ask,
    patience: number,
  ): Promise<Omit<Outcome, 'entry' | 'at'>> {
    if (after !== undefined) await emulator.clock.advance(after)
    const service = await open()
    const seen = switchboard.journal.count
    const question = { service, name: toCaseName(one), command: one.command, body }
    const came = await within(patience, signal => ask({ ...question, signal }))
    const met = switchboard.journal.since(seen).filter(({ command }) => command === one.command)
    return {
      slip: judgeOutcome({ body, wants }, came, met),
      wanted: explainWants(wants),
      came: explainCame(came),
      isGivenUp: came.is === 'silence',
    }
  }

  return {
    async play(one, ask, patience = usualPatience) {
      before += switchboard.journal.count
      switchboard.load(toPlan(toScenario(one)))
      const [first, ...more] = one.steps
      let outcome = await playStep(first, one, ask, patience)
      for (const [index, step] of more.entries()) {
        if (outcome.slip !== undefined) break
        outcome = await playStep(step, one, ask, patience)
        if (outcome.slip !== undefined) {
          outcome = { ...outcome, slip: `At step ${index + 2} of ${one.steps.length}: ${outcome.slip}` }
        }
      }
      const own = switchboard.journal.count
      return { ...outcome, entry: own > 0 ? before + own : undefined, at: switchboard.now() }
    },
    open,
    async rest() {
      const open = listening
      listening = undefined
      await (await open)?.close()
    },
    saveJournal: emulator.saveJournal,
    close: emulator.close,
  }
}

/** How long whoever hears the signal has to say what was broken, in milliseconds. */
const lastWord = 20

/**
 * Waits so many milliseconds for what comes of asking a client; then nobody waits any more, and the signal says so.
 * Whoever heeds it may still say that something was broken, which tells more than silence.
 */
export function within(patience: number, ask: (signal: AbortSignal) => Promise<Came>): Promise<Came> {
  const controller = new AbortController()
  return new Promise(resolve => {
    const silence: Came = { is: 'silence', after: patience }
    const timer = setTimeout(() => {
      controller.abort()
      setTimeout(() => resolve(silence), lastWord)
    }, patience)
    const settle = (came: Came) => {
      clearTimeout(timer)
      resolve(controller.signal.aborted && came.is !== 'broken' ? silence : came)
    }
    ask(controller.signal).then(settle, error => settle({ is: 'broken', sentence: `It broke: ${String(error)}` }))
  })
}
