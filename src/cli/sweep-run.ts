import type { CommandEnd } from '../conformance/sweep/outcome.ts'
import type { Journal } from '../emulator/journal.ts'
import { type Child, type Ended, startChild } from './child-process.ts'
import { listSecrets, type Serving, type Template, toVariables } from './client-variables.ts'
import { toCommandText } from './command-text.ts'
import { waitForConnections, withRun } from './finish-run.ts'
import { logMessage } from './output.ts'
import { serve } from './serve.ts'
import type { StartOptions } from './start-options.ts'

/** How every run of a sweep is started. */
export interface SweepRunOptions {
  readonly command: readonly string[]
  readonly start: StartOptions
  readonly env: readonly Template[]
  /** Whether clients with a hard-coded host are redirected. */
  readonly intercept: boolean
  readonly grace: number
  /** Receives each command while it runs, to stop it with the sweep. Returns a function for its end. */
  onStart(child: Child): () => void
}

/** A run that has ended. */
export interface SweepRun {
  readonly end: CommandEnd
  readonly ended: Ended
  readonly journal: Journal
  readonly serving: Serving
  /** The names of the variables it had. */
  readonly variables: readonly string[]
  /** The command line, without secrets. */
  readonly shown: string
}

/** How many characters of a command's output are kept. */
const keptOutput = 16_384

/**
 * Runs a command to its end under its own emulator on its own port, with faults before those of the options. Throws a
 * CliError if the emulator or the command cannot be started.
 */
export async function runOnce(
  { command, start, env, intercept, grace, onStart }: SweepRunOptions,
  faults: readonly string[],
  timeout: number,
): Promise<SweepRun> {
  const https = start.https || intercept || undefined
  const fault = [...faults, ...start.fault]
  const options = { ...start, port: 0, fault, https, import: undefined, exportOnExit: undefined }
  const serving = await serve(options, { isLogged: false })
  try {
    const variables = toVariables(serving, env, intercept)
    let output = ''
    const child = startChild(command, {
      environment: { ...process.env, ...variables },
      timeout,
      grace,
      onOutput(text) {
        output = (output + text.slice(-keptOutput)).slice(-keptOutput)
      },
    })
    const forget = onStart(child)
    const ended = await child.ended.finally(forget)
    await waitForConnections()
    const shown = toCommandText(command, listSecrets(serving))
    const { code, signal, timedOut, began, ended: at } = ended
    const journal = withRun(serving.emulator.saveJournal(), shown, ended)
    const end = { code, signal, timedOut, milliseconds: at - began, output }
    return { end, ended, journal, serving, variables: Object.keys(variables), shown }
  } finally {
    await serving.emulator.close()
  }
}

/** Shows the progress of a sweep. */
interface Progress {
  /** Counts one more run; `failed` is how many failed so far. */
  step(failed: number): void
  end(): void
}

/** The interval of lines where there is no bar, in milliseconds. */
const lineInterval = 5_000

/** Creates a bar on a terminal, else occasional lines. */
export async function createProgress(total: number): Promise<Progress> {
  const { CI, NO_COLOR, TERM } = process.env
  return process.stderr.isTTY && !CI && !NO_COLOR && TERM !== 'dumb' ? createBar(total) : createLines(total)
}

async function createBar(total: number): Promise<Progress> {
  const { default: progress } = await import('cli-progress')
  const bar = new progress.SingleBar(
    {
      format: '{bar} {value} of {total} runs, {failed} failed, {eta_formatted} left',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
      barsize: 30,
    },
    progress.Presets.shades_classic,
  )
  bar.start(total, 0, { failed: 0 })
  return { step: failed => bar.increment(1, { failed }), end: () => bar.stop() }
}

function createLines(total: number): Progress {
  let count = 0
  let logged = Date.now()
  return {
    step(failed) {
      count++
      if (Date.now() - logged < lineInterval || count === total) return
      logged = Date.now()
      logMessage('sweep-progress', { count, total, failed })
    },
    end() {},
  }
}
