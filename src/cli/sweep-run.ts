import type { End } from '../conformance/sweep/sweep.ts'
import type { Journal } from '../emulator/journal.ts'
import { type Child, type Ended, startChild } from './child-process.ts'
import { listSecrets, type Serving, type Template, toVariables } from './client-variables.ts'
import { toCommandText } from './command-text.ts'
import { seeConnectionsEnd, withRun } from './finish-run.ts'
import { log } from './output.ts'
import { serve } from './serve.ts'
import type { StartFlags } from './start-options.ts'

/** How commands are run under emulators, one like the other. */
export interface SweepRunOptions {
  readonly command: readonly string[]
  readonly start: Omit<StartFlags, 'quiet'>
  readonly env: readonly Template[]
  /** Whether clients come here that have the service's host hard-coded. */
  readonly intercept: boolean
  readonly grace: number
  /** Told of each command while it runs, to end it where the whole comes to an end. Gives how to take it back. */
  onStart(child: Child): () => void
}

/** A run that is over. */
export interface Ran {
  readonly end: End
  readonly ended: Ended
  readonly journal: Journal
  readonly serving: Serving
  /** The names of the variables it had. */
  readonly variables: readonly string[]
  /** The command as it would be typed, without secrets. */
  readonly shown: string
}

/** How much of what a command prints is kept, in characters. */
const kept = 16_384

/**
 * Runs a command to its end under an emulator of its own, on a port of its own, with faults before those that the flags
 * name. Throws an Exit if either cannot be started.
 */
export async function runAlone(
  { command, start, env, intercept, grace, onStart }: SweepRunOptions,
  faults: readonly string[],
  timeout: number,
): Promise<Ran> {
  const { import: _, exportOnExit: __, ...settings } = start
  const fault = [...faults, ...start.fault]
  const serving = await serve({ ...settings, port: 0, fault, https: start.https || intercept }, { log: false })
  try {
    const variables = toVariables(serving, env, intercept)
    const output = createTail(kept)
    const environment = { ...process.env, ...variables }
    const child = startChild(command, { environment, timeout, grace, onOutput: output.add })
    const forget = onStart(child)
    const ended = await child.ended.finally(forget)
    await seeConnectionsEnd()
    const shown = toCommandText(command, listSecrets(serving))
    const { code, signal, timedOut, began, ended: at } = ended
    const journal = withRun(serving.emulator.saveJournal(), shown, ended)
    const end = { code, signal, timedOut, milliseconds: at - began, output: output.text }
    return { end, ended, journal, serving, variables: Object.keys(variables), shown }
  } finally {
    await serving.emulator.close()
  }
}

/** Keeps the last of what it is told. */
function createTail(most: number) {
  let text = ''
  return {
    add(more: string) {
      text = (text + more.slice(-most)).slice(-most)
    },
    get text() {
      return text
    },
  }
}

/** Shows how far a sweep has come. */
export interface Progress {
  /** One more run is over; `broken` of them broke so far. */
  step(broken: number): void
  end(): void
}

/** How often there is a line where there is no bar, in milliseconds. */
const pause = 5_000

/** A bar where people look, else a line now and then. */
export async function createProgress(total: number): Promise<Progress> {
  const { CI, NO_COLOR, TERM } = process.env
  return process.stderr.isTTY && !CI && !NO_COLOR && TERM !== 'dumb' ? createBar(total) : createLines(total)
}

async function createBar(total: number): Promise<Progress> {
  const { default: progress } = await import('cli-progress')
  const bar = new progress.SingleBar(
    {
      format: '{bar} {value} of {total} runs, {broken} broke, {eta_formatted} to go',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
      barsize: 30,
    },
    progress.Presets.shades_classic,
  )
  bar.start(total, 0, { broken: 0 })
  return {
    step: broken => bar.increment(1, { broken }),
    end: () => bar.stop(),
  }
}

function createLines(total: number): Progress {
  let count = 0
  let told = Date.now()
  return {
    step(broken) {
      count++
      if (Date.now() - told < pause || count === total) return
      told = Date.now()
      log(`${count} of ${total} runs, ${broken} broke`)
    },
    end() {},
  }
}
